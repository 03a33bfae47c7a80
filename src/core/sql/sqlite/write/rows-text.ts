// Rows of a table by their keys, as somebody sees them: masked and filtered by their own governance, whatever it was that changed the rows.

import { type RelationName, relationKey } from "../../../model/relation-name.ts";
import { type RowsText, SAMPLE_ROWS } from "../../plans/write-plan.ts";
import { quoteName } from "../parse/node.ts";
import { baseSelect } from "../rewrite/place-relations.ts";
import { compactParameters } from "./compact-parameters.ts";
import type { Placing } from "./placing.ts";
import { keyName, rowKey } from "./row-key.ts";
import { shorten } from "./sample-text.ts";

/** Stands for the keys until they are known. */
const HERE = "'gatehouse here'";

export function rowsText(name: RelationName, placing: Omit<Placing, "opens" | "within">): RowsText | null {
  const { catalogue, governance, planParameters } = placing;
  const relation = catalogue.relations.get(relationKey(name));
  const governed = governance.get(relationKey(name));
  if (relation === undefined || governed === undefined) return null;
  const columns = governed.columns.flatMap(({ column, treatment }) => (treatment.kind === "hide" ? [] : [column.name]));
  const parts = rowKey(relation);
  if (columns.length === 0 || parts.length === 0) return null;
  const table = quoteName(relation.name.name);
  const select = baseSelect(relation, {
    governed,
    options: { ...placing, opens: new Map(), leakproof: false, within: [] },
    target: {
      besides: parts.map((part, index) => `${table}.${part} AS ${quoteName(keyName(index))}`),
      standIn: null,
    },
  });
  if (typeof select !== "string") return null;
  const keys = parts.map((_, index) => `"gatehouse_seen".${quoteName(keyName(index))}`);
  const seen = (column: string) => `"gatehouse_seen".${quoteName(column)}`;
  const clear = new Set(
    governed.columns.flatMap(({ column, treatment }) => (treatment.kind === "clear" ? [column.name] : [])),
  );
  // the order of keys that are masked would tell how they compare
  const ordered = relation.primaryKey.length > 0 && relation.primaryKey.every((column) => clear.has(column));
  const order = ordered ? relation.primaryKey.map(seen) : columns.map((_, place) => String(keys.length + place + 1));
  const shown = columns.map((column) => shorten(seen(column)));
  const chosen = keys.length === 1 ? keys.join() : `(${keys.join(", ")})`;
  const outputs = [...keys.map((key) => `quote(${key})`), ...shown];
  const compact = compactParameters(
    `SELECT ${outputs.join(", ")} FROM (${select}) AS "gatehouse_seen" WHERE ${chosen} IN (VALUES (${HERE})) ORDER BY ${order.join(", ")} LIMIT ${SAMPLE_ROWS}`,
    planParameters.all,
  );
  if ("code" in compact) return null;
  const [before = "", after = ""] = compact.text.split(`(${HERE})`);
  return { columns, at: (places) => ({ text: before + places + after, parameters: compact.parameters }) };
}
