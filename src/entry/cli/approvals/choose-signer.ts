// Who decides, by the keys at hand: an enrolled key that this machine can sign with says whose decision it will be.

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { findPublicKeys } from "../../../adapters/files/find-public-keys.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { listAgentKeys, type SigningKey } from "../../../adapters/system/ssh-keygen.ts";
import { parseKeyLine } from "../../../core/approvals/ssh/ssh-public-key.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Policy } from "../../../core/policy/policy.ts";

export interface Signer {
  readonly principal: string;
  readonly key: SigningKey;
  /** SHA256:… */
  readonly fingerprint: string;
}

interface Candidate extends Signer {
  readonly hardware: boolean;
}

/**
 * Of several people, the one among those who are asked. Rejects with a Failure `usage` that says what to do when nobody, or more than one
 * person, can sign here.
 */
export async function chooseSigner(
  approvers: readonly string[],
  options: { policy: Policy; as?: string | undefined; key?: string | undefined },
): Promise<Signer> {
  const { policy, as, key } = options;
  const at = key === undefined ? [...(await keysInHome()), ...(await keysInAgent())] : [await keyAt(key)];
  const candidates = at.flatMap(({ line, key: usable }) =>
    holdersOf(line, policy).map((holder): Candidate => ({ ...holder, key: usable })),
  );
  const named = as === undefined ? candidates : candidates.filter(({ principal }) => principal === as);
  const people = new Set(named.map(({ principal }) => principal));
  const asked = [...people].filter((principal) => approvers.includes(principal));
  const principal = people.size === 1 ? [...people][0] : asked.length === 1 ? asked[0] : undefined;
  if (principal === undefined && people.size > 1) {
    throw new Failure(
      "usage",
      `The keys here are of several people; say who decides with --as: ${[...people].join(", ")}.`,
    );
  }
  const own = named.filter((candidate) => candidate.principal === principal);
  const best = own.find(({ hardware }) => hardware) ?? own[0];
  if (best === undefined) throw new Failure("usage", noKey(as));
  return { principal: best.principal, key: best.key, fingerprint: best.fingerprint };
}

/** As whom, and with which key. */
export function describeSigner({ principal, key, fingerprint }: Signer): string {
  return `${principal}, with the key ${fingerprint} (${"path" in key ? key.path.replace(/\.pub$/, "") : "in the ssh-agent"})`;
}

function noKey(as: string | undefined): string {
  const whose = as === undefined ? "anybody in the policies" : as;
  return `There is no key here that is enrolled for ${whose}; enrol one (gatehouse keys enrol), name one with --key, or sign on another machine: --print gives the text, --signature takes it back.`;
}

interface KeyAtHand {
  readonly line: string;
  readonly key: SigningKey;
}

async function keysInHome(): Promise<readonly KeyAtHand[]> {
  return (await findPublicKeys(join(homedir(), ".ssh"))).map(({ path, line }) => ({ line, key: { path } }));
}

async function keysInAgent(): Promise<readonly KeyAtHand[]> {
  return (await listAgentKeys()).map((line) => ({ line, key: { line } }));
}

/** A private key says whose it is by the .pub file beside it. */
async function keyAt(path: string): Promise<KeyAtHand> {
  for (const candidate of path.endsWith(".pub") ? [path] : [`${path}.pub`, path]) {
    const [line = ""] = (await readFile(candidate, "utf8").catch(() => "")).split(/\r?\n/);
    if (parseKeyLine(line, nodeApprovalCrypto) !== null) return { line, key: { path } };
  }
  throw new Failure("usage", `There is no public key at ${path}; name a key with its .pub file beside it.`);
}

function holdersOf(line: string, policy: Policy): readonly Omit<Candidate, "key">[] {
  const key = parseKeyLine(line, nodeApprovalCrypto);
  if (key === null) return [];
  return [...policy.identities.values()]
    .filter(({ keys }) => keys.some((held) => held.key.fingerprint === key.fingerprint))
    .map(({ name }) => ({ principal: name, fingerprint: key.fingerprint, hardware: key.application !== null }));
}
