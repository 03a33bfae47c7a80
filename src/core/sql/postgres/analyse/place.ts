// Where the walk is: what names mean there, and who is told of the columns that are met.

import type { Struct } from "../parse/tree.ts";
import type { Output } from "./outputs.ts";
import type { Flow, Level, ScopeColumn } from "./scope.ts";

export interface Place {
  readonly env: Env | null;
  readonly level: Level;
  /** Takes the flow of every column that is met. */
  readonly sink: Flow;
  /** True below a sub-select of an expression, all of which counts. */
  readonly nested?: boolean;
}

export interface SelectPlace {
  readonly env: Env | null;
  /** The level whose columns a sub-select may refer to. */
  readonly parent: Level | null;
  /** Takes everything that the SELECT looks at: it stands in an expression. Null where only its columns matter. */
  readonly sink: Flow | null;
  /** Told the columns of the first arm, before the second is walked: a recursive CTE. */
  readonly onFirstArm?: (outputs: readonly Output[]) => void;
}

/** A query of a WITH. */
export interface Cte {
  readonly name: string;
  readonly body: Struct;
  readonly recursive: boolean;
  readonly parent: Level | null;
  /** What its own query sees. */
  env: Env | null;
  state: "new" | "visiting" | "done";
  columns: readonly ScopeColumn[];
  complete: boolean;
  /** How many places name it. */
  references: number;
}

/** The queries that a name may mean at a place, innermost first. */
export interface Env {
  readonly cte: Cte;
  readonly next: Env | null;
}
