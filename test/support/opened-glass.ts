// Break-glass in a test's shop: filed as the command files it, and signed by whom a test says.

import type { DigestedRequest } from "../../src/core/approvals/approval-request.ts";
import type { Refusal } from "../../src/core/model/refusal.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type BreakGlassInput, fileBreakGlass } from "../../src/gate/access/open-break-glass.ts";
import { type Decided, decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import type { Gatehouse } from "../../src/gate/calls/gatehouse.ts";
import { signedDecision } from "./signed-decision.ts";
import type { WritingShop } from "./writing-shop.ts";

export interface Opening extends Partial<BreakGlassInput> {
  readonly by?: string;
  readonly for?: string;
  readonly gatehouse?: Gatehouse;
}

export function fileGlass(
  shop: WritingShop,
  { by = "dana", for: reader = "claude", gatehouse = shop.opened.gatehouse, ...input }: Opening,
): Promise<DigestedRequest | Refusal> {
  const callerNamed = (principal: string) =>
    authenticateConfigured({ principal, role: null, session: "glass" }, gatehouse.policy());
  return fileBreakGlass(
    { database: null, columns: [], tables: [], classes: [], minutes: 10, reason: "INC-7", ...input },
    { opener: callerNamed(by), reader: callerNamed(reader), gatehouse },
  );
}

/** The id of the request; throws where it was refused. */
export async function openGlass(shop: WritingShop, opening: Opening): Promise<string> {
  const filed = await fileGlass(shop, opening);
  if ("code" in filed) throw new Error(`${filed.code}: ${filed.message}`);
  const { id } = filed.request;
  const decided = await signGlass(shop, id, opening.by);
  if (decided.kind === "refusal") throw new Error(`${decided.code}: ${decided.message}`);
  return id;
}

export async function signGlass(shop: WritingShop, id: string, by = "dana"): Promise<Decided | Refusal> {
  return decideApproval(id, await signedDecision(id, { by, shop }), shop.opened.gatehouse);
}
