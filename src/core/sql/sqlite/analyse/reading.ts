// What one walk over a statement finds.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { UnresolvedRelation } from "../../../model/facts.ts";
import type { Refusal } from "../../../model/refusal.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { Node, NodeOf, Span } from "../parse/tree.ts";

/** A base relation or view where a statement names it. */
export interface Use {
  readonly relation: Relation;
  /** The node that is replaced. */
  readonly node: NodeOf<"table_name">;
  /** Whether it is known by its own name (in FROM), by an alias behind it, or by none: `x IN t` reads all that SELECT * gives of it. */
  readonly known: "by-name" | "by-alias" | "by-none";
  /** The name as written, without its schema. */
  readonly written: string;
  /** True when a schema was written. */
  readonly qualified: boolean;
}

export interface Reading {
  readonly statement: Statement;
  readonly uses: readonly Use[];
  readonly unresolved: readonly UnresolvedRelation[];
  readonly calls: ReadonlySet<string>;
  readonly obstacles: readonly Refusal[];
  /** Every identifier that stands in an expression, folded. */
  readonly names: ReadonlySet<string>;
  readonly star: boolean;
  /** `?` and `?n`, with the number that SQLite gives each. */
  readonly parameters: readonly { readonly node: Node; readonly number: number }[];
  /** What cannot stand where a governed relation does: the schema of `main.t.column`, INDEXED BY. */
  readonly leftOut: readonly Span[];
  /** Calls of caller_attribute('name'), which row filters may hold. */
  readonly attributes: readonly { readonly node: Node; readonly name: string }[];
  /** As PostgreSQL says of functions (LEAKPROOF): true when no expression can raise an error for any value. */
  readonly leakproof: boolean;
}

export interface ReadOptions {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
  readonly attributesAllowed?: boolean;
}
