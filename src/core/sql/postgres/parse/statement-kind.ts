// What kind of statement a tree is, and what is said of the kinds that are no reads.

import type { StatementKind } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";

const KINDS: Readonly<Record<string, StatementKind>> = {
  SelectStmt: "read",
  InsertStmt: "insert",
  UpdateStmt: "update",
  DeleteStmt: "delete",
  MergeStmt: "merge",
  TransactionStmt: "transaction",
  VariableSetStmt: "session",
  VariableShowStmt: "session",
  DiscardStmt: "session",
  PrepareStmt: "session",
  ExecuteStmt: "session",
  DeallocateStmt: "session",
  ListenStmt: "session",
  UnlistenStmt: "session",
  NotifyStmt: "session",
  DeclareCursorStmt: "session",
  FetchStmt: "session",
  ClosePortalStmt: "session",
  LockStmt: "session",
  ConstraintsSetStmt: "session",
  GrantStmt: "ddl",
  GrantRoleStmt: "ddl",
  TruncateStmt: "ddl",
  CommentStmt: "ddl",
  RenameStmt: "ddl",
  IndexStmt: "ddl",
  ViewStmt: "ddl",
  RuleStmt: "ddl",
  DefineStmt: "ddl",
  SecLabelStmt: "ddl",
  ImportForeignSchemaStmt: "ddl",
  ReassignOwnedStmt: "ddl",
  CompositeTypeStmt: "ddl",
};

export function statementKind(node: string): StatementKind {
  return KINDS[node] ?? (/^(Create|Alter|Drop)/.test(node) ? "ddl" : "utility");
}

export function isWrite(kind: StatementKind): boolean {
  return kind === "insert" || kind === "update" || kind === "delete" || kind === "merge";
}

/** Why a statement of this kind is not run; null for reads. */
export function refuseKind(kind: StatementKind, node: string): Refusal | null {
  if (kind === "read") return null;
  if (isWrite(kind)) return refuseWrite(kind);
  return refuse(
    "statement-kind",
    `Only SELECT, VALUES, TABLE, INSERT, UPDATE and DELETE can be run; this statement is ${KIND_WORDS[kind]}.`,
    {
      rule: "statement-kind",
      remedy: REMEDIES[node] ?? "Send one SELECT, INSERT, UPDATE or DELETE statement.",
    },
  );
}

export function refuseWrite(kind: StatementKind, position: number | null = null): Refusal {
  return refuse("write-not-possible", `${KIND_WORDS[kind].replace(/^a/, "A")} cannot be governed here.`, {
    rule: "write-forms",
    remedy: "Put it into the WITH in front of the whole statement, or send it as a statement of its own.",
    position,
  });
}

const KIND_WORDS: Readonly<Record<StatementKind, string>> = {
  read: "a read",
  insert: "an INSERT",
  update: "an UPDATE",
  delete: "a DELETE",
  merge: "a MERGE",
  ddl: "a change of the schema or of its grants",
  transaction: "transaction control",
  session: "session control",
  utility: "a utility command",
};

const REMEDIES: Readonly<Record<string, string>> = {
  ExplainStmt: "EXPLAIN takes a SELECT alone; send the statement itself.",
  VariableShowStmt: "Call describe-schema for what the database holds; settings are not shown.",
  VariableSetStmt:
    "Leave SET out: every statement has the settings of the database. For another form of a value write to_char(…), AT TIME ZONE, encode(…) or round(…).",
  TransactionStmt: "Leave BEGIN, COMMIT and ROLLBACK out; each statement runs in a transaction of its own.",
  CopyStmt: "Read the rows with a SELECT instead of COPY.",
  PrepareStmt: "Send the SELECT itself with its parameters.",
  ExecuteStmt: "Send the SELECT itself with its parameters.",
  DeclareCursorStmt: "Send the SELECT itself, with LIMIT and OFFSET or a key to page by.",
  FetchStmt: "Send the SELECT itself, with LIMIT and OFFSET or a key to page by.",
  CreateTableAsStmt: "Run the SELECT itself, or use WITH for an intermediate result.",
  CallStmt: "Write a SELECT; procedures are not called.",
  DoStmt: "Write a SELECT; procedural code is not run.",
};
