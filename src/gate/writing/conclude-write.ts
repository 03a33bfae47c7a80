// What the end of a write means for who asked for it.

import type { Approval } from "../../core/approvals/approval.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import { type Outcome, refusalOfDatabase } from "../calls.ts";
import { describeWrite, type WriteResult } from "./describe-write.ts";
import { refusalOfSchemaChange } from "./refusal-of-schema-change.ts";
import type { WriteOutcome } from "./write-outcome.ts";
import type { WriteScope } from "./write-scope.ts";

export function concludeWrite(
  outcome: WriteOutcome,
  { scope, request }: { scope: WriteScope; request: Approval | null },
): Outcome<WriteResult> | { readonly kind: "schema-changed" } {
  const { governance, planned, callRecord } = scope;
  const id = request?.filed.request.id ?? null;
  if (id !== null) callRecord.detail = { request: id };
  switch (outcome.kind) {
    case "written":
      return answer(
        describeWrite({ status: "executed", request: request?.filed.request ?? null, scope, written: outcome }),
      );
    case "schema-changed":
      return outcome;
    case "held":
      return refuseHeld(outcome.why);
    case "in-doubt":
      return refuseInDoubt(id);
    case "database-error":
      if (planned.kind === "planned-schema-change") return refusalOfSchemaChange(outcome);
      return refusalOfDatabase(outcome, {
        governance,
        reads: [
          ...planned.facts.writes.map(({ target }) => relationKey(target)),
          ...planned.facts.reads.map(({ relation }) => relationKey(relation)),
        ],
      });
    case "moved-on":
    case "witness-disagrees":
      return refuse("approval-stale", "What would happen is no longer what was approved, so nothing was changed.", {
        rule: "approved-effect",
        remedy: "Send the statement again with a reason: it gets a new preview and a new request.",
      });
  }
}

export function answer(result: WriteResult): Outcome<WriteResult> {
  return { kind: "result", result, rows: result.row_count, truncated: result.truncated };
}

function refuseHeld(why: Extract<WriteOutcome, { kind: "held" }>["why"]): Refusal {
  switch (why) {
    case "out-of-sight":
      return refuse("out-of-sight", "The write would make a row that you could not see, so nothing was changed.", {
        rule: "row-filter",
        remedy: "Keep the rows within what your role may see.",
      });
    case "ambiguous-rows":
      return refuse("ambiguous-rows", "Some rows would be changed more than once, so nothing was changed.", {
        rule: "one-change-a-row",
        remedy:
          "Make the join give each row of the target once, for example with a sub-select that groups or with EXISTS; with OR REPLACE or OR IGNORE give each key once, and no row the key of another that is changed.",
      });
    case "ran-before":
      return refuseRanBefore();
    case "result-too-large":
      return refuseTooLarge("A row that RETURNING gives is larger than a result may be, so nothing was changed.");
    case "effect-differs":
      return refuse(
        "effect-differs",
        "The database would have changed other rows than were previewed, so the change was rolled back.",
        {
          rule: "observed-effect",
          remedy: "Send the statement again; if it stays so, have the owner of the table look at its triggers.",
        },
      );
  }
}

/** A row that no answer could hold, so that there is none to show. */
export function refuseTooLarge(message: string): Refusal {
  return refuse("result-too-large", message, {
    rule: "limits",
    remedy: "Take fewer columns, or parts of the large one, as with substr().",
  });
}

/** The state folder does not know of it: it was put back to before the execution. */
export function refuseRanBefore(): Refusal {
  return refuse(
    "approval-ran-before",
    "The database holds the marker of this request: it has been carried out before.",
    {
      rule: "exactly-once",
      remedy:
        "Do not ask for it again: look at the rows, and tell the operator that the state folder is older than the database.",
    },
  );
}

function refuseInDoubt(id: string | null): Refusal {
  return refuse(
    "approval-uncertain",
    "The connection was lost while the write was being committed, and its fate is not known yet.",
    {
      rule: "exactly-once",
      remedy: `Do not send it again: ask with request-approval${id === null ? "" : ` and the id ${id}`}, and look at the rows.`,
    },
  );
}
