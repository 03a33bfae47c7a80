// The columns that a change of the schema is about, as its caller sees the table.

import type { Governance, GovernedColumn } from "../../model/governed-relation.ts";
import { type RelationName, relationKey } from "../../model/relation-name.ts";
import type { SchemaFacts } from "../../model/schema-change.ts";

/** Of a table that goes, or is emptied, all of them. */
export function changedColumns(
  change: SchemaFacts,
  name: RelationName,
  governance: Governance,
): readonly GovernedColumn[] {
  const columns = governance.get(relationKey(name))?.columns ?? [];
  if (change.verb === "drop" || change.verb === "truncate") return columns;
  const [first] = change.targets;
  const named = first !== undefined && relationKey(first) === relationKey(name) ? change.columns : [];
  return columns.filter(({ column }) => named.includes(column.name));
}
