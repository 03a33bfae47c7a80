// What one walk over a statement finds.

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import type { UnresolvedRelation } from "../../model/facts.ts";
import type { Refusal } from "../../model/refusal.ts";
import type { Node } from "./node.ts";
import type { Statement } from "./parse-text.ts";

/** A base relation or view where a statement names it. */
export interface Use {
  readonly relation: Relation;
  /** The node that is replaced. */
  readonly node: Node;
  /** The alias that stands behind it; null when its own name has to be kept. */
  readonly aliased: boolean;
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
  /** Schema parts of `main.t.column`, which end at the table's own name. */
  readonly schemaParts: readonly { readonly from: number; readonly to: number }[];
  /** Calls of caller_attribute('name'), which row filters may hold. */
  readonly attributes: readonly { readonly node: Node; readonly name: string }[];
  /** True when no expression can raise an error for any value. */
  readonly calm: boolean;
}

export interface ReadOptions {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
  readonly attributesAllowed?: boolean;
}
