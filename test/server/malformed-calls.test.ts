// Calls of tools that are none: each is one entry, of a bounded size and without what it said, and gets a code, a sentence and a remedy.

import { readFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readEntries } from "../support/ledger-entries.ts";
import { makeOneTableProject, type OneTableProject } from "../support/one-table-project.ts";
import { connect } from "../support/project.ts";
import { INITIALIZE, openRaw } from "../support/raw-session.ts";

let project: OneTableProject["project"];
let ledger: string;

beforeEach(async () => {
  ({ project, ledger } = await makeOneTableProject("people", {
    columns: "{ id: internal, email: email }",
    sql: "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT)",
  }));
});

afterEach(() => project.remove());

const CANARY = "Canary1@x.example";
const call = (params: unknown, more: object = {}) => ({ jsonrpc: "2.0", id: 1, method: "tools/call", params, ...more });

const MALFORMED: readonly (readonly [string, object, string, number])[] = [
  ["a tool that there is not", call({ name: CANARY, arguments: {} }), "unknown-tool", -32602],
  ["a tool of the name `constructor`", call({ name: "constructor", arguments: {} }), "unknown-tool", -32602],
  ["a name of 1 MB", call({ name: CANARY.repeat(60_000) }), "unknown-tool", -32602],
  ["half of a surrogate pair for a name", call({ name: "\ud800" }), "unknown-tool", -32602],
  ["a tool of auditors", call({ name: "ledger-search", arguments: { caller: CANARY } }), "unknown-tool", -32602],
  ["no name", call({ arguments: { sql: CANARY } }), "invalid-input", -32602],
  ["a number for a name", call({ name: 7 }), "invalid-input", -32602],
  ["an object for a name", call({ name: { sql: CANARY } }), "invalid-input", -32602],
  ["no parameters", call(undefined), "invalid-input", -32602],
  ["text for arguments", call({ name: "query", arguments: CANARY }), "invalid-input", -32602],
  ["a list for arguments", call({ name: "query", arguments: [CANARY] }), "invalid-input", -32602],
  ["null for arguments", call({ name: "query", arguments: null }), "invalid-input", -32602],
  ["a list for parameters", call([CANARY]), "invalid-input", -32600],
  ["text for parameters", call(CANARY), "invalid-input", -32600],
  ["a number for _meta", call({ name: "query", arguments: {}, _meta: 5 }), "invalid-input", -32600],
  ["another version of JSON-RPC", call({ name: "query" }, { jsonrpc: "1.0" }), "invalid-input", -32600],
  ["a member that no request has", call({ name: "query" }, { sql: CANARY }), "invalid-input", -32600],
];

describe("a call that is none", () => {
  it("is recorded and refused, whatever is wrong with it [G-LEDGER-EVERY-CALL]", async () => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    await session.answer(INITIALIZE.id);
    for (const [place, [name, message, code, error]] of MALFORMED.entries()) {
      session.send({ ...message, id: place });
      expect(await session.answer(place), name).toMatchObject({
        error: {
          code: error,
          message: expect.stringMatching(/\. \S.*\.$/),
          data: { refused: code, message: expect.stringMatching(/\.$/), remedy: expect.stringMatching(/\.$/) },
        },
      });
      const entries = readEntries(ledger, "call");
      expect(entries, name).toHaveLength(place + 1);
      const last = entries.at(-1);
      expect(last, name).toMatchObject({
        caller: { principal: "claude" },
        agent: { client: "raw" },
        decision: { effect: "deny", code },
      });
      expect(JSON.stringify(last).length, name).toBeLessThan(2_000);
    }
    expect(await session.close()).toBe(0);
    expect(session.written()).not.toContain(CANARY);
    expect(readFileSync(ledger).includes(CANARY)).toBe(false);
  });

  it.each([
    [
      "without an id",
      { jsonrpc: "2.0", method: "tools/call", params: { name: "query", arguments: { sql: "SELECT 1" } } },
      1,
    ],
    ["with null for an id", call({ name: "query", arguments: { sql: "SELECT 1" } }, { id: null }), 1],
    ["in a list", [call({ name: "query" }), call({ name: CANARY }, { id: 2 })], 2],
  ])("runs nothing %s, and is recorded [G-LEDGER-EVERY-CALL]", async (_, message, calls) => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    await session.answer(INITIALIZE.id);
    session.send(message);
    session.send(call({ name: "query", arguments: { sql: "SELECT 2" } }, { id: "next" }));
    expect(await session.answer("next")).toMatchObject({ result: { structuredContent: { rows: [[2]] } } });
    await session.close();
    const codes = readEntries(ledger, "call").map(({ decision }) => decision?.code ?? "none");
    expect(codes.toSorted()).toEqual([...Array(calls).fill("invalid-input"), "none"]);
  });

  it("is recorded where the SDK refuses it by itself [G-LEDGER-EVERY-CALL]", async () => {
    const session = openRaw(project.folder);
    const meta = (version: unknown) => ({
      "io.modelcontextprotocol/protocolVersion": version,
      "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
      "io.modelcontextprotocol/clientCapabilities": {},
    });
    const query = { name: "query", arguments: { sql: "SELECT 1" } };
    session.send(call({ ...query, _meta: meta("2099-01-01") }, { id: "future" }));
    session.send(call({ ...query, _meta: meta(7) }, { id: "odd" }));
    session.send(call({ ...query, _meta: meta("2026-07-28") }, { id: "fine" }));
    await session.answer("fine");
    session.send(call(query, { id: "bare" }));
    for (const id of ["future", "odd", "bare"]) {
      expect(await session.answer(id)).toMatchObject({ error: { data: { refused: "invalid-input" } } });
    }
    expect(await session.answer("fine")).toMatchObject({ result: { structuredContent: { rows: [[1]] } } });
    await session.close();
    const codes = readEntries(ledger, "call").map(({ decision }) => decision?.code ?? "none");
    expect(codes.toSorted()).toEqual(["invalid-input", "invalid-input", "invalid-input", "none"]);
  });

  it("does not tell a tool that the role does not see from one that there is not, save in the ledger", async () => {
    const served = await connect(project.folder);
    const failures = await Promise.all(
      ["ledger-verify", "no-such-tool"].map((name) =>
        served.client.callTool({ name, arguments: {} }).then(
          () => null,
          (error: unknown) => error,
        ),
      ),
    );
    await served.close();
    const [hidden, absent] = failures.map((failure) => {
      const { ledger: _receipt, rule: _rule, ...said } = Object(Reflect.get(Object(failure), "data"));
      return said;
    });
    expect(hidden).toMatchObject({ refused: "unknown-tool" });
    expect(hidden).toEqual(absent);
    expect(
      readEntries(ledger, "call")
        .map(({ tool }) => tool ?? "none")
        .toSorted(),
    ).toEqual(["ledger-verify", "none"]);
  });

  it("comes in any number, and the next real call is answered", async () => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    for (let id = 0; id < 500; id++) session.send(call({ name: `tool-${id}` }, { id }));
    session.send(call({ name: "query", arguments: { sql: "SELECT 3" } }, { id: "last" }));
    expect(await session.answer("last")).toMatchObject({ result: { structuredContent: { rows: [[3]] } } });
    await session.answer(499);
    await session.close();
    expect(readEntries(ledger, "call")).toHaveLength(501);
  });
});

describe("a message that holds too much", () => {
  const call = (id: string, parameters: string) =>
    `{"jsonrpc":"2.0","id":"${id}","method":"tools/call","params":{"name":"query","arguments":{"sql":"SELECT 1","parameters":${parameters}}}}`;
  const deep = (levels: number) => `[${"[".repeat(levels)}${"]".repeat(levels)}]`;

  it.each([
    ["twenty million numbers", `[[${"1,".repeat(20_000_000)}1]]`],
    ["two million objects", `[[${'{"a":{}},'.repeat(2_000_000)}{}]]`],
    ["lists five million deep", deep(5_000_000)],
    ["lists 2,000 deep", deep(2_000)],
  ])("is refused and recorded before it is parsed: %s [G-LEDGER-EVERY-CALL] [G-READ-LIMITS]", async (_, parameters) => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    await session.answer(INITIALIZE.id);
    session.send(call("large", parameters));
    session.send(call("next", "[]"));
    expect(await session.answer("large")).toMatchObject({
      error: { code: -32600, data: { refused: "parameter-too-large", remedy: expect.stringMatching(/\.$/) } },
    });
    expect(await session.answer("next")).toMatchObject({ result: { structuredContent: { rows: [[1]] } } });
    await session.close();
    expect(readEntries(ledger, "call").map(({ decision }) => decision?.code ?? "none")).toEqual([
      "parameter-too-large",
      "none",
    ]);
  });

  it("is taken where it is only large: lists 100 deep, and 200,000 numbers", async () => {
    const session = openRaw(project.folder);
    session.send(INITIALIZE);
    session.send(call("deep", deep(100)));
    session.send(call("long", `[[${"1,".repeat(200_000)}1]]`));
    for (const id of ["deep", "long"]) {
      expect(JSON.stringify(await session.answer(id))).toContain("parameter-count");
    }
    await session.close();
  });
});
