// Calls that go past the SDK and calls that go by it are answered, recorded, cancelled and refused alike.

import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { TOOLS } from "../../src/entry/mcp/tools/tool-list.ts";
import { schemasOf } from "../../src/entry/mcp/tools/tool-schemas.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { makeProject } from "../support/project.ts";
import { INITIALIZE, openRaw, type RawSession } from "../support/raw-session.ts";

const DATA = "database: shop\nrelations:\n  main.notes:\n    columns: { id: internal, body: public }\n";
let project: Awaited<ReturnType<typeof makeProject>>;
let session: RawSession;
let ledger: string;

beforeAll(async () => {
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: { shop: DATA } });
  ledger = join(project.folder, ".gatehouse", "ledger.db");
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)");
  shop.prepare("INSERT INTO notes VALUES (1, ?), (2, NULL)").run('"quoted" \\ \u2028 ü 𝒳 \n');
  shop.close();
  session = openRaw(project.folder);
  session.send(INITIALIZE);
  session.send({ jsonrpc: "2.0", method: "notifications/initialized" });
  session.send({ jsonrpc: "2.0", id: "first", method: "tools/call", params: query("SELECT 1 AS one") });
  await vi.waitUntil(() => session.messages().length === 2, { timeout: 20_000 });
});

afterAll(async () => {
  await session.close();
  await project.remove();
});

let count = 0;

/** What is answered, by its way: one that carries more in `_meta` than a token of progress goes by the SDK. */
async function ask(params: Record<string, unknown>, way: "short" | "sdk"): Promise<Record<string, unknown>> {
  const id = `${way} ${count++}`;
  const meta = way === "sdk" ? { _meta: { "example.org/other": 1 } } : {};
  session.send({ jsonrpc: "2.0", id, method: "tools/call", params: { ...params, ...meta } });
  return { ...(await session.answer(id)), id: "any" };
}

/** Without what differs from call to call: receipts, ids and times. */
function alike(answer: Record<string, unknown>): unknown {
  const text = JSON.stringify(answer)
    .replace(/(\\?"(?:index|size)\\?":)\d+/g, "$10")
    .replace(/(root\\?":\\?")[A-Za-z0-9+/=]+/g, "$1")
    .replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "id")
    .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "time");
  return JSON.parse(text);
}

const query = (sql: unknown, more: Record<string, unknown> = {}) => ({
  name: "query",
  arguments: { sql, ...more },
});

describe("the tools of the published program", () => {
  it("have the schemas that their definitions give", async () => {
    session.send({ jsonrpc: "2.0", id: "tools", method: "tools/list" });
    const { result } = await session.answer("tools");
    const listed: Record<string, unknown>[] = Reflect.get(Object(result), "tools");
    expect(listed.length).toBeGreaterThan(2);
    for (const { name, inputSchema, outputSchema } of listed) {
      const tool = TOOLS.find((known) => known.name === name);
      if (tool === undefined) throw new RangeError(`no tool ${String(name)}`);
      expect({ input: inputSchema, output: outputSchema }).toEqual(JSON.parse(JSON.stringify(schemasOf(tool))));
    }
  });
});

describe("a call past the SDK", () => {
  it.each<[string, Record<string, unknown>]>([
    ["rows of text that has to be escaped twice", query("SELECT id, body FROM notes ORDER BY id")],
    ["a parameter as text", query("SELECT body FROM notes WHERE id = ?1", { parameters: "[2]" })],
    ["a refusal", query("SELECT other FROM notes")],
    ["arguments that do not fit", query(7)],
    ["no arguments", { name: "query" }],
    ["arguments that are a list", { name: "query", arguments: [1] }],
    ["a tool that there is not", { name: "elsewhere", arguments: {} }],
    ["no name", {}],
    ["another tool", { name: "describe_schema", arguments: {} }],
    ["a task", { ...query("SELECT 1 AS one"), task: { ttl: 1_000 } }],
    ["a task that is none", { ...query("SELECT 1 AS one"), task: 5 }],
  ])("is answered as by the SDK: %s [G-LEDGER-EVERY-CALL]", async (_, params) => {
    const entries = readEntries(ledger, "call").length;
    const [short, sdk] = [await ask(params, "short"), await ask(params, "sdk")];
    expect(alike(short)).toEqual(alike(sdk));
    const made = readEntries(ledger, "call").slice(entries);
    expect(made).toHaveLength(2);
    const [one, other] = made.map(({ decision, tool, agent, caller }) => ({ decision, tool, agent, caller }));
    expect(one).toEqual(other);
  });

  it("says in its text what it says in its structured content", async () => {
    const answer = await ask(query("SELECT id, body FROM notes ORDER BY id"), "short");
    const result: unknown = Reflect.get(answer, "result");
    const [content]: unknown[] = Reflect.get(Object(result), "content");
    expect(JSON.parse(String(Reflect.get(Object(content), "text")))).toEqual(
      Reflect.get(Object(result), "structuredContent"),
    );
  });

  it("is cancelled, and then gets no answer, and is recorded [G-LEDGER-EVERY-CALL]", async () => {
    const entries = readEntries(ledger, "call").length;
    const long =
      "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 400000000) SELECT count(*) AS c FROM n";
    session.send({ jsonrpc: "2.0", id: "long", method: "tools/call", params: query(long) });
    session.send({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: "long" } });
    await expect.poll(() => readEntries(ledger, "call").length, { timeout: 20_000 }).toBe(entries + 1);
    await ask(query("SELECT 1 AS one"), "short");
    expect(session.messages().some(({ id }) => id === "long")).toBe(false);
    expect(readEntries(ledger, "call").map(({ decision }) => decision?.code)).toContain("cancelled");
  });

  it("has an answer for each of many that come at once, whatever ids they have", async () => {
    const ids = [
      0,
      -1,
      "",
      'a"\\\n',
      9_007_199_254_740_991,
      ...Array.from({ length: 30 }, (_, place) => `many ${place}`),
    ];
    const lines = ids.map((id) =>
      JSON.stringify({ jsonrpc: "2.0", id, method: "tools/call", params: query("SELECT 1 AS one") }),
    );
    session.send(lines.join("\n"));
    for (const id of ids)
      expect(await session.answer(id)).toMatchObject({ result: { structuredContent: { rows: [[1]] } } });
  });
});
