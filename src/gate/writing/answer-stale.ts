// What who asked is told of a request that is stale: nothing ran, it has been asked for anew, and this is the id of what took its place.

import type { Approval } from "../../core/approvals/approval.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { moveApproval } from "../approvals.ts";
import { type Outcome, refuseLocked } from "../calls.ts";
import { answer } from "./conclude-write.ts";
import { describeWrite, nextOf, type Renewal, type WriteResult } from "./describe-write.ts";
import { renewStale } from "./renew-stale.ts";
import type { WriteScope } from "./write-scope.ts";

/** As it was claimed it was found to be no longer what people approved. */
export async function makeStale(seen: Approval, why: string, scope: WriteScope): Promise<Outcome<WriteResult>> {
  const moved = await moveApproval(seen, { kind: "stale", why }, { ports: scope.context.gatehouse });
  return moved.kind === "refusal" ? moved : answerStale(seen, scope);
}

/** Nothing ran: it is asked for anew, once, and every answer names the new request. */
async function renew(seen: Approval, scope: WriteScope): Promise<Renewal> {
  const { context, database, callRecord } = scope;
  const locked = await refuseLocked(context, { database: database.name, data: true });
  if (locked !== null) return locked;
  const renewal = await renewStale(seen, scope);
  const { id } = seen.filed.request;
  callRecord.detail = { request: id, ...(renewal.kind === "renewed" && { replaced_by: renewal.request.id }) };
  return renewal;
}

export async function answerStale(seen: Approval, scope: WriteScope): Promise<Outcome<WriteResult>> {
  const renewal = await renew(seen, scope);
  return answer(describeWrite({ status: "stale", request: seen.filed.request, scope, renewal }));
}

export async function refuseRenewed(
  refusal: Refusal,
  { seen, scope }: { seen: Approval; scope: WriteScope },
): Promise<Refusal> {
  return { ...refusal, remedy: nextOf(await renew(seen, scope)) };
}
