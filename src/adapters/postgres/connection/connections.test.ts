import { createServer, type Server, type Socket } from "node:net";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { createDatabase, freePort, runSql, type TestDatabase } from "../../../../test/support/postgres.ts";
import type { Failure } from "../../../core/model/failure.ts";
import { readText } from "../writing/write-session.ts";
import { Connections } from "./connections.ts";

let shop: TestDatabase;
let open: Connections[] = [];
const ROLES = ["conn_reader", "conn_other"];

beforeAll(async () => {
  shop = await createDatabase("CREATE TABLE things (id int PRIMARY KEY)");
  await runSql(
    shop.url,
    `DROP ROLE IF EXISTS conn_reader; DROP ROLE IF EXISTS conn_other;
     CREATE ROLE conn_reader LOGIN PASSWORD 'p@s/s#w?d%'; CREATE ROLE conn_other; GRANT conn_other TO conn_reader;
     GRANT SELECT ON things TO conn_reader, conn_other`,
  );
});

afterEach(async () => {
  await Promise.all(open.map((connections) => connections.end()));
  open = [];
});

afterAll(async () => {
  await runSql(shop.url, ROLES.map((role) => `DROP OWNED BY ${role}; DROP ROLE ${role}`).join("; "));
  await shop.drop();
});

function urlOf(extra: string, user = "conn_reader:p%40s%2Fs%23w%3Fd%25"): string {
  return shop.url.replace(/\/\/[^@]*@/, `//${user}@`) + extra;
}

function connectTo(
  url: string,
  options: { pooler?: "none" | "transaction"; environment?: Readonly<Record<string, string>> } = {},
): Connections {
  const connections = new Connections({ name: "shop", url, maxConnections: 2, pooler: "none", ...options });
  open.push(connections);
  return connections;
}

async function show(connections: Connections, ...names: readonly string[]): Promise<readonly (string | null)[]> {
  const { rows } = await connections.ask((client) =>
    readText(client, `SELECT ${names.map((name) => `current_setting('${name}')`).join(", ")}`),
  );
  return rows[0] ?? [];
}

const WALLS = [
  "default_transaction_read_only",
  "default_transaction_isolation",
  "statement_timeout",
  "lock_timeout",
  "idle_in_transaction_session_timeout",
  "row_security",
  "standard_conforming_strings",
  "client_min_messages",
];
const STANDING = ["on", "read committed", "1h", "5s", "1min", "on", "on", "error"];

describe("a session", () => {
  it.each([
    ["options", "?options=-c%20geqo%3Don", {}],
    [
      "options that would take the walls down",
      `?options=${encodeURIComponent("-c default_transaction_read_only=off -c statement_timeout=0 -c row_security=off --standard_conforming_strings=off")}`,
      {},
    ],
    ["an application name", "?application_name=x", {}],
    ["PGOPTIONS", "", { PGOPTIONS: "-c geqo=on -c default_transaction_read_only=off" }],
  ])(
    "keeps what it is pinned to, whatever the connection has: %s [G-SESSION-PINNED] [G-READ-LIMITS]",
    async (_, extra, environment) => {
      const connections = connectTo(urlOf(extra), { environment });
      expect(await show(connections, ...WALLS)).toEqual(STANDING);
      expect(await show(connections, "geqo", "application_name")).toEqual(["on", "gatehouse"]);
    },
  );

  it("has the options that the connection gives, and check says so without their values", async () => {
    const connections = connectTo(urlOf(`?options=${encodeURIComponent("-c work_mem=12MB --geqo=off")}&schema=public`));
    expect(await show(connections, "work_mem", "geqo")).toEqual(["12MB", "off"]);
    const remarks = connections.remarks().join("\n");
    expect(remarks).toMatch(/options for the server \(work_mem, geqo\)/);
    expect(remarks).toMatch(/does not use: schema/);
    expect(remarks).not.toMatch(/12MB|p@s/);
    expect(connectTo(urlOf("")).remarks()).toEqual([]);
  });

  it("keeps it against what the database and its roles set for themselves [G-SESSION-PINNED]", async () => {
    await runSql(
      shop.url,
      `ALTER DATABASE ${shop.name} SET default_transaction_read_only = off; ALTER ROLE conn_reader SET row_security = off; ALTER ROLE conn_reader SET statement_timeout = '3s'`,
    );
    try {
      expect(await show(connectTo(urlOf("")), ...WALLS)).toEqual(STANDING);
    } finally {
      await runSql(shop.url, `ALTER DATABASE ${shop.name} RESET ALL; ALTER ROLE conn_reader RESET ALL`);
    }
  });

  it("is not used when it is not what was asked for, and the message names the setting [G-SESSION-PINNED]", async () => {
    await runSql(shop.url, "ALTER ROLE conn_reader SET role = conn_other");
    try {
      const refused = connectTo(urlOf("")).ask((client) => readText(client, "SELECT 1"));
      await expect(refused).rejects.toMatchObject({
        code: "session-not-pinned",
        message: expect.stringMatching(/\(role\)/),
      });
      // said in the connection itself, it is what was asked for
      const meant = connectTo(urlOf("?options=-c%20role%3Dconn_other"));
      expect(await meant.ask(async (client) => (await readText(client, "SELECT current_user")).rows[0])).toEqual([
        "conn_other",
      ]);
    } finally {
      await runSql(shop.url, "ALTER ROLE conn_reader RESET ALL");
    }
    await runSql(shop.url, `ALTER DATABASE ${shop.name} SET session_replication_role = replica`);
    try {
      const refused = connectTo(shop.url).ask((client) => readText(client, "SELECT 1"));
      await expect(refused).rejects.toMatchObject({ message: expect.stringMatching(/\(session_replication_role\)/) });
    } finally {
      await runSql(shop.url, `ALTER DATABASE ${shop.name} RESET ALL`);
    }
  });

  it("takes nothing over from whoever shares a pooled connection: role, path and row security are set in each transaction [G-SESSION-PINNED]", async () => {
    await runSql(
      shop.url,
      "ALTER ROLE conn_reader SET role = conn_other; ALTER ROLE conn_reader SET row_security = off; ALTER ROLE conn_reader SET search_path = public",
    );
    try {
      const connections = connectTo(urlOf(""), { pooler: "transaction" });
      expect(await show(connections, "role", "row_security", "search_path", "transaction_read_only")).toEqual([
        "none",
        "on",
        "pg_catalog",
        "on",
      ]);
    } finally {
      await runSql(shop.url, "ALTER ROLE conn_reader RESET ALL");
    }
    const left = connectTo(shop.url, { pooler: "transaction" });
    const client = await left.take(null);
    await client.query("SET SESSION AUTHORIZATION conn_other; SET ROLE conn_other; SET row_security = off");
    client.release();
    const { rows } = await left.ask((mine) =>
      readText(mine, "SELECT current_user, session_user, current_setting('row_security')"),
    );
    expect(rows[0]).toEqual(["postgres", "postgres", "on"]);
  });
});

describe("a connection that is lost", () => {
  it("does not end the process, also where nothing was ever read on it [G-SESSION-SURVIVES]", async () => {
    const uncaught = vi.fn<() => void>();
    process.on("uncaughtException", uncaught);
    try {
      const connections = connectTo(urlOf(""));
      const client = await connections.take(null);
      const { rows } = await readText(client, "SELECT pg_backend_pid()::text");
      await runSql(shop.url, `SELECT pg_terminate_backend(${rows[0]?.[0]})`);
      await new Promise((resolve) => setTimeout(resolve, 100));
      client.release(true);
      expect(await show(connections, "geqo")).toEqual(["on"]);
      expect(uncaught).not.toHaveBeenCalled();
    } finally {
      process.off("uncaughtException", uncaught);
    }
  });
});

async function failureOf(url: string, environment: Readonly<Record<string, string>> = {}): Promise<Failure> {
  try {
    await connectTo(url, { environment }).ask((client) => readText(client, "SELECT 1"));
  } catch (error) {
    if (error instanceof Error) return error as Failure;
  }
  throw new Error("it connected");
}

/** A server that gives each connection to `answer`. */
async function pretend(answer: (socket: Socket) => void): Promise<{ port: number; server: Server }> {
  const server = createServer(answer);
  const port = await freePort();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  return { port, server };
}

describe("a database that cannot be reached", () => {
  it("says why, and nothing that is secret", async () => {
    const port = await freePort();
    const said: Readonly<Record<string, RegExp>> = {
      "postgres://zoe:canary@no-such-host.invalid/db": /name of its host/,
      [`postgres://zoe:canary@127.0.0.1:${port}/db`]: /nothing listens/,
      [`postgres:///db?host=/no/such/folder&user=zoe&password=canary`]: /no socket/,
      [urlOf("", "conn_reader:canary")]: /refuses the password/,
      [urlOf("", "conn_reader")]: /wants a password|refuses the password/,
      [urlOf("_canary")]: /does not exist on its server/,
      [urlOf("?sslmode=require")]: /has no TLS/,
      [urlOf("?sslmode=verify-full")]: /has no TLS/,
      [urlOf("?options=-c%20no_such.canary%3D1%20--nonsense")]: /one of its settings/,
      [urlOf("?sslmode=verify-ca&sslrootcert=/no/canary")]: /sslrootcert .* cannot be read/,
    };
    for (const [url, words] of Object.entries(said)) {
      const failure = await failureOf(url);
      expect(failure.message, url).toMatch(words);
      expect(failure.message).not.toMatch(/canary|zoe|conn_reader/);
    }
  });

  it("tells a server that is no PostgreSQL, and one that never answers", async () => {
    const web = await pretend((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    const silent = await pretend(() => undefined);
    try {
      expect((await failureOf(`postgres://u@127.0.0.1:${web.port}/db?sslmode=require`)).message).toMatch(
        /not answer as PostgreSQL/,
      );
      expect((await failureOf(`postgres://u@127.0.0.1:${silent.port}/db?connect_timeout=1`)).message).toMatch(
        /in time/,
      );
    } finally {
      web.server.close();
      silent.server.close();
    }
  });

  it("is found where libpq would find it: PG variables stand in for what is not said", async () => {
    const { hostname, port } = new URL(shop.url);
    const environment = {
      PGHOST: hostname,
      PGPORT: port,
      PGUSER: "conn_reader",
      PGPASSWORD: "p@s/s#w?d%",
      PGDATABASE: shop.name,
      PGSSLMODE: "disable",
    };
    const connections = connectTo("postgres://", { environment });
    expect(await connections.ask(async (client) => (await readText(client, "SELECT current_user")).rows[0])).toEqual([
      "conn_reader",
    ]);
    const keywords = connectTo(
      `host=${hostname} port=${port} user=conn_reader password='p@s/s#w?d%' dbname=${shop.name} sslmode=prefer`,
    );
    expect(await keywords.ask(async (client) => (await readText(client, "SELECT current_database()")).rows[0])).toEqual(
      [shop.name],
    );
  });
});
