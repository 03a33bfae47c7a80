// The process that reads one SQLite file for the server. better-sqlite3 cannot be interrupted, so the server ends this process instead.
// It opens the file read-only, runs plans one at a time, and ends when the server does.

import Database from "better-sqlite3";
import type { JsonValue } from "../../core/model/json-value.ts";
import { opensOnly } from "./opens-only.ts";
import { type Pads, registerMasks } from "./sqlite-functions.ts";
import type { RawCatalogue, RawColumn, Reply, Request, RunReply, RunRequest } from "./sqlite-messages.ts";

const HEAP_BYTES = 512 * 1_048_576;
const [file = ""] = process.argv.slice(2);
const pads: Pads = { inner: new Uint8Array(64), outer: new Uint8Array(64) };
let connection: Database.Database | null = null;

process.on("disconnect", () => process.exit(0));
process.on("message", (request: Request) => process.send?.(answer(request)));

function answer(request: Request): Reply {
  try {
    const open = connected();
    return { id: request.id, ...(request.kind === "run" ? run(open, request) : readCatalogue(open)) };
  } catch (error) {
    return { id: request.id, ...describeError(error) };
  }
}

function connected(): Database.Database {
  if (connection !== null) return connection;
  const opened = new Database(file, { readonly: true, fileMustExist: true, timeout: 1_000 });
  opened.pragma("query_only = 1");
  opened.pragma("trusted_schema = 0");
  opened.pragma("cell_size_check = 1");
  opened.pragma("temp_store = MEMORY");
  opened.pragma(`hard_heap_limit = ${HEAP_BYTES}`);
  opened.defaultSafeIntegers(true);
  registerMasks(opened, pads);
  connection = opened;
  return opened;
}

function run(open: Database.Database, request: RunRequest): RunReply {
  pads.inner = request.innerPad;
  pads.outer = request.outerPad;
  open.exec("BEGIN");
  try {
    if (Number(open.pragma("schema_version", { simple: true })) !== request.schemaVersion)
      return { kind: "schema-changed" };
    if (
      !opensOnly(open, {
        text: request.text,
        pages: request.pages,
        schemaVersion: request.schemaVersion,
        parameters: request.parameters.length,
      })
    )
      return { kind: "witness-disagrees" };
    return fetchRows(open, request);
  } finally {
    open.exec("COMMIT");
  }
}

function fetchRows(open: Database.Database, request: RunRequest): RunReply {
  const statement = open.prepare<unknown[], unknown[]>(request.text).raw(true);
  const parameters = request.parameters.map((value) =>
    typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : value,
  );
  const columns = statement.columns().map(({ name, type }) => ({ name, type: (type ?? "").toLowerCase() || "any" }));
  const rows: JsonValue[][] = [];
  let bytes = 0;
  // ?1, ?2, … are names to the driver.
  const named = Object.fromEntries(parameters.map((value, place) => [String(place + 1), value]));
  for (const row of statement.iterate(named)) {
    if (rows.length === request.rows) return { kind: "rows", columns, rows, truncated: "rows" };
    bytes += row.reduce<number>((sum, value) => sum + sizeOf(value), 2);
    if (bytes > request.bytes) return { kind: "rows", columns, rows, truncated: "bytes" };
    rows.push(row.map(decode));
  }
  return { kind: "rows", columns, rows, truncated: null };
}

function sizeOf(value: unknown): number {
  if (typeof value === "string") return Buffer.byteLength(value) + 3;
  if (Buffer.isBuffer(value)) return Math.ceil(value.length / 3) * 4 + 3;
  return 12;
}

function decode(value: unknown): JsonValue {
  if (typeof value === "bigint")
    return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value.toString();
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "string") return value.isWellFormed() ? value : value.toWellFormed();
  return Buffer.isBuffer(value) ? value.toString("base64") : null;
}

function readCatalogue(open: Database.Database): RawCatalogue {
  return open.transaction((): RawCatalogue => {
    const tables = open
      .prepare<[], { name: string; type: string; page: bigint; sql: string | null }>(
        `SELECT name, CASE WHEN sql LIKE 'CREATE VIRTUAL TABLE%' THEN 'virtual' ELSE type END AS type, coalesce(rootpage, 0) AS page, sql
           FROM sqlite_schema WHERE type IN ('table', 'view') AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' ORDER BY name`,
      )
      .all();
    const shadows = new Set(
      open
        .prepare<[], { name: string }>("SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'shadow'")
        .all()
        .map(({ name }) => name),
    );
    const shown = tables.filter(({ name }) => !shadows.has(name));
    const columns = shown.flatMap(({ name: table }): RawColumn[] =>
      open
        .prepare<[string], { name: string; type: string; notnull: bigint; pk: bigint; hidden: bigint }>(
          "SELECT * FROM pragma_table_xinfo(?)",
        )
        .all(table)
        .filter(({ hidden }) => hidden !== 1n)
        .map((column) => ({
          table,
          name: column.name,
          type: column.type,
          notNull: column.notnull === 1n,
          key: Number(column.pk),
          generated: column.hidden > 1n,
        })),
    );
    const references = shown.flatMap(({ name: table }) =>
      open
        .prepare<[string], { table: string; from: string; to: string | null }>(
          "SELECT * FROM pragma_foreign_key_list(?)",
        )
        .all(table)
        .map((key) => ({ table, column: key.from, target: key.table, to: key.to ?? "" })),
    );
    const version = String(open.prepare("SELECT sqlite_version()").pluck().get()).split(".").map(Number);
    return {
      kind: "catalogue",
      schemaVersion: Number(open.pragma("schema_version", { simple: true })),
      sqliteVersion: (version[0] ?? 0) * 1_000_000 + (version[1] ?? 0) * 1_000 + (version[2] ?? 0),
      tables: shown.map((table) => ({ ...table, page: Number(table.page) })),
      columns,
      references,
    };
  })();
}

/** Sentences of SQLite that speak of the statement's own words and never of a value. */
const SAFE =
  /^(no such column: |ambiguous column name: |no such function: |near "[^"]*": syntax error|misuse of |wrong number of arguments to function |sub-select returns |ORDER BY term |GROUP BY |HAVING |aggregate functions |circular reference: |SELECTs to the left and right |all VALUES |values for |row value misused|a JOIN clause |cannot join using column |\d+ values for \d+ columns|too many |no tables specified|recursive |multiple |table .{1,64} has \d+ )/;

function describeError(error: unknown): RunReply | { kind: "failure"; message: string } {
  if (error instanceof Database.SqliteError) {
    if (/^SQLITE_(CANTOPEN|NOTADB|CORRUPT|IOERR|PERM|AUTH)/.test(error.code)) {
      connection?.close();
      connection = null;
      const why = error.code.startsWith("SQLITE_CANTOPEN")
        ? "cannot be opened"
        : error.code.startsWith("SQLITE_NOTADB")
          ? "is not a SQLite database"
          : "cannot be read";
      return { kind: "failure", message: `The database ${why}; check the file that gatehouse.yaml names.` };
    }
    return { kind: "database-error", sqlstate: error.code, message: SAFE.test(error.message) ? error.message : null };
  }
  if (error instanceof RangeError) return { kind: "database-error", sqlstate: "SQLITE_RANGE", message: null };
  if (error instanceof TypeError && /does not exist|directory/i.test(error.message)) {
    return { kind: "failure", message: "The database cannot be opened; check the file that gatehouse.yaml names." };
  }
  process.stderr.write(`gatehouse: reader: ${error instanceof Error ? error.message : String(error)}\n`);
  return { kind: "failure", message: "The database's reader failed; call again." };
}
