// An expression that is stored in the schema: a default, a CHECK, a generated column, an index. It passes the walk of reads with nothing
// in scope but the table's own columns; which of them it names is found here, so that hidden and missing ones are answered alike.

import { Flow, Level } from "../analyse/scope.ts";
import { walkNode } from "../analyse/walk-expression.ts";
import { AGGREGATES } from "../lists/function-list.ts";
import { isStruct, list, names, struct, unwrap } from "../parse/tree.ts";
import { unfit } from "./allowed-fields.ts";
import type { SchemaChangeReading, Subject } from "./schema-change-reading.ts";

/** The columns that it names. */
export function readExpression(
  change: SchemaChangeReading,
  expression: unknown,
  { subject, what }: { subject: Subject | null; what: string },
): readonly string[] {
  const { walk } = change;
  const found = scan(expression);
  if (found.queries) unfit(walk, `A sub-select cannot stand in ${what}`, "Write an expression over the row alone.");
  if (found.aggregates)
    unfit(walk, `An aggregate or a window cannot stand in ${what}`, "Write an expression over the row alone.");
  if (found.parameters) unfit(walk, `A parameter cannot stand in ${what}`, "Write the value itself.");
  const columns = found.paths.flatMap((path) => {
    const own = path.length === 1 || (path.length === 2 && path[0] === subject?.name.name);
    const name = path.at(-1);
    if (own && subject !== null && name !== undefined && name !== "*") return [name];
    if (subject === null)
      unfit(walk, `A column cannot stand in ${what}`, "Write a value, or an expression without columns.");
    else unfit(walk, `What is no column of the table cannot stand in ${what}`, "Name columns of the table alone.");
    return [];
  });
  walkNode(walk, { kind: "node", value: expression }, { env: null, level: new Level(null, {}), sink: new Flow() });
  return [...new Set(columns)];
}

interface Found {
  readonly paths: string[][];
  queries: boolean;
  aggregates: boolean;
  parameters: boolean;
}

function scan(value: unknown): Found {
  const found: Found = { paths: [], queries: false, aggregates: false, parameters: false };
  const visit = (item: unknown): void => {
    if (Array.isArray(item)) return item.forEach(visit);
    if (!isStruct(item)) return;
    const node = unwrap(item);
    if (node?.kind === "ColumnRef") {
      const fields = list(node.body["fields"]);
      const path = names(fields.filter((field) => unwrap(field)?.kind === "String")) ?? [];
      found.paths.push(path.length === fields.length ? [...path] : [...path, "*"]);
      return;
    }
    if (node?.kind === "SubLink" || node?.kind === "SelectStmt") found.queries = true;
    if (node?.kind === "ParamRef") found.parameters = true;
    if (node?.kind === "FuncCall") {
      const path = names(node.body["funcname"]) ?? [];
      if (AGGREGATES.has(path.at(-1) ?? "") || struct(node.body)["over"] !== undefined) found.aggregates = true;
    }
    for (const field in item) visit(item[field]);
  };
  visit(value);
  return found;
}
