// The first step of a call over HTTP: who sends it, by its token, under the policies that are in force at that moment.
// INVARIANT: no byte of a token goes into a rejection, an entry, a log or what is behind this step.

import type { TokenVerifier } from "../../adapters/oidc/token-verifier.ts";
import { digestOfToken } from "../../adapters/system/token-secrets.ts";
import { type Rejection, reject, rejectFor, rejectForNow } from "../../core/identity/challenge.ts";
import { knownAs } from "../../core/identity/known-as.ts";
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
  /** Of access tokens of issuers; null where none is trusted. */
  readonly verifier?: Pick<TokenVerifier, "verify"> | null;
  readonly gatehouse: Pick<Gatehouse, "policy" | "renewPolicy" | "clock">;
}

/** `lines` are the request's header lines, names and values by turns. */
export async function authenticateRequest(lines: readonly string[], around: Identities): Promise<Known | Rejection> {
  const credentials = readBearer(lines);
  if (credentials.kind === "none") return reject(401, null, "Send a token as Authorization: Bearer.");
  if (credentials.kind === "malformed") return reject(400, "invalid_request", `${credentials.why}.`);
  const { token } = credentials;
  const { verifier = null, gatehouse } = around;
  const isOwn = isStaticToken(token);
  if (!isOwn && verifier === null) return reject(401, "invalid_token", NOT_KNOWN);
  try {
    await gatehouse.renewPolicy("glance");
    return await (isOwn || verifier === null
      ? authenticateToken(digestOfToken(token), around)
      : authenticateIssued(token, { verifier, gatehouse }));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return reject(503, "temporarily_unavailable", "Nobody can tell now whose token it is; try again later.");
  }
}

const NOT_KNOWN = "The token is not known here; gatehouse token create makes one.";

/** An access token of an issuer that is trusted. */
async function authenticateIssued(
  token: string,
  { verifier, gatehouse }: { verifier: Pick<TokenVerifier, "verify">; gatehouse: Identities["gatehouse"] },
): Promise<Known | Rejection> {
  const verified = await verifier.verify(token);
  if (verified.kind === "unavailable") return rejectForNow(verified.seconds);
  if (verified.kind === "fault") return rejectFor(verified.fault);
  const { token: sound } = verified;
  if (sound.boundTo !== null) return rejectFor("token-binding");
  const policy = gatehouse.policy();
  const as = knownAs(sound, policy);
  if (typeof as === "string") return rejectFor(as);
  const principal = as.identity.name;
  const role = as.role ?? as.identity.roles[0];
  return {
    kind: "known",
    principal,
    holder: JSON.stringify([principal, role]),
    callerIn: (session) => authenticateConfigured({ principal, role: as.role, session, method: "oauth" }, policy),
    admission: async () => {
      const now = knownAs(sound, gatehouse.policy());
      const isSame =
        typeof now !== "string" && now.identity.name === principal && (now.role ?? now.identity.roles[0]) === role;
      const isValid = sound.until > gatehouse.clock.now() / 1_000_000;
      return isSame && isValid ? null : refuseEnded("Connect again with a new token of the authorization server.");
    },
  };
}

function refuseEnded(remedy: string): Refusal {
  return refuse("credential-ended", "The token by which the call came is not accepted any more.", {
    rule: "token",
    remedy,
  });
}

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
      return refuseEnded("Connect again with another token; gatehouse token create makes one.");
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
