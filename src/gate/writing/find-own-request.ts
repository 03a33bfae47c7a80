// Whether the caller has already asked for this very statement: then it is that request that goes on, and nobody is asked twice.

import type { Approval } from "../../core/approvals/approval.ts";
import type { Caller } from "../../core/model/caller.ts";
import { readApproval } from "../approvals.ts";
import type { Gatehouse } from "../calls.ts";
import type { Database } from "../ports/database.ts";
import type { AskedWrite } from "./asking/asked-write.ts";
import { furtherOf } from "./asking/asked-write.ts";

/** How many open requests of one caller are looked through. */
const MOST = 50;

export async function findOwnRequest(
  asked: Pick<AskedWrite, "sql" | "parameters" | "further">,
  { caller, database, gatehouse }: { caller: Caller; database: Database; gatehouse: Gatehouse },
): Promise<Approval | null> {
  const open = await gatehouse.approvals.list(
    { requester: caller.principal, database: database.name, states: ["pending", "approved"] },
    MOST,
  );
  const parameters = JSON.stringify(asked.parameters);
  for (const { id, kind } of open) {
    const approval = kind === "write" || kind === "revert" ? await readApproval(id, gatehouse) : null;
    if (approval === null) continue;
    const { request } = approval.filed;
    const same =
      request.requester.role === caller.role &&
      request.statement.text === asked.sql &&
      request.statement.parameters === parameters &&
      JSON.stringify(furtherOf(request.statement).further) === JSON.stringify(asked.further);
    if (same && (approval.progress.state === "pending" || approval.progress.state === "approved")) return approval;
  }
  return null;
}
