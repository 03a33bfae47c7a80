// Every field that a statement that changes the schema may have, by node. INVARIANT: what is not here is refused, so no part of a
// statement goes unread because a parser grew. Expressions and types have the grammar of reads (grammar.ts).

import { obstruct, type Walk } from "../analyse/reading.ts";
import type { Struct } from "../parse/tree.ts";

const RANGE = "schemaname relname inh relpersistence location";
const CONSTRAINT = "contype conname location deferrable initdeferred is_enforced";

const FIELDS = {
  RangeVar: RANGE,
  CreateStmt: "relation tableElts oncommit if_not_exists",
  ColumnDef: "colname typeName is_local collClause constraints location",
  ChangedType: "typeName collClause raw_default location",
  CollateClause: "collname location",
  AlterTableStmt: "relation cmds objtype missing_ok",
  AlterTableCmd: "subtype name def behavior missing_ok",
  RenameStmt: "renameType relationType relation subname newname behavior missing_ok",
  IndexStmt:
    "idxname relation accessMethod indexParams indexIncludingParams whereClause unique nulls_not_distinct if_not_exists",
  IndexElem: "name expr collation opclass ordering nulls_ordering",
  DropStmt: "objects removeType behavior missing_ok",
  TruncateStmt: "relations restart_seqs behavior",
  CommentStmt: "objtype object comment",
  CONSTR_NULL: CONSTRAINT,
  CONSTR_NOTNULL: `${CONSTRAINT} initially_valid keys`,
  CONSTR_DEFAULT: `${CONSTRAINT} raw_expr`,
  CONSTR_IDENTITY: `${CONSTRAINT} generated_when options`,
  CONSTR_GENERATED: `${CONSTRAINT} generated_when generated_kind raw_expr`,
  CONSTR_CHECK: `${CONSTRAINT} initially_valid skip_validation raw_expr`,
  CONSTR_PRIMARY: `${CONSTRAINT} keys including`,
  CONSTR_UNIQUE: `${CONSTRAINT} keys including nulls_not_distinct`,
  CONSTR_FOREIGN: `${CONSTRAINT} initially_valid skip_validation pktable fk_attrs pk_attrs fk_matchtype fk_upd_action fk_del_action fk_del_set_cols`,
  CONSTR_ATTR_DEFERRABLE: CONSTRAINT,
  CONSTR_ATTR_NOT_DEFERRABLE: CONSTRAINT,
  CONSTR_ATTR_DEFERRED: CONSTRAINT,
  CONSTR_ATTR_IMMEDIATE: CONSTRAINT,
} as const;

const TABLE: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries(FIELDS).map(([kind, fields]) => [kind, new Set(fields.split(" "))]),
);

/** What is said of fields that people do write; of others, that they are not supported. */
const REMEDIES: Readonly<Record<string, readonly [string, string]>> = {
  concurrent: [
    "CONCURRENTLY cannot run in a transaction, and every change here is one transaction",
    "Leave CONCURRENTLY out: writers of the table wait while it runs, for as long as the time limit of the role at most.",
  ],
  options: ["Storage parameters are not set here", "Leave WITH (…) out, or ask the owner of the table."],
  tableSpace: ["Tablespaces are not chosen here", "Leave TABLESPACE out."],
  tablespacename: ["Tablespaces are not chosen here", "Leave TABLESPACE out."],
  accessMethod: ["Table access methods are not chosen here", "Leave USING out."],
  inhRelations: [
    "Inheritance and partitions are not made here",
    "Make a table of its own, or ask the owner of the table.",
  ],
  partspec: ["Inheritance and partitions are not made here", "Make a table of its own, or ask the owner of the table."],
  partbound: [
    "Inheritance and partitions are not made here",
    "Make a table of its own, or ask the owner of the table.",
  ],
  ofTypename: ["Typed tables are not made here", "Write the columns out."],
  indexname: ["A constraint is not made of an index that is there", "Name the columns: UNIQUE (column, …)."],
  where_clause: ["Exclusion constraints are not made here", "Use UNIQUE or CHECK."],
  catalogname: ["The name of another database cannot be written here", "Write schema.table."],
};

/** True when the node has no field but those; else it says which one is in the way. */
export function hasOnlyKnown(walk: Walk, kind: string, body: Struct): boolean {
  const fields = TABLE.get(kind);
  const unknown = Object.keys(body).find((field) => fields?.has(field) !== true);
  if (fields !== undefined && unknown === undefined) return true;
  const [message, remedy] = REMEDIES[unknown ?? ""] ?? [
    `This form of the statement is not supported (${unknown ?? kind})`,
    "Write it more plainly, or ask the owner of the table to make the change.",
  ];
  unfit(walk, message, remedy, body["location"]);
  return false;
}

export function unfit(walk: Walk, message: string, remedy: string, location?: unknown): void {
  obstruct(walk, "construct-not-allowed", { message: `${message}.`, remedy, rule: "schema-forms", location });
}
