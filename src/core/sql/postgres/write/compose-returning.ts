// RETURNING as a SELECT over the table that is written, in whose place the changed rows are put when it is run.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import { AGGREGATES } from "../lists/function-list.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import { bodyOf, isStruct, list, struct, word } from "../parse/tree.ts";
import { unfaithful } from "./compose-rows.ts";
import type { WriteClauses } from "./write-clauses.ts";

const NOTHING = new Map<unknown, unknown>();

type Returns = Pick<WriteClauses, "withText" | "returningText" | "targetText" | "target" | "body">;

export function composeReturning(clauses: Returns, alias: string): Statement | Refusal {
  const text = `${clauses.withText} SELECT ${clauses.returningText} FROM ${clauses.targetText}`;
  const statement = parseText(text);
  if (statement.kind === "refusal") return { ...statement, position: null };
  const { body } = statement.tree;
  const [relation, ...others] = list(body["fromClause"]);
  const same =
    others.length === 0 &&
    sameTree(clauses.target, bodyOf(relation, "RangeVar"), NOTHING) &&
    sameTree(struct(clauses.body["returningClause"])["exprs"], body["targetList"], NOTHING) &&
    Object.keys(body).every((field) => RETURNING_FIELDS.has(field));
  if (!same) return unfaithful();
  return refuseInReturning(body["targetList"], alias) ?? statement;
}

/** RETURNING is read from the changed rows, one by one: those of other tables, and those before the change, are not at hand there. */
function refuseInReturning(value: unknown, alias: string): Refusal | null {
  if (Array.isArray(value)) {
    return value.map((item) => refuseInReturning(item, alias)).find((refusal) => refusal !== null) ?? null;
  }
  if (!isStruct(value) || bodyOf(value, "SubLink") !== null) return null;
  const called = bodyOf(value, "FuncCall");
  const name = word(bodyOf(list(called?.["funcname"]).at(-1), "String")?.["sval"]) ?? "";
  if (called !== null && called["over"] === undefined && AGGREGATES.has(name)) {
    return refuse("construct-not-allowed", `RETURNING gives the changed rows, and ${name} would make one of them.`, {
      rule: "write-forms",
      remedy: "Leave RETURNING out: the answer says how many rows were changed; aggregate them with a SELECT.",
    });
  }
  const column = bodyOf(value, "ColumnRef");
  if (column === null) return refuseInReturning(Object.values(value), alias);
  const fields = list(column["fields"]);
  const qualifier = fields.length > 1 ? word(bodyOf(fields.at(-2), "String")?.["sval"]) : null;
  if (qualifier === null || qualifier === alias) return null;
  const what = qualifier === "old" || qualifier === "new" ? "the row before or after the change" : "another table";
  return refuse("construct-not-allowed", `RETURNING cannot give ${what} by the name ${qualifier}.`, {
    rule: "write-forms",
    remedy: "Name columns of the table that is written, as they are after the change; read the rest with a SELECT.",
  });
}

const RETURNING_FIELDS = new Set(["withClause", "targetList", "fromClause", "limitOption", "op"]);
