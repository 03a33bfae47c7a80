// Lines of the list of approvals, from the columns that are an index of them: for the eye, and to find requests by.

import { APPROVAL_KINDS } from "../../core/approvals/approval-request.ts";
import { APPROVAL_STATES } from "../../core/approvals/approval-state.ts";
import type { ApprovalFilter, ApprovalSummary } from "../../gate/ports/approvals.ts";
import { altered } from "./approval-rows.ts";
import { KeptStatements } from "./kept-statements.ts";
import type { StateConnection } from "./state-connection.ts";

export function listRows(
  connection: StateConnection,
  { filter, limit }: { filter: ApprovalFilter; limit: number },
): readonly ApprovalSummary[] {
  const wanted: string[] = [];
  const values: (string | number)[] = [];
  const add = (condition: string, ...given: readonly string[]): void => {
    wanted.push(condition);
    values.push(...given);
  };
  if (filter.states !== undefined) add(`state IN (${filter.states.map(() => "?").join(", ")})`, ...filter.states);
  if (filter.kind !== undefined) add("kind = ?", filter.kind);
  if (filter.role !== undefined) add("role = ?", filter.role);
  if (filter.reader !== undefined) {
    add("(kind = 'break-glass' OR (kind = 'access' AND requester = ?))", filter.reader);
  }
  if (filter.requester !== undefined) add("requester = ?", filter.requester);
  if (filter.database !== undefined) add("database = ?", filter.database);
  if (filter.session !== undefined) add("session = ?", filter.session);
  if (filter.before !== undefined) add("id < ?", filter.before);
  if (filter.named !== undefined) add(NAMED, filter.named, filter.named, filter.named, filter.named);
  if (filter.overdueAt !== undefined) {
    add(
      "((state = 'pending' AND approve_by < ?) OR (state = 'approved' AND execute_by < ?))",
      filter.overdueAt,
      filter.overdueAt,
    );
  }
  if (filter.approver !== undefined) {
    add(
      "EXISTS (SELECT 1 FROM approval_approvers WHERE principal = ? AND approval_approvers.id = approvals.id)",
      filter.approver,
    );
  }
  const rows = LISTS.prepare(
    connection,
    `SELECT id, kind, state, requester, role, session, database, statement, normalised, rows,
              ${APPROVALS} AS approvals, wanted, created_at AS createdAt, approve_by AS approveBy, execute_by AS executeBy
       FROM approvals ${wanted.length === 0 ? "" : `WHERE ${wanted.join(" AND ")}`} ORDER BY id DESC LIMIT ?`,
  ).all(...values, limit);
  const summaries = rows.filter(isSummary); // no copy: a queue can be long
  const odd = rows.find((row) => !isSummary(row));
  if (odd !== undefined) throw altered(odd.id);
  return summaries;
}

/** Of the decisions that were counted the last one is the denial, where a denial ended it. */
const APPROVALS = "approvals - (state IN ('denied', 'revoked'))";
/** By beginning or end, given four times. */
export const NAMED = "(substr(id, 1, length(?)) = ? OR substr(id, -length(?)) = ?)";

const LISTS = new KeptStatements<SummaryRow>();

interface SummaryRow extends Omit<ApprovalSummary, "kind" | "state"> {
  readonly kind: string;
  readonly state: string;
}

const KINDS: ReadonlySet<string> = new Set(APPROVAL_KINDS);
const STATES: ReadonlySet<string> = new Set(APPROVAL_STATES);

function isSummary(row: SummaryRow): row is ApprovalSummary {
  return KINDS.has(row.kind) && STATES.has(row.state);
}
