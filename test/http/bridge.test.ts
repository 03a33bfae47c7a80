// The enforced mode: a server at a Unix socket, and `gatehouse bridge` between it and clients that start stdio servers.

import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createTlsServer } from "node:https";
import {
  connect as connectTcp,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from "node:net";
import { join } from "node:path";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { Client as FirstClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as FirstTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import Database from "better-sqlite3";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { NOTHING_RAN } from "../../src/entry/bridge/nothing-ran.ts";
import { type BridgeProcess, startBridge } from "../support/bridge-process.ts";
import { builtProgram } from "../support/built-program.ts";
import { configureHttp, type HttpServer, INITIALIZE, makeToken, startHttp, toolCall } from "../support/http-server.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const DATA =
  "database: shop\nrelations:\n  main.people:\n    owners: [alice]\n    columns: { id: internal, email: email }\n";
const QUERY = { sql: "SELECT email FROM people ORDER BY id" };
/** Takes seconds, and is cut off when its caller goes. */
const SLOW = {
  sql: "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500000000) SELECT count(*) AS c FROM n",
};

let project: Awaited<ReturnType<typeof makeProject>>;
let server: HttpServer;
let token: string;
let socket: string;
const bridges: BridgeProcess[] = [];

beforeAll(async () => {
  project = await makeProject({
    databases: "  shop: { engine: sqlite, file: shop.db, max-connections: 4 }",
    data: { shop: DATA },
  });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT)");
  shop.exec("INSERT INTO people VALUES (1, 'ann@example.com'), (2, 'bob@example.com')");
  shop.close();
  configureHttp(project.folder, "listen: '127.0.0.1:0', drain-seconds: 1, socket: { path: gate.sock, access: group }");
  socket = join(project.folder, "gate.sock");
  token = (await makeToken(project.folder, "claude")).token;
  writeFileSync(join(project.folder, "token"), `${token}\n`, { mode: 0o600 });
  server = await startHttp(project.folder);
});

afterEach(() => {
  for (const { process } of bridges.splice(0)) process.kill("SIGKILL");
});

afterAll(async () => {
  await server.stop();
  await project.remove();
});

const config = () => ["--config", join(project.folder, "gatehouse.yaml")];
const calls = () => readEntries(join(project.folder, ".gatehouse", "ledger.db"), "call");
const cancelled = () => calls().filter(({ decision }) => decision?.code === "cancelled").length;
const byFile = () => ["--socket", socket, "--token-file", join(project.folder, "token")];

function begin(args: readonly string[], env: Readonly<Record<string, string>> = {}): BridgeProcess {
  const bridge = startBridge(args, env);
  bridges.push(bridge);
  return bridge;
}

async function until(holds: () => boolean): Promise<void> {
  for (let tried = 0; tried < 400 && !holds(); tried++) await new Promise((resolve) => setTimeout(resolve, 25));
  expect(holds()).toBe(true);
}

/** A server of our own at a socket: what no Gatehouse would answer, and when. */
async function answering(listener: RequestListener, name = "own.sock"): Promise<{ path: string; server: Server }> {
  const path = join(project.folder, name);
  const own = createServer(listener);
  await new Promise<void>((resolve) => own.listen(path, resolve));
  return { path, server: own };
}

function portOf(listening: NetServer): number {
  const at = listening.address();
  if (at === null || typeof at === "string") throw new RangeError("no port");
  return at.port;
}

/** For localhost, signed by itself. */
function makeCertificate(folder: string): { certificate: string; key: string } {
  const [certificate, key] = [join(folder, "tls.pem"), join(folder, "tls.key")];
  const made = "req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost";
  const args = [...made.split(" "), "-addext", "subjectAltName=DNS:localhost", "-keyout", key, "-out", certificate];
  execFileSync("openssl", args, { stdio: "pipe" });
  return { certificate, key };
}

describe("the socket", () => {
  it("is open to whom its mode says alone, and is served beside the port or by itself [G-SOCKET-MODE]", async () => {
    expect(statSync(socket).mode & 0o777).toBe(0o660);
    expect(server.port).toBeGreaterThan(0);
    configureHttp(project.folder, "listen: '127.0.0.1:0'");
    const path = join(project.folder, "alone.sock");
    const alone = await startHttp(project.folder, {}, ["--socket", path]);
    expect(alone.url).toBe(`unix:${path}`);
    expect(alone.log()).not.toContain("http:");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const bridge = begin(["--socket", path], { GATEHOUSE_TOKEN: token });
    expect(await bridge.ask(INITIALIZE)).toHaveProperty("result");
    const second = await runCommand(["serve", "--socket", path, ...config()]);
    expect(second).toMatchObject({ status: 2, stderr: expect.stringContaining("the socket of another server") });
    expect(await bridge.ask(toolCall("query", QUERY, 2))).toMatchObject({ result: { content: expect.anything() } });
    alone.process.kill("SIGKILL"); // leaves its socket behind
    await until(() => alone.process.signalCode !== null);
    expect(existsSync(path)).toBe(true);
    const again = await startHttp(project.folder, {}, ["--socket", path]);
    expect(await bridge.ask(toolCall("query", QUERY, 3))).toMatchObject({ result: { content: expect.anything() } });
    expect(await again.stop()).toBe(0);
    expect(existsSync(path)).toBe(false);
  });
});

describe("clients behind the bridge", () => {
  const command = () => ({
    command: process.execPath,
    args: [builtProgram(), "bridge", ...byFile()],
    env: { PATH: process.env["PATH"] ?? "" },
    stderr: "pipe" as const,
  });

  it.each([
    ["of the first SDK", () => new FirstClient({ name: "first", version: "1" }), "first"],
    ["of 2025-11-25", () => new Client({ name: "older", version: "2" }), "second"],
    [
      "of 2026-07-28",
      () => new Client({ name: "newer", version: "3" }, { versionNegotiation: { mode: { pin: "2026-07-28" } } }),
      "second",
    ],
  ] as const)("%s list, call, are refused, and cancel", async (_, make, sdk) => {
    const client = make();
    if (client instanceof FirstClient) await client.connect(new FirstTransport(command()));
    else await client.connect(new StdioClientTransport(command()));
    expect(sdk === "first").toBe(client instanceof FirstClient);
    expect((await client.listTools()).tools.map(({ name }) => name)).toContain("query");
    const read = JSON.stringify(await client.callTool({ name: "query", arguments: QUERY }));
    expect(read).toContain("email_");
    expect(read).not.toContain("@example.com");
    const refused = await client.callTool({ name: "query", arguments: { sql: "SELECT * FROM secrets" } });
    expect(refused).toMatchObject({ isError: true });
    expect(calls().at(-1)).toMatchObject({
      caller: { principal: "claude", method: "token" },
      agent: { client: expect.stringMatching(/^(first|older|newer)$/) },
    });
    const before = cancelled();
    const stop = new AbortController();
    const slow =
      client instanceof FirstClient
        ? client.callTool({ name: "query", arguments: SLOW }, undefined, { signal: stop.signal })
        : client.callTool({ name: "query", arguments: SLOW }, { signal: stop.signal });
    slow.catch(() => undefined);
    setTimeout(() => stop.abort(), 400);
    await expect(slow).rejects.toThrow();
    await until(() => cancelled() === before + 1);
    expect(JSON.stringify(await client.callTool({ name: "query", arguments: QUERY }))).toContain("email_");
    await client.close();
  });

  it("are answered over a URL, too, and keep their session over another server's start", async () => {
    configureHttp(project.folder, "listen: '127.0.0.1:0', drain-seconds: 1");
    const first = await startHttp(project.folder);
    const bridge = begin(["--url", first.url], { GATEHOUSE_TOKEN: token });
    await bridge.ask(INITIALIZE);
    await bridge.ask(toolCall("query", QUERY, 1));
    const session = calls().at(-1)?.agent?.session;
    await first.stop();
    configureHttp(project.folder, `listen: '127.0.0.1:${first.port}', drain-seconds: 1`);
    const waiting = bridge.ask(toolCall("query", QUERY, 2));
    const second = await startHttp(project.folder);
    expect(JSON.stringify(await waiting)).toContain("email_");
    expect(calls().at(-1)).toMatchObject({ agent: { client: "raw", session } });
    await second.stop();
  });
});

describe("a bridge", () => {
  it("takes its token from a file that nobody else reads, or from the environment, and not in the clear", async () => {
    const loose = join(project.folder, "loose");
    writeFileSync(loose, token, { mode: 0o644 });
    const rows: readonly (readonly [readonly string[], Record<string, string>, string])[] = [
      [["--socket", socket], {}, "There is no token"],
      [["--socket", socket], { GATEHOUSE_TOKEN: "a b" }, "There is no token in GATEHOUSE_TOKEN"],
      [["--socket", socket, "--token-file", loose], {}, "can be read by others"],
      [["--socket", socket, "--token-file", "/nowhere"], {}, "cannot be read"],
      [["--url", "http://db.example.com/mcp"], { GATEHOUSE_TOKEN: token }, "unencrypted"],
      [["--url", "https://u:p@db.example.com/mcp"], { GATEHOUSE_TOKEN: token }, "without a name"],
      [["--url", `https://db.example.com/mcp?token=${token}`], { GATEHOUSE_TOKEN: token }, "without a name"],
      [["--url", "ftp://db.example.com"], { GATEHOUSE_TOKEN: token }, "no URL of a server"],
      [[], { GATEHOUSE_TOKEN: token }, "one of --socket and --url"],
    ];
    for (const [args, env, words] of rows) {
      const ran = await runCommand(["bridge", ...args], env);
      expect(ran.stderr).toContain(words);
      expect(ran.stderr).not.toContain(token);
      expect(ran.status).not.toBe(0);
    }
  });

  it("answers what a server that is away cannot, and says what to do", async () => {
    const bridge = begin(["--socket", join(project.folder, "away.sock")], { GATEHOUSE_TOKEN: token });
    expect(await bridge.ask(INITIALIZE)).toMatchObject({
      error: { code: -32_000, message: expect.stringContaining("Start it"), data: { reason: "unreached" } },
    });
    expect(await bridge.end()).toBe(0);
  });

  it("says that its token is not accepted, and takes another one from its file", async () => {
    const file = join(project.folder, "changing");
    writeFileSync(file, `ght_${"A".repeat(43)}`, { mode: 0o600 });
    const bridge = begin(["--socket", socket, "--token-file", file]);
    expect(await bridge.ask(INITIALIZE)).toMatchObject({
      error: { message: expect.stringContaining("not known here"), data: { reason: "token" } },
    });
    writeFileSync(file, token);
    expect(await bridge.ask({ ...INITIALIZE, id: 1 })).toHaveProperty("result");
    expect(bridge.log()).toBe("");
  });

  it("passes progress on as it comes, and begins a session again that the server has forgotten", async () => {
    const seen: string[] = [];
    const own = await answering((request, response) => {
      let text = "";
      request.on("data", (chunk) => (text += chunk));
      request.on("end", () => {
        const { id, method } = JSON.parse(text);
        const session = request.headers["mcp-session-id"];
        seen.push(`${method} ${session ?? "-"}`);
        if (method === "initialize") {
          const json = { jsonrpc: "2.0", id, result: { protocolVersion: "2025-11-25", capabilities: {} } };
          response.writeHead(200, { "content-type": "application/json", "mcp-session-id": `s${seen.length}` });
          return void response.end(JSON.stringify(json, null, 2));
        }
        if (session === "s1" && seen.length > 2) return void response.writeHead(404, NOTHING_RAN).end();
        response.writeHead(200, { "content-type": "text/event-stream" });
        response.write(': \n\nevent: message\ndata: {"jsonrpc":"2.0","method":"notifications/progress",\r\n');
        response.write('data: "params":{"progress":1,"message":"ä');
        const rest = Buffer.from('ö"}}\r\n\n', "utf8");
        response.write(rest.subarray(0, 1)); // in the middle of a character
        setTimeout(() => {
          response.write(rest.subarray(1));
          response.end(`data: ${JSON.stringify({ jsonrpc: "2.0", id, result: { ok: session } })}\n\n`);
        }, 50);
      });
    });
    const bridge = begin(["--socket", own.path], { GATEHOUSE_TOKEN: "t" });
    expect(await bridge.ask(INITIALIZE)).toMatchObject({ result: { protocolVersion: "2025-11-25" } });
    expect(await bridge.ask(toolCall("query", QUERY, 1))).toMatchObject({ result: { ok: "s1" } });
    expect(bridge.lines[1]).toMatchObject({ method: "notifications/progress", params: { message: "äö" } });
    expect(await bridge.ask(toolCall("query", QUERY, 2))).toMatchObject({ result: { ok: "s4" } });
    expect(seen).toEqual(["initialize -", "tools/call s1", "tools/call s1", "initialize -", "tools/call s4"]);
    expect(bridge.lines.filter(({ id }) => id === 0)).toHaveLength(1);
    own.server.close();
    own.server.closeAllConnections();
  });

  it("sends a tool call again only where nothing of it left, and answers every request once [G-BRIDGE-ONE-ANSWER]", async () => {
    const seen: string[] = [];
    const own = await answering((request, response) => {
      let text = "";
      request.on("data", (chunk) => (text += chunk));
      request.on("end", () => {
        const { id, method } = JSON.parse(text);
        seen.push(`${method} ${id}`);
        if (id === 1) return void request.socket.destroy(); // before a byte of the answer
        if (id === 2 && seen.length === 2) return void request.socket.destroy();
        if (id === 3) {
          response.writeHead(200, { "content-type": "text/event-stream" });
          response.write(": \n\n");
          return void setTimeout(() => request.socket.destroy(), 50);
        }
        if (id === 4 && seen.filter((each) => each.endsWith(" 4")).length < 3)
          return void response.writeHead(503, NOTHING_RAN).end();
        if (id === 5) return void response.writeHead(502, { "content-type": "text/html" }).end("<html>secret</html>");
        if (id === 6) {
          response.writeHead(200, { "content-type": "text/event-stream" });
          return void response.end(": \n\n");
        }
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify({ jsonrpc: "2.0", id, result: {} }));
      });
    }, "faulty.sock");
    const bridge = begin(["--socket", own.path], { GATEHOUSE_TOKEN: "t" });
    const reason = (id: number, message: object) =>
      bridge
        .ask({ ...message, id })
        .then((line) => Reflect.get(Object(Reflect.get(Object(line["error"]), "data")), "reason"));
    expect(await reason(1, toolCall("query", QUERY))).toBe("broken");
    expect(await bridge.ask({ jsonrpc: "2.0", id: 2, method: "tools/list" })).toHaveProperty("result");
    expect(await reason(3, toolCall("query", QUERY))).toBe("broken");
    expect(await bridge.ask(Object.assign({ id: 4 }, toolCall("query", QUERY, 4)))).toHaveProperty("result");
    expect(await reason(5, toolCall("query", QUERY))).toBe("refused");
    expect(await reason(6, toolCall("query", QUERY))).toBe("unanswered");
    const ids = bridge.lines.map(({ id }) => Number(id));
    expect(ids.toSorted((one, other) => one - other)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(seen.filter((each) => /call [1356]$/.test(each))).toHaveLength(4);
    expect(JSON.stringify(bridge.lines)).not.toContain("secret");
    own.server.close();
    own.server.closeAllConnections();
  });

  it("sends its token to no socket that others could have put there [G-BRIDGE-ONE-ANSWER]", async () => {
    const place = join(project.folder, "open");
    mkdirSync(place, { mode: 0o700 });
    const heard: (string | undefined)[] = [];
    const own = await answering((request, response) => {
      heard.push(request.headers.authorization);
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ jsonrpc: "2.0", id: 7, result: {} }));
    }, "open/its.sock");
    const bridge = begin(["--socket", own.path], { GATEHOUSE_TOKEN: "t" });
    const asked = { jsonrpc: "2.0", id: 7, method: "tools/list" };
    expect(await bridge.ask(asked)).toHaveProperty("result");
    for (const [id, mode] of [0o775, 0o777, 0o1777].entries()) {
      chmodSync(place, mode); // while the bridge runs, too
      const said = await bridge.ask({ ...asked, id });
      expect(said).toMatchObject({
        error: { message: expect.stringContaining("folder that others can write"), data: { reason: "unreached" } },
      });
    }
    expect(heard).toEqual(["Bearer t"]);
    own.server.close();
    own.server.closeAllConnections();
  });

  it("says that nothing was sent only where no connection was made, whatever TLS says [G-BRIDGE-ONE-ANSWER]", async () => {
    const { certificate, key } = makeCertificate(project.folder);
    let bodies = 0;
    const pipes: Socket[] = [];
    const inner = createTlsServer({ cert: readFileSync(certificate), key: readFileSync(key) }, (request) => {
      request.resume();
      request.on("end", () => {
        bodies += 1;
        for (const pipe of pipes) pipe.write("no record of TLS, in the middle of a connection");
      });
    });
    await new Promise<void>((resolve) => inner.listen(0, "127.0.0.1", resolve));
    const outer = createNetServer((pipe) => {
      pipes.push(pipe);
      const there = connectTcp(portOf(inner), "127.0.0.1");
      for (const each of [pipe, there]) each.on("error", () => undefined);
      pipe.pipe(there);
      there.on("data", (piece) => void pipe.write(piece));
    });
    await new Promise<void>((resolve) => outer.listen(0, "127.0.0.1", resolve));
    const url = ["--url", `https://localhost:${portOf(outer)}/mcp`];
    const trusting = begin(url, { GATEHOUSE_TOKEN: "t", NODE_EXTRA_CA_CERTS: certificate });
    expect(await trusting.ask(toolCall("query", QUERY, 1))).toMatchObject({ error: { data: { reason: "broken" } } });
    expect(bodies).toBe(1);
    const strange = begin(url, { GATEHOUSE_TOKEN: "t" });
    expect(await strange.ask(toolCall("query", QUERY, 1))).toMatchObject({
      error: { message: expect.stringContaining("Nothing was sent"), data: { reason: "unreached" } },
    });
    expect(bodies).toBe(1);
    for (const pipe of pipes) pipe.destroy();
    inner.closeAllConnections();
    inner.close();
    outer.close();
  });

  it("sends a tool call on once, whatever a proxy in front answers in the server's place [G-BRIDGE-ONE-ANSWER]", async () => {
    const statuses = [503, 404, 401, 502, 504];
    const seen: number[] = [];
    const file = join(project.folder, "replaced");
    writeFileSync(file, "first", { mode: 0o600 });
    const own = await answering((request, response) => {
      let text = "";
      request.on("data", (chunk) => (text += chunk));
      request.on("end", () => {
        const { id, method } = JSON.parse(text);
        if (method === "initialize") {
          const result = { protocolVersion: "2025-11-25", capabilities: {} };
          response.writeHead(200, { "content-type": "application/json", "mcp-session-id": "s" });
          return void response.end(JSON.stringify({ jsonrpc: "2.0", id, result }));
        }
        seen.push(Number(id));
        writeFileSync(file, `token-${seen.length}`);
        response.writeHead(statuses[id - 1] ?? 200, { "content-type": "text/plain" }).end("upstream connect error");
      });
    }, "proxied.sock");
    const bridge = begin(["--socket", own.path, "--token-file", file]);
    await bridge.ask(INITIALIZE);
    for (const [place, reason] of ["broken", "refused", "token", "refused", "refused"].entries()) {
      const answer = await bridge.ask(toolCall("query", QUERY, place + 1));
      expect(answer).toMatchObject({ error: { data: { reason } } });
      if (place === 0) expect(JSON.stringify(answer)).toContain("Whether the call ran is not known");
    }
    expect(seen).toEqual([1, 2, 3, 4, 5]);
    own.server.close();
    own.server.closeAllConnections();
  });

  it.each([
    ["its client's end of input", (bridge: BridgeProcess) => void bridge.end()],
    ["Ctrl-C", (bridge: BridgeProcess) => void bridge.process.kill("SIGINT")],
  ])("ends at %s with 0, once what is under way is answered", async (_, end) => {
    const bridge = begin(byFile());
    await bridge.ask(INITIALIZE);
    const before = cancelled();
    bridge.write(toolCall("query", SLOW, "slow"), toolCall("query", QUERY, "quick"));
    await until(() => bridge.lines.some(({ id }) => id === "quick"));
    end(bridge);
    expect(await bridge.answer("slow")).toMatchObject({ error: { data: { reason: "ending" } } });
    expect(await bridge.ended).toBe(0);
    expect(bridge.lines.filter(({ id }) => id === "slow")).toHaveLength(1);
    await until(() => cancelled() === before + 1);
  });

  it("answers everything that was piped into it, in order of the session, and refuses what is several messages", async () => {
    const bridge = begin(byFile());
    bridge.write(INITIALIZE, { jsonrpc: "2.0", method: "notifications/initialized" }, toolCall("query", QUERY, 1));
    bridge.process.stdin?.write('not json\n\n[{"jsonrpc":"2.0","id":9,"method":"ping"}]\n');
    bridge.process.stdin?.write('{"jsonrpc":"2.0","id":"last","method":"ping"}'); // without an end of its line
    expect(await bridge.end()).toBe(0);
    expect(bridge.lines.map(({ id }) => id)).toEqual(expect.arrayContaining([0, 1, null, "last"]));
    expect(bridge.log()).toContain("no JSON");
    expect(calls().at(-1)).toMatchObject({ agent: { client: "raw", version: "7" } });
  });

  it("takes no more than it can have under way, and answers what it has taken", async () => {
    let connected: () => void = () => undefined;
    const reached = new Promise<void>((resolve) => (connected = resolve));
    const taken = createNetServer(() => connected());
    const path = join(project.folder, "mute.sock");
    await new Promise<void>((resolve) => taken.listen(path, resolve));
    const bridge = begin(["--socket", path], { GATEHOUSE_TOKEN: "t" });
    for (let id = 0; id < 80; id++) bridge.write(toolCall("query", QUERY, id));
    await reached;
    bridge.process.kill("SIGTERM");
    expect(await bridge.ended).toBe(0);
    expect(bridge.lines.length).toBeGreaterThan(0);
    taken.close();
  });
});
