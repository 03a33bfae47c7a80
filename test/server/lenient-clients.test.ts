// Calls as clients really send them: what can only mean one thing is taken for it, and what would be changed on its way is refused.

import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { mayChange } from "../../src/core/policy/decide/may-change.ts";
import type { Role } from "../../src/core/policy/policy.ts";
import { describeTool, TOOLS } from "../../src/entry/mcp/tools/tool-list.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { connect, makeProject, type ServedClient } from "../support/project.ts";
import { INITIALIZE, openRaw, type RawSession } from "../support/raw-session.ts";

const DATA = "database: shop\nrelations:\n  main.things:\n    columns: { id: public, name: public }\n";
let project: Awaited<ReturnType<typeof makeProject>>;
let raw: RawSession;
let client: ServedClient;
let id = 0;

beforeAll(async () => {
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: { shop: DATA } });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec(
    "CREATE TABLE things (id INTEGER PRIMARY KEY, name TEXT); INSERT INTO things VALUES (9007199254740993, 'far')",
  );
  shop.close();
  raw = openRaw(project.folder);
  raw.send(INITIALIZE);
  client = await connect(project.folder);
});

afterAll(async () => {
  await client.close();
  await raw.close();
  await project.remove();
});

/** The text of the answer to a call whose arguments go out exactly as written. */
async function callWith(
  name: string,
  argumentsJson: string,
): Promise<{ isError: boolean; body: Record<string, unknown> }> {
  if (id === 0) await raw.answer(INITIALIZE.id);
  id += 1;
  raw.send(
    `{"jsonrpc":"2.0","id":${id},"method":"tools/call","params":{"name":"${name}","arguments":${argumentsJson}}}`,
  );
  const { result } = z
    .object({
      result: z.looseObject({ isError: z.boolean().optional(), content: z.array(z.object({ text: z.string() })) }),
    })
    .parse(await raw.answer(id));
  return { isError: result.isError === true, body: JSON.parse(result.content[0]?.text ?? "{}") };
}

describe("numbers", () => {
  it.each([
    "[9007199254740993]",
    "[[9007199254740993]]",
    '[{"a":9007199254740993}]',
    "[1e400]",
    "[0.1234567890123456789]",
  ])("in parameters %s are refused, and not rounded [G-NUMBERS-EXACT]", async (parameters) => {
    const answer = await callWith(
      "query",
      `{"sql":"SELECT name FROM things WHERE id = ?1","parameters":${parameters}}`,
    );
    expect(answer).toMatchObject({ isError: true, body: { refused: "inexact-number" } });
    expect(answer.body["remedy"]).toContain("as a string");
    const newest = readEntries(join(project.folder, ".gatehouse", "ledger.db"), "call").at(-1);
    expect(newest).toMatchObject({ tool: "query", decision: { effect: "deny", code: "inexact-number" } });
  });

  it("as strings are what they are, and exact ones pass", async () => {
    const found = await callWith(
      "query",
      '{"sql":"SELECT name FROM things WHERE id = ?1","parameters":["9007199254740993"]}',
    );
    expect(found.body["rows"]).toEqual([["far"]]);
    const exact = await callWith("query", '{"sql":"SELECT ?1, ?2","parameters":[0.1,9007199254740991]}');
    expect(exact.body["rows"]).toEqual([[0.1, 9007199254740991]]);
    expect((await callWith("query", '{"sql":"SELECT 9007199254740993 = id FROM things"}')).body["rows"]).toEqual([[1]]);
  });
});

describe("arguments", () => {
  it.each([
    ["query", '{"sql":"SELECT 1","parameters":null,"reason":null,"role":null,"database":null,"wait_seconds":null}'],
    ["query", '{"sql":"SELECT 1","wait_seconds":"0"}'],
    ["query", '{"sql":"SELECT ?1","parameters":"[1]"}'],
    ["describe-schema", '{"tables":null,"search":null,"cursor":null}'],
    ["describe_schema", '{"tables":["things"]}'],
  ])("of %s as %s are taken for what they mean", async (name, argumentsJson) => {
    expect((await callWith(name, argumentsJson)).body).not.toHaveProperty("refused");
  });

  it("a tool's name may be written with underscores", async () => {
    expect((await callWith("request_approval", '{"request":"none"}')).body).toMatchObject({
      refused: "unknown-approval",
    });
    const newest = readEntries(join(project.folder, ".gatehouse", "ledger.db"), "call").at(-1);
    expect(newest).toMatchObject({ tool: "request-approval" });
  });
});

describe("what tools/list says", () => {
  it("has no list of schemas, and no list whose items have no type, in what parameters are", async () => {
    const { tools } = await client.client.listTools();
    for (const { inputSchema } of tools.filter(({ name }) => name === "query" || name === "request-approval")) {
      const text = JSON.stringify(inputSchema);
      expect(text).not.toMatch(/anyOf|oneOf|"items":\{\}/);
      expect(inputSchema.properties).toMatchObject({
        parameters: { type: "array", items: { type: ["string", "number", "boolean", "null", "array"] } },
      });
    }
  });

  it("calls query destructive only where its role may change something", async () => {
    const { tools } = await client.client.listTools();
    const query = tools.find(({ name }) => name === "query");
    expect(query?.annotations).toMatchObject({ readOnlyHint: true, destructiveHint: false });
  });

  it.each([
    [{}, false],
    [{ writes: new Map([["shop", new Map()]]) }, true],
    [{ writesOwnDatasets: true }, true],
    [{ schemaChanges: new Map([["shop", { createIn: new Set<string>(), tables: new Map() }]]) }, true],
    [{ accessRoles: ["maintainer"] }, true],
  ])("of a role with %j: destructive is %j", (more, destructive) => {
    const role = { ...READER, ...more };
    expect(mayChange(role)).toBe(destructive);
    const query = TOOLS.find(({ name }) => name === "query");
    if (query === undefined) throw new Error("no query");
    expect(describeTool(query, role).annotations).toMatchObject({
      destructiveHint: destructive,
      readOnlyHint: !destructive,
    });
  });
});

const TREATMENT = { kind: "clear" } as const;
const READER: Role = {
  name: "reader",
  description: "",
  reads: "masked",
  ownDatasetsInTheClear: false,
  classes: new Map(),
  levels: { public: TREATMENT, internal: TREATMENT, confidential: TREATMENT, restricted: TREATMENT },
  unclassified: TREATMENT,
  rowFilters: new Map(),
  writes: new Map(),
  writesOwnDatasets: false,
  schemaChanges: new Map(),
  functions: new Set(),
  limits: { rows: 10, bytes: 1_000, milliseconds: 1_000 },
  approves: [],
  accessMinutes: 0,
  accessRoles: [],
  wantsBoundToken: false,
  excludes: [],
  reviewDays: null,
  explain: false,
  catalogue: false,
  readsLedger: false,
  auditsLedger: false,
  mayLock: false,
  breakGlass: null,
};
