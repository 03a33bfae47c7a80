// What a caller who is not known is told: the status, and the challenge (RFC 6750, section 3). Names what is wrong, and holds no byte of what
// was sent.

export interface Rejection {
  readonly kind: "rejected";
  /** 400 for a request that is no use, 401 for credentials that are not accepted, 503 where nobody can tell. */
  readonly status: 400 | 401 | 503;
  /** Null where no credentials came: RFC 6750 gives no code then. */
  readonly error: "invalid_request" | "invalid_token" | "temporarily_unavailable" | null;
  /** One sentence for people. */
  readonly description: string;
}

export function reject(status: Rejection["status"], error: Rejection["error"], description: string): Rejection {
  return { kind: "rejected", status, error, description };
}

/** The value of WWW-Authenticate; null where a new token would not help. */
export function challengeOf({ status, error, description }: Rejection): string | null {
  if (status === 503) return null;
  const parameters = [
    `realm="gatehouse"`,
    ...(error === null ? [] : [`error="${error}"`, `error_description="${quotable(description)}"`]),
  ];
  return `Bearer ${parameters.join(", ")}`;
}

/** RFC 6750 allows no quotes, backslashes or what is not ASCII there. */
function quotable(text: string): string {
  return text.replaceAll(/[^\x20\x21\x23-\x5b\x5d-\x7e]/g, "'");
}
