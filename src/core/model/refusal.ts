// Why a call was not answered, as a value that the caller sees: a code of a closed list, one sentence, a remedy.
// INVARIANT: no text in a refusal holds a row value, a secret, a connection string, or a name that the caller may not see.

export const REFUSAL_CODES = [
  // the input
  "empty-statement",
  "several-statements",
  "syntax-error",
  "invalid-input",
  "invalid-text",
  "statement-too-large",
  "statement-too-deep",
  "parameter-count",
  "parameter-type",
  "parameter-too-large",
  "inexact-number",
  "unknown-database",
  "unknown-tool",
  // what the statement names
  "unknown-table",
  "unknown-column",
  "ambiguous-name",
  // what the statement does
  "write-not-possible",
  "write-target",
  "write-not-granted",
  "masked-value-stored",
  "out-of-sight",
  "ambiguous-rows",
  "effect-differs",
  "constraint",
  "change-refused",
  "nothing-to-revert",
  "revert-conflict",
  "statement-kind",
  "function-not-allowed",
  "type-not-allowed",
  "operator-not-allowed",
  "construct-not-allowed",
  "catalog-not-allowed",
  "unsupported-syntax",
  "witness-disagrees",
  // who asks
  "role-reads-nothing",
  "explain-not-granted",
  "role-reads-no-ledger",
  "unknown-identity",
  "locked",
  "credential-ended",
  "too-many-calls",
  "review-overdue",
  // what the database says
  "invalid-statement",
  "data-error",
  "time-limit",
  "resource-limit",
  "result-too-large",
  "schema-changed",
  "database-privilege",
  "database-unavailable",
  "database-busy",
  "cancelled",
  // an approval, and who decides on it
  "unknown-approval",
  "approval-pending",
  "approval-decided",
  "approval-expired",
  "too-many-pending",
  "approval-stale",
  "approval-ran-before",
  "approval-running",
  "approval-uncertain",
  "approver-excluded",
  "approver-not-asked",
  "approver-key",
  "assurance-too-low",
  "approval-not-yours",
  "decision-invalid",
  "decision-repeated",
  "signature-invalid",
  "signature-missing",
  // columns in the clear for a time
  "access-not-possible",
  "access-not-needed",
  "access-too-long",
  "access-ended",
  "role-not-granted",
  "break-glass-not-possible",
  "erasure-not-possible",
  // ourselves
  "ledger-unavailable",
  "policy-invalid",
  "internal-error",
] as const;

export type RefusalCode = (typeof REFUSAL_CODES)[number];

export interface Refusal {
  readonly kind: "refusal";
  readonly code: RefusalCode;
  /** The rule that refused, such as `function-list` or `role analyst`; for the ledger and for people. */
  readonly rule: string;
  /** One sentence. */
  readonly message: string;
  /** What to do or to write instead; one sentence. */
  readonly remedy: string;
  /** Where in the caller's own text, in characters from 1; null when it is about no place. */
  readonly position: number | null;
  /** The database's SQLSTATE (or SQLite's result code name) when the database refused. */
  readonly sqlstate: string | null;
}

export function refuse(
  code: RefusalCode,
  message: string,
  more: { rule: string; remedy: string; position?: number | null; sqlstate?: string | null },
): Refusal {
  return {
    kind: "refusal",
    code,
    rule: more.rule,
    message,
    remedy: more.remedy,
    position: more.position ?? null,
    sqlstate: more.sqlstate ?? null,
  };
}
