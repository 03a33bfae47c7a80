// What a caller who is not known is told: the status, and the challenges (RFC 6750, section 3; RFC 9449, section 7.1; RFC 9728, section 5.1). Names what is wrong, and
// holds no byte of what was sent.

import { PROOF_ALGORITHMS } from "./dpop-proof.ts";
import { TOKEN_FAULTS, type TokenFault } from "./token-fault.ts";

/** Why nobody is known, for the counts: of an issuer's token the rule that refused it. */
export type RejectionReason = "no-credentials" | "not-accepted" | "malformed" | "unavailable" | TokenFault;

export interface Rejection {
  readonly kind: "rejected";
  /** 400 for a request that is no use, 401 for credentials that are not accepted, 403 for those that never will be, 503 where nobody can tell. */
  readonly status: 400 | 401 | 403 | 503;
  /** Null where no credentials came: RFC 6750 gives no code then. */
  readonly error:
    | "invalid_request"
    | "invalid_token"
    | "insufficient_scope"
    | "access_denied"
    | "invalid_dpop_proof"
    | "use_dpop_nonce"
    | "temporarily_unavailable"
    | null;
  /** One sentence for people. */
  readonly description: string;
  readonly reason: RejectionReason;
  /** After which it is of use to ask again; null but for 503. */
  readonly retrySeconds: number | null;
  /** By which scheme the credentials came. */
  readonly scheme: "bearer" | "dpop";
}

/** What a client is told of where tokens come from; null where there are tokens of our own alone. */
export interface TokensOffered {
  /** RFC 9728. */
  readonly metadataUrl: string;
  readonly scopes: readonly string[];
  /** Every issuer's tokens have to be bound to a key. */
  readonly boundAlone: boolean;
}

const REASONS = {
  none: "no-credentials",
  invalid_request: "malformed",
  invalid_token: "not-accepted",
  temporarily_unavailable: "unavailable",
} as const;
const RETRY_SECONDS = 5;

export function reject(
  status: 400 | 401 | 503,
  error: "invalid_request" | "invalid_token" | "temporarily_unavailable" | null,
  description: string,
): Rejection {
  const retrySeconds = status === 503 ? RETRY_SECONDS : null;
  return {
    kind: "rejected",
    status,
    error,
    description,
    reason: REASONS[error ?? "none"],
    retrySeconds,
    scheme: "bearer",
  };
}

const LACKING = {
  keys: "The keys of the token's issuer cannot be had now; keep the token, and try again later.",
  room: "So many proofs came by the token's key that no more can be remembered now; keep the token, and try again later.",
} as const;

/** What we lack, the issuer's keys or room for one more proof, is never a 401: a client would throw its token away and have people sign in again. */
export function rejectForNow(lacking: keyof typeof LACKING, retrySeconds: number): Rejection {
  return { ...reject(503, "temporarily_unavailable", LACKING[lacking]), retrySeconds };
}

/** `scheme` is that by which the token came. */
export function rejectFor(fault: TokenFault, scheme: Rejection["scheme"]): Rejection {
  const { status, error, description } = TOKEN_FAULTS[fault];
  return { kind: "rejected", status, error, description, reason: fault, retrySeconds: null, scheme };
}

/** The values of WWW-Authenticate, a line for each scheme that is of use; none where another token would not help. */
export function challengesOf(rejection: Rejection, offered: TokensOffered | null): readonly string[] {
  const { status, error, reason } = rejection;
  if (status === 503 || error === "access_denied") return [];
  if (offered === null) return [line("Bearer", sayError(rejection))];
  const where = [
    ...(offered.scopes.length === 0 ? [] : [`scope="${offered.scopes.join(" ")}"`]),
    `resource_metadata="${quotable(offered.metadataUrl)}"`,
  ];
  const ofBearer = [...(rejection.scheme === "bearer" ? sayError(rejection) : []), ...where];
  const isOfProof = rejection.scheme === "dpop" || reason === "token-unbound";
  const ofProof = [...(isOfProof ? sayError(rejection) : []), ...where, `algs="${PROOF_ALGORITHMS.join(" ")}"`];
  const isBoundAlone = offered.boundAlone || reason === "token-unbound";
  return [...(isBoundAlone ? [] : [line("Bearer", ofBearer)]), line("DPoP", ofProof)];
}

function line(scheme: string, parameters: readonly string[]): string {
  return `${scheme} ${[`realm="gatehouse"`, ...parameters].join(", ")}`;
}

function sayError({ error, description }: Rejection): readonly string[] {
  return error === null ? [] : [`error="${error}"`, `error_description="${quotable(description)}"`];
}

/** RFC 6750 allows no quotes, backslashes or what is not ASCII there. */
function quotable(text: string): string {
  return text.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
}
