// What writes a row filter anew, node by node.

import type { Catalogue } from "../../../../model/catalogue.ts";
import type { Reading } from "../../analyse/reading.ts";
import type { Struct } from "../../parse/tree.ts";
import type { BoundName } from "./bind-names.ts";
import type { Problems } from "./convert.ts";
import type { Settled } from "./value-sort.ts";

export interface FilterContext {
  readonly reading: Reading;
  readonly catalogue: Catalogue;
  readonly names: ReadonlyMap<Struct, BoundName>;
  /** The number of the parameter that stands for an attribute. */
  readonly attribute: (name: string) => number;
  readonly problems: Problems;
}

export interface Writer {
  readonly problems: Problems;
  settle(value: unknown): Settled;
  /** The schema of an operator over these operands; `left` is null for one that stands before its operand. */
  schemaOf(operator: string, left: Settled | null, right: Settled): string;
}
