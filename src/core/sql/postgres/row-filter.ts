// Administrator SQL that says which rows of a relation are seen: one boolean expression over its raw columns.
// It passes the same walk as a caller's statement, in the frame in which it will stand.

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import type { RelationName } from "../../model/relation-name.ts";
import { Edits } from "./edits.ts";
import type { StandIn } from "./foreign-names.ts";
import { parseText, type Statement } from "./parse-text.ts";
import { qualifyNames } from "./qualify.ts";
import { quoteRelation } from "./quote.ts";
import { readStatement } from "./read-statement.ts";
import type { Reading } from "./reading.ts";
import { findColumn, findItems, Level } from "./scope.ts";
import type { Slots } from "./slots.ts";
import { bodyOf, isStruct, list, names, struct } from "./tree.ts";

export interface RowFilter {
  readonly kind: "row-filter";
  /** The expression, with its attributes as parameters and its types written out. */
  readonly text: (slots: Slots) => string;
  /** Relations that its sub-selects read, raw. */
  readonly opens: readonly RelationName[];
  /** Whether it calls what finds its names by the database's own search path. */
  readonly ownPath: boolean;
  readonly exposed: readonly StandIn[];
}

export function readRowFilter(
  filter: string,
  scope: { relation: Relation; catalogue: Catalogue },
): RowFilter | Refusal {
  const { relation, catalogue } = scope;
  const alone = parseText(`SELECT ${filter}\n`);
  if (alone.kind === "refusal") return { ...alone, position: null };
  const frame = `SELECT 1 FROM ${quoteRelation(relation.name)} WHERE (`;
  const statement = parseText(`${frame}${filter}\n)`);
  if (statement.kind === "refusal") return { ...statement, position: null };
  const [target, ...others] = list(alone.tree.body["targetList"]);
  const expression = bodyOf(target, "ResTarget");
  const whole = others.length === 0 && expression !== null && expression["name"] === undefined;
  if (!whole || fieldsOf(alone) !== "limitOption op targetList" || fieldsOf(statement) !== FRAME_FIELDS) {
    return unsound(filter, "it is not one expression");
  }
  const reading = readStatement(statement, { catalogue, functions: "any-qualified", attributesAllowed: true });
  const [obstacle] = reading.obstacles;
  if (obstacle !== undefined) return { ...obstacle, position: null };
  const problem = problemOf(reading);
  if (problem !== null) return unsound(filter, problem);
  const { source } = reading;
  return {
    kind: "row-filter",
    ownPath: reading.ownPath,
    exposed: reading.exposed,
    opens: reading.relations.slice(1).map((use) => use.relation.name),
    text: (slots) => {
      const edits = new Edits(source.text);
      qualifyNames(reading, { edits, replacements: new Map() });
      for (const { call, name } of reading.attributes) {
        const first = source.tokenAt(Number(call["location"]));
        const last = source.closing(first + 1);
        const [from, to] = [source.tokens[first], source.tokens[last]];
        if (from === undefined || to === undefined) throw new Error("a call without brackets");
        edits.replace(from.start, to.end, () => `(${slots.placeholder({ kind: "attribute", name })}::text)`);
      }
      return edits.render(frame.length, source.text.length - 1);
    },
  };
}

const FRAME_FIELDS = "fromClause limitOption op targetList whereClause";

function fieldsOf({ tree }: Statement): string {
  return Object.keys(tree.body).sort().join(" ");
}

function problemOf(reading: Reading): string | null {
  if (reading.parameters > 0) return "it has parameters";
  const [missing] = reading.unresolved;
  if (missing !== undefined) return `there is no relation ${missing.text}`;
  const unqualified = reading.relations.find(({ variable }) => variable["schemaname"] === undefined);
  if (unqualified !== undefined) return `${unqualified.relation.name.name} is not written with its schema`;
  if (reading.columns.some(({ item, aggregated }) => aggregated && item.level === reading.levels[0])) {
    return "it has an aggregate";
  }
  return unknownColumn(reading);
}

/** The first column that neither the relation nor a sub-select has. */
function unknownColumn(reading: Reading): string | null {
  const [level] = reading.levels;
  if (level === undefined) return null;
  const outer = new Level(null, level.select);
  outer.visible = level.visible;
  let problem: string | null = null;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) return value.forEach(visit);
    if (!isStruct(value) || problem !== null) return;
    if (bodyOf(value, "SelectStmt") !== null) return; // a sub-select has names of its own; the server checks them
    const path = names(struct(value["ColumnRef"])["fields"]);
    if (value["ColumnRef"] !== undefined && path !== null) {
      const name = path.at(-1) ?? "";
      const found =
        path.length === 1
          ? findColumn(outer, name).length > 0
          : findItems(outer, { name: path.at(-2) ?? "", schema: path.length > 2 ? (path[0] ?? "") : null }).some(
              (item) => item.columns.some((column) => column.name === name),
            );
      if (!found) problem = `there is no column ${path.join(".")}`;
    }
    for (const field in value) visit(value[field]);
  };
  visit(level.select["whereClause"]);
  return problem;
}

function unsound(filter: string, why: string): Refusal {
  return refuse("unsupported-syntax", `The row filter \`${filter}\` cannot be used: ${why}.`, {
    rule: "row-filter",
    remedy: "Write one boolean expression over the relation's own columns; name other relations with their schema.",
  });
}
