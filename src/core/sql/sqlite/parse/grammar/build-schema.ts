// Changes of the schema, as far as they can be asked for; views, for their queries; triggers, for what sets them off.

import type { Node, NodeOf } from "../tree.ts";
import { indexed, plainTable } from "./build-constraint.ts";
import { nothing, passOn, qualified, word } from "./build-expression.ts";
import type { Build, Symbols } from "./symbols.ts";
import type { Rule } from "./tables.ts";

type SchemaRule = Extract<
  Rule,
  | `${"create_table" | "create_table_args" | "createkw" | "ifnotexists" | "ifexists" | "temp" | "table_option_set" | "table_option" | "columnname" | "columnlist" | "carglist" | "typetoken" | "typename" | "signed" | "plus_num" | "minus_num" | "uniqueflag" | "alter_add" | "kwcolumn_opt" | "trigger_decl" | "trigger_time" | "trigger_event" | "create_vtab"} ::=${string}`
  | `cmd ::= ${"create" | "DROP" | "ALTER" | "alter"}${string}`
>;

const second: Build = (s) => s.valueAt(1);

const tableAt = (s: Symbols, place: number): NodeOf<"table_name"> => ({
  type: "table_name",
  ...s.spanOf(place, place + 1),
  ...qualified(s, place),
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

function columnOf(s: Symbols, place: number): Node {
  return {
    ...s.nodeOf(place, "column_definition"),
    ...s.spanOf(place, place + 1),
    constraints: s.nodes(place + 1),
  };
}
