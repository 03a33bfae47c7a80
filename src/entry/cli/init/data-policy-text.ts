// data/<database>.yaml as `init` writes it: every column with what it holds, and why nobody could tell where that is so. Never a value of
// the database. Names are what the catalogue says, quoted where YAML needs it and escaped where a reader would not see them.

import { type Document, isScalar, parseDocument, type YAMLMap } from "yaml";
import type { ClassifiedColumn, ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import { isUnsure } from "../../../core/classification/finding.ts";
import { formatRelation } from "../../../core/model/relation-name.ts";
import { withVisibleKeys, yamlScalar } from "./yaml-scalar.ts";

const HEAD = `# What each column holds: a class (email, phone, …) or a level (public, internal, confidential, restricted).
# \`unsure\` is masked until you put what it is in its place. What is not listed does not exist for callers.
`;

/** Written line by line: a database of thousands of tables is a text of tens of thousands of lines. */
export function dataPolicyText(
  tables: readonly ClassifiedTable[],
  { database, owners }: { database: string; owners: readonly string[] },
): string {
  const listed = tables.flatMap((table) => [
    `  ${yamlScalar(formatRelation(table.relation))}:`,
    `    owners: [${owners.map(yamlScalar).join(", ")}]`,
    ...(table.columns.length === 0 ? ["    columns: {}"] : ["    columns:"]),
    ...table.columns.map(
      (column) => `      ${yamlScalar(column.name)}: ${column.holds}${isUnsure(column) ? ` # ${column.reason}` : ""}`,
    ),
  ]);
  const head = [`database: ${yamlScalar(database)}`, listed.length === 0 ? "relations: {}" : "relations:"];
  return `${HEAD}${[...head, ...listed].join("\n")}\n`;
}

/** The text with these tables, and columns of tables that it has, added to it; everything else stays as it was written. */
export function addToDataPolicy(
  text: string,
  tables: readonly ClassifiedTable[],
  { owners }: { owners: readonly string[] },
): string {
  const document = parseDocument(text);
  for (const table of tables) {
    const at = ["relations", formatRelation(table.relation)];
    if (!document.hasIn(at)) document.setIn(at, document.createNode(relationOf(table, owners)));
    else for (const { name, holds } of table.columns) document.setIn([...at, "columns", name], holds);
  }
  comment(document, tables);
  const keys = tables.flatMap(({ relation, columns }) => [
    formatRelation(relation),
    ...columns.map(({ name }) => name),
  ]);
  return withVisibleKeys(document.toString({ lineWidth: 0 }), keys);
}

function relationOf({ columns }: ClassifiedTable, owners: readonly string[]) {
  // a list of its own: YAML writes one that is shared as an alias, and reads a hundred of them as an attack
  return { owners: [...owners], columns: Object.fromEntries(columns.map(({ name, holds }) => [name, holds])) };
}

function comment(document: Document, tables: readonly ClassifiedTable[]): void {
  for (const { relation, columns } of tables) {
    const unsure = columns.filter(isUnsure);
    if (unsure.length === 0) continue;
    const listed = document.getIn(["relations", formatRelation(relation), "columns"], true);
    for (const column of unsure) commentOne(listed, column);
  }
}

function commentOne(listed: unknown, { name, reason }: ClassifiedColumn): void {
  if (!isMapLike(listed)) return;
  const node = listed.get(name, true);
  if (isScalar(node)) node.comment = ` ${reason}`;
}

function isMapLike(node: unknown): node is YAMLMap {
  return typeof node === "object" && node !== null && "get" in node && typeof node.get === "function";
}
