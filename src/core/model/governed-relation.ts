// One governed relation: what a role gets of a table, a view or a foreign table.
// It is the one thing that is placed, inline in a statement or as a security_barrier view.

import type { Column } from "./catalogue.ts";
import type { DataClass, Level } from "./data-class.ts";
import type { ColumnName, RelationKey, RelationName } from "./relation-name.ts";
import type { SchemaGrant } from "./schema-change.ts";
import type { Treatment } from "./treatment.ts";
import type { WriteGrant } from "./write-grant.ts";

export interface GovernedColumn {
  readonly column: Column;
  readonly class: DataClass | null;
  readonly level: Level;
  /** Never `hide`: a hidden column is not in the list. */
  readonly treatment: Treatment;
  /** The mask that the role names, where it may write values of the class and so is shown no pseudonym of it. */
  readonly insteadOf?: "token";
  /** Of a view that is expanded: what flows into the column. */
  readonly sources?: readonly ColumnName[];
}

export interface GovernedRelation {
  readonly relation: RelationName;
  /** Visible columns in the table's order; may be empty, which still lets rows be counted. */
  readonly columns: readonly GovernedColumn[];
  /** Administrator SQL: a boolean expression over the raw columns; null when every row is visible. */
  readonly rowFilter: string | null;
  /**
   * `base`: the columns and the filter apply to what is stored.
   * `expanded`: a view without rules of its own; its definition is placed with its own relations governed, then its columns listed.
   */
  readonly placement: "base" | "expanded";
  /** The caller's own dataset, in the clear: its content is not scanned either. */
  readonly owned?: true;
  /** Which changes the role may ask for; absent when none. */
  readonly writes?: WriteGrant;
  /** Which changes of its schema the role may ask for; absent when none. */
  readonly changes?: SchemaGrant;
}

/** What a caller's role gets of a database. A relation that is not in the map does not exist for the caller. */
export type Governance = ReadonlyMap<RelationKey, GovernedRelation>;

const BY_NAME = new WeakMap<GovernedRelation, ReadonlyMap<string, GovernedColumn>>();

/** What is seen of a column; null where it is hidden or there is none. */
export function columnOf(relation: GovernedRelation, name: string): GovernedColumn | null {
  const known = BY_NAME.get(relation) ?? new Map(relation.columns.map((governed) => [governed.column.name, governed]));
  BY_NAME.set(relation, known);
  return known.get(name) ?? null;
}
