// What a statement is read to: a tree of these kinds, made from the rules of SQLite's grammar (grammar/rules.ts). Nothing that a text says is left
// out of it but how it was spelt: two statements that mean different things have different trees.

export interface Span {
  readonly from: number;
  readonly to: number;
}

/** By kind, what a node holds. Names of functions, windows, collations and aliases are no columns, and so no nodes. */
interface Kinds {
  // expressions
  identifier: { readonly name: string };
  member_expr: { readonly object: Node; readonly property: Node };
  all_columns: object;
  number_literal: { readonly text: string; readonly value: number };
  string_literal: { readonly value: string };
  blob_literal: { readonly text: string };
  null_literal: object;
  /** TRUE or FALSE, unless a column is called so. */
  boolean_literal: { readonly name: string; readonly value: boolean };
  parameter: { readonly text: string };
  paren_expr: { readonly expr: Node };
  /** Members of IN, or a row of values. */
  list_expr: { readonly items: readonly Node[] };
  prefix_op_expr: { readonly operator: string; readonly expr: Node };
  postfix_op_expr: { readonly operator: string; readonly expr: Node };
  binary_expr: {
    readonly operator: string;
    readonly left: Node;
    readonly right: Node;
    /** Behind LIKE and its like. */
    readonly escape: Node | null;
  };
  between_expr: { readonly operator: string; readonly left: Node; readonly begin: Node; readonly end: Node };
  collate_expr: { readonly expr: Node; readonly collation: string };
  case_expr: { readonly expr: Node | null; readonly clauses: readonly NodeOf<"case_when" | "case_else">[] };
  case_when: { readonly condition: Node; readonly result: Node };
  case_else: { readonly result: Node };
  cast_expr: { readonly expr: Node; readonly dataType: string };
  func_call: {
    readonly name: string;
    readonly distinct: boolean;
    readonly args: readonly Node[];
    readonly order: readonly Node[];
    readonly filter: Node | null;
    readonly over: NodeOf<"window_definition"> | null;
  };
  /** `base` is the window that it is made of; alone, as in OVER w, that window itself. */
  window_definition: {
    readonly base: string | null;
    readonly partition: readonly Node[];
    readonly order: readonly Node[];
    readonly frame: Node | null;
  };
  frame_clause: { readonly unit: string; readonly bounds: readonly Node[]; readonly exclude: string };
  frame_bound: { readonly bound: string; readonly expr: Node | null };
  raise_expr: { readonly action: string; readonly message: Node | null };

  // queries
  select_stmt: {
    readonly with: NodeOf<"with_clause"> | null;
    readonly distinct: boolean;
    readonly columns: readonly Node[];
    /** FROM. */
    readonly tables: Node | null;
    readonly where: Node | null;
    readonly group: readonly Node[];
    readonly having: Node | null;
    readonly windows: readonly NodeOf<"named_window">[];
    readonly order: readonly Node[];
    readonly limit: Node | null;
  };
  values_stmt: { readonly with: NodeOf<"with_clause"> | null; readonly rows: readonly NodeOf<"list_expr">[] };
  compound_select_stmt: {
    readonly with: NodeOf<"with_clause"> | null;
    readonly operator: string;
    readonly left: Query;
    readonly right: Query;
  };
  with_clause: { readonly recursive: boolean; readonly tables: readonly NodeOf<"common_table_expr">[] };
  /** `expr` are the brackets with the query. */
  common_table_expr: {
    readonly name: string;
    readonly columns: readonly string[] | null;
    readonly how: string;
    readonly expr: NodeOf<"paren_expr">;
  };
  alias: { readonly expr: Node; readonly alias: string };
  sort_specification: { readonly expr: Node; readonly direction: string; readonly nulls: string };
  limit_clause: { readonly count: Node; readonly offset: Node | null };
  named_window: { readonly name: string; readonly window: NodeOf<"window_definition"> };
  table_name: { readonly schema: string | null; readonly name: string };
  table_call: { readonly schema: string | null; readonly name: string; readonly args: readonly Node[] };
  /** INDEXED BY and NOT INDEXED, which stand at `hint`. */
  indexed_table: { readonly expr: Node; readonly index: string | null; readonly hint: Span };
  join_expr: {
    readonly operator: string;
    readonly left: Node;
    readonly right: Node;
    readonly specification: Node | null;
  };
  join_on_specification: { readonly expr: Node };
  join_using_specification: { readonly columns: readonly string[] };
  /** ON or USING behind a table that nothing is joined with. */
  stray_specification: { readonly expr: Node; readonly specification: Node };

  // writes
  insert_stmt: {
    readonly with: NodeOf<"with_clause"> | null;
    readonly word: string;
    readonly or: string | null;
    readonly table: Node;
    readonly columns: readonly string[] | null;
    /** Null for DEFAULT VALUES. */
    readonly source: Query | null;
    readonly upserts: readonly NodeOf<"upsert_clause">[];
    readonly returning: NodeOf<"returning_clause"> | null;
  };
  update_stmt: {
    readonly with: NodeOf<"with_clause"> | null;
    readonly or: string | null;
    readonly table: Node;
    readonly set: NodeOf<"set_clause">;
    /** FROM. */
    readonly tables: Node | null;
    readonly where: Node | null;
    readonly returning: NodeOf<"returning_clause"> | null;
    readonly order: readonly Node[];
    readonly limit: Node | null;
  };
  delete_stmt: {
    readonly with: NodeOf<"with_clause"> | null;
    readonly table: Node;
    readonly where: Node | null;
    readonly returning: NodeOf<"returning_clause"> | null;
    readonly order: readonly Node[];
    readonly limit: Node | null;
  };
  set_clause: { readonly assignments: readonly NodeOf<"column_assignment">[] };
  /** `row` where the columns stand in brackets. */
  column_assignment: { readonly columns: readonly string[]; readonly row: boolean; readonly expr: Node };
  upsert_clause: {
    readonly target: readonly NodeOf<"sort_specification">[] | null;
    readonly targetWhere: Node | null;
    /** Null for DO NOTHING. */
    readonly set: NodeOf<"set_clause"> | null;
    readonly where: Node | null;
  };
  returning_clause: { readonly columns: NodeOf<"list_expr"> };

  // changes of the schema
  create_table_stmt: {
    readonly temporary: boolean;
    readonly name: NodeOf<"table_name">;
    readonly columns: readonly NodeOf<"column_definition">[];
    readonly constraints: readonly Node[];
    readonly options: readonly string[];
    readonly query: Node | null;
  };
  column_definition: { readonly name: string; readonly dataType: string; readonly constraints: readonly Node[] };
  constraint_name: { readonly name: string };
  constraint_null: { readonly conflict: string | null };
  constraint_not_null: { readonly conflict: string | null };
  /** `columns` where it is one of the table. */
  constraint_primary_key: {
    readonly columns: readonly Node[] | null;
    readonly direction: string;
    readonly autoincrement: boolean;
    readonly conflict: string | null;
  };
  constraint_unique: { readonly columns: readonly Node[] | null; readonly conflict: string | null };
  constraint_check: { readonly expr: Node; readonly conflict: string | null };
  constraint_default: { readonly expr: Node };
  constraint_collate: { readonly collation: string };
  constraint_generated: { readonly expr: Node; readonly stored: string | null };
  constraint_foreign_key: {
    readonly columns: readonly string[];
    readonly references: NodeOf<"references_specification">;
    readonly deferral: string | null;
  };
  constraint_deferral: { readonly words: string };
  references_specification: {
    readonly table: NodeOf<"table_name">;
    readonly columns: readonly string[] | null;
    readonly options: readonly Node[];
  };
  referential_action: { readonly event: string; readonly action: string };
  referential_match: { readonly name: string };
  create_index_stmt: {
    readonly unique: boolean;
    readonly name: NodeOf<"table_name">;
    readonly table: NodeOf<"table_name">;
    readonly columns: readonly NodeOf<"sort_specification">[];
    readonly where: Node | null;
  };
  alter_table_stmt: { readonly table: NodeOf<"table_name">; readonly action: Node };
  alter_action_add_column: { readonly column: NodeOf<"column_definition"> };
  alter_action_drop_column: { readonly column: string };
  alter_action_rename_column: { readonly oldName: string; readonly newName: string };
  alter_action_rename_table: { readonly newName: string };
  /** Constraints that are added, dropped or changed. */
  alter_action_constraint: { readonly words: string };
  drop_table_stmt: { readonly name: NodeOf<"table_name"> };
  drop_index_stmt: { readonly name: NodeOf<"table_name"> };
  drop_view_stmt: { readonly name: NodeOf<"table_name"> };
  drop_trigger_stmt: { readonly name: NodeOf<"table_name"> };
  create_view_stmt: {
    readonly temporary: boolean;
    readonly name: NodeOf<"table_name">;
    readonly columns: readonly string[] | null;
    readonly query: Node;
  };
  /** What it does is not kept. */
  create_trigger_stmt: { readonly name: NodeOf<"table_name">; readonly event: string };
  create_virtual_table_stmt: { readonly name: NodeOf<"table_name"> };

  // everything else, by its first word; what stands in it is not kept
  transaction_stmt: { readonly word: string };
  session_stmt: { readonly word: string };
  maintenance_stmt: { readonly word: string };
  explain_stmt: { readonly plan: boolean; readonly statement: Node };
}

export type Kind = keyof Kinds;

export type Node = { [Each in Kind]: { readonly type: Each } & Span & Kinds[Each] }[Kind];

/** The node of a kind, or of one of several. */
export type NodeOf<K extends Kind> = Extract<Node, { readonly type: K }>;

export type Query = NodeOf<"select_stmt" | "compound_select_stmt" | "values_stmt">;

export function isQuery(node: Node): node is Query {
  return node.type === "select_stmt" || node.type === "compound_select_stmt" || node.type === "values_stmt";
}
