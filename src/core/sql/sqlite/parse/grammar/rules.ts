// Every rule of SQLite's grammar, and what is made of it; `passOn` where Lemon's automaton may pass over a rule that has one symbol. INVARIANT: a rule that a new version of SQLite brings does not compile until someone has
// decided about it here; a rule of which nothing is kept stands below statements alone that are refused as a whole (rules.test.ts).

import { CONSTRAINTS } from "./build-constraint.ts";
import { EXPRESSIONS, nothing, passOn } from "./build-expression.ts";
import { QUERIES } from "./build-queries.ts";
import { SCHEMA_CHANGES } from "./build-schema.ts";
import { WINDOWS } from "./build-window.ts";
import { WRITES } from "./build-write.ts";
import type { Build } from "./symbols.ts";
import type { Rule } from "./tables.ts";

/** Stands only below statements that are refused as a whole: triggers, virtual tables, and what changes the session or the file. */
export const unkept: Build = () => null;

const refused =
  (type: "transaction_stmt" | "session_stmt" | "maintenance_stmt"): Build =>
  (s) => ({ type, ...s.span, word: s.word(0) });
const transaction = refused("transaction_stmt");
const session = refused("session_stmt");
const maintenance = refused("maintenance_stmt");

export const RULE_TABLE: Readonly<Record<Rule, Build>> = {
  ...EXPRESSIONS,
  ...WINDOWS,
  ...QUERIES,
  ...WRITES,
  ...CONSTRAINTS,
  ...SCHEMA_CHANGES,

  "input ::= cmdlist": passOn,
  "cmdlist ::= ecmd": passOn,
  "cmdlist ::= cmdlist ecmd": (s) => {
    const next = s.maybe(1);
    return next === null ? s.valueAt(0) : s.grown(next);
  },
  "ecmd ::= SEMI": nothing,
  "ecmd ::= cmdx SEMI": passOn,
  "ecmd ::= explain cmdx SEMI": (s) => ({
    type: "explain_stmt",
    ...s.spanOf(0, 1),
    plan: s.name(0) === "PLAN",
    statement: s.node(1),
  }),
  "explain ::= EXPLAIN": () => "CODE",
  "explain ::= EXPLAIN QUERY PLAN": () => "PLAN",
  "cmdx ::= cmd": passOn,
  "cmd ::= select": passOn,

  "cmd ::= BEGIN transtype trans_opt": transaction,
  "cmd ::= COMMIT|END trans_opt": transaction,
  "cmd ::= ROLLBACK trans_opt": transaction,
  "cmd ::= SAVEPOINT nm": transaction,
  "cmd ::= RELEASE savepoint_opt nm": transaction,
  "cmd ::= ROLLBACK trans_opt TO savepoint_opt nm": transaction,
  "cmd ::= PRAGMA nm dbnm": session,
  "cmd ::= PRAGMA nm dbnm EQ nmnum": session,
  "cmd ::= PRAGMA nm dbnm LP nmnum RP": session,
  "cmd ::= PRAGMA nm dbnm EQ minus_num": session,
  "cmd ::= PRAGMA nm dbnm LP minus_num RP": session,
  "cmd ::= ATTACH database_kw_opt expr AS expr key_opt": session,
  "cmd ::= DETACH database_kw_opt expr": session,
  "cmd ::= VACUUM vinto": maintenance,
  "cmd ::= VACUUM nm vinto": maintenance,
  "cmd ::= REINDEX": maintenance,
  "cmd ::= REINDEX nm dbnm": maintenance,
  "cmd ::= ANALYZE": maintenance,
  "cmd ::= ANALYZE nm dbnm": maintenance,

  "transtype ::=": unkept,
  "transtype ::= DEFERRED": unkept,
  "transtype ::= IMMEDIATE": unkept,
  "transtype ::= EXCLUSIVE": unkept,
  "trans_opt ::=": unkept,
  "trans_opt ::= TRANSACTION": unkept,
  "trans_opt ::= TRANSACTION nm": unkept,
  "savepoint_opt ::=": unkept,
  "savepoint_opt ::= SAVEPOINT": unkept,
  "nmnum ::= plus_num": unkept,
  "nmnum ::= nm": unkept,
  "nmnum ::= ON": unkept,
  "nmnum ::= DELETE": unkept,
  "nmnum ::= DEFAULT": unkept,
  "database_kw_opt ::=": unkept,
  "database_kw_opt ::= DATABASE": unkept,
  "key_opt ::=": unkept,
  "key_opt ::= KEY expr": unkept,
  "vinto ::=": unkept,
  "vinto ::= INTO expr": unkept,
  "foreach_clause ::=": unkept,
  "foreach_clause ::= FOR EACH ROW": unkept,
  "when_clause ::=": unkept,
  "when_clause ::= WHEN expr": unkept,
  "trigger_cmd_list ::= trigger_cmd SEMI": unkept,
  "trigger_cmd_list ::= trigger_cmd_list trigger_cmd SEMI": unkept,
  "trigger_cmd ::= UPDATE orconf xfullname tridxby SET setlist from where_opt scanpt": unkept,
  "trigger_cmd ::= scanpt insert_cmd INTO xfullname idlist_opt select upsert scanpt": unkept,
  "trigger_cmd ::= DELETE FROM xfullname tridxby where_opt scanpt": unkept,
  "trigger_cmd ::= scanpt select scanpt": unkept,
  "tridxby ::=": unkept,
  "tridxby ::= INDEXED BY nm": unkept,
  "tridxby ::= NOT INDEXED": unkept,
  "vtabarglist ::= vtabarg": unkept,
  "vtabarglist ::= vtabarglist COMMA vtabarg": unkept,
  "vtabarg ::=": unkept,
  "vtabarg ::= vtabarg vtabargtoken": unkept,
  "vtabargtoken ::= ANY": unkept,
  "vtabargtoken ::= lp anylist RP": unkept,
  "lp ::= LP": unkept,
  "anylist ::=": unkept,
  "anylist ::= anylist LP anylist RP": unkept,
  "anylist ::= anylist ANY": unkept,
};
