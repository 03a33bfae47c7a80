// The first step of a call over HTTP: who sends it, by its token, under the policies that are in force at that moment.
// INVARIANT: no byte of a token goes into a rejection, an entry, a log or what is behind this step.

import { digestOfToken } from "../../adapters/system/token-secrets.ts";
import { type Rejection, reject } from "../../core/identity/challenge.ts";
import { readBearer } from "../../core/identity/read-bearer.ts";
import { isStaticToken } from "../../core/identity/static-token.ts";
import { formatTime } from "../../core/ledger/entry/entry-record.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Policy } from "../../core/policy/policy.ts";
import type { Gatehouse } from "../../gate/calls.ts";
import type { Tokens } from "../../gate/ports/tokens.ts";
import { authenticateConfigured } from "../wiring/authenticate.ts";

export interface Known {
  readonly kind: "known";
  /** In the policies. */
  readonly principal: string;
  /** The principal in the role that it calls in, as one text: whose sessions are whose. */
  readonly holder: string;
  /** The caller of one session, a UUID. */
  callerIn(session: string): Caller;
  /** As CallContext has it. */
  admission(): Promise<Refusal | null>;
}

export interface Identities {
  readonly tokens: Pick<Tokens, "find">;
  readonly gatehouse: Pick<Gatehouse, "policy" | "renewPolicy" | "clock">;
}

/** `lines` are the request's header lines, names and values by turns. */
export async function authenticateRequest(lines: readonly string[], around: Identities): Promise<Known | Rejection> {
  const credentials = readBearer(lines);
  if (credentials.kind === "none") return reject(401, null, "Send a token as Authorization: Bearer.");
  if (credentials.kind === "malformed") return reject(400, "invalid_request", `${credentials.why}.`);
  if (!isStaticToken(credentials.token)) return reject(401, "invalid_token", NOT_KNOWN);
  const digest = digestOfToken(credentials.token);
  try {
    await around.gatehouse.renewPolicy("glance");
    return await authenticateToken(digest, around);
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return reject(503, "temporarily_unavailable", "Nobody can tell now whose token it is; try again later.");
  }
}

const NOT_KNOWN = "The token is not known here; gatehouse token create makes one.";

async function authenticateToken(digest: string, around: Identities): Promise<Known | Rejection> {
  const { tokens, gatehouse } = around;
  const token = await tokens.find(digest);
  if (token === null) return reject(401, "invalid_token", NOT_KNOWN);
  if (hasExpired(token, gatehouse)) return reject(401, "invalid_token", "The token has expired; make another one.");
  const { identity: principal, role } = token;
  const policy = gatehouse.policy();
  if (!isHeld({ principal, role }, policy)) {
    return reject(401, "invalid_token", "The policies no longer have the identity of the token in its role.");
  }
  return {
    kind: "known",
    principal,
    holder: JSON.stringify([principal, role ?? policy.identities.get(principal)?.roles[0]]),
    callerIn: (session) => authenticateConfigured({ principal, role, session, method: "token" }, policy),
    admission: async () => {
      const still = await tokens.find(digest);
      if (still !== null && !hasExpired(still, gatehouse) && isHeld({ principal, role }, gatehouse.policy()))
        return null;
      return refuse("credential-ended", "The token by which the call came is not accepted any more.", {
        rule: "token",
        remedy: "Connect again with another token; gatehouse token create makes one.",
      });
    },
  };
}

function hasExpired({ expires }: { expires: string }, { clock }: Identities["gatehouse"]): boolean {
  return formatTime(clock.now()) >= expires;
}

function isHeld({ principal, role }: { principal: string; role: string | null }, { identities }: Policy): boolean {
  const identity = identities.get(principal);
  return identity !== undefined && (role === null || identity.roles.includes(role));
}
