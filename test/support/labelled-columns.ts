// Columns with what they hold, set by hand: corpora of made-up schemas and of public ones, and how well they are classified.

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ClassifiedColumn,
  classifyTable,
  type Evidence,
  NO_EVIDENCE,
} from "../../src/core/classification/classify-columns.ts";
import { type Tally, tallyValues } from "../../src/core/classification/values/tally-values.ts";
import type { Column, Relation, TypeFamily } from "../../src/core/model/catalogue.ts";
import { relationKey } from "../../src/core/model/relation-name.ts";
import { madeUpValues } from "./made-up-values.ts";

export interface Labelled {
  readonly corpus: string;
  readonly table: string;
  readonly column: string;
  readonly family: TypeFamily;
  readonly isKey: boolean;
  readonly comment: string | null;
  /** A class, `-`, or `masked`: personal, and of none of the classes. */
  readonly holds: string;
  /** The rules were not made by it. */
  readonly heldBack: boolean;
}

export interface Judged extends Labelled {
  readonly found: ClassifiedColumn;
}

export interface Measured {
  readonly columns: number;
  readonly personal: number;
  /** Of what is personal, what was given its class. */
  readonly recall: number;
  /** Of what was given a class, what holds it. */
  readonly precision: number;
  /** Of what is personal, what is not shown as it is: by its class, by another, or because nobody could tell. */
  readonly masked: number;
  /** Of what is not personal, what is not shown as it is. */
  readonly overMasked: number;
}

const CORPORA = "cases/columns";
const SCHEMAS_HELD_BACK = new Set(["lago", "openstreetmap"]);
const IN_CLEAR = new Set(["public", "internal"]);

export function readCorpora(): readonly Labelled[] {
  const schemas = readdirSync(join(CORPORA, "schemas")).map(
    (file) => [`schemas/${file}`, file.replace(".txt", "")] as const,
  );
  return [["made-up.txt", "made-up"] as const, ["languages.txt", "languages"] as const, ...schemas].flatMap(
    ([file, corpus]) => {
      const text = readFileSync(join(CORPORA, file), "utf8");
      const lines = text.split("\n").filter((line) => line !== "" && !line.startsWith("#"));
      return lines.map((line, place) => readLine(line, { corpus, heldBack: isHeldBack(corpus, place) }));
    },
  );
}

/** Of made-up columns every third; of the public schemas two. */
function isHeldBack(corpus: string, place: number): boolean {
  return corpus === "made-up" || corpus === "languages" ? place % 3 === 2 : SCHEMAS_HELD_BACK.has(corpus);
}

function readLine(line: string, { corpus, heldBack }: { corpus: string; heldBack: boolean }): Labelled {
  const [, table = "", column = "", type = "", star, holds = "", comment] =
    /^(\w+)\.(.+?) ([a-z]+)(\*?) ([a-z-]+)(?: -- (.*))?$/.exec(line) ?? [];
  if (table === "") throw new Error(`not a labelled column: ${line}`);
  const isKey = star === "*" || (corpus === "made-up" && /(^|_)id$/i.test(column) && type === "integer");
  return { corpus, table, column, family: familyOf(type), isKey, comment: comment ?? null, holds, heldBack };
}

const FAMILIES: readonly TypeFamily[] = [
  ...(["text", "integer", "numeric", "float", "boolean", "date", "timestamp", "time", "interval", "uuid"] as const),
  ...(["json", "bytes", "network", "enum", "array", "other"] as const),
];

function familyOf(type: string): TypeFamily {
  const found = FAMILIES.find((family) => family === type);
  if (found === undefined) throw new Error(`no type: ${type}`);
  return found;
}

function columnOf({ column, family, comment }: Labelled): Column {
  return {
    name: column,
    type: { family, sql: family, label: family },
    nullable: true,
    generatedFrom: [],
    references: null,
    comment,
    enumLabels: [],
  };
}

/** Table by table, as a database has them; `sampled` with made-up values of each column. */
export function judge(labelled: readonly Labelled[], { sampled = false } = {}): readonly Judged[] {
  const tables = new Map<string, Labelled[]>();
  for (const column of labelled) {
    const key = `${column.corpus} ${column.table}`;
    tables.set(key, [...(tables.get(key) ?? []), column]);
  }
  return [...tables.values()].flatMap((columns) => {
    const relation = relationOf(columns);
    const found = classifyTable(relation, sampled ? evidenceOf(relation, columns) : NO_EVIDENCE);
    return columns.map((column, place) => ({ ...column, found: found[place] ?? missing(column) }));
  });
}

/** As `init` samples a table: no keys and links that are numbers. */
function evidenceOf({ name }: Relation, columns: readonly Labelled[]): Evidence {
  const tallies = columns
    .filter(({ isKey, family }) => !(isKey && (family === "integer" || family === "numeric")))
    .map((one): readonly [string, Tally] => {
      const seed = `${one.corpus}.${one.table}.${one.column}`;
      return [one.column, tallyValues(madeUpValues({ ...one, seed }))];
    });
  return { defaults: new Map(), tallies: new Map([[relationKey(name), new Map(tallies)]]) };
}

function missing({ column }: Labelled): never {
  throw new Error(`nothing was found of ${column}`);
}

function relationOf(columns: readonly Labelled[]): Relation {
  const [first] = columns;
  return {
    name: { schema: "public", name: first?.table ?? "" },
    kind: "table",
    oid: 1,
    columns: columns.map(columnOf),
    primaryKey: columns.flatMap(({ isKey, column }) => (isKey ? [column] : [])),
    definition: null,
    parents: [],
    comment: null,
    estimatedRows: null,
  };
}

export function isRight({ holds, found }: Judged): boolean {
  return holds === "-"
    ? IN_CLEAR.has(found.holds)
    : holds === "masked"
      ? !IN_CLEAR.has(found.holds)
      : found.holds === holds;
}

export function isMasked({ found }: Judged): boolean {
  return !IN_CLEAR.has(found.holds);
}

export function measure(judged: readonly Judged[]): Measured {
  const personal = judged.filter(({ holds }) => holds !== "-");
  const others = judged.filter(({ holds }) => holds === "-");
  const classed = judged.filter((one) => isMasked(one) && one.found.holds !== "unsure");
  const share = (some: number, of: number): number => (of === 0 ? 1 : some / of);
  return {
    columns: judged.length,
    personal: personal.length,
    recall: share(personal.filter(isRight).length, personal.length),
    precision: share(classed.filter(isRight).length, classed.length),
    masked: share(personal.filter(isMasked).length, personal.length),
    overMasked: share(others.filter(isMasked).length, others.length),
  };
}
