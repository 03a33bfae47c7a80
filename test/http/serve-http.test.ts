// Many callers over HTTP, each known by a token: the built program, and requests that no client would send.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type AddressInfo, connect as connectTcp, createServer, type Socket } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  bearer,
  configureHttp,
  type HttpServer,
  INITIALIZE,
  makeToken,
  type Sent,
  send,
  sendSlow,
  startHttp,
  toolCall,
} from "../support/http-server.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const DATA =
  "database: shop\nrelations:\n  main.people:\n    owners: [alice]\n    columns: { id: internal, email: email, country: internal }\n";
const QUERY = { sql: "SELECT email, country FROM people ORDER BY id" };
const CLEAR = "ann@example.com";
/** Takes seconds, and is cut off when its caller goes. */
const SLOW = {
  sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT count(*) AS c FROM n",
};

let project: Awaited<ReturnType<typeof makeProject>>;
let server: HttpServer;
let analyst: string;
let owner: string;

beforeAll(async () => {
  project = await makeProject({
    databases: "  shop: { engine: sqlite, file: shop.db, max-connections: 4 }",
    data: { shop: DATA },
  });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, country TEXT)");
  shop.exec(`INSERT INTO people VALUES (1, '${CLEAR}', 'DE'), (2, 'bob@example.com', 'FR')`);
  shop.close();
  configureHttp(project.folder, "listen: '127.0.0.1:0', health: '127.0.0.1:0', drain-seconds: 1");
  analyst = (await makeToken(project.folder, "claude")).token;
  owner = (await makeToken(project.folder, "alice")).token;
  server = await startHttp(project.folder);
});

afterAll(async () => {
  await server.stop();
  await project.remove();
});

const ledger = () => join(project.folder, ".gatehouse", "ledger.db");
const calls = () => readEntries(ledger(), "call");
const config = () => ["--config", join(project.folder, "gatehouse.yaml")];

async function until(holds: () => boolean): Promise<void> {
  for (let tried = 0; tried < 400 && !holds(); tried++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(holds()).toBe(true);
}

describe("who calls", () => {
  it("is who the token was made for, in its role: nothing that a request says makes it another [G-HTTP-CALLER-BY-TOKEN]", async () => {
    const more = { headers: { ...bearer(analyst), "x-forwarded-user": "alice", cookie: "token=alice" } };
    const masked = await send(server, { ...more, body: toolCall("query", { ...QUERY }) });
    expect(masked.status).toBe(200);
    expect(masked.text).toContain("email_");
    expect(masked.text).not.toContain(CLEAR);
    const clear = await send(server, { headers: bearer(owner), body: toolCall("query", QUERY) });
    expect(clear.text).toContain(CLEAR);
    expect(calls().slice(-2)).toMatchObject([
      { caller: { principal: "claude", role: "analyst", method: "token", owner: "alice" } },
      { caller: { principal: "alice", role: "data-owner", method: "token" } },
    ]);
  });

  const unknown = `ght_${"A".repeat(43)}`;
  const REFUSED: readonly (readonly [string, () => Sent, number, string | null])[] = [
    ["nobody", () => ({}), 401, null],
    ["another scheme", () => ({ headers: { authorization: "Basic YWxpY2U6eA==" } }), 401, null],
    ["a token that nobody made", () => ({ headers: bearer(unknown) }), 401, "invalid_token"],
    ["a token of another form", () => ({ headers: bearer("a.b.c") }), 401, "invalid_token"],
    ["a token in lower case", () => ({ headers: bearer(analyst.toLowerCase()) }), 401, "invalid_token"],
    ["a token with a byte less", () => ({ headers: bearer(analyst.slice(0, -1)) }), 401, "invalid_token"],
    ["its digest for a token", () => ({ headers: bearer(digestOf(analyst)) }), 401, "invalid_token"],
    ["an empty scheme", () => ({ headers: { authorization: analyst } }), 400, "invalid_request"],
    ["no token", () => ({ headers: { authorization: "Bearer" } }), 400, "invalid_request"],
    ["two spaces", () => ({ headers: { authorization: `Bearer  ${analyst}` } }), 400, "invalid_request"],
    ["a comma", () => ({ headers: { authorization: `Bearer ${analyst}, Bearer x` } }), 400, "invalid_request"],
    [
      "two tokens",
      () => ({ headers: { authorization: [`Bearer ${analyst}`, `Bearer ${owner}`] } }),
      400,
      "invalid_request",
    ],
    ["a token in the URL", () => ({ path: `/mcp?access_token=${analyst}` }), 400, "invalid_request"],
    ["both", () => ({ path: `/mcp?token=${analyst}`, headers: bearer(analyst) }), 400, "invalid_request"],
  ];
  it.each(REFUSED)(
    "%s is refused, whatever it calls, and nothing runs [G-HTTP-CALLER-BY-TOKEN]",
    async (_, sent, status, error) => {
      const before = calls().length;
      const said = await send(server, { ...sent(), body: toolCall("query", QUERY) });
      expect(said.status).toBe(status);
      expect(said.body["error"]).toBe(error ?? undefined);
      expect(said.text).not.toMatch(/ght_|email_|@/);
      const challenge = said.headers["www-authenticate"];
      if (status === 401)
        expect(challenge).toMatch(
          error === null ? /^Bearer realm="gatehouse"$/ : /error="invalid_token", error_description="[^"]+"$/,
        );
      expect(calls()).toHaveLength(before);
    },
  );

  it("is not known any more by a token that has expired, was revoked, or whose role is gone [G-TOKEN-ENDS]", async () => {
    const short = await makeToken(project.folder, "claude", ["--expires", "1s"]);
    const revoked = await makeToken(project.folder, "claude");
    expect((await send(server, { headers: bearer(revoked.token), body: INITIALIZE })).status).toBe(200);
    expect((await runCommand(["token", "revoke", revoked.id, ...config()])).status).toBe(0);
    expect(await send(server, { headers: bearer(revoked.token), body: INITIALIZE })).toMatchObject({
      status: 401,
      body: { error: "invalid_token" },
    });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect(await send(server, { headers: bearer(short.token), body: INITIALIZE })).toMatchObject({
      status: 401,
      body: { error_description: expect.stringContaining("expired") },
    });
    expect((await runCommand(["token", "revoke", revoked.id, ...config()])).status).not.toBe(0);
  });

  it("sees what the role sees, and no more", async () => {
    const { token } = await makeToken(project.folder, "carol");
    const read = await send(server, { headers: bearer(token), body: toolCall("query", QUERY) });
    expect(read.text).not.toContain("email_");
    expect(calls().at(-1)).toMatchObject({ caller: { principal: "carol" }, decision: { effect: "deny" } });
  });
});

describe("a request that is none", () => {
  const ROWS: readonly (readonly [string, Sent, number])[] = [
    ["for another host", { headers: { host: "evil.example" } }, 403],
    ["for a name that was pointed here", { headers: { host: "rebind.example:80" } }, 403],
    ["without a host", { headers: { host: "" } }, 403],
    ["for a host with a path in it", { headers: { host: "127.0.0.1/../evil" } }, 403],
    ["from another page", { headers: { origin: "https://evil.example" } }, 403],
    ["from no page", { headers: { origin: "null" } }, 403],
    ["from a page of a near name", { headers: { origin: "http://127.0.0.1.evil.example" } }, 403],
    ["to another path", { path: "/" }, 404],
    ["to a path beside", { path: "/mcp/" }, 404],
    ["by GET", { method: "GET" }, 405],
    ["by DELETE", { method: "DELETE" }, 405],
    ["by OPTIONS", { method: "OPTIONS" }, 405],
    ["as text", { headers: { "content-type": "text/plain" } }, 415],
    ["compressed", { headers: { "content-encoding": "gzip" } }, 415],
    ["for HTML", { headers: { accept: "text/html" } }, 406],
    ["that is no JSON", { body: "{" }, 400],
    ["that is empty", { body: "" }, 400],
    ["that is no message", { body: { hello: 1 } }, 400],
    ["of a revision that there is not", { headers: { "mcp-protocol-version": "1999-01-01" } }, 400],
    ["of 2026-07-28 without its envelope", { headers: { "mcp-protocol-version": "2026-07-28" } }, 400],
  ];
  it.each(ROWS)("%s is refused [G-HTTP-ADMITS-LITTLE]", async (_, sent, status) => {
    const body = toolCall("query", QUERY);
    const said = await send(server, { body, ...sent, headers: { ...bearer(analyst), ...sent.headers } });
    expect(said.status, said.text).toBe(status);
    expect(said.text).not.toContain("email_");
    expect(said.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("is answered where its host and origin are the server's own, without a stream for who takes none", async () => {
    const headers = { ...bearer(analyst), host: "LOCALHOST", origin: `http://127.0.0.1:${server.port}`, accept: "*/*" };
    const said = await send(server, { headers, body: toolCall("query", QUERY) });
    expect(said).toMatchObject({ status: 200, headers: { "content-type": "application/json" } });
  });

  it("with several messages in one is refused, and each call in it is recorded [G-LEDGER-EVERY-CALL]", async () => {
    const before = calls().length;
    const batch = [toolCall("query", QUERY, 1), toolCall("query", QUERY, 1), { jsonrpc: "2.0", id: 2, method: "ping" }];
    const said = await send(server, { headers: bearer(analyst), body: batch });
    expect(said).toMatchObject({ status: 400, body: { error: { code: -32_600, data: { refused: "invalid-input" } } } });
    expect(calls().slice(before)).toMatchObject([
      { decision: { code: "invalid-input" } },
      { decision: { code: "invalid-input" } },
    ]);
  });

  it.each([
    ["of another revision", { headers: { "mcp-protocol-version": "1999-01-01" } }],
    ["without its envelope", { headers: { "mcp-protocol-version": "2026-07-28" } }],
    ["of a session that there is not", { headers: { "mcp-session-id": "abc.def" } }],
    [
      "nested 100,000 deep",
      { body: `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":${"[".repeat(100_000)}${"]".repeat(100_000)}}` },
    ],
    ["without an id", { body: { jsonrpc: "2.0", method: "tools/call", params: { name: "query", arguments: QUERY } } }],
  ] as const)("a call %s is recorded, and nothing runs [G-LEDGER-EVERY-CALL]", async (_, sent: Sent) => {
    const before = calls().length;
    const said = await send(server, {
      body: toolCall("query", QUERY),
      ...sent,
      headers: { ...bearer(analyst), ...sent.headers },
    });
    expect(said.text).not.toContain("email_");
    await until(() => calls().length > before);
    expect(calls().slice(before)).toMatchObject([{ caller: { principal: "claude" }, decision: { effect: "deny" } }]);
  });

  it("that is longer than is read is answered, and not read on [G-HTTP-BOUNDED]", async () => {
    const text = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"query","arguments":{"sql":"${"x".repeat(9_000_000)}"}}}`;
    const said = await send(server, { headers: bearer(analyst), body: text }).catch(
      (error: NodeJS.ErrnoException) => error.code,
    );
    expect([413, "EPIPE", "ECONNRESET"]).toContain(typeof said === "object" ? said.status : said);
    await until(() => calls().at(-1)?.decision?.code === "parameter-too-large");
  });

  it("with headers of 20 kB gets no further [G-HTTP-BOUNDED]", async () => {
    const said = await send(server, { headers: bearer("a".repeat(20_000)) });
    expect(said.status).toBe(431);
  });
});

describe("a session", () => {
  const begin = async (token: string) =>
    String((await send(server, { headers: bearer(token), body: INITIALIZE })).headers["mcp-session-id"]);

  it("carries who announced itself, and is opened for whom it was made alone [G-HTTP-SESSION-GRANTS-NOTHING]", async () => {
    const session = await begin(analyst);
    const call = (token: string, id: string) =>
      send(server, { headers: { ...bearer(token), "mcp-session-id": id }, body: toolCall("query", QUERY) });
    expect((await call(analyst, session)).status).toBe(200);
    const entry = calls().at(-1);
    expect(entry).toMatchObject({ agent: { client: "raw", version: "7" } });
    await call(analyst, session);
    expect(calls().at(-1)?.agent?.session).toBe(entry?.agent?.session);
    const [text = "", mac = ""] = session.split(".");
    const forged = Buffer.from(JSON.stringify({ ...JSON.parse(Buffer.from(text, "base64url").toString()), c: null }));
    for (const [token, id] of [
      [owner, session],
      [analyst, await begin(owner)],
      [analyst, `${forged.toString("base64url")}.${mac}`],
      [analyst, text],
      [analyst, `${session}x`],
      [analyst, "."],
      [analyst, "x".repeat(5_000)],
    ] as const) {
      const said = await call(token, id);
      expect(said.status).toBe(404);
      expect(said.text).not.toMatch(/email_|@/);
    }
    expect(
      (await send(server, { headers: { "mcp-session-id": session }, body: toolCall("query", QUERY) })).status,
    ).toBe(401);
  });
});

describe("a call under way", () => {
  const begin = async (token: string) =>
    String((await send(server, { headers: bearer(token), body: INITIALIZE })).headers["mcp-session-id"]);
  const cancelled = () => calls().filter(({ decision }) => decision?.code === "cancelled").length;

  it("is cancelled by its client's notification in its own session alone, and the stream ends [G-HTTP-CANCELLED]", async () => {
    const [session, other] = [await begin(analyst), await begin(analyst)];
    const before = cancelled();
    const slow = await sendSlow(server, {
      headers: { ...bearer(analyst), "mcp-session-id": session },
      body: toolCall("query", SLOW, 7),
    });
    const cancel = (token: string, id: string) =>
      send(server, {
        headers: { ...bearer(token), "mcp-session-id": id },
        body: { jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: 7 } },
      });
    expect((await cancel(analyst, other)).status).toBe(202);
    expect((await cancel(owner, session)).status).toBe(404);
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(cancelled()).toBe(before);
    const twice = await send(server, {
      headers: { ...bearer(analyst), "mcp-session-id": session },
      body: toolCall("query", QUERY, 7),
    });
    expect(twice.status).toBe(400); // of two of one id nobody could tell which is meant
    expect((await cancel(analyst, session)).status).toBe(202);
    expect((await slow.said).text).not.toContain('"result"');
    await until(() => cancelled() === before + 1);
  });

  it.each([
    ["2025-11-25", () => ({ body: toolCall("query", SLOW, 8) })],
    ["2026-07-28", () => modernCall("query", SLOW)],
  ])("ends when its client goes, in %s [G-HTTP-CANCELLED]", async (_, sent: () => Sent) => {
    const before = cancelled();
    const gone = new AbortController();
    const asked = sent();
    await sendSlow(server, { ...asked, headers: { ...bearer(analyst), ...asked.headers }, signal: gone.signal });
    gone.abort();
    await until(() => cancelled() === before + 1);
  });

  it.each([
    ["2025-11-25", () => ({ body: toolCall("query", SLOW, 9) })],
    ["2026-07-28", () => modernCall("query", SLOW)],
  ])("sends its first byte early, in %s", async (_, sent: () => Sent) => {
    const asked = sent();
    const socket = connectTcp(server.port, "127.0.0.1");
    socket.on("error", () => undefined);
    const text = JSON.stringify(asked.body);
    const headers = Object.entries({
      host: "127.0.0.1",
      "content-type": "application/json",
      accept: "application/json, text/event-stream",
      "content-length": String(text.length),
      ...bearer(analyst),
      ...asked.headers,
    });
    const first = new Promise<string>((resolve) =>
      socket.once("data", (chunk: Buffer) => resolve(chunk.toString("utf8"))),
    );
    socket.write(
      `POST /mcp HTTP/1.1\r\n${headers.map(([name, value]) => `${name}: ${value}\r\n`).join("")}\r\n${text}`,
    );
    expect(await first).toMatch(/^HTTP\/1\.1 200 OK\r\n[^]*text\/event-stream/);
    socket.destroy();
  });
});

describe("many at once", () => {
  it("one caller's slow bodies keep that caller out, and nobody else [G-HTTP-BOUNDED]", async () => {
    const sockets: Socket[] = [];
    for (let each = 0; each < 64; each++) {
      const socket = connectTcp(server.port, "127.0.0.1");
      socket.on("error", () => undefined);
      const lines = [
        "host: 127.0.0.1",
        "content-type: application/json",
        "accept: application/json",
        `authorization: Bearer ${analyst}`,
        "content-length: 1000",
      ];
      socket.write(`POST /mcp HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n{`);
      sockets.push(socket);
    }
    const ask = () => send(server, { headers: bearer(analyst), body: toolCall("query", QUERY) });
    let said = await ask();
    for (let tried = 0; tried < 100 && said.text.includes("email_"); tried++) said = await ask();
    expect(said.body).toMatchObject({ result: { isError: true } });
    expect(said.text).toContain("too-many-calls");
    expect(calls().at(-1)).toMatchObject({ decision: { effect: "deny", code: "too-many-calls" } });
    expect((await send(server, { headers: bearer(owner), body: toolCall("query", QUERY) })).text).toContain(CLEAR);
    for (const socket of sockets) socket.destroy();
    for (let tried = 0; tried < 100 && !said.text.includes("email_"); tried++) said = await ask();
    expect(said.text).toContain("email_");
  });
});

describe("health", () => {
  it("is told at a port of its own, to anybody, and nothing else is", async () => {
    const port = Number(new URL(server.health ?? "").port);
    const ask = (path: string, method = "GET") => send({ port }, { path, method });
    expect(await ask("/healthz")).toMatchObject({ status: 200, text: "ok\n" });
    expect(await ask("/readyz")).toMatchObject({ status: 200, text: "ok\n" });
    expect((await ask("/mcp", "POST")).status).toBe(404);
    expect((await send(server, { path: "/healthz", method: "GET", headers: bearer(analyst) })).status).toBe(404);
  });
});

describe("the end", () => {
  it("answers what is under way, says that it ends, tells what was turned away as one entry, and holds no token [G-TOKEN-NOWHERE]", async () => {
    const slow = await sendSlow(server, { headers: bearer(analyst), body: toolCall("query", SLOW, 10) });
    const modern = modernCall("query", SLOW);
    const other = await sendSlow(server, { ...modern, headers: { ...bearer(analyst), ...modern.headers } });
    const ended = server.stop();
    for (const said of await Promise.all([slow.said, other.said])) {
      expect(said.status).toBe(200);
      expect(said.body).toMatchObject({ result: { isError: true } });
      expect(said.text).toContain("cancelled");
    }
    expect(await ended).toBe(0);
    const [turned, ...more] = readEntries(ledger(), "http.refused").slice(-1);
    expect(more).toEqual([]);
    expect(turned?.detail).toMatchObject({ sources: 1, source: "127.0.0.1", connection: expect.any(Number) });
    expect(
      readEntries(ledger(), "http.refused").reduce((sum, { detail }) => sum + Number(detail?.["refused"]), 0),
    ).toBeGreaterThan(20);
    expect(readEntries(ledger(), "server.stop")).toHaveLength(1);
    for (const token of [analyst, owner]) {
      for (const part of [token, token.slice(4, 20), token.slice(-12)]) {
        expect(server.log()).not.toContain(part);
        for (const file of ["ledger.db", "ledger.db-wal"]) {
          const path = join(project.folder, ".gatehouse", file);
          expect(fileHolds(path, part), file).toBe(false);
        }
      }
    }
    expect((await runCommand(["ledger", "verify", ...config()])).stdout).toContain("consistent");
  });
});

describe("settings that cannot be served", () => {
  it("are refused at the start, with a sentence that says what to change [G-HTTP-NO-OPEN-TOKENS]", async () => {
    const taken = createServer();
    await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
    const address: AddressInfo | string | null = taken.address();
    const port = typeof address === "object" ? address?.port : 0;
    const start = async (settings: string) => {
      configureHttp(project.folder, settings);
      return runCommand(["serve", "--http", ...config()]);
    };
    const rows = [
      ["listen: '0.0.0.0:0'", "unencrypted"],
      ["listen: '0.0.0.0:0', public-url: 'http://db.example.com/mcp'", "unencrypted"],
      [`listen: '127.0.0.1:${port}'`, "another process has it"],
      ["listen: '127.0.0.1:0', tls: { certificate: no.pem, key: no.key }", "cannot be read"],
      ["listen: '127.0.0.1:0', tls: { certificate: gatehouse.yaml, key: gatehouse.yaml }", "no PEM file"],
      ["listen: '127.0.0.1'", "An address and a port"],
    ] as const;
    for (const [settings, words] of rows) {
      const ran = await start(settings);
      expect(ran.status, settings).toBe(2);
      expect(ran.stderr, settings).toContain(words);
    }
    taken.close();
    const named = await runCommand(["serve", "--http", "--caller", "claude", ...config()]);
    expect(named.stderr).toContain("by their tokens");
  });
});

/** A tool call of 2026-07-28. */
function modernCall(name: string, input: object): Sent {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "raw", version: "8" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  return {
    headers: { "mcp-protocol-version": "2026-07-28", "mcp-method": "tools/call", "mcp-name": name },
    body: { jsonrpc: "2.0", id: 1, method: "tools/call", params: { name, arguments: input, _meta: meta } },
  };
}

function fileHolds(path: string, text: string): boolean {
  try {
    return readFileSync(path).includes(text);
  } catch {
    return false;
  }
}

function digestOf(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}
