// The rows that an upsert is given, read once: both of its steps find the same rows in a temporary table, and, where SQLite would have
// given them by then, with the types of the columns that they are for.

import type { Refusal } from "../../../model/refusal.ts";
import type { StagedRows } from "../../plans/write-plan.ts";
import { quoteName, spanOf } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import { isQuery } from "../parse/tree.ts";
import { applyEdits } from "../rewrite/edits.ts";
import { placeRelations } from "../rewrite/place-relations.ts";
import { affinityOf } from "./affinity.ts";
import { compactParameters } from "./compact-parameters.ts";
import { inputName, SOURCE_NAME } from "./compose-upsert.ts";
import type { Placing } from "./placing.ts";
import type { SourceReading } from "./read-write.ts";

const INTO = `temp.${quoteName(SOURCE_NAME)}`;

export function stageSource(
  { reading, relation, inputs, typed }: SourceReading,
  placing: Placing,
): StagedRows | Refusal {
  const text = placeRelations(reading, { ...placing, leakproof: reading.leakproof });
  if (typeof text !== "string") return text;
  const rows = compactParameters(text, placing.planParameters.all);
  if ("code" in rows) return rows;
  const columns = inputs.map((name, index) => {
    const column = relation.columns.find((held) => held.name === name);
    const affinity = (column === undefined ? "" : affinityOf(column, relation)) || "BLOB";
    // whole numbers become reals in any case
    return `${quoteName(inputName(index))} ${typed || affinity === "REAL" ? affinity : "BLOB"}`;
  });
  return { stage: `CREATE TABLE ${INTO} (${columns.join(", ")})`, into: INTO, rows };
}

/** The text of a step with the temporary table in the place of the query that fills it; a text without that query as it is. */
export function readStaged(text: string): string | Refusal {
  const statement = parseText(text);
  if (statement.kind === "refusal") return { ...statement, position: null };
  const { root } = statement;
  const tables = isQuery(root) ? (root.with?.tables ?? []) : [];
  const source = tables.find(({ name }) => name === SOURCE_NAME);
  return source === undefined ? text : applyEdits(text, [{ ...spanOf(source.expr), text: `(SELECT * FROM ${INTO})` }]);
}
