// A sample of both corpora through the built program over stdio, with clients of both generations: no protected value in any byte that
// leaves by stdout or stderr, or that the ledger keeps, and nothing ordinary refused. GATEHOUSE_CORPUS_EVERY=1 takes every statement.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { CANARY } from "../support/canary.ts";
import { fingerprintDatabase } from "../support/corpus-fingerprint.ts";
import { type GovernedShop, openGovernedShop, readCases } from "../support/corpus-shop.ts";
import { readEntries } from "../support/ledger-entries.ts";

const EVERY = Number(process.env["GATEHOUSE_CORPUS_EVERY"] ?? 8);

interface Recorded {
  ask(sql: string): Promise<{ isError: boolean; text: string }>;
  /** Every byte that left the server, by either stream. */
  left(): string;
  close(): Promise<void>;
}

/** Hears every byte that the server writes, beside the client. */
function listen(streams: { stdout: unknown; stderr: unknown }): () => string {
  const heard: string[] = [];
  for (const stream of [streams.stdout, streams.stderr]) {
    const on: unknown = Reflect.get(Object(stream), "on");
    if (typeof on !== "function") throw new Error("the server's streams are not to be had");
    on.call(stream, "data", (chunk: Buffer) => heard.push(chunk.toString("latin1")));
  }
  return () => heard.join("");
}

const command = (shop: GovernedShop) => ({
  command: process.execPath,
  args: [builtProgram(), "serve", "--config", join(shop.folder, "gatehouse.yaml")],
  env: { PATH: process.env["PATH"] ?? "", CORPUS_URL: shop.place },
  stderr: "pipe" as const,
});

const textOf = (content: unknown): string => JSON.stringify(content);

interface AnyClient {
  callTool(question: { name: string; arguments: Record<string, unknown> }): Promise<object>;
  close(): Promise<void>;
}

/** A client that is connected, and all that its server writes from here on. */
function record(client: AnyClient, transport: { readonly stderr: unknown }): Recorded {
  const left = listen({ stdout: Reflect.get(Reflect.get(transport, "_process"), "stdout"), stderr: transport.stderr });
  return {
    ask: async (sql) => {
      const answer = await client.callTool({ name: "query", arguments: { sql } });
      const isError = Reflect.get(answer, "isError") === true;
      return { isError, text: textOf({ ...answer, isError: undefined }) };
    },
    left,
    close: () => client.close(),
  };
}

async function connectNew(shop: GovernedShop): Promise<Recorded> {
  const transport = new StdioClientTransport(command(shop));
  const client = new Client({ name: "new", version: "1" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } });
  await client.connect(transport);
  return record(client, transport);
}

async function connectOld(shop: GovernedShop): Promise<Recorded> {
  const transport = new OldTransport(command(shop));
  const client = new OldClient({ name: "old", version: "1" });
  await client.connect(transport);
  return record(client, transport);
}

for (const engine of ["postgres", "sqlite"] as const) {
  const sample = async (kind: "attacks" | "ordinary", first: number) => {
    const files = (await readdir(`cases/${engine}/${kind}`)).map((name) => name.replace(".sql", ""));
    const all = await readCases(`${engine}/${kind}`, files);
    return all.filter((_, place) => place % EVERY === first % EVERY).map(({ sql }) => sql);
  };

  describe(`a sample of the corpora on ${engine}, over stdio`, () => {
    let shop: GovernedShop;
    let before: string;
    beforeAll(async () => {
      shop = await openGovernedShop(engine);
      before = await fingerprintDatabase(shop);
      await shop.query("SELECT 1"); // makes the ledger
    });
    afterAll(() => shop.close());

    it.each([
      ["the client of 2025-11-25", connectOld, 0],
      ["the client of 2026-07-28", connectNew, Math.floor(EVERY / 2)],
    ])(
      "shows %s no protected value, and refuses nothing ordinary [G-READ-ALLOW-LIST] [G-ORDINARY-SQL-PASSES] [G-NOTHING-PRINTED]",
      async (_, connect, first) => {
        const attacks = await sample("attacks", first);
        const ordinary = await sample("ordinary", first);
        const known = readEntries(join(shop.folder, ".gatehouse", "ledger.db"), "call").length;
        const session = await connect(shop);
        for (const sql of attacks) expect((await session.ask(sql)).text, sql).not.toMatch(CANARY);
        for (const sql of ordinary) expect(await session.ask(sql), sql).toMatchObject({ isError: false });
        await session.close();
        expect(CANARY.exec(session.left())?.[0]).toBeUndefined();
        expect(session.left()).toContain("jsonrpc");
        const entries = readEntries(join(shop.folder, ".gatehouse", "ledger.db"), "call");
        expect(entries.length - known).toBe(attacks.length + ordinary.length);
        expect(entries.filter(({ decision }) => decision?.code === "internal-error")).toEqual([]);
      },
    );

    it("left no protected value in the ledger's bytes, and the database as it was [G-LEDGER-HOLDS-NO-VALUES] [G-READ-ONLY-SESSION]", async () => {
      for (const name of await readdir(join(shop.folder, ".gatehouse"))) {
        if (!name.startsWith("ledger.db")) continue;
        const bytes = await readFile(join(shop.folder, ".gatehouse", name), "latin1");
        expect(/canary|900-55-/i.exec(bytes)?.[0]).toBeUndefined();
      }
      expect(await fingerprintDatabase(shop)).toBe(before);
    });
  });
}
