// PostgreSQL's own clients before the built program: `pg`, as it speaks the simple and the extended protocol.

import { join } from "node:path";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readEntries } from "../support/ledger-entries.ts";
import { createDatabase } from "../support/postgres.ts";
import { makeProject } from "../support/project.ts";
import { configureWire, connectPg, grant, startWire, type WireServer } from "../support/wire-server.ts";

const DATA = `database: shop
relations:
  public.people:
    owners: [alice]
    columns: { id: internal, email: email, country: internal, born: internal, note: internal, tags: internal }
  public.hidden: { owners: [alice], columns: { id: internal, secret: email } }
`;
const SQL = `CREATE TABLE people (id int PRIMARY KEY, email text, country varchar(2), born date, note text, tags text[]);
INSERT INTO people VALUES (1, 'ann@example.com', 'DE', '1990-05-17', 'write to bob@example.org', '{a,"b c"}'),
  (2, 'bob@example.com', 'FR', NULL, NULL, NULL), (3, NULL, 'DE', '2001-01-01', 'none', '{}');
CREATE TABLE hidden (id int PRIMARY KEY, secret text);
INSERT INTO hidden VALUES (1, 'canary@example.net');`;

let project: Awaited<ReturnType<typeof makeProject>>;
let database: Awaited<ReturnType<typeof createDatabase>>;
let server: WireServer;
let password: string;
let owner: string;
let client: pg.Client;

const ledger = () => join(project.folder, ".gatehouse", "ledger.db");

beforeAll(async () => {
  database = await createDatabase(SQL);
  const env = { WIRE_URL: database.url };
  project = await makeProject({
    databases: '  shop: { engine: postgres, url: "${WIRE_URL}", writes: governed }',
    data: { shop: DATA },
  });
  configureWire(project.folder);
  password = await grant(project.folder, "claude", { env });
  owner = await grant(project.folder, "alice", { env });
  server = await startWire(project.folder, env);
  client = await connectPg(server, { user: "claude", password });
}, 120_000);

afterAll(async () => {
  await client?.end();
  expect(await server?.stop()).toBe(0);
  await project?.remove();
  await database.drop();
});

it("answers by the simple protocol, masked", async () => {
  const { rows, fields } = await client.query("SELECT id, email, country FROM people ORDER BY id");
  expect(rows.map(({ id, country }) => [id, country])).toEqual([
    [1, "DE"],
    [2, "FR"],
    [3, "DE"],
  ]);
  expect(rows[0].email).toMatch(/^tok_/);
  expect(fields.map(({ name, dataTypeID, tableID }) => [name, dataTypeID, tableID])).toEqual([
    ["id", 23, 0],
    ["email", 25, 0],
    ["country", 1043, 0],
  ]);
});
