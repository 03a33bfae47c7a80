// What is kept of a write that was carried out, to revert it by. INVARIANT: it is what the entry of its COMMIT tells of, or it is refused.

import type { Approval } from "../../../core/approvals/approval.ts";
import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";
import { areKept } from "../../../core/approvals/effect/kept-images.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import { Failure } from "../../../core/model/failure.ts";
import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import { relationKey } from "../../../core/model/relation-name.ts";
import { statedRows } from "../../../core/sql/revert/effect-images.ts";
import { parseImages, type RowImages } from "../../../core/sql/revert/inverse-statement.ts";
import { type KeptRow, keptRows } from "../../../core/sql/revert/revert-whole.ts";
import { readApproval } from "../../approvals.ts";
import type { Gatehouse } from "../../calls.ts";

export async function readKept(
  { filed, progress }: Approval,
  gatehouse: Gatehouse,
): Promise<readonly RowImages[] | Refusal> {
  if (progress.state !== "executed") {
    return refuse("nothing-to-revert", `The request is ${progress.state}, so there is nothing to take back.`, {
      rule: "revert",
      remedy: "gatehouse approvals show says how it stands.",
    });
  }
  const text = progress.beforeImage === null ? null : await gatehouse.approvals.readImages(filed.request.id);
  if (text !== null && !areKept(text, progress.beforeImage, gatehouse.primitives)) {
    throw new Failure(
      "approval-altered",
      `The rows that are kept of the request ${filed.request.id} are not those of its entry; run gatehouse ledger verify.`,
    );
  }
  const images = text === null ? null : parseImages(text);
  const held = images?.filter(({ before, after }) => before.length + after.length > 0) ?? [];
  if (held.length > 0) return held;
  return refuse(
    "nothing-to-revert",
    "The rows as they were are not kept: there were none, too many, others too, or their time has passed.",
    {
      rule: "revert",
      remedy: "Make the change that is wanted with a statement of its own.",
    },
  );
}

/** Row by row, in tables that are still there. */
export function keptRowsOf(
  images: readonly RowImages[],
  { request, catalogue }: { request: ApprovalRequest; catalogue: Catalogue },
): readonly KeptRow[] {
  const steps = images.flatMap((each) => {
    const relation = catalogue.relations.get(relationKey(each.relation));
    return relation === undefined ? [] : [{ images: each, relation }];
  });
  const { unbound = [], timed = [] } = request.effect.observed ?? {};
  return keptRows(steps, [...unbound, ...timed]);
}

/** The rows that the write of this request was about, to tell them from those that a revert of it puts right; null where nothing tells. */
export async function statedBy(
  id: string | undefined,
  { gatehouse, catalogue }: { gatehouse: Gatehouse; catalogue: Catalogue },
): Promise<ReadonlySet<string> | null> {
  const written = id === undefined ? null : await readApproval(id, gatehouse);
  const images = written === null ? null : await readKept(written, gatehouse);
  return images === null || "code" in images ? null : statedRows(images, catalogue);
}

/** Whether anything else than the statement and its foreign keys changed rows. */
export function reachesFurther(images: readonly RowImages[]): boolean {
  return images.some(({ cause }) => cause === "besides");
}
