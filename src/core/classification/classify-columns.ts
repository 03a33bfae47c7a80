// Every column of a database, by the catalogue, and by a sample of its values where there is one. Tables that a policy lists; partitions and
// children have what their parents are given.

import { LEVELS } from "../model/data-class.ts";
import { type RelationKey, type RelationName, relationKey } from "../model/relation-name.ts";
import { type Finding, isUnsure } from "./finding.ts";
import { judgeColumn } from "./judge-column.ts";
import { weighDefault } from "./read-default.ts";
import { wordsOf } from "./read-name.ts";
import { readTable, type TableReading } from "./read-table.ts";
import type { ColumnShape, TableShape } from "./table-shape.ts";
import type { Tally } from "./values/tally-values.ts";
import { weighTally } from "./values/weigh-tally.ts";
import { PEOPLE_WORDS } from "./word-list.ts";

export interface ClassifiedTable {
  readonly relation: RelationName;
  readonly columns: readonly ClassifiedColumn[];
}

export interface ClassifiedColumn extends Finding {
  readonly name: string;
}

/** What is known of columns besides the catalogue, by table and column. */
export interface Evidence {
  readonly tallies: ReadonlyMap<RelationKey, ReadonlyMap<string, Tally>>;
  /** Expressions of defaults, as the database writes them. */
  readonly defaults: ReadonlyMap<RelationKey, ReadonlyMap<string, string>>;
}

export const NO_EVIDENCE: Evidence = { tallies: new Map(), defaults: new Map() };

/** By name, so that what is written is the same from run to run. */
export function classifyColumns(
  tables: readonly TableShape[],
  evidence: Evidence = NO_EVIDENCE,
): readonly ClassifiedTable[] {
  const listed = listedTables(tables);
  const first = new Map(listed.map((relation) => [relationKey(relation.name), classifyTable(relation, evidence)]));
  return listed
    .map((relation) => ({
      relation: relation.name,
      columns: (first.get(relationKey(relation.name)) ?? []).map((found, place) =>
        copied(found, relation.columns[place], first),
      ),
    }))
    .toSorted((a, b) => compare(a.relation.schema, b.relation.schema) || compare(a.relation.name, b.relation.name));
}

/** Those whose columns are classified, in the order given. */
export function listedTables(tables: readonly TableShape[]): readonly TableShape[] {
  return tables.filter(isListed).map(named);
}

/** A policy writes a relation as `schema.name`, and cannot name what begins with a dot, or has none for a name. */
function isListed({ kind, parents, name }: TableShape): boolean {
  if (name.schema.includes(".") || !/^[^.]/.test(name.name)) return false;
  return (kind === "table" || kind === "partitioned-table") && parents.length === 0;
}

/** Without columns whose name is empty, which SQLite allows: no policy names them, and they stay hidden. */
function named(relation: TableShape): TableShape {
  return relation.columns.every(({ name }) => name !== "")
    ? relation
    : { ...relation, columns: relation.columns.filter(({ name }) => name !== "") };
}

/** One table, from itself alone. */
export function classifyTable(
  { name, columns, primaryKey, comment }: TableShape,
  { tallies, defaults }: Evidence = NO_EVIDENCE,
): readonly ClassifiedColumn[] {
  const [tallied, written] = [tallies.get(relationKey(name)), defaults.get(relationKey(name))];
  const linked = columns.some((column) => leadsToPeople(column));
  const keys = new Set(primaryKey);
  const judge = (table: TableReading): readonly ClassifiedColumn[] =>
    columns.map((column) => {
      const named = judgeColumn(column, { table, isKey: keys.has(column.name) });
      const weighed = weighTally(weighDefault(named, written?.get(column.name)), tallied?.get(column.name));
      return { name: column.name, ...weighed };
    });
  const alone = readTable(name.name, { comment, linked });
  const found = judge(alone);
  return judge({ ...alone, ...besides(found), ofPeople: alone.ofPeople || isAboutPeople(found) });
}

function besides(found: readonly ClassifiedColumn[]): Pick<TableReading, "personal" | "classes"> {
  const certain = found.filter(({ confidence }) => confidence > 0.85).map(({ holds }) => holds);
  return {
    classes: new Set(certain),
    personal: found.some((column) => isPersonal(column) && column.holds !== "free-text" && column.holds !== "secret"),
  };
}

/** Who has a date of birth, or several names, is a person. */
function isAboutPeople(found: readonly ClassifiedColumn[]): boolean {
  const certain = found.filter(({ confidence }) => confidence > 0.85);
  const names = certain.filter(({ holds, reason }) => holds === "person-name" && OF_ONESELF.test(reason));
  return names.length > 1 || certain.some(({ holds }) => holds === "birth-date");
}

/** Names that come in twos: a first and a last. */
const OF_ONESELF =
  /first|last|given|family|surname|vorname|nachname|zuname|prenom|famille|apellido|cognome|sobrenome|fname|lname|f name|l name/;

function isPersonal(column: ClassifiedColumn): boolean {
  return !isUnsure(column) && !LEVELS.some((level) => level === column.holds && level !== "confidential");
}

function leadsToPeople({ name, references }: ColumnShape): boolean {
  if (references !== null) return readTable(references.relation.name, { comment: null, linked: false }).ofPeople;
  const { words } = wordsOf(name);
  return words.at(-1) === "id" && words.slice(0, -1).some((word) => PEOPLE_WORDS.has(word));
}

/** A foreign key holds what it copies. */
function copied(
  found: ClassifiedColumn,
  column: ColumnShape | undefined,
  first: ReadonlyMap<string, readonly ClassifiedColumn[]>,
): ClassifiedColumn {
  const target = column?.references ?? null;
  if (target === null || isPersonal(found)) return found;
  const source = first.get(relationKey(target.relation))?.find(({ name }) => name === target.column);
  if (source === undefined || !isPersonal(source)) return found;
  return {
    name: found.name,
    holds: source.holds,
    confidence: source.confidence,
    reason: "a copy of another column, by a foreign key",
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
