// Whether a rewritten text parses to the tree that was intended: the original one, but for what was put in its place on purpose.

import { isNode, type Node } from "./node.ts";
import { parseText } from "./parse-text.ts";
import type { Reading } from "./reading.ts";

interface Intended {
  /** Text that was put in the place of a node of the original. */
  readonly replaced: ReadonlyMap<Node, string>;
  /** Nodes that became parameters, or are, with their numbers. */
  readonly parameters: Reading["parameters"];
  /** Nodes that were given an alias. */
  readonly aliases?: ReadonlyMap<Node, string>;
}

const AS_IT_STANDS: Intended = { replaced: new Map(), parameters: [] };

const IGNORED = new Set(["range", "leading", "trailing"]);

export function sameTree(original: unknown, rewritten: unknown, intended: Intended): boolean {
  const alias = isNode(original) ? intended.aliases?.get(original) : undefined;
  if (alias === undefined) return sameNode(original, rewritten, intended);
  return (
    isNode(rewritten) &&
    rewritten.type === "alias" &&
    rewritten.alias.type === "identifier" &&
    rewritten.alias.name === alias &&
    sameNode(original, rewritten.expr, intended)
  );
}

function sameNode(original: unknown, rewritten: unknown, intended: Intended): boolean {
  if (isNode(original)) {
    const text = intended.replaced.get(original);
    if (text !== undefined) return isExpected(text, rewritten);
    const parameter = intended.parameters.find(({ node }) => node === original);
    if (parameter !== undefined) {
      return isNode(rewritten) && rewritten.type === "parameter" && rewritten.text === `?${parameter.number}`;
    }
    // main.t.column became t.column.
    if (
      original.type === "member_expr" &&
      original.object.type === "member_expr" &&
      isNode(rewritten) &&
      rewritten.type === "member_expr" &&
      rewritten.object.type === "identifier"
    ) {
      return (
        sameTree(original.object.property, rewritten.object, intended) &&
        sameTree(original.property, rewritten.property, intended)
      );
    }
  }
  if (Array.isArray(original)) {
    return (
      Array.isArray(rewritten) &&
      original.length === rewritten.length &&
      original.every((item, place) => sameTree(item, rewritten[place], intended))
    );
  }
  if (typeof original !== "object" || original === null) return Object.is(original, rewritten);
  if (typeof rewritten !== "object" || rewritten === null) return false;
  const keys = (value: object) =>
    Object.entries(value).filter(([key, held]) => !IGNORED.has(key) && held !== undefined);
  const left = keys(original);
  const right = new Map(keys(rewritten));
  return (
    left.length === right.size &&
    left.every(([key, value]) => right.has(key) && sameTree(value, right.get(key), intended))
  );
}

/** The node is what the text alone parses to in FROM. */
function isExpected(text: string, node: unknown): boolean {
  const alone = parseText(`SELECT * FROM ${text}`);
  if (alone.kind === "refusal" || alone.root.type !== "select_stmt") return false;
  const from = alone.root.clauses.find(({ type }) => type === "from_clause");
  return from?.type === "from_clause" && alone.root.clauses.length === 2 && sameTree(from.expr, node, AS_IT_STANDS);
}

/** Whether two nodes were written alike: no place was exchanged. */
export function sameText(original: unknown, rewritten: unknown): boolean {
  return sameTree(original ?? null, rewritten ?? null, AS_IT_STANDS);
}
