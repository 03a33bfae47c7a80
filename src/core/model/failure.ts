// Failures of the world, as one error class with a closed list of codes. Outcomes that a caller must see are Refusals, not Failures.
// The message says what to do next and holds no row value, secret or connection string; `cause` is for stderr alone.

export const FAILURE_CODES = [
  "database-unavailable",
  "database-busy",
  "session-not-pinned",
  "marker-missing",
  "cancelled",
  "ledger-unavailable",
  "ledger-unreadable",
  "ledger-newer",
  "ledger-altered",
  "approval-altered",
  "clock-behind",
  "signing-failed",
  "witness-unavailable",
  "collector-unavailable",
  "policy-invalid",
  "config-invalid",
  "client-file",
  "key-missing",
  "not-permitted",
  "usage",
] as const;

export type FailureCode = (typeof FAILURE_CODES)[number];

export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  /** Lines that follow the message, where it announces a list. */
  readonly more: readonly string[];

  constructor(code: FailureCode, message: string, options: { cause?: unknown; more?: readonly string[] } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.code = code;
    this.more = options.more ?? [];
  }
}
