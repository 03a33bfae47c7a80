// The second witness: which b-trees the compiled statement opens, through views, indexes and subqueries, as EXPLAIN names them
// (sqlite.org/opcode.html). A statement that opens more than its plan says is not run.

import type Database from "better-sqlite3";
import { EXPLAIN } from "../../core/sql/sqlite/analyse/explained.ts";

/** Opens of the file's own b-trees; those of ephemeral tables have other names. */
const OPENS = new Set(["OpenRead", "ReopenIdx"]);
/** What a reading statement has no business with. */
const WRITES = new Set([
  "OpenWrite",
  "CreateBtree",
  "Destroy",
  "Clear",
  "ParseSchema",
  "VOpen",
  "VUpdate",
  "VCreate",
  "VDestroy",
  "SetCookie",
  "JournalMode",
  "Vacuum",
]);

/** Number of the file's own database, and of the temporary one. */
const MAIN = 0;
const TEMPORARY = 1;
const MOST_REMEMBERED = 500;
/** What EXPLAIN gives of an instruction: its address, name, p1, p2, p3, p4, p5 and a comment. */
type Opcode = readonly [number, string, number, number, number, ...unknown[]];
/** The table that a b-tree belongs to, by root pages; of one schema. */
type Owners = ReadonlyMap<number, number>;

interface Remembered {
  readonly verdicts: Map<string, boolean>;
  owners: { readonly schemaVersion: number; readonly pages: Owners } | null;
}

/** By connection: what holds of one file need not hold of another in its place. */
const remembered = new WeakMap<Database.Database, Remembered>();

interface Watched {
  readonly text: string;
  readonly pages: readonly number[];
  readonly schemaVersion: number;
  readonly parameters: number;
  /** True where it may read temporary tables: those of a write, on a connection that has no others. */
  readonly temporary: boolean;
}

export function opensOnly(connection: Database.Database, plan: Watched): boolean {
  const own = remembered.get(connection) ?? { verdicts: new Map<string, boolean>(), owners: null };
  remembered.set(connection, own);
  const { verdicts } = own;
  const key = JSON.stringify([plan.schemaVersion, plan.pages, plan.text]);
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const { schemaVersion } = plan;
  if (own.owners?.schemaVersion !== schemaVersion) own.owners = { schemaVersion, pages: ownersIn(connection) };
  const verdict = inspect(connection, { plan, owners: own.owners.pages });
  if (verdicts.size >= MOST_REMEMBERED) verdicts.clear();
  verdicts.set(key, verdict);
  return verdict;
}

function ownersIn(connection: Database.Database): Owners {
  const rows = connection
    .prepare<[], { page: bigint; owner: bigint | null }>(
      `SELECT i.rootpage AS page, t.rootpage AS owner FROM sqlite_schema i LEFT JOIN sqlite_schema t ON t.name = i.tbl_name AND t.type = 'table'
        WHERE i.type IN ('table', 'index') AND i.rootpage > 0`,
    )
    .all();
  return new Map(rows.map(({ page, owner }) => [Number(page), Number(owner ?? page)]));
}

function inspect(connection: Database.Database, { plan, owners }: { plan: Watched; owners: Owners }): boolean {
  const tables = new Set(plan.pages);
  // What is bound does not change what is compiled.
  const unbound = Object.fromEntries(Array.from({ length: plan.parameters }, (_, place) => [String(place + 1), null]));
  // of a statement whose plan is asked for, what it would open if it were run
  const text = plan.text.startsWith(EXPLAIN) ? plan.text.slice(EXPLAIN.length) : plan.text;
  const explain = connection.prepare<[Record<string, null>], Opcode>(`EXPLAIN ${text}`);
  const opcodes = explain.raw(true).safeIntegers(false).all(unbound);
  return opcodes.every(([, opcode, , p2, p3]) => {
    if (opcode === "VOpen") return true; // json_each and json_tree, the only table functions that the list lets through
    if (WRITES.has(opcode)) return false;
    if (!OPENS.has(opcode)) return true;
    if (p3 === TEMPORARY) return plan.temporary;
    return p3 === MAIN && tables.has(owners.get(p2) ?? -1);
  });
}
