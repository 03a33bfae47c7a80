// Many callers over HTTP, each known by a token: the built program, and clients that know nothing of it.

import { rm } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import { Client, StreamableHTTPClientTransport } from "@modelcontextprotocol/client";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearer, configureHttp, type HttpServer, INITIALIZE, makeToken, send, startHttp, toolCall } from "../support/http-server.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const QUERY = { sql: "SELECT email, country FROM people ORDER BY id" };

let folder: string;
let server: HttpServer;
let analyst: string;
let owner: string;

beforeAll(async () => {
  const project = await makeProject({
    databases: "  shop: { engine: sqlite, file: shop.db }",
    data: {
      shop: "database: shop\nrelations:\n  main.people:\n    owners: [alice]\n    columns: { id: internal, email: email, country: internal }\n",
    },
  });
  folder = project.folder;
  const shop = new Database(join(folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, country TEXT)");
  shop.exec("INSERT INTO people VALUES (1, 'ann@example.com', 'DE'), (2, 'bob@example.com', 'FR')");
  shop.close();
  configureHttp(folder, "listen: '127.0.0.1:0', health: '127.0.0.1:0'");
  analyst = (await makeToken(folder, "claude")).token;
  owner = (await makeToken(folder, "alice")).token;
  server = await startHttp(folder);
});

afterAll(async () => {
  expect(await server.stop()).toBe(0);
  await rm(folder, { recursive: true, force: true });
});

const ledger = () => join(folder, ".gatehouse", "ledger.db");

describe("serve --http", () => {
  it("x", async () => {
    const said = await send(server, { headers: bearer(analyst), body: toolCall("query", QUERY) });
    console.log(said, server.log());
    const owned = await send(server, { headers: bearer(owner), body: toolCall("query", QUERY) });
    console.log(owned.text);
    const init = await send(server, { headers: bearer(owner), body: INITIALIZE });
    console.log(init);
    const client = new Client({ name: "sdk", version: "2" });
    await client.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: bearer(analyst) } }));
    console.log((await client.listTools()).tools.map(({ name }) => name));
    console.log(JSON.stringify(await client.callTool({ name: "query", arguments: QUERY })));
    await client.close();
    const modern = new Client({ name: "sdk", version: "2" }, { versionNegotiation: { mode: "auto" } });
    await modern.connect(new StreamableHTTPClientTransport(new URL(server.url), { requestInit: { headers: bearer(analyst) } }));
    console.log((await modern.listTools()).tools.map(({ name }) => name));
    console.log(JSON.stringify(await modern.callTool({ name: "query", arguments: QUERY })));
    await modern.close();
    console.log(readEntries(ledger(), "call").map(({ caller, agent }) => JSON.stringify({ caller, agent })), server.log());
    console.log(await send(server, { body: toolCall("query", QUERY) }), server.health);
    expect(await runCommand(["ledger", "verify", "--config", join(folder, "gatehouse.yaml")])).toMatchObject({ status: 0 });
  });
});
