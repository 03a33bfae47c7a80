// The public keys by which people decide, as the policies in force hold them. A key that is not in it counts nothing.

import type { SshPublicKey } from "./ssh-public-key.ts";

export interface EnrolledKey {
  readonly key: SshPublicKey;
  /** What the policy says of a key in software: 2 when it lives on another machine than the agent. A hardware key is 3 by its own word. */
  readonly assurance: 1 | 2;
  /** The key has to say that it asked for its PIN or a finger. */
  readonly userVerified: boolean;
}

/** By principal. */
export type Keyring = ReadonlyMap<string, readonly EnrolledKey[]>;

export function findKey(keyring: Keyring, holder: { principal: string; fingerprint: string }): EnrolledKey | null {
  return (keyring.get(holder.principal) ?? []).find(({ key }) => key.fingerprint === holder.fingerprint) ?? null;
}

/** Everybody who holds the key; one at most, in a policy that loads. */
export function holdersOf(keyring: Keyring, fingerprint: string): readonly string[] {
  return [...keyring.keys()].filter((principal) => findKey(keyring, { principal, fingerprint }) !== null);
}
