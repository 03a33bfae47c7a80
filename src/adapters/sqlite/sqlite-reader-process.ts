// The process that reads one SQLite file for the server. better-sqlite3 cannot be interrupted, so the server ends this process instead.
// It opens the file read-only, runs plans one at a time, and ends when the server does.

import { readSync, writeSync } from "node:fs";
import Database from "better-sqlite3";
import { describeError } from "./describe-error.ts";
import { endWithServer } from "./end-with-server.ts";
import { fetchRows } from "./fetch-rows.ts";
import { type Pads, registerMasks } from "./mask-functions.ts";
import { type OpenFile, openFile } from "./open-file.ts";
import { opensOnly } from "./opens-only.ts";
import { PreparedReads } from "./prepared-reads.ts";
import { readCatalogue } from "./read-catalogue.ts";
import { Frames, frameOf } from "./reader-frames.ts";
import type { Reply, Request, RunReply, RunRequest } from "./sqlite-messages.ts";

interface Connection extends OpenFile {
  readonly reads: PreparedReads;
  /** Compiled once; it reads what stands in the file each time. */
  readonly schemaVersion: Database.Statement<[], bigint>;
}

/** Both ways, and nobody's but this file's: whatever opens the standard output, as Node does for a worker of this process, leaves it
 * non-blocking, and a long answer can then not be written whole. */
const CHANNEL = 3;
const LARGEST_PIECE = 65_536;
const HEAP_BYTES = 512 * 1_048_576;
const LARGEST_RESIDENT = 128 * 1_048_576;
const [file = "", server] = process.argv.slice(2);
const pads: Pads = { inner: new Uint8Array(64), outer: new Uint8Array(64) };
/** What takes a process no time takes it no memory to speak of; all the same it is looked at from time to time. */
const LONG_MILLISECONDS = 5;
const BETWEEN_LOOKS = 32;
let connection: Connection | null = null;
let unlooked = 0;
const requests = new Frames<Request>();
const piece = Buffer.allocUnsafe(LARGEST_PIECE);
/** Requests after which whatever else the process has to do gets its turn. */
const WITHOUT_A_TURN = 64;

endWithServer(Number(server));

function answer(request: Request): Reply {
  const began = performance.now();
  try {
    const open = connected();
    const reply = request.kind === "run" ? run(open, request) : readCatalogue(open.opened);
    return { id: request.id, grown: hasGrown(began), place: open.place, ...reply };
  } catch (error) {
    const described = describeError(error);
    if (described.kind === "failure") disconnect();
    return { id: request.id, grown: hasGrown(began), place: "", ...described };
  }
}

function disconnect(): void {
  connection?.opened.close();
  connection = null;
}

/** What a huge value took is not given back to the system by this process, only by its end. */
function hasGrown(began: number): boolean {
  unlooked += 1;
  if (performance.now() - began < LONG_MILLISECONDS && unlooked < BETWEEN_LOOKS) return false;
  unlooked = 0;
  return process.memoryUsage.rss() > LARGEST_RESIDENT;
}

/** Opened anew where another file stands in its place, or its log is another. */
function connected(): Connection {
  if (connection?.isSame() === false) disconnect();
  if (connection !== null) return connection;
  const opened = new Database(file, { readonly: true, fileMustExist: true, timeout: 1_000 });
  opened.pragma("query_only = 1");
  opened.pragma("trusted_schema = 0");
  opened.pragma("cell_size_check = 1");
  opened.pragma("temp_store = MEMORY");
  opened.pragma(`hard_heap_limit = ${HEAP_BYTES}`);
  opened.defaultSafeIntegers(true);
  registerMasks(opened, pads);
  const open = openFile(opened, file);
  const schemaVersion = opened.prepare<[], bigint>("PRAGMA schema_version").pluck();
  connection = { ...open, reads: new PreparedReads(opened), schemaVersion };
  return connection;
}

function run({ opened: open, place, reads, schemaVersion }: Connection, request: RunRequest): RunReply {
  if (request.place !== place) return { kind: "schema-changed" };
  pads.inner = request.innerPad;
  pads.outer = request.outerPad;
  open.exec("BEGIN");
  try {
    if (Number(schemaVersion.get()) !== request.schemaVersion) return { kind: "schema-changed" };
    if (
      !opensOnly(open, {
        text: request.text,
        pages: request.pages,
        schemaVersion: request.schemaVersion,
        parameters: request.parameters.length,
        temporary: false,
      })
    )
      return { kind: "witness-disagrees" };
    return fetchRows(reads.prepare(request.text), request);
  } finally {
    open.exec("COMMIT");
  }
}

/** Waits in the system and not in an event loop: there is one to be served, and a request costs half as much of a processor. */
function serve(): void {
  for (let count = 0; count < WITHOUT_A_TURN; count++) {
    const length = receive();
    if (length === 0) process.exit(0); // the server has ended
    for (const request of requests.take(Buffer.from(piece.subarray(0, length)))) send(frameOf(answer(request)));
  }
  setImmediate(serve);
}

function receive(): number {
  try {
    return readSync(CHANNEL, piece, 0, piece.length, null);
  } catch {
    return 0;
  }
}

function send(frame: Buffer): void {
  try {
    for (let sent = 0; sent < frame.length; ) sent += writeSync(CHANNEL, frame, sent);
  } catch {
    process.exit(0);
  }
}

serve();
