// Samples of a SQLite file's columns, read by a process of its own: what takes too long is ended with it.

import type { ChildProcess } from "node:child_process";
import type { TableShape } from "../../core/classification/table-shape.ts";
import { type RelationKey, relationKey } from "../../core/model/relation-name.ts";
import type { ColumnSampler, Sampled } from "../../gate/ports/column-sampler.ts";
import type { Database } from "../../gate/ports/database.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";
import type { SampleReply, SampleRequest } from "./sqlite-sample-messages.ts";
import { startSampler } from "./start-process.ts";

const DEFAULTS_MILLISECONDS = 10_000;

export async function openSqliteSampler({ file }: { readonly file: string }): Promise<ColumnSampler> {
  return new SqliteSampler(file, await openSqliteDatabase({ name: "sampled", file, maxConnections: 1 }));
}

class SqliteSampler implements ColumnSampler {
  readonly #file: string;
  readonly #database: Database;
  #child: ChildProcess | null = null;
  #count = 0;

  constructor(file: string, database: Database) {
    this.#file = file;
    this.#database = database;
  }

  async tables(): Promise<readonly TableShape[]> {
    return [...(await this.#database.catalogue()).relations.values()];
  }

  async defaults(): Promise<ReadonlyMap<RelationKey, ReadonlyMap<string, string>>> {
    const found = new Map<RelationKey, Map<string, string>>();
    const reply = await this.#ask({ kind: "defaults" }, DEFAULTS_MILLISECONDS);
    if (reply === null || reply.kind !== "defaults") return found;
    for (const [table, column, text] of reply.defaults) {
      const key = relationKey({ schema: "main", name: table });
      found.set(key, (found.get(key) ?? new Map<string, string>()).set(column, text));
    }
    return found;
  }

  /** Whoever can open the file reads all of it. */
  async mayRead(): Promise<boolean> {
    return true;
  }

  async sample(
    { name }: TableShape,
    { columns, milliseconds }: { columns: readonly string[]; milliseconds: number },
  ): Promise<Sampled> {
    const { relations } = await this.#database.catalogue();
    const rowid = relations.get(relationKey(name))?.writing?.rowid?.name ?? null;
    const reply = await this.#ask({ kind: "sample", table: name.name, columns, rowid }, milliseconds);
    if (reply === null) return { kind: "none", why: "too-long" };
    return reply.kind === "tallied"
      ? { kind: "tallied", columns: new Map(reply.columns) }
      : { kind: "none", why: "unreadable" };
  }

  async close(): Promise<void> {
    this.#end();
    await this.#database.close();
  }

  #end(): void {
    this.#child?.kill("SIGKILL");
    this.#child = null;
  }

  /** Null when the time was over; the process is ended then, and the next question starts another. */
  #ask(question: Unnumbered<SampleRequest>, milliseconds: number): Promise<SampleReply | null> {
    const id = ++this.#count;
    const child = (this.#child ??= startSampler(this.#file));
    return new Promise((resolve) => {
      const done = (reply: SampleReply | null): void => {
        clearTimeout(timer);
        child.removeAllListeners("message");
        child.removeAllListeners("exit");
        resolve(reply);
      };
      const timer = setTimeout(() => {
        done(null);
        this.#end();
      }, milliseconds);
      child.on("message", (reply: SampleReply) => {
        if (reply.id === id) done(reply);
      });
      child.on("exit", () => {
        this.#child = null;
        done({ id, kind: "failed" });
      });
      child.send({ ...question, id });
    });
  }
}

type Unnumbered<Request> = Request extends unknown ? Omit<Request, "id"> : never;
