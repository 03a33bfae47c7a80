// PostgreSQL's protocol message by message, before the built program: what drivers do not show, and what the server itself would answer.

import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntries } from "../support/ledger-entries.ts";
import { createDatabase } from "../support/postgres.ts";
import { makeProject } from "../support/project.ts";
import { int16, int32, message, openRawWire, type RawWire, text } from "../support/raw-wire.ts";
import { runCommand } from "../support/run-command.ts";
import { configureWire, connectPg, grant, startWire, type WireServer } from "../support/wire-server.ts";

const SQL = `CREATE TYPE mood AS ENUM ('fine', 'so so');
CREATE TABLE things (id int PRIMARY KEY, small smallint, large bigint, price numeric(10,2), part float8, name varchar(40), code char(4),
  flag bool, made date, at timestamptz, span interval, raw bytea, net inet, key uuid, words text[], more jsonb, feel mood);
INSERT INTO things VALUES (1, -3, 9007199254740993, 12.50, 0.1, 'a "b" \\ c', 'ab', true, '2026-02-28', '2026-02-28 23:59:59.5+00', '1 day 2h', '\\x00ff', '10.0.0.1/8', '01a231b9-6d0f-7c7b-8380-4204bbd15bc6', '{a,"b,c",NULL}', '{"a": [1, null]}', 'so so'),
  (2, NULL, NULL, NULL, 'NaN', NULL, NULL, NULL, 'infinity', NULL, NULL, NULL, NULL, NULL, '{}', 'null', NULL);`;
const DATA = `database: shop
relations:
  public.things:
    owners: [alice]
    columns: { id: public, small: public, large: public, price: public, part: public, name: public, code: public, flag: public, made: public, at: public, span: public, raw: public, net: public, key: public, words: public, more: public, feel: public }
`;
const READER = `role: reader
description: Reads what is public.
reads: masked
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
unclassified: hide
`;

let project: Awaited<ReturnType<typeof makeProject>>;
let database: Awaited<ReturnType<typeof createDatabase>>;
let server: WireServer;
let password: string;
let env: Record<string, string>;

const START = ["user", "alice", "database", "shop"];

beforeAll(async () => {
  database = await createDatabase(SQL);
  env = { WIRE_URL: database.url };
  project = await makeProject({
    databases: '  shop: { engine: postgres, url: "${WIRE_URL}" }',
    data: { shop: DATA },
    identities: "identities:\n  alice: { kind: human, roles: [reader] }\n",
    roles: { "reader.yaml": READER },
  });
  configureWire(project.folder);
  password = await grant(project.folder, "alice", { env });
  server = await startWire(project.folder, env);
}, 120_000);
afterAll(async () => {
  await server?.stop();
  await project?.remove();
  await database?.drop();
});

async function open(minor = 0): Promise<RawWire> {
  const wire = openRawWire(server.port, { minor, parameters: START });
  await wire.logIn(password);
  return wire;
}

describe("the beginning of a session", () => {
  it.each([
    [0, 4],
    [2, 32],
  ])("of protocol 3.%i has a cancel key of %i bytes", async (minor, bytes) => {
    const wire = await open(minor);
    const key = wire.messages().find(({ type }) => type === "K");
    expect(key?.body.length).toBe(4 + bytes);
    expect(wire.messages().filter(({ type }) => type === "v")).toEqual([]);
    wire.end();
  });

  it("of a version to come, with options of it, is told what there is", async () => {
    const wire = openRawWire(server.port, { minor: 9999, parameters: [...START, "_pq_.something", "1"] });
    const { body } = await wire.next("v");
    expect([body.readUInt32BE(0), body.readUInt32BE(4), body.toString("utf8", 8)]).toEqual([
      (3 << 16) | 2,
      1,
      "_pq_.something\0",
    ]);
    await wire.next("R");
    wire.end();
  });
});

it("the password is bound to the channel where the client wants that", async () => {
  const chosen: string[] = [];
  const client = new pg.Client({
    host: "127.0.0.1",
    port: server.port,
    database: "shop",
    user: "alice",
    password,
    enableChannelBinding: true,
    ssl: { rejectUnauthorized: false },
  });
  const { connection } = Object(client);
  const { sendSASLInitialResponseMessage: send } = connection;
  connection.sendSASLInitialResponseMessage = (mechanism: string, first: string) => {
    chosen.push(mechanism, first.split(",")[0] ?? "");
    send.call(connection, mechanism, first);
  };
  await client.connect();
  expect(chosen).toEqual(["SCRAM-SHA-256-PLUS", "p=tls-server-end-point"]);
  expect((await client.query("SELECT 1 AS one")).rows).toEqual([{ one: 1 }]);
  await client.end();
});

describe("the extended protocol", () => {
  it("describes a statement before anything is bound, and records nothing for that", async () => {
    const wire = await open();
    const before = readEntries(join(project.folder, ".gatehouse", "ledger.db"), "call").length;
    wire.send(
      message("P", text("s"), text("SELECT id, name FROM things WHERE id = $1 AND large > $2"), int16(0)),
      message("D", Buffer.from("S"), text("s")),
      message("S"),
    );
    const { body } = await wire.next("t");
    expect([body.readUInt16BE(0), body.readUInt32BE(2), body.readUInt32BE(6)]).toEqual([2, 23, 20]);
    expect((await wire.next("T")).body.readUInt16BE(0)).toBe(2);
    await wire.next("Z");
    expect(readEntries(join(project.folder, ".gatehouse", "ledger.db"), "call")).toHaveLength(before);
    wire.end();
  });

  it("gives the rows of a portal in parts, and does nothing after an error until Sync", async () => {
    const wire = await open();
    wire.send(
      message("Q", text("BEGIN")),
      message("P", text(""), text("SELECT id FROM things ORDER BY id"), int16(0)),
      message("B", text("p"), text(""), int16(0, 0, 0)),
      message("E", text("p"), int32(1)),
      message("E", text("p"), int32(1)),
      message("E", text("p"), int32(1)),
      message("E", text("nope"), int32(0)),
      message("E", text("p"), int32(0)),
      message("S"),
      message("Q", text("ROLLBACK")),
    );
    for (let ready = 0; ready < 4; ready++) if (ready > 0) await wire.next("Z");
    const said = wire
      .messages()
      .map(({ type }) => type)
      .join("");
    expect(said.slice(said.indexOf("CZ") + 2)).toBe("12DsDsCEZCZ");
    expect(said.match(/E/g)).toHaveLength(1);
    wire.end();
  });
});

it.each([
  "SELECT * FROM things ORDER BY id",
  "SELECT count(*), sum(price), avg(large), max(name), min(at) FROM things",
  "SELECT id, row_number() OVER (ORDER BY id DESC) FROM things ORDER BY id",
  "SELECT t.id, w FROM things t, unnest(t.words) AS w ORDER BY 1, 2",
  "SELECT id, more->'a', more->>'a', name || '!' AS shout FROM things ORDER BY id",
  "SELECT 1 AS one, 'x', NULL, 1.5, true, now() > '2020-01-01'",
  "SELECT id FROM things WHERE false",
  "VALUES (1, 'a'), (2, 'b')",
  "SELECT $1::int + 1 AS n, $2::text AS t, $3::bool AS b, $4::numeric AS p",
])("is answered as by the server itself, values and types: %s", async (sql) => {
  const values = sql.includes("$1") ? [41, "é𝒳", false, "1.50"] : [];
  const [ours, own] = [
    await connectPg(server, { user: "alice", password }),
    new pg.Client({ connectionString: database.url }),
  ];
  await own.connect();
  await own.query("SET timezone = 'UTC'");
  const asked = {
    text: sql,
    values,
    rowMode: "array",
    types: { getTypeParser: () => (value: string) => value },
  } as const;
  const [here, there] = [await ours.query(asked), await own.query(asked)];
  const said = ({ rows, fields, rowCount, command }: typeof here) => ({
    rows,
    rowCount,
    command,
    fields: fields.map(({ name, dataTypeID, dataTypeSize, dataTypeModifier }) => [
      name,
      dataTypeID,
      dataTypeSize,
      dataTypeModifier,
    ]),
  });
  expect(said(here)).toEqual(said(there));
  await Promise.all([ours.end(), own.end()]);
});

it("the ledger follows a session, and counts who was not known", async () => {
  const ledger = join(project.folder, ".gatehouse", "ledger.db");
  const other = await startWire(project.folder, env);
  const client = await connectPg(other, { user: "alice", password }, { application_name: "reports" });
  await client.query("SELECT id FROM things");
  await client.end();
  await expect(connectPg(other, { user: "alice", password: "ght_wrong" })).rejects.toMatchObject({ code: "28P01" });
  expect(await other.stop()).toBe(0);
  const refused = readEntries(ledger, "session.refused").at(-1);
  expect(refused?.detail).toMatchObject({ refused: 1, "not-accepted": 1, source: "127.0.0.1" });
  const session = readEntries(ledger, "session.closed").at(-1)?.agent?.session ?? "";
  const listed = await runCommand(
    ["ledger", "list", "--session", session, "--json", "--config", join(project.folder, "gatehouse.yaml")],
    env,
  );
  expect(listed.stdout).toContain("session.opened");
  expect(listed.stdout).toContain('"query"');
  expect(listed.stdout).toContain("session.closed");
});
