// A client that sends too much at once, does not read, or uses ids twice: what is kept of it is bounded, every call is an entry, and the
// server ends with its client.

import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { makeOneTableProject, type OneTableProject } from "../support/one-table-project.ts";
import { INITIALIZE, openRaw } from "../support/raw-session.ts";

let project: OneTableProject["project"];
let ledger: string;

beforeEach(async () => {
  ({ project, ledger } = await makeOneTableProject("notes", {
    columns: "{ id: internal, body: public }",
    sql: "CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)",
    fill: (shop) => shop.prepare("INSERT INTO notes VALUES (1, ?)").run("long ".repeat(40_000)),
  }));
});

afterEach(() => project.remove());

const call = (id: number | string, sql: string) =>
  `{"jsonrpc":"2.0","id":${JSON.stringify(id)},"method":"tools/call","params":{"name":"query","arguments":{"sql":${JSON.stringify(sql)}}}}`;
const codes = () =>
  readEntries(ledger, "call")
    .map(({ decision, tool }) => `${tool ?? "none"} ${decision?.code ?? "answered"}`)
    .toSorted();
/** The end of the line is never read. */
const LONG = 65 * 1_048_576;

describe("a line that is longer than 64 MiB", () => {
  it.each([
    ["a call", (fill: string) => `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"sql":"${fill}`, 7, 1],
    [
      "a call whose method comes last",
      (fill: string) => `{"params":{"sql":"${fill}"},"id":7,"method":"tools/call"}`,
      null,
      1,
    ],
    ["three calls", (fill: string) => `[{"method":"tools/call"},{"method":"tools\\/call"},{"sql":"${fill}`, null, 3],
    ["no call", (fill: string) => `{"method":"ping","id":7,"params":{"sql":"${fill}`, 7, 0],
  ] as const)(
    "is answered, recorded and ends the server: %s [G-LEDGER-EVERY-CALL] [G-READ-LIMITS]",
    async (_, line, id, entries) => {
      const session = openRaw(project.folder);
      session.send(INITIALIZE);
      session.send(call("first", "SELECT 1"));
      await session.answer("first");
      session.send(line("x".repeat(LONG)));
      expect(await session.ended()).toBe(0); // of itself: its input was not closed
      const refused = session.messages().find(({ error }) => error !== undefined);
      expect(refused).toMatchObject({
        error: { data: { refused: "parameter-too-large", remedy: expect.stringMatching(/Connect again/) } },
      });
      expect(refused?.["id"] ?? null).toBe(id);
      expect(codes()).toEqual([...Array(entries).fill("none parameter-too-large"), "query answered"]);
      expect(readEntries(ledger).map(({ kind }) => kind)).toContain("server.stop");
    },
    60_000,
  );
});

describe("a client that does not read", () => {
  it("makes the server stop reading, and is served when it reads again [G-READ-LIMITS]", async () => {
    const child = spawn(
      process.execPath,
      [builtProgram(), "serve", "--config", join(project.folder, "gatehouse.yaml")],
      {
        stdio: ["pipe", "pipe", "pipe"],
      },
    );
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdout.pause();
    const calls = 600;
    child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
    for (let id = 0; id < calls; id++) child.stdin.write(`${call(id, "SELECT body FROM notes")}\n`);
    let before = -1;
    await expect
      .poll(
        async () => {
          const answered = readEntries(ledger, "call").length;
          const still = answered === before && answered > 10;
          before = answered;
          await sleep(700);
          return still;
        },
        { timeout: 60_000 },
      )
      .toBe(true);
    expect(before).toBeLessThan(200);
    expect(residentMegabytes(child.pid)).toBeLessThan(700);
    let out = 0;
    child.stdout.on("data", (chunk: Buffer) => {
      for (let at = chunk.indexOf("\n"); at >= 0; at = chunk.indexOf("\n", at + 1)) out += 1;
    });
    child.stdout.resume();
    await expect.poll(() => out, { timeout: 60_000 }).toBe(calls + 1);
    child.stdin.end();
    expect(await ended).toBe(0);
    expect(readEntries(ledger, "call")).toHaveLength(calls);
  }, 120_000);

  it("ends the server when it goes, though the server had stopped reading", async () => {
    const child = spawn(
      process.execPath,
      [builtProgram(), "serve", "--config", join(project.folder, "gatehouse.yaml")],
      {
        stdio: ["pipe", "pipe", "pipe"],
      },
    );
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.stdin.on("error", () => undefined);
    child.stdout.pause();
    child.stdin.write(`${JSON.stringify(INITIALIZE)}\n`);
    for (let id = 0; id < 900; id++) child.stdin.write(`${call(id, "SELECT body FROM notes")}\n`);
    await expect.poll(() => readEntries(ledger, "call").length, { timeout: 30_000 }).toBeGreaterThan(10);
    await sleep(500);
    child.stdout.destroy();
    child.stdin.destroy();
    expect(await ended).toBe(0);
  }, 60_000);
});

function residentMegabytes(pid: number | undefined): number {
  if (process.platform !== "linux") return 0;
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1_024;
}

describe("calls that do not keep to the protocol", () => {
  it("are an entry each and answered each, where one id is used again and again in one burst [G-LEDGER-EVERY-CALL]", async () => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    session.send(Array.from({ length: 5 }, (_, place) => call("same", `SELECT ${place}`)).join("\n"));
    session.send(call("same", "SELECT id FROM nowhere"));
    session.send('{"jsonrpc":"2.0","id":"same","method":"tools/call","params":{"name":"query","_meta":5}}');
    session.send(call("last", "SELECT 9"));
    await session.answer("last");
    await expect.poll(() => session.messages().filter(({ id }) => id === "same")).toHaveLength(7);
    await session.close();
    expect(codes()).toEqual(["none invalid-input", ...Array(6).fill("query answered"), "query unknown-table"]);
  });

  it("are an entry each in a list of them, in lists of lists, and as notifications [G-LEDGER-EVERY-CALL]", async () => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    await session.answer(INITIALIZE.id);
    session.send(`[${call(1, "SELECT 1")},[${call(2, "SELECT 2")},{"method":"tools/call"}],{"method":"ping"}]`);
    session.send('{"jsonrpc":"2.0","method":"tools/call","params":{"name":"query"}}');
    session.send('{"jsonrpc":"2.0","id":4,"result":{},"method":"tools/call"}');
    session.send('{"jsonrpc":"2.0","id":{},"method":"tasks/get","params":{"taskId":"x"}}');
    session.send(call("last", "SELECT 9"));
    await session.answer("last");
    await session.close();
    expect(codes()).toEqual([...Array(5).fill("none invalid-input"), "query answered", "tasks/get invalid-input"]);
  });

  it("are an entry each where the line holds too much and hides its method in escapes [G-LEDGER-EVERY-CALL]", async () => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    await session.answer(INITIALIZE.id);
    const many = `[${"1,".repeat(1_100_000)}1]`;
    session.send(`{"jsonrpc":"2.0","i\\u0064":"a","\\u006dethod":"tools\\u002fcall","params":${many}}`);
    session.send(
      `{"jsonrpc":"2.0","id":"b",${" ".repeat(5_000)}"method":${" ".repeat(5_000)}"tools/call","params":${many}}`,
    );
    session.send(`[${call(1, "SELECT 1")},{"method":"tools\\/call","params":${many}}]`);
    for (const id of ["a", "b"]) {
      expect(await session.answer(id)).toMatchObject({ error: { data: { refused: "parameter-too-large" } } });
    }
    session.send(call("last", "SELECT 9"));
    await session.answer("last");
    await session.close();
    expect(codes()).toEqual([...Array(4).fill("none parameter-too-large"), "query answered"]);
  });

  it("are an entry each when they are cancelled at once, and when the client goes before they begin [G-LEDGER-EVERY-CALL]", async () => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    await session.answer(INITIALIZE.id);
    const cancelled = (id: number) =>
      `{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":${id}}}`;
    const lines = Array.from({ length: 300 }, (_, id) =>
      id % 3 === 0 ? `${call(id, "SELECT 1")}\n${cancelled(id)}` : call(id, "SELECT body FROM notes"),
    );
    session.send(lines.join("\n"));
    await session.close();
    expect(readEntries(ledger, "call")).toHaveLength(300);
  });
});
