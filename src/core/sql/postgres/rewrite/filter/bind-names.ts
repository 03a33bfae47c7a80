// What each name of a row filter means, by the scopes of the filter alone, and how it is written so that it can mean nothing else:
// with the name of the thing in FROM that has it. What is not found, or could be several things, closes the relation.

import type { Catalogue, Relation } from "../../../../model/catalogue.ts";
import { relationKey } from "../../../../model/relation-name.ts";
import type { NameUse, Reading } from "../../analyse/reading.ts";
import { type FromItem, findItems, type ScopeColumn } from "../../analyse/scope.ts";
import { bodyOf, list, names, type Struct, unwrap } from "../../parse/tree.ts";
import { nameNodes } from "./make-node.ts";
import { sortOfType, type TypeSort } from "./value-sort.ts";

export interface BoundName extends TypeSort {
  readonly fields: readonly unknown[];
}

const STAR = { A_Star: {} };
const UNKNOWN: TypeSort = { sort: "unknown", type: null, element: "unknown" };

/** By the ColumnRef's body; the first problem as the end of a sentence. */
export function bindNames(reading: Reading, catalogue: Catalogue): ReadonlyMap<Struct, BoundName> | string {
  const bound = new Map<Struct, BoundName>();
  for (const use of reading.names) {
    const name = isOutputName(use) ? unbound(use) : bindName(use, catalogue);
    if (typeof name === "string") return name;
    bound.set(use.reference, name);
  }
  return bound;
}

/** Bare names in sub-selects that a column of the filtered relation bears as well. */
export function uncertainNames(reading: Reading, relation: Relation): readonly string[] {
  const outer = new Set(relation.columns.map(({ name }) => name));
  const inner = reading.names.filter(({ level, columns }) => level.parent !== null && columns.length > 0);
  const bare = inner.map(({ reference }) => names(reference["fields"]) ?? []).filter(({ length }) => length === 1);
  return [...new Set(bare.flatMap(([name = ""]) => (outer.has(name) ? [name] : [])))];
}

function bindName(use: NameUse, catalogue: Catalogue): BoundName | string {
  const fields = list(use.reference["fields"]);
  const star = unwrap(fields.at(-1))?.kind === "A_Star";
  const path = names(star ? fields.slice(0, -1) : fields) ?? [];
  const name = path.at(-1) ?? "";
  const written = path.join(".");
  if (path.length === 1 && !star && use.columns.length > 0) return bindBareColumn(use, { name, catalogue });
  const [item, ...others] = use.items;
  if (item === undefined)
    return path.length > 1 || star ? `there is no table ${written} where it is named` : `there is no column ${written}`;
  if (others.length > 0) return `${written} may be of several tables`;
  const qualifier = qualifierOf(item, use);
  if (qualifier === null) return `${item.name ?? written} is the name of two tables: give one of them an alias`;
  if (star) return { fields: [...nameNodes(qualifier), STAR], ...UNKNOWN };
  // a row by the bare name of its table: a column of that name could take its place
  if (path.length === 1) return { fields: [...nameNodes(qualifier), STAR], ...UNKNOWN, sort: "other" };
  const column = item.columns.find((candidate) => candidate.name === name);
  if (column === undefined && item.complete) return `there is no column ${written}`;
  return { fields: nameNodes(qualifier, name), ...sortOf(column, catalogue) };
}

function bindBareColumn(use: NameUse, { name, catalogue }: { name: string; catalogue: Catalogue }): BoundName | string {
  const [found, ...others] = use.columns;
  if (found === undefined || found.column === null || others.length > 0) {
    return `${name} may mean several columns: write it with the name of its table`;
  }
  const { column, item } = found;
  // a join has no name of its own; its columns are those of the things that it joins
  const [member, ...more] = column.members;
  const owner = item.name !== null ? item : more.length === 0 ? member?.item : undefined;
  const qualifier = owner === undefined ? null : qualifierOf(owner, use);
  const sort = sortOf(column, catalogue);
  if (qualifier !== null) return { fields: nameNodes(qualifier, name), ...sort };
  // in its own scope a bare name means this column or several, and several are refused
  if (item.level === use.level && owner === undefined) return { fields: nameNodes(name), ...sort };
  return `${name} cannot be told from other columns: give its table an alias and write it with that`;
}

/** The name by which this thing, and nothing nearer, is reached from there. */
function qualifierOf(item: FromItem, { level }: NameUse): string | null {
  if (item.name === null) return null;
  const [reached, ...others] = findItems(level, { name: item.name, schema: null });
  return reached === item && others.length === 0 ? item.name : null;
}

function sortOf(column: ScopeColumn | undefined, catalogue: Catalogue): TypeSort {
  const base = column?.base ?? null;
  const relation = base === null ? undefined : catalogue.relations.get(relationKey(base.relation));
  const type = relation?.columns.find(({ name }) => name === base?.column)?.type;
  return type === undefined ? UNKNOWN : sortOfType(type);
}

/** ORDER BY, DISTINCT ON and, where FROM has no such column, GROUP BY may name what the SELECT itself gives. */
function isOutputName({ reference, level, columns }: NameUse): boolean {
  const path = names(reference["fields"]) ?? [];
  if (path.length !== 1) return false;
  const outputs = list(level.select["targetList"]).map((target) => bodyOf(target, "ResTarget")?.["name"]);
  if (!outputs.includes(path[0])) return false;
  const here = (value: unknown) => bodyOf(value, "ColumnRef") === reference;
  const sorted = list(level.select["sortClause"]).some((item) => here(bodyOf(item, "SortBy")?.["node"]));
  const own = columns.some(({ item }) => item.level === level);
  return (
    sorted || list(level.select["distinctClause"]).some(here) || (!own && list(level.select["groupClause"]).some(here))
  );
}

function unbound({ reference }: NameUse): BoundName {
  return { fields: list(reference["fields"]), ...UNKNOWN };
}
