// The tables of the state, as SQLite's own definitions of them say: what a store that shares it has to keep.

import Database from "better-sqlite3";
import type { StateColumn, StateTable } from "../../../core/state/shared-state.ts";
import { APPROVAL_TABLES } from "../approvals/approval-rows.ts";
import { BREAK_GLASS_INDEX } from "../ledger/break-glass-entries.ts";
import { LEDGER_TABLES } from "../ledger/ledger-file.ts";
import { LOCK_TABLE } from "../locks/lock-table.ts";
import { TOKEN_TABLE } from "../tokens/token-table.ts";

/** Beside the ledger's own. */
export const OTHER_TABLES = LOCK_TABLE + TOKEN_TABLE + BREAK_GLASS_INDEX + APPROVAL_TABLES;

interface ColumnRow {
  readonly name: string;
  readonly type: string;
  readonly notnull: number;
  /** Its place in the primary key, from 1 on; 0 where it is not of it. */
  readonly pk: number;
}

const TYPES: Readonly<Record<string, StateColumn["type"]>> = { TEXT: "text", INTEGER: "integer", BLOB: "blob" };

export function stateTables(): readonly StateTable[] {
  const memory = new Database(":memory:");
  try {
    memory.exec(LEDGER_TABLES + OTHER_TABLES);
    const names = memory
      .prepare<[], string>("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
      .pluck()
      .all();
    return names.map((name) => {
      const columns = memory
        .prepare<[string], ColumnRow>('SELECT name, type, "notnull", pk FROM pragma_table_info(?)')
        .all(name);
      return {
        name,
        columns: columns.map((column) => ({
          name: column.name,
          type: TYPES[column.type] ?? "text",
          nullable: column.notnull === 0 && column.pk === 0,
        })),
        key: columns
          .filter(({ pk }) => pk > 0)
          .toSorted((a, b) => a.pk - b.pk)
          .map((column) => column.name),
      };
    });
  } finally {
    memory.close();
  }
}
