// The second witness: which b-trees the compiled statement opens, through views, indexes and subqueries, as EXPLAIN names them
// (sqlite.org/opcode.html). A statement that opens more than its plan says is not run.

import type Database from "better-sqlite3";

interface Opcode {
  readonly opcode: string;
  readonly p2: bigint;
  readonly p3: bigint;
}

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

/** Number of the temporary database. */
const TEMPORARY = 1n;
const MOST_REMEMBERED = 500;
/** By connection: what holds of one file need not hold of another in its place. */
const remembered = new WeakMap<Database.Database, Map<string, boolean>>();

interface Watched {
  readonly text: string;
  readonly pages: readonly number[];
  readonly schemaVersion: number;
  readonly parameters: number;
  /** True where it may read temporary tables: those of a write, on a connection that has no others. */
  readonly temporary: boolean;
}

export function opensOnly(connection: Database.Database, plan: Watched): boolean {
  const verdicts = remembered.get(connection) ?? new Map<string, boolean>();
  remembered.set(connection, verdicts);
  const key = JSON.stringify([plan.schemaVersion, plan.pages, plan.text]);
  const known = verdicts.get(key);
  if (known !== undefined) return known;
  const verdict = inspect(connection, plan);
  if (verdicts.size >= MOST_REMEMBERED) verdicts.clear();
  verdicts.set(key, verdict);
  return verdict;
}

function inspect(connection: Database.Database, plan: Watched): boolean {
  const tables = new Set(plan.pages);
  const owners = new Map(
    connection
      .prepare<[], { page: bigint; owner: bigint | null }>(
        `SELECT i.rootpage AS page, t.rootpage AS owner FROM sqlite_schema i LEFT JOIN sqlite_schema t ON t.name = i.tbl_name AND t.type = 'table'
          WHERE i.type IN ('table', 'index') AND i.rootpage > 0`,
      )
      .all()
      .map(({ page, owner }) => [Number(page), Number(owner ?? page)]),
  );
  // What is bound does not change what is compiled.
  const unbound = Object.fromEntries(Array.from({ length: plan.parameters }, (_, place) => [String(place + 1), null]));
  const opcodes = connection.prepare<[Record<string, null>], Opcode>(`EXPLAIN ${plan.text}`).all(unbound);
  return opcodes.every(({ opcode, p2, p3 }) => {
    if (opcode === "VOpen") return true; // json_each and json_tree, the only table functions that the list lets through
    if (WRITES.has(opcode)) return false;
    if (!OPENS.has(opcode)) return true;
    if (p3 === TEMPORARY) return plan.temporary;
    return p3 === 0n && tables.has(owners.get(Number(p2)) ?? -1);
  });
}
