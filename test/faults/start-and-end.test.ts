// The first and the last moments of the built server: signals while it starts, and a state folder that cannot be used.

import { spawn } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import Database from "better-sqlite3";
import { afterEach, beforeEach, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { connect, makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const DATA = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal, email: email }\n";
let project: Awaited<ReturnType<typeof makeProject>>;

beforeEach(async () => {
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: { shop: DATA } });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO people VALUES (1, 'x@x.example')");
  shop.close();
});

afterEach(() => project.remove());

it("ends with 0 and a sound ledger when a signal comes at any moment of its start", async () => {
  for (const [signal, delays] of [
    ["SIGTERM", [0, 5, 20, 60, 120, 250]],
    ["SIGINT", [10, 80, 160]],
  ] as const) {
    for (const delay of delays) {
      const child = spawn(
        process.execPath,
        [builtProgram(), "serve", "--config", join(project.folder, "gatehouse.yaml")],
        {
          stdio: ["pipe", "pipe", "pipe"],
        },
      );
      let log = "";
      child.stderr.on("data", (chunk: Buffer) => {
        log += chunk.toString("utf8");
      });
      const ended = new Promise((resolve) => child.once("exit", (code, by) => resolve({ code, by })));
      await sleep(delay);
      child.kill(signal);
      const end = await ended;
      // before the program's first line runs there is nobody to listen, and nothing that could break
      expect([
        { code: 0, by: null },
        { code: null, by: signal },
      ]).toContainEqual(end);
      expect(log).not.toMatch(/internal error|at file:/);
    }
  }
  const child = spawn(process.execPath, [builtProgram(), "serve", "--config", join(project.folder, "gatehouse.yaml")]);
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.stdout.once("data", () => child.kill("SIGTERM")); // its first word, long before its databases are open
  child.stdin.write(
    `${JSON.stringify({ jsonrpc: "2.0", id: 1, method: "initialize", params: { protocolVersion: "2025-06-18", capabilities: {}, clientInfo: { name: "raw", version: "0" } } })}\n`,
  );
  expect(await ended).toBe(0);
  const served = await connect(project.folder);
  expect((await served.call("query", { sql: "SELECT id FROM people" })).body).toMatchObject({ rows: [[1]] });
  await served.close();
  expect(await runCommand(["ledger", "verify", "--config", join(project.folder, "gatehouse.yaml")])).toMatchObject({
    status: 3, // consistent with itself: there is no anchor to hold it against
  });
});

it("starts on a state folder that cannot be written, refuses each call, and answers once it can [G-LEDGER-BEFORE-RELEASE]", async () => {
  const state = join(project.folder, ".gatehouse");
  writeFileSync(state, "a file where the folder should be"); // as unwritable to root as to anybody
  const served = await connect(project.folder);
  try {
    expect((await served.client.listTools()).tools).toHaveLength(3);
    for (const tool of ["query", "describe-schema"]) {
      const refused = await served.call(tool, tool === "query" ? { sql: "SELECT id FROM people" } : {});
      expect(refused).toMatchObject({ isError: true, structured: undefined, meta: undefined });
      expect(refused.body).toMatchObject({
        refused: "ledger-unavailable",
        message: expect.stringMatching(/key .* cannot be made.*make the state folder writable/),
      });
    }
    expect(served.log()).toMatch(/cannot be made.*Until then every call is refused/);
    rmSync(state);
    mkdirSync(state);
    expect((await served.call("query", { sql: "SELECT id FROM people" })).body).toMatchObject({ rows: [[1]] });
  } finally {
    await served.close();
  }
});
