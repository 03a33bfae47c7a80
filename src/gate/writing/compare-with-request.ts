// What a write would do now, held against what a request says that it would do. INVARIANT: what is carried out and what an approver is told is
// compared in the same way.

import type { ApprovalRequest } from "../../core/approvals/approval-request.ts";
import { STALE_REASONS } from "../../core/approvals/stale-reasons.ts";
import { formatRelation } from "../../core/model/relation-name.ts";
import type { PlannedChange } from "../planning.ts";
import type { DatabaseRefusal, Preview, RolledBack, WriteTransaction } from "../ports/write-transaction.ts";
import { isObserved } from "./asking/observe-write.ts";
import type { WriteScope } from "./write-scope.ts";

/** How it differs from what was asked. */
export interface Differing {
  readonly kind: "differing";
  readonly why: string;
  /** The database refuses it now. */
  readonly refused: DatabaseRefusal | null;
}

/** Null where it would do what the request says: the same rows, values and consequences. */
export async function compareWithRequest(
  request: ApprovalRequest,
  {
    transaction,
    scope,
  }: { transaction: Pick<WriteTransaction, "preview" | "try">; scope: Pick<WriteScope, "planned" | "context"> },
): Promise<Differing | RolledBack | null> {
  const { planned, context } = scope;
  if (!isAsPreviewed(transaction.preview, { request, planned })) return ROWS;
  if (planned.kind === "planned-schema-change") return null;
  const seen = await transaction.try({ own: null, others: new Map(), tries: 1 });
  if (seen.kind !== "seen") return seen;
  const { tried } = seen;
  if (tried?.kind === "refused") return { kind: "differing", why: STALE_REASONS.refused, refused: tried };
  const [found] = tried?.observations ?? [];
  const { observed, notPreviewed } = request.effect;
  if (tried === null || found === undefined || observed === undefined) return ROWS;
  if (!tried.unseen.every((each) => notPreviewed.includes(each))) return ROWS;
  return isObserved(found, observed, context.gatehouse.primitives) ? null : ROWS;
}

const ROWS: Differing = { kind: "differing", why: STALE_REASONS.rows, refused: null };

/**
 * The same rows in the same versions, given the same values, with the same consequences. A change of the schema concerns whatever rows
 * there are: it is bound to the statement, to the schema and, by its digest, to about how many.
 */
function isAsPreviewed(
  preview: Preview,
  { request: { effect }, planned }: { request: ApprovalRequest; planned: PlannedChange },
): boolean {
  if (planned.kind === "planned-schema-change") return preview.digest === effect.rowsDigest;
  const changes = preview.changes.map(({ relation, verb, rows, cause }) => [
    formatRelation(relation),
    verb,
    rows,
    cause,
  ]);
  const approved = effect.relations.map(({ relation, verb, rows, cause }) => [relation, verb, rows, cause]);
  return preview.digest === effect.rowsDigest && JSON.stringify(changes) === JSON.stringify(approved);
}
