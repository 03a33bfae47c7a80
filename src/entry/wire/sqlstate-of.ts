// Refusals as clients of PostgreSQL read them (PostgreSQL manual, appendix A): the state that a server would give for what is most alike.
// ZG is a class of our own, for what no server says.

import type { Refusal, RefusalCode } from "../../core/model/refusal.ts";
import type { Report } from "./server-messages.ts";

/** A write that waits for people. */
export const WAITS_FOR_APPROVAL = "ZG001";

const NOT_SUPPORTED = "0A000";
const NOT_ALLOWED = "42501";

const STATES: Partial<Readonly<Record<RefusalCode, string>>> = {
  "empty-statement": "42601",
  "several-statements": "42601",
  "syntax-error": "42601",
  "invalid-text": "22021",
  "statement-too-large": "54000",
  "statement-too-deep": "54001",
  "parameter-count": "08P01",
  "parameter-type": "42P18",
  "parameter-too-large": "54000",
  "unknown-database": "3D000",
  "unknown-table": "42P01",
  "unknown-column": "42703",
  "ambiguous-name": "42702",
  "write-not-possible": "25006",
  "write-target": NOT_SUPPORTED,
  constraint: "23000",
  "statement-kind": NOT_SUPPORTED,
  "function-not-allowed": "42883",
  "type-not-allowed": "42704",
  "operator-not-allowed": "42883",
  "construct-not-allowed": NOT_SUPPORTED,
  "unsupported-syntax": NOT_SUPPORTED,
  "unknown-identity": "28000",
  locked: "57P01",
  "credential-ended": "28000",
  "too-many-calls": "53300",
  "invalid-statement": "42601",
  "data-error": "22000",
  "time-limit": "57014",
  "resource-limit": "53000",
  "result-too-large": "54000",
  "schema-changed": "40001",
  "database-unavailable": "08006",
  "database-busy": "53300",
  cancelled: "57014",
  "approval-pending": WAITS_FOR_APPROVAL,
  "ledger-unavailable": "58000",
  "policy-invalid": "58000",
  "internal-error": "XX000",
};

/** Over MCP a tool tells of tables and columns; here the catalogue does. */
function remedyHere({ code, remedy }: Refusal): string {
  if (code === "catalog-not-allowed") return "Ask the operator to set catalogue: governed for the role.";
  return remedy
    .replaceAll(/\b(?:call|use) describe-schema\b/gi, (found) =>
      /^[CU]/.test(found) ? "Read information_schema" : "read information_schema",
    )
    .replaceAll("describe-schema", "information_schema");
}

/** What no line says is not allowed. The database's own state goes before ours. */
export function reportOf(refusal: Refusal): Report {
  const { code, sqlstate, message, position } = refusal;
  const state = sqlstate !== null && /^[0-9A-Z]{5}$/.test(sqlstate) ? sqlstate : (STATES[code] ?? NOT_ALLOWED);
  return { severity: "ERROR", sqlstate: state, message, hint: remedyHere(refusal), position };
}
