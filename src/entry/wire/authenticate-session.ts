// Who connects: the user of the start-up packet is an identity of the policies, and its password a token that was granted for this protocol.
// INVARIANT: a name that nobody has, a token that is another one's, expired or revoked, and a role that is not held are answered alike, at the
// same place of the exchange.

import { randomUUID } from "node:crypto";
import { ITERATIONS } from "../../adapters/system/scram-keys.ts";
import { formatVerifier, readVerifier, type ScramVerifier } from "../../core/identity/scram-verifier.ts";
import type { KeptToken } from "../../core/identity/static-token.ts";
import { formatTime } from "../../core/ledger/entry/entry-record.ts";
import type { Caller } from "../../core/model/caller.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Gatehouse } from "../../gate/calls.ts";
import type { Tokens } from "../../gate/ports/tokens.ts";
import { authenticateConfigured } from "../wiring/authenticate.ts";
import { readSaslFirst } from "./client-messages.ts";
import { Reported } from "./reported.ts";
import { mechanismsOf, ScramExchange } from "./scram-exchange.ts";
import {
  authenticationOk,
  authenticationSasl,
  authenticationSaslContinue,
  authenticationSaslFinal,
} from "./server-messages.ts";
import type { Channel } from "./wire-connection.ts";

export interface Authenticated {
  readonly caller: Caller;
  /** As CallContext has it. */
  admission(): Promise<Refusal | null>;
}

export interface Authentication {
  readonly tokens: Pick<Tokens, "find" | "list">;
  readonly gatehouse: Pick<Gatehouse, "policy" | "renewPolicy" | "clock">;
  /** Of channel binding; null where the certificate has none. */
  readonly binding: Uint8Array | null;
  /** What the salt of a name that nobody has is made of. */
  readonly key: Uint8Array;
}

/** `role` is null for that of the token. Rejects with a Reported, and with a ProtocolViolation. */
export async function authenticateSession(
  { user, role }: { user: string; role: string | null },
  channel: Channel,
  around: Authentication,
): Promise<Authenticated> {
  const { tokens, gatehouse, binding, key } = around;
  await gatehouse.renewPolicy("glance");
  const now = formatTime(gatehouse.clock.now());
  const own = (await tokens.list()).filter((token) => token.identity === user && token.expires > now);
  const verifiers = own.flatMap(({ digest }) => readVerifier(digest) ?? []);
  const exchange = new ScramExchange({ binding, verifiers, madeUp: { key, user, iterations: ITERATIONS } });
  channel.write(authenticationSasl(mechanismsOf({ binding })));
  const { mechanism, data } = readSaslFirst(await channel.password());
  const first = exchange.first(mechanism, data);
  if (first.kind !== "continue") throw new Reported(MALFORMED);
  channel.write(authenticationSaslContinue(first.data));
  const last = exchange.last((await channel.password()).toString("utf8"));
  if (last.kind === "malformed") throw new Reported(MALFORMED);
  const token = last.kind === "proved" ? tokenOf(own, last.verifier) : null;
  const as = token === null ? null : callerOf(token, { role, gatehouse });
  if (last.kind !== "proved" || token === null || as === null) throw new Reported(failed(user));
  channel.write(authenticationSaslFinal(last.data));
  channel.write(authenticationOk());
  return {
    caller: as,
    admission: async () => {
      const still = await tokens.find(token.digest);
      const isValid = still !== null && still.expires > formatTime(gatehouse.clock.now());
      return isValid && callerOf(token, { role, gatehouse }) !== null ? null : ENDED;
    },
  };
}

function tokenOf(own: readonly KeptToken[], verifier: ScramVerifier): KeptToken | null {
  return own.find(({ digest }) => digest === formatVerifier(verifier)) ?? null;
}

/** Null where the policies have no such identity, or it does not hold the role, or its role wants tokens that are bound to a key. */
function callerOf(
  token: KeptToken,
  { role: wanted, gatehouse }: { role: string | null; gatehouse: Pick<Gatehouse, "policy"> },
): Caller | null {
  const policy = gatehouse.policy();
  const identity = policy.identities.get(token.identity);
  if (identity === undefined || (token.role !== null && wanted !== null && wanted !== token.role)) return null;
  const role = wanted ?? token.role ?? identity.roles[0];
  if (role === undefined || !identity.roles.includes(role)) return null;
  if (policy.roles.get(role)?.wantsBoundToken === true) return null;
  return authenticateConfigured({ principal: identity.name, role, session: randomUUID(), method: "scram" }, policy);
}

function failed(user: string) {
  return {
    severity: "FATAL",
    sqlstate: "28P01",
    message: `password authentication failed for user "${user.slice(0, 64)}"`,
    hint: "The user is an identity of the policies, and the password a token that gatehouse access grant made for it.",
  } as const;
}

const MALFORMED = {
  severity: "FATAL",
  sqlstate: "08P01",
  message: "The SASL exchange does not hold to SCRAM-SHA-256.",
} as const;

const ENDED = refuse("credential-ended", "The token by which the session was begun is not accepted any more.", {
  rule: "token",
  remedy: "Connect again with another token; gatehouse access grant makes one.",
});
