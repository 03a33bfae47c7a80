// Whether a ledger's file is made of the tables and indexes of its format. A trigger would change what is appended, a table without its
// rules would hold what it must not, and an index that is not ours would be asked in place of one that is verified.

import Database from "better-sqlite3";
import type { Wrong } from "../../../core/ledger/verify/verdict.ts";
import { APPROVAL_TABLES } from "../approvals/approval-rows.ts";
import { LOCK_TABLE } from "../locks/lock-table.ts";
import type { StateConnection } from "../state-connection.ts";
import { TOKEN_TABLE } from "../tokens/token-table.ts";
import { BREAK_GLASS_INDEX } from "./break-glass-entries.ts";
import { LEDGER_TABLES } from "./ledger-file.ts";

interface Made {
  readonly type: string;
  readonly name: string;
  readonly tbl_name: string;
  /** As SQLite keeps it; null for the index of a key. */
  readonly sql: string | null;
}

/** Tables of others may lie in the file: they are no part of the ledger. */
export function findWrongSchema(connection: StateConnection): Wrong | null {
  const needed = schemaOf(LEDGER_TABLES);
  const known = schemaOf(LEDGER_TABLES + LOCK_TABLE + TOKEN_TABLE + BREAK_GLASS_INDEX + APPROVAL_TABLES);
  const found = readSchema(connection);
  for (const made of found.values()) {
    const expected = known.get(made.name);
    const ours = expected !== undefined || known.has(made.tbl_name);
    const foreign = !ours && made.type !== "trigger" && made.type !== "view";
    const same = made.type === expected?.type && made.tbl_name === expected.tbl_name && made.sql === expected.sql;
    if (!foreign && !same) return wrong(`The ${made.type} ${made.name} of the file is not what the format says.`);
  }
  const lost = [...needed.values()].find(({ name }) => !found.has(name));
  return lost === undefined ? null : wrong(`The ${lost.type} ${lost.name} of the format is not in the file.`);
}

function wrong(message: string): Wrong {
  return { damage: "structure", index: null, message };
}

function schemaOf(sql: string): ReadonlyMap<string, Made> {
  const memory = new Database(":memory:");
  try {
    memory.exec(sql);
    return readSchema(memory);
  } finally {
    memory.close();
  }
}

function readSchema(connection: StateConnection): ReadonlyMap<string, Made> {
  const rows = connection.prepare<[], Made>("SELECT type, name, tbl_name, sql FROM sqlite_schema").all();
  return new Map(rows.map((made) => [made.name, made]));
}
