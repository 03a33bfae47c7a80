// The process that writes one SQLite file for the server: one transaction at a time, step by step as the server says.
// When the server ends, or ends this process, the transaction is rolled back: nothing reaches the file before COMMIT.

import { createHmac } from "node:crypto";
import Database from "better-sqlite3";
import type { Verb } from "../../core/model/catalogue.ts";
import { describeError } from "./describe-error.ts";
import { endWithServer } from "./end-with-server.ts";
import { bindParameters, fetchRows } from "./fetch-rows.ts";
import { type Pads, registerMasks } from "./mask-functions.ts";
import { type OpenFile, openFile } from "./open-file.ts";
import { opensOnly } from "./opens-only.ts";
import { prepareRead } from "./prepared-reads.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { registerLiteral } from "./writing/value-literal.ts";
import { committedAttempt, identifyFile, knownIdentity, markWrite, sealOf } from "./writing/write-marker.ts";
import {
  MOST_NOTED,
  type WatchedTable,
  type WriterAnswer,
  type WriterReply,
  type WriterRequest,
  type WriterStep,
} from "./writing/writer-messages.ts";

const HEAP_BYTES = 512 * 1_048_576;
/** COMMIT waits for readers to end, each time as long as the connection's timeout. */
const COMMIT_ATTEMPTS = 10;
const VERBS: readonly Verb[] = ["insert", "update", "delete"];
const [file = "", server] = process.argv.slice(2);
const pads: Pads = { inner: new Uint8Array(64), outer: new Uint8Array(64) };
const counts = new Map<
  string,
  { readonly table: string; readonly verb: Verb; rows: number; readonly keys: Set<string> }
>();
let connection: OpenFile | null = null;
let opens = { pages: [-1], schemaVersion: 0 };

endWithServer(Number(server));
process.on("disconnect", () => process.exit(0));
// an answer that cannot be sent has nobody to read it: the server is gone
process.on("message", (request: WriterRequest) => process.send?.(answer(request), undefined, {}, () => undefined));

function answer(request: WriterRequest): WriterReply {
  try {
    return { ...take(connected(), request), id: request.id };
  } catch (error) {
    const described = describeError(error);
    if (described.kind === "failure") disconnect();
    return { ...described, id: request.id };
  }
}

function disconnect(): void {
  connection?.opened.close();
  connection = null;
}

/** Opened anew where another file stands in its place, or its log is another, but never within a transaction. */
function connected(): OpenFile {
  if (connection?.opened.inTransaction === false && !connection.isSame()) disconnect();
  if (connection !== null) return connection;
  const opened = new Database(file, { fileMustExist: true, timeout: 2_000 });
  opened.pragma("trusted_schema = 0");
  opened.pragma("cell_size_check = 1");
  opened.pragma("foreign_keys = 1");
  opened.pragma("temp_store = MEMORY");
  opened.pragma("cache_spill = 0"); // nothing is written to the file before COMMIT
  opened.pragma("synchronous = EXTRA"); // what was committed stays, in either journal mode
  opened.pragma(`hard_heap_limit = ${HEAP_BYTES}`);
  opened.defaultSafeIntegers(true);
  registerMasks(opened, pads);
  registerLiteral(opened);
  opened.function("gatehouse_note", { varargs: true, safeIntegers: true }, (place: unknown, ...keys: unknown[]) => {
    const count = counts.get(String(place));
    if (count === undefined) return null;
    count.rows += 1;
    for (const key of keys) if (typeof key === "string" && count.keys.size <= MOST_NOTED) count.keys.add(key);
    return null;
  });
  connection = openFile(opened, file);
  return connection;
}

/** Steps that begin or end a transaction; all others stand in one, or something has rolled it back under them. */
const OUTSIDE: ReadonlySet<WriterStep["kind"]> = new Set(["identify", "begin", "rollback", "transaction-status"]);

function take(held: OpenFile, step: WriterStep): WriterAnswer {
  const open = held.opened;
  if (!open.inTransaction && !OUTSIDE.has(step.kind))
    return { kind: "database-error", sqlstate: "SQLITE_ABORT_ROLLBACK", message: null };
  switch (step.kind) {
    case "identify":
      return { kind: "identity", file: identifyFile(open) };
    case "begin":
      return begin(held, step);
    case "run":
      open.exec(step.text);
      return { kind: "done" };
    case "stage":
      return stage(open, step);
    case "read":
      if (step.witnessed && !isWitnessed(open, step)) return { kind: "witness-disagrees" };
      return withoutWords(() => fetchRows(prepareRead(open, step.text), step));
    case "digest":
      return { kind: "digest", digest: digest(open, step.text) };
    case "seal":
      return {
        kind: "digest",
        digest: createHmac("sha256", Buffer.from(sealOf(open), "hex"))
          .update(step.words)
          .digest("hex"),
      };
    case "watch":
      return watch(open, step.tables);
    case "change":
      return withoutWords(() => change(open, step));
    case "marked":
      return { kind: "marked", ran: committedAttempt(open, step.request) !== null };
    case "catalogue":
      return readCatalogue(open);
    case "mark":
      markWrite(open, step);
      return { kind: "done" };
    case "commit":
      return commit(held);
    case "rollback":
      if (open.inTransaction) open.exec("ROLLBACK");
      return { kind: "done" };
    case "transaction-status":
      return { kind: "transaction-status", status: transactionStatus(open, step) };
  }
}

function begin({ opened: open, place }: OpenFile, step: Extract<WriterStep, { kind: "begin" }>): WriterAnswer {
  pads.inner = step.innerPad;
  pads.outer = step.outerPad;
  opens = { pages: [...step.pages], schemaVersion: step.schemaVersion };
  if (open.inTransaction) open.exec("ROLLBACK");
  open.exec("BEGIN IMMEDIATE");
  const now = Number(open.pragma("main.schema_version", { simple: true }));
  return now === step.schemaVersion && place === step.place ? { kind: "done" } : { kind: "schema-changed" };
}

function isWitnessed(open: Database.Database, step: { text: string; parameters: readonly unknown[] }): boolean {
  return opensOnly(open, { ...opens, text: step.text, parameters: step.parameters.length, temporary: true });
}

function stage(open: Database.Database, step: Extract<WriterStep, { kind: "stage" }>): WriterAnswer {
  // what the compiler says here speaks of the statement's own words: no row has been read
  if (!isWitnessed(open, step)) return { kind: "witness-disagrees" };
  return withoutWords(() => {
    open.prepare(`INSERT INTO ${step.into} ${step.text}`).run(bindParameters(step.parameters));
    return { kind: "done" };
  });
}

/** Once rows are read a message may hold a value. */
function withoutWords(work: () => WriterAnswer): WriterAnswer {
  try {
    return work();
  } catch (error) {
    const described = describeError(error);
    return described.kind === "failure" ? described : { ...described, message: null };
  }
}

/** HMAC-SHA256 over the values of all rows, each with its storage class and length. */
function digest(open: Database.Database, text: string): string {
  const hash = createHmac("sha256", Buffer.from(sealOf(open), "hex"));
  for (const row of open.prepare<[], unknown[]>(text).raw(true).iterate()) {
    hash.update(`${row.length};`);
    for (const value of row) {
      if (Buffer.isBuffer(value)) hash.update(`b${value.length}:`).update(value);
      else if (typeof value === "string") hash.update(`t${Buffer.byteLength(value)}:${value}`);
      else if (typeof value === "bigint") hash.update(`i${value};`);
      else hash.update(typeof value === "number" ? `r${value};` : "n");
    }
  }
  return hash.digest("hex");
}

/** Triggers of this connection's own, which are gone with the transaction. Cascades and other triggers set them off too. */
function watch(open: Database.Database, tables: readonly WatchedTable[]): WriterAnswer {
  counts.clear();
  tables.forEach(({ name: table, keys }, place) => {
    for (const verb of VERBS) {
      const key = `${verb} ${place}`;
      const rows = { insert: [keys.new], update: [keys.old, keys.new], delete: [keys.old] }[verb];
      counts.set(key, { table, verb, rows: 0, keys: new Set() });
      open.exec(
        `CREATE TEMP TRIGGER "gatehouse_watch ${key}" AFTER ${verb} ON main."${table.replaceAll('"', '""')}" BEGIN SELECT gatehouse_note(${[`'${key}'`, ...rows].join(", ")}); END`,
      );
    }
  });
  return { kind: "done" };
}

function change(open: Database.Database, step: Extract<WriterStep, { kind: "change" }>): WriterAnswer {
  for (const count of counts.values()) {
    count.rows = 0;
    count.keys.clear();
  }
  const rows =
    step.keeps !== null ? changeAndKeep(open, step.text, step.keeps) : open.prepare<[]>(step.text).run().changes;
  return {
    kind: "changed",
    rows,
    effects: [...counts.values()]
      .filter((count) => count.rows > 0)
      .map((count) => ({ ...count, keys: [...count.keys] })),
  };
}

function changeAndKeep(open: Database.Database, text: string, into: string): number {
  const keys = open.prepare<[], unknown[]>(text).raw(true).all();
  const [first] = keys;
  if (first === undefined) return 0;
  const keep = open.prepare(`INSERT INTO ${into} VALUES (${first.map(() => "?").join(", ")})`);
  for (const key of keys) keep.run(...key);
  return keys.length;
}

/** Where the file was replaced meanwhile, nothing goes into the one that is no more, or nobody is told that it did. */
function commit({ opened: open, isInPlace }: OpenFile): WriterAnswer {
  if (!isInPlace()) {
    open.exec("ROLLBACK");
    return { kind: "database-error", sqlstate: "SQLITE_BUSY", message: null };
  }
  dropTemporary(open);
  for (let attempt = 1; ; attempt++) {
    try {
      open.exec("COMMIT");
      if (!isInPlace()) process.exit(1); // in doubt: the file that stands there now says what became of it
      return { kind: "done" };
    } catch (error) {
      const busy = error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY");
      if (busy && attempt < COMMIT_ATTEMPTS && open.inTransaction) continue;
      if (open.inTransaction) open.exec("ROLLBACK");
      return withoutWords(() => {
        throw error;
      });
    }
  }
}

/** What a rollback undoes by itself. */
function dropTemporary(open: Database.Database): void {
  const made = open.prepare<[], { type: string; name: string }>("SELECT type, name FROM temp.sqlite_schema").all();
  for (const kind of ["trigger", "table"]) {
    for (const { type, name } of made) if (type === kind) open.exec(`DROP ${kind} temp."${name}"`);
  }
}

/** A write holds the write lock from its beginning to its end: who has the lock and sees no marker knows that it is over. */
function transactionStatus(open: Database.Database, step: Extract<WriterStep, { kind: "transaction-status" }>) {
  try {
    open.exec("BEGIN IMMEDIATE");
  } catch (error) {
    if (error instanceof Database.SqliteError && error.code.startsWith("SQLITE_BUSY")) return "running" as const;
    throw error;
  }
  try {
    if (knownIdentity(open) !== step.file) return "unknown" as const;
    return committedAttempt(open, step.request) === step.attempt ? ("committed" as const) : ("rolled-back" as const);
  } finally {
    open.exec("ROLLBACK");
  }
}
