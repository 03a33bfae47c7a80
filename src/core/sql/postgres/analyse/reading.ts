// What the walk over a tree finds, and what it goes by. One reading is made for one statement, one view body or one row filter.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { UnresolvedRelation } from "../../../model/facts.ts";
import { type Refusal, type RefusalCode, refuse } from "../../../model/refusal.ts";
import { type ColumnName, type RelationName, relationKey } from "../../../model/relation-name.ts";
import type { CatalogueUse } from "../catalogue/catalogue-use.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { SourceText } from "../parse/source-text.ts";
import type { Struct } from "../parse/tree.ts";
import type { Output } from "./outputs.ts";
import type { Cte, SelectPlace } from "./place.ts";
import type { Flow, Found, FromItem, Level, ScopeColumn } from "./scope.ts";

/** A place where a base relation stands in FROM. */
export interface RelationUse {
  readonly relation: Relation;
  readonly item: FromItem;
  /** The RangeVar's body. */
  readonly variable: Struct;
  /** What is to be replaced in the tree: the wrapped RangeVar, or the wrapped RangeTableSample around it. */
  readonly wrapper: unknown;
  /** The body of a TABLESAMPLE around it; null without one. */
  readonly sample: Struct | null;
}

/** A reference to a column of a base relation, or to its whole row (`column` null). */
export interface ColumnUse {
  readonly item: FromItem;
  readonly column: string | null;
  readonly clause: string;
  readonly aggregated: boolean;
}

/** A name of a column, a row or a star, with all that it may mean where it stands. */
export interface NameUse {
  /** The ColumnRef's body. */
  readonly reference: Struct;
  readonly level: Level;
  /** Of a bare name, the columns; of any, the FROM items that its qualifier, or it alone, may stand for. */
  readonly columns: readonly Found[];
  readonly items: readonly FromItem[];
}

/** A name of pg_catalog that something of the database's own could stand in for, as it is refused. */
export interface StandIn {
  readonly kind: "function" | "operator";
  readonly message: string;
  readonly remedy: string;
}

export interface Reading {
  readonly source: SourceText;
  readonly tree: unknown;
  readonly relations: RelationUse[];
  readonly columns: ColumnUse[];
  readonly levels: Level[];
  readonly names: NameUse[];
  /** The expressions that columns of queries are. */
  readonly made: Map<Flow, { readonly value: unknown; readonly level: Level }>;
  /** Where queries of WITH stand in FROM, and which columns are theirs. */
  readonly named: { readonly uses: Map<Struct, Cte>; readonly columns: Map<Flow, Cte> };
  /** The columns that meet in one: of VALUES, of set operations, of the query of a WITH. */
  readonly arms: Map<Flow, Pick<ScopeColumn, "base" | "flow">[]>;
  /** Names to be written with their schema: of user types and user functions. */
  readonly qualifications: { readonly location: unknown; readonly schema: string; readonly names: unknown }[];
  /** Columns written as schema.table.column, which loses its schema. */
  readonly threePart: { readonly reference: Struct; readonly item: FromItem }[];
  /** Calls of merge_action() in what a MERGE returns. */
  readonly actions: { readonly wrapper: unknown; readonly location: unknown }[];
  /** Calls of caller_attribute in a row filter. */
  readonly attributes: { readonly wrapper: unknown; readonly call: Struct; readonly name: string }[];
  /** Calls and casts that tell of the catalogue. */
  readonly catalogue: CatalogueUse[];
  /** Nodes in whose place a value may stand that names an object of the catalogue. */
  readonly namesMay: Set<unknown>;
  readonly calls: Set<string>;
  /** Relations whose rows' types are named: a text that does must not meet others in their place. */
  readonly rowTypes: RelationName[];
  /** Names of functions, fields and types that were looked up without a schema. */
  readonly bare: Set<string>;
  readonly unresolved: UnresolvedRelation[];
  readonly obstacles: Refusal[];
  outputs: readonly Output[];
  parameters: number;
  /** True where something in it finds or shows names by the database's own search path. */
  ownPath: boolean;
  /** Names that could be another's under the database's own search path; null where none is written. */
  readonly exposed: StandIn[];
  /** The columns of each SELECT that was walked, and the foreign types of expressions by their flow. */
  readonly selects: Map<Struct, readonly Output[]>;
  readonly typesOf: Map<Flow, ReadonlySet<string>>;
  /** True when a name was met that nothing in sight has: what flows from it is not known. */
  untraced: boolean;
  /** True where columns go by their places or by what two relations share, and not by names that stand in the text. */
  byPlace: boolean;
  /** True where a name stands in it that a table's system column has. */
  namesSystemColumn: boolean;
}

/** Nothing has been read of it yet. */
export function openReading(statement: Statement): Reading {
  return {
    source: statement.source,
    tree: { [statement.tree.kind]: statement.tree.body },
    relations: [],
    columns: [],
    levels: [],
    names: [],
    made: new Map(),
    named: { uses: new Map(), columns: new Map() },
    arms: new Map(),
    qualifications: [],
    threePart: [],
    actions: [],
    attributes: [],
    catalogue: [],
    namesMay: new Set(),
    calls: new Set(),
    rowTypes: [],
    bare: new Set(),
    unresolved: [],
    obstacles: [],
    outputs: [],
    parameters: 0,
    ownPath: false,
    exposed: [],
    selects: new Map(),
    typesOf: new Map(),
    untraced: false,
    byPlace: false,
    namesSystemColumn: false,
  };
}

/** What a walk goes by. */
export interface Walk {
  readonly catalogue: Catalogue;
  /** User functions that may be called, as `schema.name`; `any-qualified` for administrator SQL. */
  readonly functions: ReadonlySet<string> | "any-qualified";
  /** True in a row filter, where caller_attribute stands for an attribute of the identity. */
  readonly attributesAllowed: boolean;
  /** True in a statement that may be about the catalogue, of a caller that may read it. */
  readonly readsCatalogue: boolean;
  /** True in what a MERGE returns, where merge_action() tells which of its actions a row came of. */
  readonly merges?: boolean;
  /** Columns that Gatehouse's own text names and no caller can: keys and version of a write's target. */
  readonly ownColumns: ReadonlySet<string>;
  /** Types of the columns that a write assigns, as names joined by dots: what goes into them is cast to them, listed or not. */
  readonly ownTypes: ReadonlySet<string>;
  readonly reading: Reading;
  /** Walks a query that stands inside: an expression, FROM and WITH hold queries, which hold those. */
  readonly walkQuery: (walk: Walk, query: unknown, place: SelectPlace) => readonly Output[];
}

const MOST_OBSTACLES = 20;

export function obstruct(
  { reading }: Walk,
  code: RefusalCode,
  what: { message: string; remedy: string; rule: string; location?: unknown },
): void {
  if (reading.obstacles.length >= MOST_OBSTACLES) return;
  const position = reading.source.position(what.location);
  reading.obstacles.push(refuse(code, what.message, { rule: what.rule, remedy: what.remedy, position }));
}

export function unsupported(walk: Walk, kind: string, location?: unknown): void {
  obstruct(walk, "unsupported-syntax", {
    message: `The construct ${kind} is not supported.`,
    remedy: "Write the query without it.",
    rule: "node-list",
    location,
  });
}

/** What comes of a star beyond measure is not looked at. */
export function refuseColumns(walk: Walk): void {
  obstruct(walk, "resource-limit", {
    message: "A query of the statement has more columns than can be looked at.",
    remedy: "Name the columns that are needed in place of stars.",
    rule: "most-columns",
  });
}

/** Whether the caller does not see the column: its type is then told by nothing. The database's own text sees all. */
export function isUnseen({ catalogue, functions }: Walk, base: ColumnName | null): boolean {
  if (base === null || functions === "any-qualified") return false;
  return catalogue.unseen?.get(relationKey(base.relation))?.has(base.column) === true;
}

export function addArm(walk: Walk, flow: Flow, { base, flow: own }: Pick<ScopeColumn, "base" | "flow">): void {
  const arms = walk.reading.arms.get(flow);
  if (arms === undefined) walk.reading.arms.set(flow, [{ base, flow: own }]);
  else arms.push({ base, flow: own });
}
