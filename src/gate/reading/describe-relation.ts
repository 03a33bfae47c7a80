// One relation as a caller sees it, for describe-schema: columns with types, keys, classes and treatments, foreign keys in both directions,
// indexes, comments, and how to join it. Names are written as in a statement.
// INVARIANT: a key, an index or a comment that has to do with a column or a relation that the caller does not see is not there; definitions,
// defaults, conditions, expressions and sample values are never shown, nor how many rows there are where a filter hides some.

import type { Catalogue, Relation, RelationKind } from "../../core/model/catalogue.ts";
import type { Governance, GovernedColumn, GovernedRelation } from "../../core/model/governed-relation.ts";
import { type ColumnName, type RelationName, relationKey } from "../../core/model/relation-name.ts";
import type { WriteGrant } from "../../core/model/write-grant.ts";
import { writtenColumn, writtenName, writtenRelation } from "../../core/model/written-name.ts";
import type { Comments } from "./shown-comments.ts";

export interface SchemaColumn {
  readonly name: string;
  readonly type: string;
  readonly nullable: boolean;
  readonly primary_key?: true;
  /** `schema.table.column` that a foreign key points to, where the caller sees it. */
  readonly references?: string;
  readonly class?: string;
  /** What the caller gets of it; absent when it is clear. */
  readonly treatment?: string;
  /** The mask that the role names for the class, of which it may write values and so is shown no pseudonym. */
  readonly instead_of?: "token";
  /** Labels of an enum; for clear columns only. */
  readonly values?: readonly string[];
  readonly comment?: string;
}

export interface SchemaTable {
  readonly name: string;
  readonly kind: RelationKind;
  readonly comment?: string;
  /** In the overview: how many columns the caller sees. */
  readonly column_count?: number;
  /** Of a partitioned table, in the overview: its partitions are not listed by themselves. */
  readonly partitions?: number;
  readonly columns?: readonly SchemaColumn[];
  /** Columns that are unique together, besides the primary key. */
  readonly unique?: readonly (readonly string[])[];
  /** Columns of each index, its conditions and expressions left out. */
  readonly indexes?: readonly (readonly string[])[];
  /** Columns of other tables whose foreign keys point here. */
  readonly referenced_by?: readonly string[];
  /** Joins by its foreign keys, to be put behind FROM and its name. */
  readonly joins?: readonly string[];
  /** About how many rows there are; absent where the caller may see some alone, or nothing is known. */
  readonly estimated_rows?: number;
  /** True when the caller sees some rows only. */
  readonly row_filtered?: true;
  /** What the caller may ask to change; absent when nothing. Rules of risk decide what runs at once. */
  readonly writes?: { readonly insert?: Granted; readonly update?: Granted; readonly delete?: true };
  /** Which changes of its schema may be asked for: alter, drop, truncate. */
  readonly schema_changes?: readonly string[];
}

/** `all` stands for every column that is shown and clear. */
type Granted = "all" | readonly string[];

export interface SchemaView {
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  readonly comments: Comments;
  readonly detailed: boolean;
  readonly writable: boolean;
  readonly partitions: number;
}

export function describeRelation(governed: GovernedRelation, view: SchemaView): SchemaTable {
  const { catalogue, comments } = view;
  const relation = catalogue.relations.get(relationKey(governed.relation));
  const comment = comments.of(relation?.comment ?? null, governed.relation);
  return {
    name: writtenRelation(governed.relation, catalogue.engine),
    kind: relation?.kind ?? "table",
    ...(comment !== null && { comment }),
    ...(view.partitions > 0 && { partitions: view.partitions }),
    ...(view.detailed ? describeDetails(governed, relation, view) : { column_count: governed.columns.length }),
    ...(governed.rowFilter !== null && { row_filtered: true as const }),
    ...(view.writable && view.detailed && describeGrant(governed, view)),
    ...(view.writable && governed.changes !== undefined && { schema_changes: [...governed.changes.verbs] }),
  };
}

const MOST_JOINS = 8;
const MOST_INDEXES = 20;

function describeDetails(
  governed: GovernedRelation,
  relation: Relation | undefined,
  view: SchemaView,
): Partial<SchemaTable> {
  const { engine } = view.catalogue;
  const columns = governed.columns.map((column) =>
    describeColumn(column, { ...view, relation: governed.relation, primaryKey: relation?.primaryKey ?? [] }),
  );
  if (relation === undefined) return { columns };
  const shown = new Set(governed.columns.map(({ column }) => column.name));
  const whole = (lists: readonly (readonly string[])[]) =>
    lists
      .filter((list) => list.length > 0 && list.every((name) => shown.has(name)))
      .map((list) => list.map((name) => writtenName(name, engine)));
  const key = JSON.stringify([...relation.primaryKey].sort());
  const uniqueKeys = (relation.uniqueKeys ?? []).map((unique) => unique.columns);
  const unique = whole(uniqueKeys.filter((list) => JSON.stringify([...list].sort()) !== key));
  const indexes = distinct(whole((relation.structure?.indexes ?? []).map((index) => index.columns))).slice(
    0,
    MOST_INDEXES,
  );
  const { inward, outward } = linksOf(relation, view);
  const joins = [...outward, ...inward].map(({ from, to }) => joinText(governed.relation, { from, to, view }));
  const rows = isStored(relation) && governed.rowFilter === null ? relation.estimatedRows : null;
  return {
    columns,
    ...(unique.length > 0 && { unique: distinct(unique) }),
    ...(indexes.length > 0 && { indexes }),
    ...(inward.length > 0 && { referenced_by: inward.map(({ from }) => writtenColumn(from, engine)) }),
    ...(joins.length > 0 && { joins: joins.slice(0, MOST_JOINS) }),
    ...(rows !== null && { estimated_rows: rows }),
  };
}

function isStored({ kind }: Relation): boolean {
  return kind === "table" || kind === "partitioned-table" || kind === "materialized-view";
}

function distinct(lists: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(lists.map((list) => [JSON.stringify(list), list])).values()];
}

interface Link {
  readonly from: ColumnName;
  readonly to: ColumnName;
}

/** Foreign keys by the column that they point to, for each catalogue. */
const LINKS = new WeakMap<Catalogue, ReadonlyMap<string, readonly Link[]>>();

function linksOf(
  relation: Relation,
  { catalogue, governance }: SchemaView,
): { inward: readonly Link[]; outward: readonly Link[] } {
  const isSeen = ({ relation: name, column }: ColumnName) =>
    governance.get(relationKey(name))?.columns.some((held) => held.column.name === column) ?? false;
  const seen = ({ from, to }: Link) => isSeen(from) && isSeen(to);
  const outward = ownLinks(relation).filter(seen);
  const inward = (linksInto(catalogue).get(relationKey(relation.name)) ?? []).filter(seen);
  return { inward, outward };
}

function ownLinks({ name, columns }: Relation): readonly Link[] {
  return columns.flatMap(({ name: column, references }) =>
    references === null ? [] : [{ from: { relation: name, column }, to: references }],
  );
}

function linksInto(catalogue: Catalogue): ReadonlyMap<string, readonly Link[]> {
  const known = LINKS.get(catalogue);
  if (known !== undefined) return known;
  const links = new Map<string, Link[]>();
  for (const relation of catalogue.relations.values()) {
    // a partition's key is its parent's
    if (relation.parents.length > 0) continue;
    for (const link of ownLinks(relation)) {
      const key = relationKey(link.to.relation);
      links.set(key, [...(links.get(key) ?? []), link]);
    }
  }
  LINKS.set(catalogue, links);
  return links;
}

function joinText(
  here: RelationName,
  { from, to, view }: { from: ColumnName; to: ColumnName; view: SchemaView },
): string {
  const { engine } = view.catalogue;
  const isOwn = relationKey(from.relation) === relationKey(here);
  const other = isOwn ? to : from;
  const own = isOwn ? from : to;
  // a table that points to itself needs a second name
  const alias =
    relationKey(from.relation) === relationKey(to.relation) ? "other" : writtenName(other.relation.name, engine);
  const table = writtenRelation(other.relation, engine);
  const column = (name: string) => writtenName(name, engine);
  const left = `${writtenName(here.name, engine)}.${column(own.column)}`;
  return `JOIN ${table}${alias === "other" ? " AS other" : ""} ON ${alias}.${column(other.column)} = ${left}`;
}

/** Columns that do not exist for the caller are not named by a grant either. */
function describeGrant(
  { writes, columns }: GovernedRelation,
  { catalogue }: Pick<SchemaView, "catalogue">,
): Pick<SchemaTable, "writes"> {
  if (writes === undefined) return {};
  const shown = columns.map(({ column }) => column.name);
  const granted = (to: WriteGrant["insert"]): Granted | null => {
    if (to === null || to === "all") return to;
    return shown.filter((name) => to.has(name)).map((name) => writtenName(name, catalogue.engine));
  };
  const [insert, update] = [granted(writes.insert), granted(writes.update)];
  return {
    writes: {
      ...(insert !== null && { insert }),
      ...(update !== null && { update }),
      ...(writes.delete && { delete: true as const }),
    },
  };
}

function describeColumn(
  governed: GovernedColumn,
  view: Pick<SchemaView, "governance" | "catalogue" | "comments"> & {
    relation: RelationName;
    primaryKey: readonly string[];
  },
): SchemaColumn {
  const { column, treatment, insteadOf } = governed;
  const { references } = column;
  const { engine } = view.catalogue;
  const target = references === null ? undefined : view.governance.get(relationKey(references.relation));
  const seen = target?.columns.some((other) => other.column.name === references?.column) ?? false;
  const comment = view.comments.of(column.comment, view.relation);
  return {
    name: writtenName(column.name, engine),
    type: column.type.label,
    nullable: column.nullable,
    ...(view.primaryKey.includes(column.name) && { primary_key: true as const }),
    ...(references !== null && seen && { references: writtenColumn(references, engine) }),
    ...(governed.class !== null && { class: governed.class }),
    ...(treatment.kind !== "clear" && { treatment: treatment.kind }),
    ...(insteadOf !== undefined && { instead_of: insteadOf }),
    ...(treatment.kind === "clear" && column.enumLabels.length > 0 && { values: column.enumLabels }),
    ...(comment !== null && { comment }),
  };
}
