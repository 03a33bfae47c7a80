// Changes of the schema, as far as they can be asked for; views, for their queries; triggers, for what sets them off.

import type { Node, NodeOf } from "../tree.ts";
import { longer, nothing, passOn, qualified, word } from "./build-expression.ts";
import type { Build, Symbols } from "./symbols.ts";
import type { Rule } from "./tables.ts";
import { unquote } from "./unquote.ts";

type SchemaRule = Extract<
  Rule,
  | `${"create_table" | "create_table_args" | "createkw" | "ifnotexists" | "ifexists" | "temp" | "table_option_set" | "table_option" | "columnname" | "columnlist" | "carglist" | "typetoken" | "typename" | "signed" | "plus_num" | "minus_num" | "ccons" | "generated" | "autoinc" | "refargs" | "refarg" | "refact" | "defer_subclause" | "defer_subclause_opt" | "init_deferred_pred_opt" | "conslist_opt" | "conslist" | "tconscomma" | "tcons" | "onconf" | "uniqueflag" | "alter_add" | "kwcolumn_opt" | "trigger_decl" | "trigger_time" | "trigger_event" | "create_vtab"} ::=${string}`
  | `cmd ::= ${"create" | "DROP" | "ALTER" | "alter"}${string}`
>;

const second: Build = (s) => s.valueAt(1);
const third: Build = (s) => s.valueAt(2);

const tableAt = (s: Symbols, place: number): NodeOf<"table_name"> => ({
  type: "table_name",
  ...s.spanOf(place, place + 1),
  ...qualified(s, place),
});
const plainTable = (s: Symbols, place: number): NodeOf<"table_name"> => ({
  type: "table_name",
  ...s.spanOf(place),
  schema: null,
  name: s.name(place),
});

const dropped =
  (type: "drop_table_stmt" | "drop_index_stmt" | "drop_view_stmt" | "drop_trigger_stmt"): Build =>
  (s) => ({ type, ...s.span, name: s.nodeOf(3, "table_name") });

const altered =
  (action: (s: Symbols) => Node): Build =>
  (s) => ({ type: "alter_table_stmt", ...s.span, table: s.nodeOf(2, "table_name"), action: action(s) });
const alteredConstraint = altered((s) => ({
  type: "alter_action_constraint",
  ...s.span,
  words: `${s.word(3)} ${s.word(4)}`,
}));

const defaultValue =
  (first: number, last: number): Build =>
  (s) => ({ type: "constraint_default", ...s.span, expr: s.node(first === last ? first : first + 1) });
const signedDefault: Build = (s) => ({
  type: "constraint_default",
  ...s.span,
  expr: { type: "prefix_op_expr", ...s.spanOf(1, 3), operator: s.word(1), expr: s.node(3) },
});

const words: Build = (s) => s.word(0);

export const SCHEMA_CHANGES: Readonly<Record<SchemaRule, Build>> = {
  "cmd ::= create_table create_table_args": (s) => {
    const table = s.nodeOf(0, "create_table_stmt");
    const args = s.maybeOf(1, "create_table_stmt");
    if (args === null) return { ...table, ...s.span, query: s.node(1) };
    return { ...args, ...s.span, name: table.name, temporary: table.temporary };
  },
  "create_table ::= createkw temp TABLE ifnotexists nm dbnm": (s) => ({
    type: "create_table_stmt",
    ...s.span,
    temporary: s.text(1) !== null,
    name: tableAt(s, 4),
    columns: [],
    constraints: [],
    options: [],
    query: null,
  }),
  "create_table_args ::= LP columnlist conslist_opt RP table_option_set": (s) => ({
    type: "create_table_stmt",
    ...s.span,
    temporary: false,
    name: { type: "table_name", ...s.span, schema: null, name: "" },
    columns: s.nodesOf(1, "column_definition"),
    constraints: s.nodes(2),
    options: s.names(4) ?? [],
    query: null,
  }),
  "create_table_args ::= AS select": second,
  "createkw ::= CREATE": nothing,
  "ifnotexists ::=": nothing,
  "ifnotexists ::= IF NOT EXISTS": nothing,
  "ifexists ::=": nothing,
  "ifexists ::= IF EXISTS": nothing,
  "temp ::=": nothing,
  "temp ::= TEMP": word,
  "table_option_set ::=": nothing,
  "table_option_set ::= table_option": passOn,
  "table_option_set ::= table_option_set COMMA table_option": (s) => s.grownNames(s.name(2)),
  "table_option ::= WITHOUT nm": (s) => `WITHOUT ${s.name(1).toUpperCase()}`,
  "table_option ::= nm": (s) => s.name(0).toUpperCase(),
  "columnlist ::= columnname carglist": (s) => ({ part: "nodes", items: [columnOf(s, 0)] }),
  "columnlist ::= columnlist COMMA columnname carglist": (s) => s.grown(columnOf(s, 2)),
  "columnname ::= nm typetoken": (s) => ({
    type: "column_definition",
    ...s.span,
    name: s.name(0),
    dataType: s.written(1),
    constraints: [],
  }),
  "carglist ::=": nothing,
  "carglist ::= carglist ccons": (s) => s.grown(s.node(1)),
  "typetoken ::=": nothing,
  "typetoken ::= typename": nothing,
  "typetoken ::= typename LP signed RP": nothing,
  "typetoken ::= typename LP signed COMMA signed RP": nothing,
  "typename ::= ID|STRING": nothing,
  "typename ::= typename ID|STRING": nothing,
  "signed ::= plus_num": passOn,
  "signed ::= minus_num": passOn,
  "plus_num ::= INTEGER|FLOAT": nothing,
  "plus_num ::= PLUS INTEGER|FLOAT": nothing,
  "minus_num ::= MINUS INTEGER|FLOAT": nothing,
  "ccons ::= CONSTRAINT nm": (s) => ({ type: "constraint_name", ...s.span, name: s.name(1) }),
  "ccons ::= DEFAULT scantok term": defaultValue(2, 2),
  "ccons ::= DEFAULT LP expr RP": (s) => ({
    type: "constraint_default",
    ...s.span,
    expr: { type: "paren_expr", ...s.spanOf(1, 3), expr: s.node(2) },
  }),
  "ccons ::= DEFAULT PLUS scantok term": signedDefault,
  "ccons ::= DEFAULT MINUS scantok term": signedDefault,
  "ccons ::= DEFAULT scantok ID|INDEXED": (s) => ({
    type: "constraint_default",
    ...s.span,
    expr: { type: "string_literal", ...s.spanOf(2), value: unquote(s.written(2)) },
  }),
  "ccons ::= NULL onconf": (s) => ({ type: "constraint_null", ...s.span, conflict: s.text(1) }),
  "ccons ::= NOT NULL onconf": (s) => ({ type: "constraint_not_null", ...s.span, conflict: s.text(2) }),
  "ccons ::= PRIMARY KEY sortorder onconf autoinc": (s) => ({
    type: "constraint_primary_key",
    ...s.span,
    columns: null,
    direction: s.text(2) ?? "",
    conflict: s.text(3),
    autoincrement: s.text(4) !== null,
  }),
  "ccons ::= UNIQUE onconf": (s) => ({ type: "constraint_unique", ...s.span, columns: null, conflict: s.text(1) }),
  "ccons ::= CHECK LP expr RP": (s) => ({ type: "constraint_check", ...s.span, expr: s.node(2), conflict: null }),
  "ccons ::= REFERENCES nm eidlist_opt refargs": (s) => reference(s, 0),
  "ccons ::= defer_subclause": passOn,
  "ccons ::= COLLATE ID|STRING": (s) => ({
    type: "constraint_collate",
    ...s.span,
    collation: unquote(s.written(1)),
  }),
  "ccons ::= GENERATED ALWAYS AS generated": (s) => ({ ...s.nodeOf(3, "constraint_generated"), ...s.span }),
  "ccons ::= AS generated": (s) => ({ ...s.nodeOf(1, "constraint_generated"), ...s.span }),
  "generated ::= LP expr RP": (s) => ({ type: "constraint_generated", ...s.span, expr: s.node(1), stored: null }),
  "generated ::= LP expr RP ID": (s) => ({
    type: "constraint_generated",
    ...s.span,
    expr: s.node(1),
    stored: s.word(3),
  }),
  "autoinc ::=": nothing,
  "autoinc ::= AUTOINCR": word,
  "refargs ::=": nothing,
  "refargs ::= refargs refarg": (s) => s.grown(s.node(1)),
  "refarg ::= MATCH nm": (s) => ({ type: "referential_match", ...s.span, name: s.name(1) }),
  "refarg ::= ON INSERT refact": (s) => referentialAction(s),
  "refarg ::= ON DELETE refact": (s) => referentialAction(s),
  "refarg ::= ON UPDATE refact": (s) => referentialAction(s),
  "refact ::= SET NULL": () => "SET NULL",
  "refact ::= SET DEFAULT": () => "SET DEFAULT",
  "refact ::= CASCADE": word,
  "refact ::= RESTRICT": word,
  "refact ::= NO ACTION": () => "NO ACTION",
  "defer_subclause ::= NOT DEFERRABLE init_deferred_pred_opt": (s) => deferral(s, `NOT DEFERRABLE ${s.text(2) ?? ""}`),
  "defer_subclause ::= DEFERRABLE init_deferred_pred_opt": (s) => deferral(s, `DEFERRABLE ${s.text(1) ?? ""}`),
  "defer_subclause_opt ::=": nothing,
  "defer_subclause_opt ::= defer_subclause": passOn,
  "init_deferred_pred_opt ::=": nothing,
  "init_deferred_pred_opt ::= INITIALLY DEFERRED": () => "INITIALLY DEFERRED",
  "init_deferred_pred_opt ::= INITIALLY IMMEDIATE": () => "INITIALLY IMMEDIATE",
  "conslist_opt ::=": nothing,
  "conslist_opt ::= COMMA conslist": second,
  "conslist ::= tcons": passOn,
  "conslist ::= conslist tconscomma tcons": longer(2),
  "tconscomma ::=": nothing,
  "tconscomma ::= COMMA": nothing,
  "tcons ::= CONSTRAINT nm": (s) => ({ type: "constraint_name", ...s.span, name: s.name(1) }),
  "tcons ::= PRIMARY KEY LP sortlist autoinc RP onconf": (s) => ({
    type: "constraint_primary_key",
    ...s.span,
    columns: indexed(s, 3),
    direction: "",
    autoincrement: s.text(4) !== null,
    conflict: s.text(6),
  }),
  "tcons ::= UNIQUE LP sortlist RP onconf": (s) => ({
    type: "constraint_unique",
    ...s.span,
    columns: indexed(s, 2),
    conflict: s.text(4),
  }),
  "tcons ::= CHECK LP expr RP onconf": (s) => ({
    type: "constraint_check",
    ...s.span,
    expr: s.node(2),
    conflict: s.text(4),
  }),
  "tcons ::= FOREIGN KEY LP eidlist RP REFERENCES nm eidlist_opt refargs defer_subclause_opt": (s) => ({
    type: "constraint_foreign_key",
    ...s.span,
    columns: s.names(3) ?? [],
    references: reference(s, 5),
    deferral: s.maybeOf(9, "constraint_deferral")?.words ?? null,
  }),
  "onconf ::=": nothing,
  "onconf ::= ON CONFLICT resolvetype": third,
  "cmd ::= DROP TABLE ifexists fullname": dropped("drop_table_stmt"),
  "cmd ::= DROP VIEW ifexists fullname": dropped("drop_view_stmt"),
  "cmd ::= DROP INDEX ifexists fullname": dropped("drop_index_stmt"),
  "cmd ::= DROP TRIGGER ifexists fullname": dropped("drop_trigger_stmt"),
  "cmd ::= createkw temp VIEW ifnotexists nm dbnm eidlist_opt AS select": (s) => ({
    type: "create_view_stmt",
    ...s.span,
    temporary: s.text(1) !== null,
    name: tableAt(s, 4),
    columns: s.names(6),
    query: s.node(8),
  }),
  "cmd ::= createkw uniqueflag INDEX ifnotexists nm dbnm ON nm LP sortlist RP where_opt": (s) => ({
    type: "create_index_stmt",
    ...s.span,
    unique: s.text(1) !== null,
    name: tableAt(s, 4),
    table: plainTable(s, 7),
    columns: indexed(s, 9),
    where: s.maybe(11),
  }),
  "uniqueflag ::=": nothing,
  "uniqueflag ::= UNIQUE": word,
  "cmd ::= ALTER TABLE fullname RENAME TO nm": altered((s) => ({
    type: "alter_action_rename_table",
    ...s.spanOf(3, 5),
    newName: s.name(5),
  })),
  "cmd ::= ALTER TABLE fullname RENAME kwcolumn_opt nm TO nm": altered((s) => ({
    type: "alter_action_rename_column",
    ...s.spanOf(3, 7),
    oldName: s.name(5),
    newName: s.name(7),
  })),
  "cmd ::= ALTER TABLE fullname DROP kwcolumn_opt nm": altered((s) => ({
    type: "alter_action_drop_column",
    ...s.spanOf(3, 5),
    column: s.name(5),
  })),
  "cmd ::= alter_add carglist": (s) => {
    const added = s.nodeOf(0, "alter_table_stmt");
    const { action } = added;
    if (action.type !== "alter_action_add_column") return added;
    const column = { ...action.column, to: s.span.to, constraints: s.nodes(1) };
    return { ...added, ...s.span, action: { ...action, to: s.span.to, column } };
  },
  "alter_add ::= ALTER TABLE fullname ADD kwcolumn_opt nm typetoken": altered((s) => ({
    type: "alter_action_add_column",
    ...s.spanOf(3, 6),
    column: {
      type: "column_definition",
      ...s.spanOf(5, 6),
      name: s.name(5),
      dataType: s.written(6),
      constraints: [],
    },
  })),
  "kwcolumn_opt ::=": nothing,
  "kwcolumn_opt ::= COLUMNKW": nothing,
  "cmd ::= ALTER TABLE fullname DROP CONSTRAINT nm": alteredConstraint,
  "cmd ::= ALTER TABLE fullname ALTER kwcolumn_opt nm DROP NOT NULL": alteredConstraint,
  "cmd ::= ALTER TABLE fullname ALTER kwcolumn_opt nm SET NOT NULL onconf": alteredConstraint,
  "cmd ::= ALTER TABLE fullname ADD CONSTRAINT nm CHECK LP expr RP onconf": alteredConstraint,
  "cmd ::= ALTER TABLE fullname ADD CHECK LP expr RP onconf": alteredConstraint,
  "cmd ::= createkw trigger_decl BEGIN trigger_cmd_list END": (s) => ({
    ...s.nodeOf(1, "create_trigger_stmt"),
    ...s.span,
  }),
  "trigger_decl ::= temp TRIGGER ifnotexists nm dbnm trigger_time trigger_event ON fullname foreach_clause when_clause":
    (s) => ({ type: "create_trigger_stmt", ...s.span, name: tableAt(s, 3), event: s.name(6) }),
  "trigger_time ::=": nothing,
  "trigger_time ::= BEFORE|AFTER": nothing,
  "trigger_time ::= INSTEAD OF": nothing,
  "trigger_event ::= DELETE|INSERT": words,
  "trigger_event ::= UPDATE": words,
  "trigger_event ::= UPDATE OF idlist": words,
  "cmd ::= create_vtab": passOn,
  "cmd ::= create_vtab LP vtabarglist RP": (s) => ({ ...s.nodeOf(0, "create_virtual_table_stmt"), ...s.span }),
  "create_vtab ::= createkw VIRTUAL TABLE ifnotexists nm dbnm USING nm": (s) => ({
    type: "create_virtual_table_stmt",
    ...s.span,
    name: tableAt(s, 4),
  }),
};

/** A text in the place of an indexed column is its name (sqlite3StringToId). */
function indexed(s: Symbols, place: number): readonly NodeOf<"sort_specification">[] {
  const asName = (node: Node): Node => {
    if (node.type === "collate_expr") return { ...node, expr: asName(node.expr) };
    return node.type === "string_literal"
      ? { type: "identifier", from: node.from, to: node.to, name: node.value }
      : node;
  };
  return s.nodesOf(place, "sort_specification").map((column) => ({ ...column, expr: asName(column.expr) }));
}

function columnOf(s: Symbols, place: number): Node {
  return {
    ...s.nodeOf(place, "column_definition"),
    ...s.spanOf(place, place + 1),
    constraints: s.nodes(place + 1),
  };
}

/** REFERENCES, the table, its columns, what happens. */
function reference(s: Symbols, place: number): NodeOf<"references_specification"> {
  return {
    type: "references_specification",
    ...s.spanOf(place, place + 1),
    table: plainTable(s, place + 1),
    columns: s.names(place + 2),
    options: s.nodes(place + 3),
  };
}

function referentialAction(s: Symbols): Node {
  return { type: "referential_action", ...s.span, event: s.word(1), action: s.name(2) };
}

function deferral(s: Symbols, said: string): Node {
  return { type: "constraint_deferral", ...s.span, words: said.trim() };
}
