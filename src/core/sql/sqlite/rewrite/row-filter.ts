// Administrator SQL that says which rows of a relation are seen: one boolean expression over its raw columns.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { RelationName } from "../../../model/relation-name.ts";
import { readStatement } from "../analyse/read-statement.ts";
import { quoteName, spanOf } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import { sameText } from "../parse/same-tree.ts";
import { selectedAlone } from "../parse/selected-alone.ts";
import { applyEdits, type Edit } from "./edits.ts";
import { kindsOfAttributes } from "./filter/attribute-kind.ts";
import { bindNames } from "./filter/bind-names.ts";
import type { PlanParameters } from "./plan-parameters.ts";

export interface RowFilter {
  readonly kind: "row-filter";
  /** The expression, with its attributes as parameters. */
  readonly text: (planParameters: PlanParameters) => string;
  /** Relations that its sub-selects read, raw. */
  readonly opens: readonly RelationName[];
  /** Bare names in sub-selects that a column of the relation bears as well. */
  readonly uncertain: readonly string[];
}

export function readRowFilter(
  filter: string,
  scope: { relation: Relation; catalogue: Catalogue },
): RowFilter | Refusal {
  const { relation, catalogue } = scope;
  const alone = parseText(`SELECT (${filter}\n)`);
  if (alone.kind === "refusal") return { ...alone, position: null };
  const frame = `SELECT 1 FROM main.${quoteName(relation.name.name)} WHERE (`;
  const statement = parseText(`${frame}${filter}\n)`);
  if (statement.kind === "refusal") return { ...statement, position: null };
  const { root } = statement;
  const one = selectedAlone(alone.root);
  const condition = root.type === "select_stmt" ? root.where : null;
  if (
    one?.type !== "paren_expr" ||
    condition === null ||
    !sameText(one, condition) ||
    condition.to !== statement.text.length
  ) {
    return unsound(filter, "it is not one expression");
  }
  const reading = readStatement(statement, { catalogue, functions: new Set(), attributesAllowed: true });
  const [obstacle] = reading.obstacles;
  if (obstacle !== undefined) return { ...obstacle, position: null };
  const [missing] = reading.unresolved;
  if (missing !== undefined) return unsound(filter, `there is no relation ${missing.text}`);
  if (reading.parameters.length > 0) return unsound(filter, "it has parameters");
  const inner = reading.uses.slice(1);
  const unqualified = inner.find(({ qualified }) => !qualified);
  if (unqualified !== undefined)
    return unsound(filter, `${unqualified.written} is not written as main.${unqualified.written}`);
  // A name that no relation of the filter has would be looked for in the caller's statement around it.
  const bound = bindNames(root, catalogue);
  if (typeof bound === "string") return unsound(filter, bound);
  const attributes = new Set(reading.attributes.map(({ node }) => node));
  const kinds = kindsOfAttributes(root, { attributes, columns: bound.columns });
  if (kinds.problem !== null) return unsound(filter, kinds.problem);
  return {
    kind: "row-filter",
    opens: inner.map((use) => use.relation.name),
    uncertain: bound.uncertain,
    text: (planParameters) => {
      const edits: Edit[] = reading.attributes.map(({ node, name }) => ({
        ...spanOf(node),
        text: planParameters.attribute(name, kinds.numbers.has(node)),
      }));
      edits.push(...bound.edits);
      return applyEdits(statement.text, edits).slice(frame.length, -1);
    },
  };
}

function unsound(filter: string, why: string): Refusal {
  return refuse("unsupported-syntax", `The row filter \`${filter}\` cannot be used: ${why}.`, {
    rule: "row-filter",
    remedy: "Write one boolean expression over the relation's own columns; name other relations as main.name.",
  });
}
