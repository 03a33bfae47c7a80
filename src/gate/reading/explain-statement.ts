// What would happen to a statement of a caller: facts, decision, governed relations and the plan's text. For operators, in a terminal.
// Nothing is executed. The text is not for callers: it shows row filters and masks.

import { type MaskNote, notesOf, planNotes } from "../../core/masking/mask-notes.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Facts } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import { type CallContext, identifyRole } from "../calls.ts";
import { chooseDatabase, type Planned, type PlannedChange, type Planning, prepareStatement } from "../planning.ts";

export type Explanation =
  | {
      readonly kind: "allowed";
      readonly database: string;
      readonly facts: Facts;
      readonly allow: Planned["allow"];
      /** The statement that the database runs: the query, or what changes the rows. */
      readonly plan: Pick<Planned["plan"], "text" | "parameters" | "opens">;
      readonly governance: Governance;
      readonly catalogue: Catalogue;
      /** What the answer would say of masks, with parameters that fit. */
      readonly notes: readonly MaskNote[];
    }
  | { readonly kind: "refused"; readonly refusal: Refusal; readonly facts: Facts | null };

export async function explainStatement(
  request: { database: string | null; sql: string },
  context: Pick<CallContext, "caller"> & { readonly gatehouse: Planning },
): Promise<Explanation> {
  const { gatehouse, caller } = context;
  const policy = gatehouse.policy();
  const role = identifyRole(caller, policy);
  if ("code" in role) return { kind: "refused", refusal: role, facts: null };
  const database = chooseDatabase(request.database, gatehouse.databases);
  if ("code" in database) return { kind: "refused", refusal: database, facts: null };
  const { planned, governance, catalogue } = await prepareStatement(request.sql, {
    gatehouse,
    caller,
    policy,
    role,
    database,
    freshness: "known",
  });
  if (planned.kind === "unplanned") return { kind: "refused", refusal: planned.refusal, facts: planned.facts };
  const { facts, allow } = planned;
  const plan = planned.kind === "planned" ? planned.plan : shownOf(planned.write.parts);
  const notes = notesOf(planNotes(facts.uses ?? [], { governance, engine: database.engine }), {
    parameters: [],
    constantAt: () => undefined,
  });
  return { kind: "allowed", database: database.name, facts, allow, plan, governance, catalogue, notes };
}

/** Of a write: what chooses the rows and changes them, or, where those are several statements, what first chooses them. */
function shownOf(parts: PlannedChange["write"]["parts"]): Pick<Planned["plan"], "text" | "parameters" | "opens"> {
  if ("notes" in parts) return { text: parts.text, parameters: [], opens: parts.targets };
  const chosen = parts.engine === "postgres" ? parts.changeAlone : parts.steps[0]?.rows;
  return { text: "", parameters: [], ...chosen, opens: parts.opens };
}
