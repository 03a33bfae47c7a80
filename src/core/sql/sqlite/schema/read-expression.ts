// An expression that is stored in a schema: it passes the walk of reads by itself, and may read nothing but the row.

import type { Catalogue } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { readStatement } from "../analyse/read-statement.ts";
import { childrenOf } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import { selectedAlone } from "../parse/selected-alone.ts";
import { isQuery, type Node } from "../parse/tree.ts";

export interface ReadExpression {
  /** Every identifier in it, folded. */
  readonly names: ReadonlySet<string>;
  readonly calls: readonly string[];
  readonly obstacles: readonly Refusal[];
}

export function readExpression(
  text: string,
  { catalogue, what }: { catalogue: Catalogue; what: string },
): ReadExpression {
  const none = { names: new Set<string>(), calls: [] };
  const statement = parseText(`SELECT (${text}\n)`);
  if (statement.kind === "refusal") return { ...none, obstacles: [{ ...statement, position: null }] };
  const only = selectedAlone(statement.root);
  if (only === null || holdsQuery(only)) {
    return { ...none, obstacles: [unfit(`A sub-select cannot stand in ${what}`)] };
  }
  const reading = readStatement(statement, { catalogue, functions: new Set() });
  const parameters = reading.parameters.length > 0 ? [unfit(`A parameter cannot stand in ${what}`)] : [];
  const star = reading.star ? [unfit(`A star cannot stand in ${what}`)] : [];
  return {
    names: reading.names,
    calls: [...reading.calls],
    obstacles: [...reading.obstacles.map((obstacle) => ({ ...obstacle, position: null })), ...parameters, ...star],
  };
}

/** `x IN t` is one as well. */
function holdsQuery(node: Node): boolean {
  return isQuery(node) || node.type === "table_name" || node.type === "table_call" || childrenOf(node).some(holdsQuery);
}

/** The names in a list of columns. */
export function namesIn(node: Node): readonly string[] {
  return node.type === "identifier" ? [node.name] : childrenOf(node).flatMap(namesIn);
}

function unfit(message: string): Refusal {
  return refuse("construct-not-allowed", `${message}.`, {
    rule: "schema-forms",
    remedy: "Write an expression over the row alone.",
  });
}
