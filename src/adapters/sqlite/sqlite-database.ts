// The database port on one SQLite file, read by processes of its own: one that stays warm, more under load, ended when a plan
// runs too long or is cancelled, or has grown. A process that ends in mid-query fails that query alone.

import { accessSync, constants, statSync } from "node:fs";
import type { PendingCommit } from "../../core/approvals/approval-state.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import { Failure } from "../../core/model/failure.ts";
import { relationKey } from "../../core/model/relation-name.ts";
import type { ExecutablePlan } from "../../core/sql/plans/executable-plan.ts";
import type { Cancellation } from "../../gate/ports/cancellation.ts";
import type { Database, Freshness } from "../../gate/ports/database.ts";
import type { Binding, Execution } from "../../gate/ports/execution.ts";
import type {
  RolledBack,
  TransactionStatus,
  WriteRequest,
  WriteTransaction,
} from "../../gate/ports/write-transaction.ts";
import { replacesRows } from "./describe-writing.ts";
import { fillOrRefuse } from "./fill-parameters.ts";
import { Reader } from "./reader.ts";
import { refuseOtherLibrary } from "./refuse-other-library.ts";
import { makeCatalogue } from "./sqlite-catalogue.ts";
import type { RawCatalogue, Reply, Request, RunRequest } from "./sqlite-messages.ts";
import { SqliteWriter } from "./writing/sqlite-writer.ts";

export interface SqliteOptions {
  readonly name: string;
  readonly file: string;
  readonly maxConnections?: number;
  /** Whether rows may be changed, by writes that have been judged. */
  readonly writable?: boolean;
}

const MOST_WAITING = 64;
const RECENT_MILLISECONDS = 1_000;
const CATALOGUE_MILLISECONDS = 30_000;

/** Opens nothing yet: a file that is missing at start is found by the next call once it is there. */
export async function openSqliteDatabase(options: SqliteOptions): Promise<Database> {
  return new SqliteDatabase(options);
}

interface Loaded {
  readonly catalogue: Catalogue;
  readonly schemaVersion: number;
  /** The file that it was read from, by its place on disk. */
  readonly place: string;
  /** Whether a trigger or a constraint replaces rows. */
  readonly replaces: boolean;
}

class SqliteDatabase implements Database {
  readonly writable: boolean;
  readonly engine = "sqlite";
  readonly name: string;
  readonly #file: string;
  readonly #most: number;
  readonly #idle: Reader[] = [];
  readonly #all = new Set<Reader>();
  readonly #waiting: (() => void)[] = [];
  #busy = 0;
  #count = 0;
  #loaded: Loaded | null = null;
  #loading: Promise<Loaded> | null = null;
  #loadedAt = 0;
  #closed = false;

  readonly #writer: SqliteWriter;

  constructor({ name, file, maxConnections, writable }: SqliteOptions) {
    this.name = name;
    this.writable = writable ?? false;
    this.#writer = new SqliteWriter({
      file,
      load: () => this.#load("known"),
      forget: () => {
        this.#loaded = null;
      },
    });
    this.#file = file;
    this.#most = maxConnections ?? 4;
  }

  async catalogue(freshness: Freshness = "known"): Promise<Catalogue> {
    return (await this.#load(freshness)).catalogue;
  }

  async execute(
    plan: ExecutablePlan,
    { binding, signal }: { binding: Binding; signal: Cancellation },
  ): Promise<Execution> {
    const { catalogue, schemaVersion, place } = await this.#load("known");
    if (plan.catalogueVersion !== catalogue.version) return { kind: "schema-changed" };
    const pages = plan.opens.map((name) => catalogue.relations.get(relationKey(name))?.oid ?? -1);
    const parameters = fillOrRefuse(plan.parameters, binding);
    if ("kind" in parameters) return parameters;
    const request: Omit<RunRequest, "id"> = {
      kind: "run",
      text: plan.text,
      parameters,
      innerPad: binding.innerPad,
      outerPad: binding.outerPad,
      pages,
      schemaVersion,
      place,
      rows: plan.limits.rows,
      bytes: plan.limits.bytes,
    };
    const reply = await this.#ask(request, { milliseconds: plan.limits.milliseconds, signal });
    if (reply === "time-limit") return { kind: "database-error", sqlstate: "SQLITE_INTERRUPT", message: null };
    if (reply.kind === "failure") throw new Failure("database-unavailable", reply.message);
    if (reply.kind === "catalogue") throw new RangeError("a reader answered another question");
    const { id, grown, place: _, ...execution } = reply;
    return execution;
  }

  async begin(request: WriteRequest): Promise<WriteTransaction | RolledBack> {
    if (!this.writable) throw new Failure("database-unavailable", "The database is open for reading alone.");
    return this.#writer.begin(request);
  }

  async transactionStatus(pendingCommit: PendingCommit): Promise<TransactionStatus> {
    return this.writable ? this.#writer.transactionStatus(pendingCommit) : "unknown";
  }

  async system(): Promise<string> {
    return this.writable ? this.#writer.system() : this.#file;
  }

  async posture(): Promise<readonly string[]> {
    const findings: string[] = [];
    try {
      const { mode } = statSync(this.#file);
      if ((mode & 0o004) !== 0)
        findings.push(
          "The database file can be read by everybody on this machine: take that right away, or an agent with a shell reads it raw.",
        );
      if (this.writable) return findings;
      accessSync(this.#file, constants.W_OK);
      findings.push(
        "The database file can be written by the user that runs Gatehouse: run the server as a user that can only read it.",
      );
    } catch {
      // not writable, as it should be; a missing file is told by the catalogue
    }
    return findings;
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const reader of this.#all) reader.end();
    for (const wake of this.#waiting.splice(0)) wake();
    await this.#writer.close();
  }

  async #load(freshness: Freshness): Promise<Loaded> {
    const recent = performance.now() - this.#loadedAt < RECENT_MILLISECONDS;
    if (this.#loaded !== null && (freshness === "known" || (freshness === "recent" && recent))) return this.#loaded;
    if (freshness === "now" && this.#loading !== null) await this.#loading.catch(() => undefined);
    this.#loading ??= this.#read().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  async #read(): Promise<Loaded> {
    const reply = await this.#ask({ kind: "catalogue" }, { milliseconds: CATALOGUE_MILLISECONDS, signal: null });
    if (reply === "time-limit")
      throw new Failure("database-busy", "The database's schema could not be read in time; try again.");
    if (reply.kind === "failure") throw new Failure("database-unavailable", reply.message);
    if (reply.kind !== "catalogue") {
      const locked = reply.kind === "database-error" && reply.sqlstate.startsWith("SQLITE_BUSY");
      throw new Failure(
        locked ? "database-busy" : "database-unavailable",
        locked
          ? "The database is locked by a writer; try again in a moment."
          : "The database's schema cannot be read; check the file.",
      );
    }
    refuseOtherLibrary(reply);
    this.#loaded = this.#keep(reply);
    this.#loadedAt = performance.now();
    return this.#loaded;
  }

  /** The same catalogue stays the same object, so that what was computed for it stays valid. */
  #keep({ id, grown, place, ...raw }: RawCatalogue & Pick<Reply, "id" | "grown" | "place">): Loaded {
    const catalogue = makeCatalogue(raw);
    return this.#loaded !== null && this.#loaded.catalogue.version === catalogue.version
      ? { ...this.#loaded, place }
      : { catalogue, schemaVersion: raw.schemaVersion, place, replaces: replacesRows(raw) };
  }

  /** A process that ended in the middle of a COMMIT leaves what only a writer can roll back. */
  async #ask(
    question: Omit<RunRequest, "id"> | { kind: "catalogue" },
    limits: { milliseconds: number; signal: Cancellation | null },
  ): Promise<Reply | "time-limit"> {
    const reply = await this.#askOnce(question, limits);
    const left =
      reply !== "time-limit" && reply.kind === "database-error" && reply.sqlstate.startsWith("SQLITE_READONLY");
    if (!left || !this.writable) return reply;
    await this.#writer.settle();
    return this.#askOnce(question, limits);
  }

  async #askOnce(
    question: Omit<RunRequest, "id"> | { kind: "catalogue" },
    limits: { milliseconds: number; signal: Cancellation | null },
  ): Promise<Reply | "time-limit"> {
    const reader = await this.#acquire(limits.signal);
    const id = ++this.#count;
    let ended = false;
    try {
      return await new Promise<Reply | "time-limit">((resolve, reject) => {
        const end = (settle: () => void) => {
          ended = true;
          reader.end();
          settle();
        };
        const timer = setTimeout(() => end(() => resolve("time-limit")), limits.milliseconds);
        const cancel = () => end(() => reject(cancelled()));
        const done = () => {
          clearTimeout(timer);
          limits.signal?.removeEventListener("abort", cancel);
        };
        limits.signal?.addEventListener("abort", cancel, { once: true });
        const request: Request = question.kind === "catalogue" ? { kind: "catalogue", id } : { ...question, id };
        reader.ask(request, {
          answered: (reply) => {
            done();
            ended ||= reply.grown;
            resolve(reply);
          },
          ended: () => {
            done();
            ended = true;
            reject(new Failure("database-unavailable", "The database's reader ended unexpectedly; call again."));
          },
        });
      });
    } finally {
      this.#release(reader, ended);
    }
  }

  async #acquire(signal: Cancellation | null): Promise<Reader> {
    if (signal?.aborted === true) throw cancelled();
    if (this.#busy >= this.#most) {
      if (this.#waiting.length >= MOST_WAITING)
        throw new Failure("database-busy", "Too many calls wait for the database; try again in a moment.");
      await this.#wait(signal);
    } else this.#busy += 1;
    if (this.#closed) throw new Failure("database-unavailable", "The server is stopping; call again later.");
    const idle = this.#idle.pop();
    if (idle !== undefined) return idle;
    try {
      return this.#start();
    } catch (error) {
      this.#leave();
      throw error;
    }
  }

  /** Until a place is free. A call that is cancelled leaves the queue. */
  #wait(signal: Cancellation | null): Promise<void> {
    return new Promise((resolve, reject) => {
      const wake = () => {
        signal?.removeEventListener("abort", leave);
        resolve();
      };
      const leave = () => {
        const place = this.#waiting.indexOf(wake);
        if (place >= 0) this.#waiting.splice(place, 1);
        reject(cancelled());
      };
      this.#waiting.push(wake);
      signal?.addEventListener("abort", leave, { once: true });
    });
  }

  #start(): Reader {
    const reader = new Reader(this.#file, (gone) => {
      this.#all.delete(gone);
      const place = this.#idle.indexOf(gone);
      if (place >= 0) this.#idle.splice(place, 1);
    });
    this.#all.add(reader);
    return reader;
  }

  #release(reader: Reader, ended: boolean): void {
    if (ended || this.#closed) {
      this.#all.delete(reader);
      reader.end();
    } else this.#idle.push(reader);
    this.#leave();
  }

  /** Gives a place to who waits longest. */
  #leave(): void {
    const next = this.#waiting.shift();
    if (next !== undefined) next();
    else this.#busy -= 1;
  }
}

function cancelled(): Failure {
  return new Failure("cancelled", "The call was cancelled, and the query stopped in the database.");
}
