// The ledger's tools over MCP: shown to roles that read the ledger, refused to and recorded for everybody.

import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type AuditedShop, makeAuditedShop } from "../support/audited-shop.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { connect, type ServedClient } from "../support/project.ts";

let shop: AuditedShop;
let head: { size: number; root: string };

beforeAll(async () => {
  shop = await makeAuditedShop();
  const served = await connect(shop.folder);
  await served.call("query", { sql: "SELECT email FROM people WHERE email = 'canary-1@x.example'" });
  await served.call("query", { sql: "SELECT secret_thing FROM people" });
  const last = await served.call("query", { sql: "SELECT total FROM orders" });
  const { size, root } = Object(last.body["ledger"]);
  head = { size, root };
  await served.close();
});
afterAll(() => shop.remove());

async function as<T>(caller: string, work: (served: ServedClient) => Promise<T>): Promise<T> {
  const served = await connect(shop.folder, { args: ["--caller", caller] });
  try {
    return await work(served);
  } finally {
    await served.close();
  }
}
const toolsOf = (caller: string) =>
  as(caller, async ({ client }) => (await client.listTools()).tools.map(({ name }) => name).toSorted());
const indexes = (body: Record<string, unknown>): number[] =>
  Array.isArray(body["entries"]) ? body["entries"].map((entry) => Number(Object(entry).index)) : [];

describe("the ledger's tools", () => {
  it("are listed for roles that read the ledger, which get no tools for rows; others do not see them [G-LEDGER-TOOLS-BY-ROLE]", async () => {
    expect(await toolsOf("carol")).toEqual(["describe-schema", "ledger-search", "ledger-verify"]);
    expect(await toolsOf("dana")).toEqual(["describe-schema", "ledger-search"]);
    for (const caller of ["claude", "alice"]) {
      const names = await toolsOf(caller);
      expect(names).toContain("query");
      expect(names.filter((name) => name.startsWith("ledger"))).toEqual([]);
    }
  });

  it("have schemas that a client can check answers by", async () => {
    await as("carol", async ({ client }) => {
      for (const { inputSchema, outputSchema, annotations } of (await client.listTools()).tools) {
        expect(inputSchema).toMatchObject({ type: "object", additionalProperties: false });
        expect(outputSchema).toMatchObject({ type: "object" });
        expect(annotations).toMatchObject({ readOnlyHint: true });
      }
    });
  });

  it("are refused to others, and the attempt is recorded [G-LEDGER-TOOLS-BY-ROLE]", async () => {
    const unknown = async ({ client }: ServedClient, name: string, input: Record<string, unknown> = {}) => {
      await expect(client.callTool({ name, arguments: input })).rejects.toMatchObject({
        code: -32602,
        data: { refused: "unknown-tool" },
      });
    };
    await as("claude", async (served) => {
      await unknown(served, "ledger-search");
      await unknown(served, "ledger-verify");
    });
    await as("dana", (served) => unknown(served, "ledger-verify"));
    await as("carol", (served) => unknown(served, "query", { sql: "SELECT 1" }));
    const denied = readEntries(shop.ledger, "call").filter(({ decision }) => decision?.code === "unknown-tool");
    expect(denied.map(({ tool, decision }) => [tool, decision?.rule])).toEqual([
      ["ledger-search", "role analyst"],
      ["ledger-verify", "role analyst"],
      ["ledger-verify", "role incident-responder"],
      ["query", "role compliance-auditor"],
    ]);
  });

  it("find entries by filter, page by page, and hold no value; each search is an entry itself", async () => {
    await as("carol", async (served) => {
      const denied = await served.call("ledger-search", { caller: "claude", decision: "deny", tool: "query" });
      expect(denied.body).toMatchObject({ entries: [{ kind: "call", decision: { code: "unknown-column" } }] });
      const words = await served.call("ledger-search", { text: "email = ?" });
      expect(words.body["entries"]).toHaveLength(1);
      expect(JSON.stringify(words)).not.toContain("canary-1");
      const seen: number[] = [];
      for (let cursor: unknown; ; ) {
        const page = await served.call("ledger-search", {
          limit: 2,
          caller: "claude",
          ...(cursor !== undefined && { cursor }),
        });
        seen.push(...indexes(page.body));
        cursor = page.body["next_cursor"];
        if (cursor === undefined) break;
      }
      const all = readEntries(shop.ledger).filter(({ caller }) => caller?.principal === "claude");
      expect(seen).toEqual(all.map(({ index }) => index).toReversed());
    });
    const searches = readEntries(shop.ledger, "call").filter(
      ({ caller, tool }) => caller?.principal === "carol" && tool === "ledger-search",
    );
    expect(searches.length).toBeGreaterThan(3);
    expect(searches[0]).toMatchObject({ detail: { filter: "caller tool decision" }, decision: { effect: "allow" } });
    expect(JSON.stringify(searches)).not.toContain("email = ?");
  });

  it("say what is wrong with a filter", async () => {
    await as("dana", async (served) => {
      for (const [input, words] of [
        [{ decision: "maybe" }, /There is no decision/],
        [{ since: "2026-11-22", until: "2026-11-21" }, /ends before it begins/],
        [{ table: "people" }, /schema\.name/],
        [{ limit: 1_000 }, /cannot be used/],
        [{ colour: "red" }, /cannot be used/],
      ] as const) {
        const answer = await served.call("ledger-search", input);
        expect(answer).toMatchObject({
          isError: true,
          body: { refused: "invalid-input", message: expect.stringMatching(words) },
        });
      }
    });
  });

  it("verify against heads that the auditor kept, and record the verdict", async () => {
    await as("carol", async (served) => {
      expect((await served.call("ledger-verify", {})).body).toMatchObject({ verdict: "self-consistent" });
      expect((await served.call("ledger-verify", { against: [head] })).body).toMatchObject({
        verdict: "whole-to-anchor",
        covered: head.size,
      });
      const forged = { ...head, root: `${"A".repeat(43)}=` };
      expect((await served.call("ledger-verify", { against: [forged] })).body).toMatchObject({ verdict: "forked" });
    });
    const verdicts = readEntries(shop.ledger, "call").flatMap(({ tool, detail }) =>
      tool === "ledger-verify" && detail !== undefined ? [detail["verdict"]] : [],
    );
    expect(verdicts).toEqual(["self-consistent", "whole-to-anchor", "forked"]);
  });

  it("go on while every database is locked, and not for a caller who is", async () => {
    await shop.run("lock", "everything", "--reason", "INC-1", "--as", "dana");
    await as("carol", async (served) => {
      expect((await served.call("ledger-search", { kind: "lock.set" })).body).toMatchObject({
        entries: [{ reason: "INC-1" }],
      });
      await shop.run("lock", "caller", "carol", "--reason", "INC-2", "--as", "dana");
      expect((await served.call("ledger-search", {})).body).toMatchObject({ refused: "locked" });
    });
  });
});
