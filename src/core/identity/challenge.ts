// What a caller who is not known is told: the status, and the challenges (RFC 6750, section 3; RFC 9728, section 5.1). Names what is wrong, and
// holds no byte of what was sent.

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
    | "temporarily_unavailable"
    | null;
  /** One sentence for people. */
  readonly description: string;
  readonly reason: RejectionReason;
  /** After which it is of use to ask again; null but for 503. */
  readonly retrySeconds: number | null;
}

/** What a client is told of where tokens come from; null where there are tokens of our own alone. */
export interface TokensOffered {
  /** RFC 9728. */
  readonly metadataUrl: string;
  /** Those that every issuer wants. */
  readonly scopes: readonly string[];
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
  return { kind: "rejected", status, error, description, reason: REASONS[error ?? "none"], retrySeconds };
}

/** Keys that cannot be had are never a 401: a client would throw its token away and have people sign in again. */
export function rejectForNow(retrySeconds: number): Rejection {
  const description = "The keys of the token's issuer cannot be had now; keep the token, and try again later.";
  return { ...reject(503, "temporarily_unavailable", description), retrySeconds };
}

export function rejectFor(fault: TokenFault): Rejection {
  const { status, error, description } = TOKEN_FAULTS[fault];
  return { kind: "rejected", status, error, description, reason: fault, retrySeconds: null };
}

/** The values of WWW-Authenticate, a line each; none where another token would not help. */
export function challengesOf(
  { status, error, description }: Rejection,
  offered: TokensOffered | null,
): readonly string[] {
  if (status === 503 || error === "access_denied") return [];
  const parameters = [
    `realm="gatehouse"`,
    ...(error === null ? [] : [`error="${error}"`, `error_description="${quotable(description)}"`]),
    ...(offered === null || offered.scopes.length === 0 ? [] : [`scope="${offered.scopes.join(" ")}"`]),
    ...(offered === null ? [] : [`resource_metadata="${quotable(offered.metadataUrl)}"`]),
  ];
  return [`Bearer ${parameters.join(", ")}`];
}

/** RFC 6750 allows no quotes, backslashes or what is not ASCII there. */
function quotable(text: string): string {
  return text.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
}
