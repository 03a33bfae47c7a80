// What a database holds, as its own catalogue says: relations, columns, types, keys, dependencies.
// A catalogue is a snapshot; `version` changes whenever anything in it does, and plans name the version they were made for.

import type { ColumnName, RelationKey, RelationName } from "./relation-name.ts";
import type { SystemObjects } from "./system-objects.ts";

export type Engine = "postgres" | "sqlite";

export type RelationKind =
  | "table"
  | "partitioned-table"
  | "view"
  | "materialized-view"
  | "foreign-table"
  | "virtual-table"
  | "sequence";

/** What a mask needs to know of a type: which values it can hold. Domains are their base type's family. */
export type TypeFamily =
  | "text"
  | "integer"
  | "numeric"
  | "float"
  | "boolean"
  | "date"
  | "timestamp"
  | "time"
  | "interval"
  | "uuid"
  | "json"
  | "bytes"
  | "network"
  | "enum"
  | "array"
  | "other";

export interface ColumnType {
  readonly family: TypeFamily;
  /** The type as one would write it in a cast, schema-qualified where it is not in pg_catalog; domains are resolved to their base type. */
  readonly sql: string;
  /** The type as people know it: `varchar(20)`, `tier`. */
  readonly label: string;
  /** `sql` without its modifiers (length, precision), so that a cast to it shortens nothing; absent where that is `sql` itself. */
  readonly bare?: string;
  /** `schema.name` of the base type from outside pg_catalog that its values, or their elements, have; absent where they have none. */
  readonly foreign?: string;
  /** Types of users' that it is or is made of: a domain's base, an array's or a range's elements, a composite's fields. Absent for none. */
  readonly madeOf?: readonly TypeName[];
}

export interface TypeName {
  readonly schema: string;
  readonly name: string;
}

export interface Column {
  readonly name: string;
  readonly type: ColumnType;
  readonly nullable: boolean;
  /** Columns of the same relation that a generated column is computed from. */
  readonly generatedFrom: readonly string[];
  /** Of a generated column: it calls code of users', so that what flows into it is not known. */
  readonly opaque?: true;
  /** The column that a foreign key copies. */
  readonly references: ColumnName | null;
  /** Those that other foreign keys of the same column copy. */
  readonly alsoReferences?: readonly ColumnName[];
  readonly comment: string | null;
  /** Labels of an enum type, in order; empty otherwise. */
  readonly enumLabels: readonly string[];
}

export interface Relation {
  readonly name: RelationName;
  readonly kind: RelationKind;
  /** PostgreSQL: pg_class.oid. SQLite: root page number. */
  readonly oid: number;
  readonly columns: readonly Column[];
  /** Digest of its definition: of its columns by their places, and of all that is said of what its rows may be and what happens when they
   * are written, the functions behind it included. It says nothing of other relations, nor of how many rows there are. Absent where the adapter cannot tell. */
  readonly identity?: string;
  /** Primary key columns in key order; empty when there is none. */
  readonly primaryKey: readonly string[];
  /** Keys by which ON CONFLICT finds rows: of whole columns, without conditions, checked at once. Absent where the adapter cannot tell. */
  readonly uniqueKeys?: readonly UniqueKey[];
  /** SELECT text of a view or materialized view, every name in it qualified; null otherwise. */
  readonly definition: string | null;
  /** Whether the definition calls code of users' (functions, operators, casts, aggregates), which may read more than it is given; absent where the adapter cannot tell. */
  readonly opaque?: boolean;
  /** Parents by inheritance or partitioning. */
  readonly parents: readonly RelationName[];
  readonly comment: string | null;
  /** The planner's estimate of the number of rows; null when unknown. Never shown to a caller whose rows are filtered. */
  readonly estimatedRows: number | null;
  /** What happens besides when its rows are written; absent when the adapter cannot tell, and then nothing is written. */
  readonly writing?: Writing;
  /** What a change of its schema would meet; absent when the adapter cannot tell, and then it is not changed. */
  readonly structure?: Structure;
}

export interface Structure {
  readonly constraints: readonly TableConstraint[];
  /** Those that no constraint stands on. */
  readonly indexes: readonly TableIndex[];
  /** Views that read it, with the columns that they read. */
  readonly readBy: readonly { readonly relation: RelationName; readonly columns: readonly string[] }[];
}

export interface TableConstraint {
  readonly name: string;
  readonly kind: "primary-key" | "unique" | "check" | "foreign-key" | "not-null" | "exclusion";
  readonly columns: readonly string[];
  /** What a foreign key points at. */
  readonly references: RelationName | null;
}

export interface TableIndex {
  readonly schema: string;
  readonly name: string;
  /** All that it depends on, expressions and condition included. */
  readonly columns: readonly string[];
}

export interface UniqueKey {
  /** The constraint's name; null for a mere index. */
  readonly constraint: string | null;
  readonly columns: readonly string[];
  /** NULLS NOT DISTINCT: two NULLs are one value. */
  readonly nullsAlike: boolean;
}

/** A verb by which rows change. */
export type Verb = "insert" | "update" | "delete";

export interface Writing {
  /** Why no row of it can be written through Gatehouse, as the end of a sentence; null when rows can. */
  readonly obstacle: string | null;
  /** PostgreSQL: tables that inherit from it, however deep, whose rows are changed with its own unless ONLY is said; absent for none. */
  readonly inheritors?: readonly RelationName[];
  /** Columns that the database computes itself: generated ones and identities GENERATED ALWAYS. */
  readonly computed: readonly string[];
  /** Of these, the identities; absent where the engine has none. */
  readonly identities?: readonly string[];
  /** Identities GENERATED BY DEFAULT: they take a value that is given. */
  readonly identitiesByDefault?: readonly string[];
  /** Enabled triggers that are not the engine's own. */
  readonly triggers: readonly WritingTrigger[];
  /**
   * Columns that the database looks at together whenever one of them changes, and may refuse the change by: those of a CHECK, an exclusion, a
   * generated column, an index over expressions or with a condition, a partition key, a foreign key of several columns. Absent where the
   * adapter cannot tell.
   */
  readonly joins?: readonly (readonly string[])[];
  /** Foreign keys of other relations (or its own) that point here. */
  readonly referencedBy: readonly IncomingReference[];
  /** SQLite: true of a STRICT table. */
  readonly strict?: true;
  /** SQLite: the name under which a row's rowid can be had, and the column that it is; absent in a table WITHOUT ROWID. */
  readonly rowid?: { readonly name: string; readonly column: string | null };
  /** SQLite: every key of which no two rows hold the same, the rowid's included; null where one is computed in a way that is not followed. */
  readonly distinct?: readonly DistinctKey[] | null;
  /** SQLite: what a column is given that a row names no value for, as SQL, by the column's name; those without one get NULL. */
  readonly defaults?: ReadonlyMap<string, string>;
}

/** A primary key, a UNIQUE constraint or a unique index. */
export interface DistinctKey {
  /** What it compares, as SQL over bare names of columns, the collation with it. */
  readonly parts: readonly string[];
  /** Which rows it is of; null for all. */
  readonly condition: string | null;
  /** Columns that it computes with. */
  readonly columns: readonly string[];
}

export interface WritingTrigger {
  readonly name: string;
  readonly verbs: readonly Verb[];
  /** Columns that an UPDATE has to give a value for it to fire; absent for all of them. */
  readonly columns?: readonly string[];
  /** True where it fires once for a statement, and not for each row. */
  readonly once?: true;
  /** True where it does nothing but look at the row that it fires for, and change it before it is stored; absent where it may do more. */
  readonly own?: true;
}

export interface IncomingReference {
  readonly relation: RelationName;
  readonly columns: readonly string[];
  readonly referenced: readonly string[];
  readonly onDelete: ReferenceAction;
  readonly onUpdate: ReferenceAction;
}

/** `refuse` is NO ACTION and RESTRICT; `change` is SET NULL and SET DEFAULT. */
export type ReferenceAction = "refuse" | "cascade" | "change";

export interface ForeignNames {
  /** By unqualified name. */
  readonly functions: ReadonlyMap<string, readonly UserDefinedName[]>;
  readonly operators: ReadonlyMap<string, readonly UserDefinedName[]>;
  /** Types with functions, operators or casts of their own, by `schema.name`: base types, and those of `casts`. */
  readonly types: ReadonlyMap<string, { readonly extension: string | null }>;
  /** Casts by routines of users'. */
  readonly casts: readonly UserCast[];
  /** Extensions that are installed. */
  readonly extensions: ReadonlySet<string>;
}

/** A cast that calls a routine from outside pg_catalog and extensions. Types are `schema.name`. */
export interface UserCast {
  readonly source: string;
  readonly target: string;
  /** Where it applies without being written: `assignment` also where a value is given its place's type, `implicit` anywhere. */
  readonly context: "explicit" | "assignment" | "implicit";
  readonly routine: string;
}

/** A function or an operator from outside pg_catalog. */
export interface UserDefinedName {
  readonly schema: string;
  readonly name: string;
  /** The function as a policy lists it; of an operator, the one behind it. */
  readonly routine: string;
  /** The extension that it is a member of. */
  readonly extension: string | null;
  /** True where it computes on its arguments: not volatile, and nothing that only the server calls. */
  readonly nonVolatile: boolean;
  /** Types of `types` of which it has to have an operand each. */
  readonly takes: readonly string[];
  /** Of an operator: the types of its operands, as `schema.name`; null for the one that a prefix operator has not. */
  readonly operands?: readonly [string | null, string | null];
  /** The type of `types` that its result has. */
  readonly gives: string | null;
  /** True where one argument is enough, so that `x.f` calls it. */
  readonly unary: boolean;
  /** True where any value or row will do for an argument. */
  readonly anyRow: boolean;
}

/** What the database's own sessions have, and a caller can tell. */
export interface SessionShape {
  /** Schemas in which unqualified names are looked for, in order; pg_catalog comes first where it is not among them. */
  readonly searchPath: readonly string[];
  readonly timeZone: string;
  /** How dates are written and read, such as `ISO, DMY`. */
  readonly dateStyle: string;
}

export interface Catalogue {
  readonly engine: Engine;
  /** PostgreSQL: the database's own name. */
  readonly database?: string;
  /** Absent on engines that have no such settings. */
  readonly session?: SessionShape;
  /** PostgreSQL: what the database has beside pg_catalog. */
  readonly foreign?: ForeignNames;
  /** Extensions that the database's policy names (named-extensions.ts). */
  readonly namedExtensions?: ReadonlySet<string>;
  /** Types that the database's policy lists, as `schema.name`. */
  readonly namedTypes?: ReadonlySet<string>;
  /** Digest of everything below; two catalogues with one version are the same. */
  readonly version: string;
  /** PostgreSQL: server_version_num, such as 180004. SQLite: sqlite3_libversion_number. */
  readonly serverVersion: number;
  readonly relations: ReadonlyMap<RelationKey, Relation>;
  /** User-defined types by unqualified name, for casts. */
  readonly types: ReadonlyMap<string, readonly UserType[]>;
  /** Columns that the caller does not see, of relations that it does: nothing may be told by their types. Absent for the database's own text. */
  readonly unseen?: ReadonlyMap<RelationKey, ReadonlySet<string>>;
  /** PostgreSQL: its own catalogue, for callers that may read it, governed; absent for the others and for the database's own text. */
  readonly system?: {
    /** Relations of pg_catalog and information_schema, with the columns that this server has. */
    readonly relations: ReadonlyMap<RelationKey, Relation>;
    readonly objects: SystemObjects;
  };
  /** Those that the database's own text may name, where `types` is what a caller may; absent where both are the same. */
  readonly everyType?: ReadonlyMap<string, readonly UserType[]>;
}

export interface UserType extends TypeName {
  /** `row` is the type of a relation's rows, whose name it bears. */
  readonly kind: "enum" | "domain" | "composite" | "range" | "multirange" | "base" | "row";
  /** Routines of users', as `schema.name`, that run when a value becomes one of the type: those of its checks, or of what it is made of. */
  readonly calls: readonly string[];
  /** Types of users' that it is made of at any depth, as `schema.name`, itself among them. */
  readonly parts: readonly string[];
  /** True where it is a domain or is made of one. */
  readonly checked: boolean;
  /** Of a multirange. */
  readonly range?: TypeName;
}
