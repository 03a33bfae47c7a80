// Writes whose answers did not arrive: who sends the same again gets the first outcome, and the effect is there once.

import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import {
  bearer,
  configureHttp,
  type HttpServer,
  makeToken,
  send,
  startHttp,
  toolCall,
} from "../support/http-server.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ADD = "UPDATE orders SET total = total + 1 WHERE id = 1 RETURNING total";
const RISK = "rules: []\n";

let shop: WritingShop;
beforeAll(async () => {
  shop = await openWritingShop("sqlite", { risk: RISK });
});
afterAll(() => shop.close());

const total = async () => Number((await shop.raw("SELECT total FROM orders WHERE id = 1"))[0]?.[0]);

/** Sends it as over HTTP. */
async function ask(answered: Promise<"delivered" | "lost">, more: { reason?: string; as?: string; sql?: string } = {}) {
  const { reason = null, as, sql = ADD } = more;
  const context = { ...shop.contextOf(as), answered };
  const answer = await runQuery({ database: null, sql, parameters: [], reason, role: null, waitSeconds: 0 }, context);
  return answer.kind === "refused" ? answer.refusal.code : answer.result;
}

describe("a write that is sent again", () => {
  it("runs once for each time that it was meant, whatever became of its answers [G-WRITE-ANSWERED-ONCE]", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("delivered", "lost", "gone", "other reason"), { minLength: 1, maxLength: 6 }),
        async (fates) => {
          const before = await total();
          let [meant, owed] = [0, false];
          for (const fate of fates) {
            if (fate === "other reason") {
              await ask(Promise.resolve("delivered"), { reason: `${meant}` });
              meant += 1;
              continue;
            }
            // the client is gone before the answer is there, or after
            let tell: (fate: "delivered" | "lost") => void = () => undefined;
            const answered = new Promise<"delivered" | "lost">((resolve) => (tell = resolve));
            if (fate === "gone") tell("lost");
            const result = await ask(answered);
            if (!owed) meant += 1;
            expect(result).toMatchObject({ status: "executed", rows: [[expect.anything()]] });
            expect(JSON.stringify(result).includes("nothing was run again")).toBe(owed);
            tell(fate === "delivered" ? "delivered" : "lost");
            await answered;
            owed = fate !== "delivered";
          }
          expect((await total()) - before).toBe(meant);
          if (owed) await ask(Promise.resolve("delivered"));
          expect((await total()) - before).toBe(meant);
        },
      ),
      { numRuns: 12 },
    );
  });

  it("is another's, in another role or of another text, and runs [G-WRITE-ANSWERED-ONCE]", async () => {
    const before = await total();
    await ask(Promise.resolve("lost"));
    await ask(Promise.resolve("delivered"), { sql: `${ADD} ` });
    expect((await total()) - before).toBe(2);
    await ask(Promise.resolve("delivered"), { as: "other" }); // who sees no row of that region
    expect((await total()) - before).toBe(2);
    expect(await ask(Promise.resolve("delivered"))).toMatchObject({
      next: expect.stringContaining("nothing was run again"),
    });
    await ask(Promise.resolve("delivered"));
    expect((await total()) - before).toBe(3);
  });

  it("that was refused is refused again, and not remembered", async () => {
    const bad = "UPDATE orders SET total = -1 WHERE id = 1";
    expect(await ask(Promise.resolve("lost"), { sql: bad })).toBe(await ask(Promise.resolve("lost"), { sql: bad }));
  });

  it("waits for the first where its caller went while it ran", async () => {
    const before = await total();
    let gone: (fate: "lost") => void = () => undefined;
    const first = ask(new Promise<"lost">((resolve) => (gone = resolve)));
    expect(await first).toMatchObject({ status: "executed" });
    const second = ask(Promise.resolve("delivered")); // before anybody knows that the first one's client has gone
    gone("lost");
    expect(await second).toMatchObject({ status: "executed", next: expect.stringContaining("nothing was run again") });
    expect((await total()) - before).toBe(1);
  });
});

describe("a connection that is killed", () => {
  let server: HttpServer;
  let token: string;
  beforeAll(async () => {
    configureHttp(shop.folder);
    token = (await makeToken(shop.folder, "claude")).token;
    server = await startHttp(shop.folder);
  });
  afterAll(() => server.stop());

  const REVISIONS = [
    ["2025-11-25", {}, {}],
    [
      "2026-07-28",
      { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": "query" },
      {
        "io.modelcontextprotocol/protocolVersion": "2026-07-28",
        "io.modelcontextprotocol/clientInfo": { name: "raw", version: "1" },
        "io.modelcontextprotocol/clientCapabilities": {},
      },
    ],
  ] as const;

  it.each(REVISIONS)(
    "at any moment of a write leaves one effect once it is sent again, in %s [G-WRITE-ANSWERED-ONCE]",
    async (_, headers, meta) => {
      const asked = (reason: string) => {
        const call = toolCall("query", { sql: ADD, reason });
        return { ...call, params: { ...Object(Reflect.get(call, "params")), _meta: meta } };
      };
      for (let round = 0; round < 12; round++) {
        const before = await total();
        const reason = `round ${round}`;
        const text = JSON.stringify(asked(reason));
        const lines = Object.entries({
          host: "127.0.0.1",
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "content-length": String(text.length),
          ...bearer(token),
          ...headers,
        }).map(([name, value]) => `${name}: ${value}\r\n`);
        const socket = connect(server.port, "127.0.0.1");
        socket.on("error", () => undefined);
        await new Promise<void>((resolve) =>
          socket.write(`POST /mcp HTTP/1.1\r\n${lines.join("")}\r\n${text}`, () => resolve()),
        );
        await new Promise((resolve) => setTimeout(resolve, round * 3));
        socket.resetAndDestroy();
        await new Promise((resolve) => setTimeout(resolve, 5));
        const again = await send(server, { headers: { ...bearer(token), ...headers }, body: asked(reason) });
        expect(again.text).toContain("executed");
        expect((await total()) - before, `${round}: ${again.text}`).toBe(1);
      }
    },
  );
});
