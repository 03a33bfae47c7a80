// Checkpoints as log records of an OpenTelemetry collector, which a local HTTP server stands in for: what it gets, and what it may do wrong.

import { appendFileSync, writeFileSync } from "node:fs";
import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { connect, makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

interface Got {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

type Reply = { readonly status: number; readonly body?: string; readonly after?: string };

let project: Awaited<ReturnType<typeof makeProject>>;
let server: Server;
let got: Got[];
let replies: Reply[];
/** The collector answers nothing while it is held. */
let held: Promise<void>;

const at = (...path: string[]) => join(project.folder, ...path);
const DATA = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal }\n";

beforeEach(async () => {
  [got, replies, held] = [[], [], Promise.resolve()];
  server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString("utf8")));
    const answer = () => {
      const { status, body: text = "{}", after } = replies.shift() ?? { status: 200 };
      const headers = { "content-type": "application/json", ...(after !== undefined && { "retry-after": after }) };
      response.writeHead(status, headers).end(text);
    };
    request.on("end", () => {
      got.push({ method: request.method, url: request.url, headers: request.headers, body });
      void held.then(answer);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: { shop: DATA } });
  const shop = new Database(at("shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY)");
  shop.close();
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  appendFileSync(
    at("gatehouse.yaml"),
    `ledger: { checkpoints: { every: 2, collectors: [{ url: "http://127.0.0.1:${port}/", headers: { authorization: "Bearer \${COLLECTOR_TOKEN}" } }] } }\n`,
  );
});

afterEach(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
  await project.remove();
});

const ENV = { COLLECTOR_TOKEN: "t0ken" };
const run = (...args: readonly string[]) => runCommand(["ledger", ...args, "--config", at("gatehouse.yaml")], ENV);
const recordsIn = ({ body }: Got) => JSON.parse(body).resourceLogs[0].scopeLogs[0].logRecords;

async function ask(times: number): Promise<void> {
  const served = await connect(project.folder, { env: ENV });
  for (let time = 0; time < times; time++) {
    expect((await served.call("query", { sql: "SELECT id FROM people" })).isError).toBe(false);
  }
  await served.close();
  // The server signs a last time after its client has gone, and posts that too.
  const signed = async () => (await run("list", "--kind", "checkpoint", "--json")).stdout.trim().split("\n").length;
  if (server.listening) await expect.poll(async () => (await signed()) === got.length, { timeout: 10_000 }).toBe(true);
}

describe("a collector", () => {
  it("gets each checkpoint as a log record that the ledger is verified against", async () => {
    await ask(4);
    await ask(4);
    expect(got.length).toBeGreaterThan(1);
    const [first] = got;
    expect(first).toMatchObject({
      method: "POST",
      url: "/v1/logs",
      headers: { "content-type": "application/json", authorization: "Bearer t0ken" },
    });
    expect(JSON.parse(first?.body ?? "")).toMatchObject({
      resourceLogs: [
        {
          resource: { attributes: [{ key: "service.name", value: { stringValue: "gatehouse" } }, {}] },
          scopeLogs: [
            {
              scope: { name: "gatehouse.ledger" },
              logRecords: [
                {
                  timeUnixNano: expect.stringMatching(/^\d{19}$/),
                  severityNumber: 9,
                  eventName: "gatehouse.checkpoint",
                  attributes: [
                    { key: "gatehouse.ledger.size", value: { intValue: expect.stringMatching(/^\d+$/) } },
                    { key: "gatehouse.ledger.origin", value: { stringValue: expect.stringContaining("gatehouse/") } },
                    { key: "gatehouse.ledger.root", value: { stringValue: expect.stringMatching(/=$/) } },
                  ],
                },
              ],
            },
          ],
        },
      ],
    });
    const lines = got.flatMap(recordsIn).map((record) => String(record.body.stringValue));
    writeFileSync(at("from-collector.jsonl"), `${lines.join("\n")}\n`);
    const verdict = JSON.parse((await run("verify", "--json", "--against", at("from-collector.jsonl"))).stdout);
    expect(verdict).toMatchObject({ kind: "whole-to-anchor" });
  });

  it("keeps no call waiting, however long it takes to answer", async () => {
    let letGo: () => void = () => undefined;
    held = new Promise((resolve) => (letGo = resolve));
    const served = await connect(project.folder, { env: ENV });
    for (let time = 0; time < 6; time++) {
      expect((await served.call("query", { sql: "SELECT id FROM people" })).isError).toBe(false);
    }
    await expect.poll(() => got.length, { timeout: 10_000 }).toBeGreaterThan(0);
    expect((await served.call("query", { sql: "SELECT id FROM people" })).isError).toBe(false);
    letGo();
    await served.close();
  });

  it("that is busy gets it later; what it refuses for good is said once and not sent again", async () => {
    await ask(1);
    got = [];
    replies.push({ status: 503, after: "0" });
    expect(await run("checkpoint")).toMatchObject({ status: 1, stderr: expect.stringContaining("is busy") });
    expect(await run("checkpoint")).toMatchObject({ status: 0 });
    expect(got).toHaveLength(2);
    for (const reply of [
      { status: 400, body: "{}" },
      { status: 401, body: "" },
      { status: 200, body: '{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"no"}}' },
      { status: 302, body: "" },
    ]) {
      replies.push(reply);
      const refused = await run("checkpoint");
      expect(refused).toMatchObject({ status: 1, stderr: expect.stringContaining("a checkpoint is not yet at") });
      expect(refused.stderr).not.toContain("t0ken");
    }
    replies.push({ status: 200, body: '{"partialSuccess":{}}' }, { status: 204, body: "" });
    expect((await run("checkpoint")).status).toBe(0);
    expect((await run("checkpoint")).status).toBe(0);
  });

  it("that does not answer is told of, and a header that names nothing is told of before", async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    const served = await connect(project.folder, { env: ENV });
    expect((await served.call("query", { sql: "SELECT id FROM people" })).isError).toBe(false);
    await served.close();
    await expect.poll(() => served.log(), { timeout: 10_000 }).toContain("does not answer");
    const unset = await runCommand(["ledger", "checkpoint", "--config", at("gatehouse.yaml")]);
    expect(unset).toMatchObject({ status: 2, stderr: expect.stringContaining("COLLECTOR_TOKEN is not set") });
  });
});
