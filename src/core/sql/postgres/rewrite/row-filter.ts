// Administrator SQL that says which rows of a relation are seen: one boolean expression over its raw columns.
// It passes the same walk as a caller's statement, in the frame in which it will stand, and is written out from its tree (filter/).

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { RelationName } from "../../../model/relation-name.ts";
import { readStatement } from "../analyse/read-statement.ts";
import type { Reading, StandIn } from "../analyse/reading.ts";
import { parseOwnText, parseText, type Statement } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import { bodyOf, list, struct } from "../parse/tree.ts";
import { bindNames, uncertainNames } from "./filter/bind-names.ts";
import { booleanNode, callNode, operatorNode, textNode } from "./filter/make-node.ts";
import { printTree } from "./filter/print-tree.ts";
import { Unprintable } from "./filter/printer.ts";
import { FilterWriter } from "./filter/settle-filter.ts";
import type { PlanParameters } from "./plan-parameters.ts";
import { quoteRelation } from "./quote.ts";

export interface RowFilter {
  readonly kind: "row-filter";
  /** The expression with all its names written out, and its attributes as parameters. */
  readonly text: (planParameters: PlanParameters) => string;
  /** Relations that its sub-selects read, raw. */
  readonly opens: readonly RelationName[];
  /** Whether it calls what finds its names by the database's own search path. */
  readonly ownPath: boolean;
  readonly exposed: readonly StandIn[];
  /** Bare names in sub-selects that a column of the relation bears as well: a column that was added may have taken its place. */
  readonly uncertain: readonly string[];
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
  if (obstacle !== undefined) {
    const remedy = obstacle.code === "operator-not-allowed" ? `${obstacle.remedy} ${AS_TEXT}` : obstacle.remedy;
    return { ...obstacle, remedy, position: null };
  }
  const problem = problemOf(reading);
  if (problem !== null) return unsound(filter, problem);
  const written = writeFilter(reading, catalogue);
  if (typeof written === "string") return unsound(filter, written);
  return {
    kind: "row-filter",
    ownPath: reading.ownPath,
    exposed: reading.exposed,
    opens: reading.relations.slice(1).map((use) => use.relation.name),
    uncertain: uncertainNames(reading, relation),
    text: written,
  };
}

const AS_TEXT = "Or compare such values as text, as in lower(owner::text) = 'alice'.";

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
  return null;
}

/** The filter's text as it stands in plans, or why it cannot. */
function writeFilter(reading: Reading, catalogue: Catalogue): RowFilter["text"] | string {
  const names = bindNames(reading, catalogue);
  if (typeof names === "string") return names;
  const found: string[] = [];
  const attributes = [...new Set(reading.attributes.map(({ name }) => name))];
  const writer = new FilterWriter({
    reading,
    catalogue,
    names,
    attribute: (name) => attributes.indexOf(name) + 1,
    problems: (problem) => found.push(problem),
  });
  try {
    const settled = writer.value(reading.levels[0]?.select["whereClause"]);
    const [problem] = found;
    if (problem !== undefined) return problem;
    const tree = guardRegions(settled);
    const text = printTree(tree, (number) => `$${number}`);
    const parsed = struct(struct(parseOwnText(`SELECT ${text}`))["SelectStmt"])["targetList"];
    if (!sameTree(tree, bodyOf(list(parsed)[0], "ResTarget")?.["val"], new Map()))
      return "it could not be written out faithfully";
    return (planParameters) =>
      printTree(tree, (number) =>
        planParameters.placeholder({ kind: "attribute", name: attributes[number - 1] ?? "" }),
      );
  } catch (error) {
    if (error instanceof Unprintable) return `${error.message} cannot be used in a filter`;
    throw error;
  }
}

/** A session can make an abbreviation of a region's name, in angle brackets; it sees no rows where a filter depends on regions. */
function guardRegions(tree: unknown): unknown {
  const named = printTree(tree, (number) => `$${number}`).includes(`"timezone"('`);
  if (!named) return tree;
  const brackets = callNode("strpos", [callNode("current_setting", [textNode("TimeZone")]), textNode("<")]);
  return booleanNode("AND_EXPR", [tree, operatorNode("=", [brackets, { A_Const: { ival: {} } }])]);
}

function unsound(filter: string, why: string): Refusal {
  return refuse("unsupported-syntax", `The row filter \`${filter}\` cannot be used: ${why}.`, {
    rule: "row-filter",
    remedy: "Write one boolean expression over the relation's own columns; name other relations with their schema.",
  });
}
