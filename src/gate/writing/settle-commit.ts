// A COMMIT that was sent and not answered: the database is asked what became of the transaction, and the request says so, whether the server
// that sent it lives on or another one comes after it.

import type { Approval } from "../../core/approvals/approval.ts";
import { type ApprovalEvent, isNothingToCommit } from "../../core/approvals/approval-state.ts";
import { type MoveOptions, moveApproval, readApproval } from "../approvals.ts";
import type { Gatehouse } from "../calls.ts";
import type { TransactionStatus } from "../ports/write-transaction.ts";

/** The request as it then is; as it was while the transaction still runs, or the database is out of reach: who comes next asks again. */
export async function settleCommit(
  seen: Approval,
  { gatehouse, ...more }: { gatehouse: Gatehouse } & Pick<MoveOptions, "by" | "detail">,
): Promise<Approval> {
  const event = eventOf(await askStatus(seen, gatehouse));
  return event === null ? seen : settleBy(event, { seen, gatehouse, ...more });
}

/** Writes down how an execution ended that nobody carries on; whoever was faster has done so. */
export async function settleBy(
  event: ApprovalEvent,
  { seen, gatehouse, ...more }: { seen: Approval; gatehouse: Gatehouse } & Pick<MoveOptions, "by" | "detail">,
): Promise<Approval> {
  const moved = await moveApproval(seen, event, { ports: gatehouse, ...more });
  if (moved.kind !== "moved") return (await readApproval(seen.filed.request.id, gatehouse)) ?? seen;
  return moved.approval.progress.state === "rolled-back" ? giveBack(moved.approval, gatehouse) : moved.approval;
}

/** What people approved and the database rolled back may be carried out after all, while its time has not passed. */
export async function giveBack(ended: Approval, gatehouse: Gatehouse): Promise<Approval> {
  if (ended.filed.request.quorum.count === 0) return ended;
  const moved = await moveApproval(ended, { kind: "retry" }, { ports: gatehouse });
  return moved.kind === "moved" ? moved.approval : ended;
}

async function askStatus({ filed, progress }: Approval, gatehouse: Gatehouse): Promise<TransactionStatus> {
  const { pendingCommit } = progress;
  if (pendingCommit === null) return "unknown";
  // whatever became of its transaction, the rows are as they were
  if (isNothingToCommit(pendingCommit)) return "committed";
  const database = gatehouse.databases.get(filed.request.target.database);
  if (database === undefined) return "running"; // not of this configuration: somebody else's to ask
  return database.transactionStatus(pendingCommit).catch(() => "running" as const);
}

function eventOf(status: TransactionStatus): ApprovalEvent | null {
  switch (status) {
    case "committed":
      return { kind: "executed" };
    case "rolled-back":
      return { kind: "rolled-back", why: "the database rolled it back" };
    case "unknown":
      return { kind: "uncertain", why: "the database cannot tell what became of it" };
    case "running":
      return null;
  }
}
