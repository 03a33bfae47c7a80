// What conditions of risk speak of: each member with its CEL type and what it says. The one list for the compiler of conditions, and
// for the policy reference.

import type { RiskFacts } from "./risk-policy.ts";

interface Member {
  readonly type: "string" | "int" | "double" | "bool" | "list<string>";
  readonly says: string;
}

type Members<Name extends keyof RiskFacts> = Readonly<Record<keyof RiskFacts[Name], Member>>;

export const RISK_FACTS: {
  readonly [Name in Exclude<keyof RiskFacts, "database">]: Members<Name>;
} & { readonly database: Member } = {
  write: {
    verb: {
      type: "string",
      says: "`insert`, `update` or `delete`; of a change of the schema `create`, `alter`, `drop` or `truncate`.",
    },
    ddl: { type: "bool", says: "Whether it changes the schema: then it waits for approval, whatever the rules say." },
    table: { type: "string", says: "`schema.name`." },
    rows: { type: "int", says: "Rows of the table that would change, by all that the statement does to it." },
    share: { type: "double", says: "Of the table's rows, between 0 and 1; 1 when the table's size is not known." },
    bounded: { type: "bool", says: "False for a statement that means every row." },
    changes_key: { type: "bool", says: "Whether it gives primary keys other values." },
    columns: { type: "list<string>", says: "Columns that are given a value; of a DELETE, all that the caller sees." },
    classes: { type: "list<string>", says: "Their classes." },
    levels: { type: "list<string>", says: "Their levels." },
    other_rows: {
      type: "int",
      says: "Rows that triggers and foreign keys would change; where what the caller does not see may decide about it, as many as there can be.",
    },
    previewed: { type: "bool", says: "False when triggers or cascades do what no preview can show." },
    reversible: {
      type: "bool",
      says: "False when it could not be taken back if it ran at once. What triggers change besides is kept only of a write that people approve.",
    },
  },
  table: {
    critical: {
      type: "bool",
      says: "Whether the data policy marks the table, what it is a part of or has as a part, or another table whose rows would change.",
    },
    owners: { type: "list<string>", says: "Its owners, and those of its partitions and parents." },
  },
  caller: {
    principal: { type: "string", says: "Who asks." },
    kind: { type: "string", says: "`human`, `service` or `agent`." },
    role: { type: "string", says: "The role that it acts in." },
    owner: { type: "string", says: "The person who answers for it; empty for people." },
  },
  recent: {
    rows: {
      type: "int",
      says: "Rows that the caller changed, or tried to and the database refused, in this database in the last hour with nobody asked.",
    },
    writes: { type: "int", says: "In how many writes." },
  },
  database: { type: "string", says: "The database's name." },
  time: {
    hour: { type: "int", says: "0 to 23, UTC." },
    weekday: { type: "int", says: "1 (Monday) to 7, UTC." },
  },
};
