// A person opens masked columns to a named caller for some minutes. It is the same document as a request for access, filed as pending:
// what opens it is the signature of who asked, by the same decision as any (decide-approval.ts). No tool of MCP leads here.
// INVARIANT: what is opened is what the reader's own role sees masked, column by column; hidden columns and row filters stay as they are.

import { describeApproval } from "../../core/approvals/approval-entry.ts";
import type { DigestedRequest } from "../../core/approvals/approval-request.ts";
import { FILED } from "../../core/approvals/approval-state.ts";
import type { Caller } from "../../core/model/caller.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { checkBreakGlass } from "../../core/policy/check/check-break-glass.ts";
import { refuseOpener } from "../approvals.ts";
import { describeCaller, type Gatehouse, identifyRole } from "../calls.ts";
import { chooseDatabase, governDatabase } from "../planning.ts";
import { chooseColumns, columnsOf } from "./choose-columns.ts";
import { makeAccessRequest } from "./make-access-request.ts";

export interface BreakGlassInput {
  readonly database: string | null;
  /** `schema.table.column` each. */
  readonly columns: readonly string[];
  /** All masked columns of these, as `schema.table`. */
  readonly tables: readonly string[];
  /** All masked columns of these classes. */
  readonly classes: readonly string[];
  /** Null: as long as the role may. */
  readonly minutes: number | null;
  /** In the words of who opens it; free of values. Kept in the ledger. */
  readonly reason: string;
}

/** `reader`: as they would call. Rejects with a Failure where the database or the ledger cannot be reached. */
export async function fileBreakGlass(
  input: BreakGlassInput,
  { opener, reader, gatehouse }: { opener: Caller; reader: Caller; gatehouse: Gatehouse },
): Promise<DigestedRequest | Refusal> {
  const policy = gatehouse.policy();
  const held = identifyRole(opener, policy);
  const role = identifyRole(reader, policy);
  if ("code" in held) return held;
  if ("code" in role) return role;
  const database = chooseDatabase(input.database, gatehouse.databases);
  if ("code" in database) return database;
  const locked = await refuseOpener(opener, gatehouse);
  if (locked !== null) return locked;
  const rule = held.breakGlass ?? { minutes: 0, reviewWithinSeconds: 0, locksOverdue: false, own: false, assurance: 3 };
  const scope = { gatehouse, policy, database };
  const system = await database.system();
  const { catalogue, governance } = await governDatabase({ ...scope, caller: reader, role, freshness: "now" });
  const chosen = chooseColumns([...input.columns, ...columnsOf(input, governance)], governance);
  if ("code" in chosen) return chosen;
  if (role.reads !== "masked" || chosen.length === 0) return refuseNothing(role.name);
  const filed = makeAccessRequest(
    {
      reason: input.reason,
      minutes: input.minutes ?? Math.max(1, rule.minutes),
      meant: { kind: "opened", chosen, opened: { reader: reader.principal, role: reader.role, rule } },
    },
    { ...scope, caller: opener, catalogue, system },
  );
  const barred = checkBreakGlass(filed.request, policy);
  if (barred !== null) return barred;
  const entry = describeApproval("approval.requested", { filed, next: FILED, ...describeCaller(opener) });
  await gatehouse.approvals.file(filed, entry);
  return filed;
}

function refuseNothing(role: string): Refusal {
  return refuse("break-glass-not-possible", `The role ${role} sees none of this masked, so there is nothing to open.`, {
    rule: "break-glass",
    remedy: "Name columns, tables or classes that gatehouse explain shows as masked for the reader.",
  });
}
