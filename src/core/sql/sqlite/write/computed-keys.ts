// Keys of expressions, with collations of their own, or of a part of the rows, as ON CONFLICT names them: SQLite takes one that is written as
// its index is (sqlite.org/lang_upsert.html).

import type { DistinctKey, Relation } from "../../../model/catalogue.ts";
import { fold, isNode } from "../parse/node.ts";
import type { Node } from "../parse/tree.ts";
import { nameIn } from "./compose-rows.ts";
import { expressionIn } from "./placed-names.ts";
import type { ComputedTarget } from "./write-clauses.ts";

/** The key that is meant; null where there is none. */
export function findComputedKey({ parts, condition }: ComputedTarget, relation: Relation): DistinctKey | null {
  const keys = relation.writing?.distinct ?? [];
  return (
    keys.find((key) => {
      if (key.parts.length !== parts.length) return false;
      if ((key.condition === null) !== (condition === null)) return false;
      const held = key.condition === null ? null : (expressionIn(key.condition)?.node ?? null);
      if (condition !== null && (held === null || !isSame(condition, held, relation))) return false;
      const own = key.parts.flatMap((part) => expressionIn(part)?.node ?? []);
      return parts.every((part) => own.some((other) => isPart(part, other, relation)));
    }) ?? null
  );
}

/** How ON CONFLICT names a key. */
export function conflictTarget({ parts, condition }: DistinctKey): string {
  return ` (${parts.join(", ")})${condition === null ? "" : ` WHERE ${condition}`}`;
}

/** A collation may be left out. */
function isPart(written: Node, held: Node, relation: Relation): boolean {
  if (held.type !== "collate_expr") return isSame(written, held, relation);
  if (written.type !== "collate_expr") return isSame(written, held.expr, relation);
  return fold(written.collation) === fold(held.collation) && isSame(written.expr, held.expr, relation);
}

/** Without brackets, and names without case. */
function isSame(one: unknown, other: unknown, relation: Relation): boolean {
  const [a, b] = [bare(one), bare(other)];
  if (Array.isArray(a))
    return Array.isArray(b) && a.length === b.length && a.every((item, place) => isSame(item, b[place], relation));
  if (typeof a === "string" && typeof b === "string") return a === b;
  if (!isNode(a) || !isNode(b)) return Object.is(a, b);
  if (a.type !== b.type) return false;
  if (a.type === "identifier" && b.type === "identifier") return nameIn(relation, a.name) === nameIn(relation, b.name);
  if (a.type === "func_call" && b.type === "func_call" && fold(a.name) !== fold(b.name)) return false;
  const names = Object.keys(a).filter(
    (name) => name !== "from" && name !== "to" && !(a.type === "func_call" && name === "name"),
  );
  const [own, held] = [new Map(Object.entries(a)), new Map(Object.entries(b))];
  return names.every((name) => isSame(own.get(name), held.get(name), relation));
}

function bare(value: unknown): unknown {
  return isNode(value) && value.type === "paren_expr" ? bare(value.expr) : value;
}
