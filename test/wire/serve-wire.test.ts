// PostgreSQL's own clients before the built program: `pg`, which speaks the simple and the extended protocol, and psql where there is one.

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { connect as connectTcp } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect as connectTls } from "node:tls";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntries } from "../support/ledger-entries.ts";
import { createDatabase } from "../support/postgres.ts";
import { makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";
import { makeSshHome } from "../support/ssh-home.ts";
import { makeTestKey } from "../support/ssh-signer.ts";
import { configureWire, connectPg, grant, startWire, type WireServer } from "../support/wire-server.ts";

const DATA = `database: shop
relations:
  public.people:
    owners: [alice]
    columns: { id: internal, email: email, country: internal, born: internal, note: internal, tags: internal, more: internal }
  public.seen: { owners: [alice], columns: { id: internal } }
`;
const SQL = `CREATE TABLE people (id int PRIMARY KEY, email text, country varchar(2), born date, note text, tags text[], more jsonb);
INSERT INTO people VALUES (1, 'ann@example.com', 'DE', '1990-05-17', 'write to bob@example.org', '{a,"b c"}', '{"to":"eve@example.org"}'),
  (2, 'bob@example.com', 'FR', NULL, NULL, NULL, NULL), (3, NULL, 'DE', '2001-01-01', 'none', '{}', '[1]');
CREATE TABLE hidden (id int PRIMARY KEY, secret text);
INSERT INTO hidden VALUES (1, 'canary@example.net');
CREATE VIEW seen AS SELECT id FROM hidden;`;
const identities = (key: string) => `identities:
  alice: { kind: human, roles: [data-owner], keys: ["${key}"] }
  claude: { kind: agent, owner: alice, roles: [analyst] }
  dev: { kind: human, roles: [maintainer, analyst] }
`;
const MAINTAINER = `role: maintainer
description: Changes people.
reads: masked
classes: { email: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: hide
limits: { rows: 50, bytes: 1MiB, seconds: 30 }
catalogue: governed
writes: { shop: { public.people: { insert: all, update: [country, note], delete: true } } }
`;
const RISK = `rules:
  - { id: whole-table, when: '!write.bounded', reason: It means every row. }
`;
const SLOW =
  "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT count(*) FROM n";

let project: Awaited<ReturnType<typeof makeProject>>;
let database: Awaited<ReturnType<typeof createDatabase>>;
let server: WireServer;
let password: string;
let client: pg.Client;
let env: Record<string, string>;
let keys: string;

const ledger = () => join(project.folder, ".gatehouse", "ledger.db");
const login = () => ({ user: "dev", password });
const lastCall = () => readEntries(ledger(), "call").at(-1);

beforeAll(async () => {
  database = await createDatabase(SQL);
  keys = mkdtempSync(join(tmpdir(), "gatehouse-keys-"));
  const alice = makeTestKey("ssh-ed25519");
  const home = makeSshHome(keys);
  home.writeKey("id_ed25519", alice);
  env = { ...home.env, WIRE_URL: database.url };
  project = await makeProject({
    databases:
      '  shop: { engine: postgres, url: "${WIRE_URL}", writes: governed }\n  other: { engine: sqlite, file: other.db }',
    data: { shop: DATA, other: "database: other\nrelations: {}\n" },
    identities: identities(alice.line),
    roles: { "maintainer.yaml": MAINTAINER },
    risk: RISK,
  });
  configureWire(project.folder);
  password = await grant(project.folder, "dev", { env });
  server = await startWire(project.folder, env);
  client = await connectPg(server, login());
}, 120_000);

afterAll(async () => {
  await client?.end();
  await server?.stop();
  await project?.remove();
  await database?.drop();
  rmSync(keys, { recursive: true });
});

/** The driver takes more than its types say. */
function inBinary(text: string): pg.QueryArrayConfig {
  return Object.assign({ text: `${text} AND $1 = 1`, values: [1], rowMode: "array" as const }, { binary: true });
}

/** The error that a statement is answered with. */
async function refused(sql: string, on = client): Promise<{ code: string; message: string; hint: string }> {
  const error: unknown = await on.query(sql).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof pg.DatabaseError)) throw new Error(`not refused: ${sql}`);
  return { code: error.code ?? "", message: error.message, hint: error.hint ?? "" };
}

describe("a read", () => {
  it("is masked, with the types that PostgreSQL says, and an entry [G-WIRE-GOVERNED]", async () => {
    const { rows, fields } = await client.query("SELECT id, email, country FROM people ORDER BY id");
    expect(rows.map(({ id, country }) => [id, country])).toEqual([
      [1, "DE"],
      [2, "FR"],
      [3, "DE"],
    ]);
    expect(rows[0].email).toMatch(/^email_[0-9a-f]{16}$/);
    expect(fields.map(({ name, dataTypeID, tableID }) => [name, dataTypeID, tableID])).toEqual([
      ["id", 23, 0],
      ["email", 25, 0],
      ["country", 1043, 0],
    ]);
    expect(lastCall()).toMatchObject({
      caller: { principal: "dev", role: "maintainer", method: "scram" },
      tool: "query",
      result: { status: "ok", rows: 3 },
    });
  });

  it("takes parameters as text and as the binary format, and is prepared by name", async () => {
    const named = { name: "by-country", text: "SELECT id FROM people WHERE country = $1 AND id < $2 ORDER BY id" };
    expect((await client.query({ ...named, values: ["DE", 3] })).rows).toEqual([{ id: 1 }]);
    expect((await client.query({ ...named, values: ["DE", 9] })).rows).toEqual([{ id: 1 }, { id: 3 }]);
    const binary = Buffer.alloc(4);
    binary.writeInt32BE(2);
    expect((await client.query("SELECT country FROM people WHERE id = $1", [binary])).rows).toEqual([
      { country: "FR" },
    ]);
    expect((await client.query("SELECT $1::jsonb AS j, $2::date AS d", ['{"a":[1]}', "2026-02-28"])).rows[0].j).toEqual(
      {
        a: [1],
      },
    );
  });

  it("takes no text that is not UTF-8", async () => {
    const bad = Buffer.from([0x61, 0xff]);
    await expect(client.query("SELECT id FROM people WHERE country = $1", [bad])).rejects.toMatchObject({
      code: "22021",
    });
  });

  it("comes in the binary format where that is asked for, and what is looked through as text", async () => {
    // the driver reads every value as text, so what came is looked at itself
    const seen: Buffer[] = [];
    const listener = (chunk: Buffer) => seen.push(chunk);
    const { stream } = Object(Object(client).connection);
    stream.on("data", listener);
    const asked = (text: string) => client.query(inBinary(text));
    await asked("SELECT id, country, born, more, note FROM people WHERE id = 1");
    stream.off("data", listener);
    const bytes = Buffer.concat(seen).toString("hex");
    const jsonb = Buffer.from('{"to":"[email]"}').toString("hex");
    const note = Buffer.from("write to [email]").toString("hex");
    const born = (((Date.UTC(1990, 4, 17) - Date.UTC(2000, 0, 1)) / 86_400_000) >>> 0).toString(16);
    expect(bytes).toContain(`000000040000000100000002444500000004${born}`);
    expect(bytes).toContain(`01${jsonb}`);
    expect(bytes).toContain(note);
    await expect(asked("SELECT tags FROM people WHERE id = 1")).rejects.toMatchObject({ code: "0A000" });
  });

  it("has nothing of what nobody classified and looks like personal data, and says so [G-WIRE-GOVERNED]", async () => {
    const notices: string[] = [];
    const listener = (notice: { message?: string | undefined }) => notices.push(notice.message ?? "");
    client.on("notice", listener);
    const { rows } = await client.query("SELECT note, more FROM people WHERE id = 1");
    client.off("notice", listener);
    expect(rows).toEqual([{ note: "write to [email]", more: { to: "[email]" } }]);
    expect(notices).toEqual([expect.stringContaining("note, more were replaced")]);
  });

  it("of no row has its columns all the same", async () => {
    const { rows, fields } = await client.query("SELECT id, email FROM people WHERE false");
    expect([rows, fields.map(({ name }) => name)]).toEqual([[], ["id", "email"]]);
    expect((await client.query("SELECT id FROM people WHERE id = $1", [99])).rows).toEqual([]);
  });

  it("comes in parts where the client asks for so many rows", async () => {
    const query = new pg.Query<{ id: number }>(
      Object.assign({ text: "SELECT id FROM people ORDER BY id" }, { rows: 2 }),
    );
    const ids: number[] = [];
    await new Promise<void>((done, failed) => {
      query.on("row", ({ id }) => ids.push(id));
      query.on("end", () => done());
      query.on("error", failed);
      client.query(query);
    });
    expect(ids).toEqual([1, 2, 3]);
  });

  it("beyond a cap is an error, with no row of it [G-WIRE-WHOLE]", async () => {
    expect(await refused("SELECT generate_series(1, 51)")).toMatchObject({ code: "54000" });
    expect((await client.query("SELECT generate_series(1, 50)")).rowCount).toBe(50);
  });

  it("is stopped by a CancelRequest of this session's key, and by no other", async () => {
    const other = await connectPg(server, login());
    const running = refused(SLOW, other);
    const keys: { processID: number; secretKey: number } = Object(other);
    const cancel = (secret: number) =>
      new Promise<void>((done) => {
        const packet = Buffer.alloc(16);
        [16, 80_877_102, keys.processID].forEach((value, place) => packet.writeUInt32BE(value, place * 4));
        packet.writeInt32BE(secret | 0, 12);
        const socket = connectTcp(server.port, "127.0.0.1", () => socket.write(packet));
        socket.on("close", () => done()).on("error", () => done());
      });
    await new Promise((resolve) => setTimeout(resolve, 500));
    await cancel(keys.secretKey ^ 1);
    const early = await Promise.race([running, new Promise((resolve) => setTimeout(() => resolve("runs"), 500))]);
    expect(early).toBe("runs");
    await cancel(keys.secretKey);
    expect(await running).toMatchObject({ code: "57014" });
    await other.end();
  });
});

describe("what is hidden and what is missing", () => {
  it.each([
    ["SELECT * FROM hidden", "SELECT * FROM missing"],
    ["SELECT secret FROM seen", "SELECT missing FROM seen"],
    ["SELECT 'hidden'::regclass", "SELECT 'missing'::regclass"],
  ])("%s is answered as %s", async (hidden, missing) => {
    const [one, other] = [await refused(hidden), await refused(missing)];
    expect({ ...one, message: one.message.replace("secret", "missing") }).toEqual(other);
  });

  it("has no byte on the wire [G-WIRE-GOVERNED]", async () => {
    const seen: Buffer[] = [];
    const watched = await connectPg(server, login());
    const { stream } = Object(Object(watched).connection);
    stream.on("data", (chunk: Buffer) => seen.push(chunk));
    for (const sql of [
      "SELECT * FROM people WHERE true",
      "SELECT * FROM hidden WHERE true",
      "SELECT row_to_json(p) FROM people p WHERE true",
      "SELECT * FROM people p WHERE email LIKE 'ann%'",
      "SELECT email::int FROM people WHERE true",
      "SELECT 1 / (id - 1), email FROM people WHERE true",
      "SELECT * FROM seen WHERE true",
      "SELECT relname, oid::regclass FROM pg_class WHERE relname !~ '^(pg|sql)_'",
      "SELECT * FROM information_schema.columns WHERE table_schema = 'public'",
    ]) {
      await watched.query(sql).catch(() => undefined);
      await watched.query(inBinary(sql)).catch(() => undefined);
    }
    await watched.end();
    const bytes = Buffer.concat(seen).toString("latin1");
    expect(bytes.length).toBeGreaterThan(1_000);
    for (const canary of ["canary", "ann@example.com", "bob@example", "eve@example"])
      expect(bytes).not.toContain(canary);
  });
});

describe("a session", () => {
  it("runs several statements of one text, until one fails", async () => {
    const results = await client.query("SELECT 1 AS one; SHOW server_encoding; SELECT 'a;b' AS two");
    expect(Object(results).map(({ rows }: pg.QueryResult) => rows[0])).toEqual([
      { one: 1 },
      { server_encoding: "UTF8" },
      { two: "a;b" },
    ]);
    expect(await refused("SELECT 1; SELECT nope; SELECT 2")).toMatchObject({ code: "42703" });
    expect((await client.query("")).rows).toEqual([]);
  });

  it("has transactions for reading, which fail as PostgreSQL's do", async () => {
    await client.query("BEGIN");
    await client.query("SAVEPOINT a");
    expect(await refused("SELECT nope FROM people")).toMatchObject({ code: "42703" });
    expect(await refused("SELECT 1")).toMatchObject({ code: "25P02" });
    await client.query("ROLLBACK TO a");
    expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
    expect(await refused("UPDATE people SET country = 'XX' WHERE id = 1")).toMatchObject({ code: "25006" });
    expect((await client.query("COMMIT")).command).toBe("ROLLBACK");
    expect(await refused("BEGIN ISOLATION LEVEL SERIALIZABLE")).toMatchObject({ code: "0A000" });
  });

  it.each([
    ["SET application_name = 'reports'", null],
    ["SET datestyle = ISO", null],
    ["SET extra_float_digits = 3", null],
    ["SET client_min_messages TO warning;SET TIME ZONE INTERVAL '+00:00' HOUR TO MINUTE", null],
    ["SET standard_conforming_strings = on", null],
    ["SET client_encoding TO 'utf-8'", null],
    ["RESET ALL", null],
    ["DEALLOCATE ALL", null],
    ["DISCARD ALL", null],
    ["SET timezone = '<x>+108:07'", "0A000"],
    ["SET search_path = evil", "0A000"],
    ["SET role = alice", "0A000"],
    ["SET session_replication_role = replica", "0A000"],
    ["SET statement_timeout = 5000", "0A000"],
    ["SHOW data_directory", "42704"],
    ["LISTEN changes", "0A000"],
    ["COPY people TO STDOUT", "0A000"],
    ["COPY people FROM STDIN", "0A000"],
    ["LOCK people", "0A000"],
    ["DO $$ BEGIN END $$", "0A000"],
    ["PREPARE p AS SELECT 1", "0A000"],
    ["PREPARE TRANSACTION 'x'", "0A000"],
    ["EXPLAIN SELECT 1", "42501"],
    ["CREATE TABLE t (a int)", null],
    ["SELECT pg_sleep(1)", "42883"],
    ["SELECT 1 FROM", "42601"],
  ])("answers %s with %s [G-WIRE-SETTINGS]", async (sql, code) => {
    if (sql.startsWith("CREATE")) expect((await refused(sql)).code).not.toBe("");
    else if (code === null) await client.query(sql);
    else expect(await refused(sql)).toMatchObject({ code });
  });

  it("is recorded when it begins and when it ends", async () => {
    const before = readEntries(ledger(), "session.opened").length;
    const other = await connectPg(server, login(), { application_name: "reports" });
    await other.query("SELECT 1");
    expect(lastCall()).toMatchObject({ agent: { client: "reports" } });
    await other.end();
    await expect
      .poll(() => readEntries(ledger(), "session.closed").at(-1)?.detail)
      .toEqual({ database: "shop", statements: 1 });
    const opened = readEntries(ledger(), "session.opened");
    expect(opened).toHaveLength(before + 1);
    expect(opened.at(-1)).toMatchObject({
      caller: { principal: "dev" },
      detail: { database: "shop", role: "maintainer", source: "127.0.0.1" },
    });
  });

  it("acts in the role that it asks for, where its identity holds it", async () => {
    const analyst = await connectPg(server, login(), { options: "-c gatehouse.role=analyst" });
    expect((await analyst.query("SHOW gatehouse.role")).rows).toEqual([{ "gatehouse.role": "analyst" }]);
    expect(await refused("UPDATE people SET country = 'XX' WHERE id = 1", analyst)).toMatchObject({ code: "42501" });
    await analyst.end();
    const owner = connectPg(server, login(), { options: "-c gatehouse.role=data-owner" });
    await expect(owner).rejects.toMatchObject({ code: "28P01" });
  });

  it("is answered nothing any more once its token is revoked [G-WIRE-TOKENS]", async () => {
    const token = await grant(project.folder, "claude", { env });
    const agent = await connectPg(server, { user: "claude", password: token });
    await agent.query("SELECT 1");
    const config = ["--config", join(project.folder, "gatehouse.yaml")];
    const listed = await runCommand(["token", "list", "--json", ...config], env);
    const { tokens }: { tokens: { id: string; identity: string; use: string }[] } = JSON.parse(listed.stdout);
    const made = tokens.find(({ identity }) => identity === "claude");
    expect(made?.use).toBe("postgres");
    await runCommand(["token", "revoke", made?.id ?? "", ...config], env);
    expect(await refused("SELECT 1", agent)).toMatchObject({ code: "28000" });
    await agent.end();
    await expect(connectPg(server, { user: "claude", password: token })).rejects.toMatchObject({ code: "28P01" });
  });
});

describe("a write", () => {
  it("of low risk runs, and says how many rows", async () => {
    const { command, rowCount } = await client.query("UPDATE people SET country = $1 WHERE id = 2", ["ES"]);
    expect([command, rowCount]).toEqual(["UPDATE", 1]);
    expect((await client.query("INSERT INTO people (id, country) VALUES (9, 'IT')")).rowCount).toBe(1);
    expect((await client.query("DELETE FROM people WHERE id = 9")).command).toBe("DELETE");
  });

  it("gives what RETURNING says, with its types, and masked", async () => {
    const inserted = await client.query(
      "INSERT INTO people (id, country, born, tags, more) VALUES ($1, 'IT', '2020-02-29', $2, $3) RETURNING *",
      [9, ["a", 'b"c', null], { a: [1, true] }],
    );
    expect([inserted.command, inserted.rowCount]).toEqual(["INSERT", 1]);
    const [row] = inserted.rows;
    expect(row).toMatchObject({ id: 9, country: "IT", tags: ["a", 'b"c', null], more: { a: [1, true] }, note: null });
    const changed = await client.query("UPDATE people SET country = 'DE' WHERE id = 1 RETURNING email");
    expect(changed.rows[0].email).toMatch(/^email_/);
    expect(inserted.fields.map(({ dataTypeID }) => dataTypeID)).toEqual([23, 25, 1043, 1082, 25, 1009, 3802]);
    expect((await client.query("DELETE FROM people WHERE id = 9 RETURNING id")).rows).toEqual([{ id: 9 }]);
    expect((await client.query("UPDATE people SET note = note WHERE id = 99 RETURNING id")).rows).toEqual([]);
  });

  it("that waits says what for, and runs when it is sent again after an approval [G-WIRE-GOVERNED]", async () => {
    const sql = "UPDATE people SET note = 'seen'";
    expect(await refused(sql)).toMatchObject({ code: "ZG001", hint: expect.stringContaining("SET gatehouse.reason") });
    await client.query("SET gatehouse.reason = 'all are read'");
    const waits = await refused(sql);
    expect(waits).toMatchObject({ code: "ZG001" });
    const [id = ""] = /[0-9a-f-]{36}/.exec(waits.message) ?? [];
    const config = ["--config", join(project.folder, "gatehouse.yaml")];
    const approved = await runCommand(["approvals", "approve", id, "--yes", ...config], env);
    expect(approved.stderr + approved.stdout).toContain("approved");
    expect(await client.query(sql)).toMatchObject({ command: "UPDATE", rowCount: 3 });
    await client.query("RESET gatehouse.reason");
  });
});

describe("a client that is not known", () => {
  it.each([
    ["another password", { user: "dev", password: "ght_wrong" }],
    ["nobody's name", { user: "nobody", password: "ght_wrong" }],
    ["a name that has no token", { user: "alice", password: "ght_wrong" }],
  ])("with %s is refused in the same words [G-WIRE-TOKENS]", async (_, wrong) => {
    await expect(connectPg(server, wrong)).rejects.toMatchObject({
      code: "28P01",
      message: `password authentication failed for user "${wrong.user}"`,
    });
  });

  it.each([
    ["missing", "3D000"],
    ["other", "0A000"],
  ])("that asks for the database %s is told %s", async (name, code) => {
    await expect(connectPg(server, { ...login(), database: name })).rejects.toMatchObject({ code });
  });

  it("without TLS is told to use it, and sends no password [G-WIRE-ENCRYPTED]", async () => {
    const plain = new pg.Client({ host: "127.0.0.1", port: server.port, database: "shop", ...login(), ssl: false });
    await expect(plain.connect()).rejects.toMatchObject({
      code: "28000",
      message: expect.stringContaining("TLS alone"),
    });
  });

  it.each([
    ["postgresql", true],
    ["http/1.1", false],
    [null, false],
  ])("that encrypts from the first byte is served by the protocol's own name, and by %s: %s", async (name, served) => {
    const socket = connectTls({
      host: "127.0.0.1",
      port: server.port,
      rejectUnauthorized: false,
      ...(name !== null && { ALPNProtocols: [name] }),
    });
    let told = Buffer.alloc(0);
    const ended = new Promise<void>((done) => {
      socket.on("data", (chunk: Buffer) => {
        told = Buffer.concat([told, chunk]);
        socket.destroy();
      });
      socket.on("close", () => done()).on("error", () => done());
    });
    const body = Buffer.from("user\0dev\0database\0shop\0\0");
    socket.write(Buffer.concat([Buffer.from([0, 0, 0, 8 + body.length, 0, 3, 0, 0]), body]));
    await ended;
    expect(told.toString("latin1").includes("SCRAM-SHA-256-PLUS")).toBe(served);
  });

  it.each([
    ["nothing of a start", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a start without an end", Buffer.from([0, 0, 0, 12, 0, 3, 0, 0, 65, 65, 65, 65])],
    ["a length beyond any", Buffer.from([0x7f, 0xff, 0xff, 0xff, 0, 3, 0, 0])],
    [
      "a request for TLS with more behind it",
      Buffer.concat([Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]), Buffer.from("Q")]),
    ],
  ])("that sends %s is let go", async (_, bytes) => {
    const socket = connectTcp(server.port, "127.0.0.1", () => socket.write(bytes));
    let told = Buffer.alloc(0);
    socket.on("data", (chunk: Buffer) => (told = Buffer.concat([told, chunk])));
    await new Promise((done) => socket.on("close", done).on("error", done));
    expect(told.toString("latin1")).toContain("08P01");
    expect((await client.query("SELECT 1")).rowCount).toBe(1);
  });
});

it("clients that do not read, and many that say nothing, keep nobody waiting [G-WIRE-BOUNDED]", async () => {
  const idle = await Promise.all(Array.from({ length: 40 }, () => connectPg(server, login())));
  const deaf = await connectPg(server, login());
  const { stream } = Object(Object(deaf).connection);
  await deaf.query("SELECT 1");
  stream.pause();
  const text = Buffer.from("SELECT repeat('x', 100000) AS x\0");
  const head = Buffer.from([0x51, 0, 0, 0, text.length + 4]);
  stream.write(Buffer.concat(Array.from({ length: 500 }, () => [head, text]).flat()));
  const half = Array.from({ length: 40 }, () => connectTcp(server.port, "127.0.0.1").on("error", () => undefined));
  const answered = () => readEntries(ledger(), "call").length;
  const before = answered();
  let last = -1;
  const isStill = async (): Promise<boolean> => {
    const now = answered();
    const still = now === last && now > before;
    last = now;
    await new Promise((resolve) => setTimeout(resolve, 700));
    return still;
  };
  await expect.poll(isStill, { timeout: 40_000 }).toBe(true);
  expect(last - before).toBeLessThan(400);
  expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  const status = readFileSync(`/proc/${server.process.pid ?? 0}/status`, "utf8");
  expect(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1_024).toBeLessThan(500);
  const more = await Promise.allSettled(Array.from({ length: 30 }, () => connectPg(server, login())));
  const refusals = more.flatMap((each) => (each.status === "rejected" ? [String(Object(each.reason).code)] : []));
  expect(new Set(refusals)).toEqual(new Set(["53300"]));
  stream.destroy();
  for (const socket of half) socket.destroy();
  const opened = more.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
  await Promise.all([...idle, ...opened].map((one) => one.end()));
}, 90_000);

it("ends at a signal, once its sessions are told and recorded", async () => {
  const other = await startWire(project.folder, env);
  const left = await connectPg(other, login());
  await left.query("SELECT 1");
  const before = readEntries(ledger()).length;
  expect(await other.stop()).toBe(0);
  const after = readEntries(ledger()).slice(before);
  expect(after.map(({ kind }) => kind).filter((kind) => !/^(?:key|checkpoint)/.test(kind))).toEqual([
    "session.closed",
    "server.stop",
  ]);
});

/** Where psql is installed. */
const PSQL = ((): readonly string[] => {
  try {
    return [execFileSync("psql", ["--version"], { encoding: "utf8" }).trim()];
  } catch {
    return [];
  }
})();

it.each(PSQL)("%s connects with channel binding, reads and is refused", (version) => {
  expect(version).toContain("psql");
  const target = `host=127.0.0.1 port=${server.port} dbname=shop user=dev sslmode=require channel_binding=require`;
  const ask = (sql: string) =>
    execFileSync("psql", ["-X", "-At", target, "-c", sql], {
      encoding: "utf8",
      env: { ...process.env, PGPASSWORD: password },
      stdio: ["ignore", "pipe", "pipe"],
    });
  expect(ask("SELECT id, country FROM people WHERE id = 1")).toBe("1|DE\n");
  expect(() => ask("SELECT * FROM hidden")).toThrow(/no table of that name/);
  expect(ask("\\d people")).toContain("country|character varying(2)");
  expect(ask("\\dt")).toBe("public|people|table|owner\n");
  expect(() => ask("\\d hidden")).toThrow(/Did not find any relation/);
});
