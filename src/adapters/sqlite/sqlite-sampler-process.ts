// The process that reads samples of one SQLite file, and answers with counts of what they are: no value leaves it. It ends when `init` does,
// and is ended where a table takes too long.

import Database from "better-sqlite3";
import { endWithServer } from "./end-with-server.ts";
import type { SampleReply, SampleRequest } from "./sqlite-sample-messages.ts";

/** Rows at either end of a table that values are looked for in. */
const MOST_ROWS = 1_000;
/** What is larger is not looked at. */
const LARGEST_BYTES = 262_144;
const HEAP_BYTES = 256 * 1_048_576;
const [file = "", server = ""] = process.argv.slice(2);
let opened: Database.Database | null = null;

endWithServer(Number(server));
process.on("disconnect", () => process.exit(0));
process.on("message", (request: SampleRequest) => {
  void answer(request).then((reply) => process.send?.(reply, undefined, {}, () => undefined));
});

/** What the library says of an error can quote the file's text: it stays here. */
async function answer(request: SampleRequest): Promise<SampleReply> {
  try {
    const database = connected();
    if (request.kind === "defaults") return { id: request.id, kind: "defaults", defaults: defaultsOf(database) };
    // what judges values is loaded where there are values to judge
    const { tallyValues, ...sizes } = await import("../../core/classification/values/tally-values.ts");
    const columns = request.columns.map(
      (column) => [column, tallyValues(valuesOf(database, { ...request, ...sizes, column }))] as const,
    );
    return { id: request.id, kind: "tallied", columns };
  } catch {
    return { id: request.id, kind: "failed" };
  }
}

function connected(): Database.Database {
  if (opened !== null) return opened;
  const database = new Database(file, { readonly: true, fileMustExist: true, timeout: 500 });
  database.pragma("query_only = 1");
  database.pragma("trusted_schema = 0");
  database.pragma("cell_size_check = 1");
  database.pragma("temp_store = MEMORY");
  database.pragma(`hard_heap_limit = ${HEAP_BYTES}`);
  database.defaultSafeIntegers(true);
  opened = database;
  return database;
}

interface SampledColumn {
  readonly table: string;
  readonly column: string;
  readonly rowid: string | null;
  readonly SAMPLE_SIZE: number;
  readonly LONGEST_VALUE: number;
}

function valuesOf(
  database: Database.Database,
  { table, column, rowid, SAMPLE_SIZE, LONGEST_VALUE }: SampledColumn,
): readonly unknown[] {
  const [from, value] = [`main.${quoted(table)}`, quoted(column)];
  const row = rowid === null ? null : quoted(rowid);
  const end = (order: string): string =>
    `SELECT * FROM (SELECT ${row} FROM ${from} ORDER BY ${row} ${order} LIMIT ${MOST_ROWS})`;
  // a value is read once it is known to be small enough: octet_length() reads its header alone
  const small = `typeof(${value}) IN ('text', 'integer', 'real') AND octet_length(${value}) <= ${LARGEST_BYTES}`;
  const some =
    row === null
      ? `SELECT ${value} AS v FROM (SELECT ${value} FROM ${from} LIMIT ${2 * MOST_ROWS}) WHERE ${small} LIMIT ${SAMPLE_SIZE}`
      : `SELECT ${value} AS v FROM ${from} WHERE ${row} IN (${end("ASC")} UNION ${end("DESC")}) AND ${small} LIMIT ${SAMPLE_SIZE}`;
  return database
    .prepare(`SELECT CASE typeof(v) WHEN 'text' THEN substr(v, 1, ${LONGEST_VALUE}) ELSE v END FROM (${some})`)
    .pluck()
    .all();
}

function defaultsOf(database: Database.Database): readonly (readonly [string, string, string])[] {
  const rows: readonly unknown[] = database
    .prepare(
      "SELECT t.name, c.name, c.dflt_value FROM sqlite_schema t JOIN pragma_table_xinfo(t.name) c WHERE t.type = 'table' AND c.dflt_value IS NOT NULL",
    )
    .raw()
    .all();
  return rows.flatMap((row) => {
    const parts: readonly unknown[] = Array.isArray(row) ? row : [];
    const [table, column, text] = parts;
    return typeof table === "string" && typeof column === "string" && typeof text === "string"
      ? [[table, column, text]]
      : [];
  });
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}
