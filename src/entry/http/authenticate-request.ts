// The first step of a call over HTTP: who sends it, by its token, under the policies that are in force at that moment.
// INVARIANT: no byte of a token goes into a rejection, an entry, a log or what is behind this step.

import type { ProofChecker } from "../../adapters/oidc/proof-checker.ts";
import type { TokenVerifier } from "../../adapters/oidc/token-verifier.ts";
import { digestOfToken } from "../../adapters/system/token-secrets.ts";
import { type Rejection, reject, rejectFor, rejectForNow } from "../../core/identity/challenge.ts";
import { knownAs } from "../../core/identity/known-as.ts";
import { type Credentials, readCredentials } from "../../core/identity/read-credentials.ts";
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

/** What access tokens of identity providers are checked by. */
export interface IssuedTokens {
  readonly verifier: Pick<TokenVerifier, "verify" | "lacks">;
  readonly proofs: Pick<ProofChecker, "check" | "nonce">;
}

export interface Identities {
  readonly tokens: Pick<Tokens, "find">;
  /** Null where no issuer is trusted. */
  readonly issued?: IssuedTokens | null;
  readonly gatehouse: Pick<Gatehouse, "policy" | "renewPolicy" | "clock">;
}

/** What came: header lines, names and values by turns, and the method. */
export async function authenticateRequest(
  lines: readonly string[],
  around: Identities,
  method = "POST",
): Promise<Known | Rejection> {
  const credentials = readCredentials(lines);
  const { issued = null, gatehouse } = around;
  if (credentials.kind === "malformed") return reject(400, "invalid_request", `${credentials.why}.`);
  if (credentials.kind === "none" || (credentials.kind === "dpop" && issued === null)) {
    return reject(401, null, "Send a token as Authorization: Bearer.");
  }
  const { token, kind: scheme } = credentials;
  const isOwn = isStaticToken(token);
  if (isOwn && scheme === "dpop") return rejectFor("token-binding", scheme);
  if (!isOwn && issued === null) return reject(401, "invalid_token", NOT_KNOWN);
  try {
    await gatehouse.renewPolicy("glance");
    return await (isOwn || issued === null
      ? authenticateToken(digestOfToken(token), around)
      : authenticateIssued(credentials, { issued, gatehouse, method }));
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return reject(503, "temporarily_unavailable", "Nobody can tell now whose token it is; try again later.");
  }
}

const NOT_KNOWN = "The token is not known here; gatehouse token create makes one.";

/** An access token of an issuer that is trusted. */
async function authenticateIssued(
  credentials: Extract<Credentials, { token: string }>,
  { issued, gatehouse, method }: { issued: IssuedTokens; gatehouse: Identities["gatehouse"]; method: string },
): Promise<Known | Rejection> {
  const { kind: scheme, token } = credentials;
  const verified = await issued.verifier.verify(token);
  if (verified.kind === "unavailable") return rejectForNow("keys", verified.seconds);
  if (verified.kind === "fault") return rejectFor(verified.fault, scheme);
  const { token: sound } = verified;
  const isBound = sound.boundTo !== null;
  if (isBound !== (scheme === "dpop")) return rejectFor("token-binding", scheme);
  const policy = gatehouse.policy();
  const as = knownAs(sound, policy);
  if (typeof as === "string") return rejectFor(as, scheme);
  const principal = as.identity.name;
  const role = as.role ?? as.identity.roles[0];
  if (!isBound && wantsBound(role, policy)) return rejectFor("token-unbound", scheme);
  if (sound.boundTo !== null && credentials.kind === "dpop") {
    if (credentials.proof === null) return rejectFor("proof-missing", scheme);
    const sent = { proof: credentials.proof, method, token, boundTo: sound.boundTo };
    const fault = await issued.proofs.check(sent);
    if (fault === "full") return rejectForNow("room", PROOFS_FULL_SECONDS);
    if (fault !== null) return rejectFor(fault, scheme);
  }
  return {
    kind: "known",
    principal,
    holder: JSON.stringify([principal, role]),
    callerIn: (session) =>
      authenticateConfigured({ principal, role: as.role, session, method: isBound ? "oauth-dpop" : "oauth" }, policy),
    admission: async () => {
      const inForce = gatehouse.policy();
      const now = knownAs(sound, inForce);
      const isSame =
        typeof now !== "string" && now.identity.name === principal && (now.role ?? now.identity.roles[0]) === role;
      const isValid = sound.until > gatehouse.clock.now() / 1_000_000 && (isBound || !wantsBound(role, inForce));
      return isSame && isValid ? null : refuseEnded("Connect again with a new token of the authorization server.");
    },
  };
}

const PROOFS_FULL_SECONDS = 30;

function wantsBound(role: string | undefined, { roles }: Policy): boolean {
  return roles.get(role ?? "")?.wantsBoundToken === true;
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
  const as = role ?? policy.identities.get(principal)?.roles[0];
  if (wantsBound(as, policy)) return rejectFor("token-unbound", "bearer");
  return {
    kind: "known",
    principal,
    holder: JSON.stringify([principal, as]),
    callerIn: (session) => authenticateConfigured({ principal, role, session, method: "token" }, policy),
    admission: async () => {
      const still = await tokens.find(digest);
      const inForce = gatehouse.policy();
      const isTaken = isHeld({ principal, role }, inForce) && !wantsBound(as, inForce);
      if (still !== null && !hasExpired(still, gatehouse) && isTaken) return null;
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
