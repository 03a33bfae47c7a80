// `gatehouse doctor`: what it says of a setup that is sound, and of everything that can be wrong around the policies.

import { chmodSync, mkdirSync, readdirSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Finding } from "../../src/entry/cli/doctor/finding.ts";
import { lookAtUrl } from "../../src/entry/cli/doctor/look-at-server.ts";
import { configureHttp, makeToken } from "../support/http-server.ts";
import { makeProject } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";

const DATA =
  "database: shop\nrelations:\n  main.people: { owners: [alice], columns: { id: internal, email: email } }\n";

let project: Awaited<ReturnType<typeof makeProject>>;
const own: Server[] = [];

beforeAll(async () => {
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: shop.db }", data: { shop: DATA } });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT)");
  shop.close();
  chmodSync(join(project.folder, "shop.db"), 0o600);
});

afterAll(async () => {
  for (const server of own) server.close();
  await project.remove();
});

interface Said {
  readonly status: number | null;
  readonly mode: string | null;
  readonly findings: readonly Finding[];
}

async function ask(args: readonly string[] = ["--config", join(project.folder, "gatehouse.yaml")]): Promise<Said> {
  const { status, stdout, stderr } = await runCommand(["doctor", "--json", ...args]);
  expect(stderr).toBe("");
  const said: Omit<Said, "status"> = JSON.parse(stdout);
  return { status, ...said };
}

const statesOf = ({ findings }: Said, about: Finding["about"]) =>
  findings.filter((finding) => finding.about === about).map(({ state }) => state);
const saysOf = ({ findings }: Said) => findings.map(({ says }) => says).join("\n");

it("says the mode and what it means, and leaves nothing behind", async () => {
  const before = readdirSync(project.folder).toSorted();
  const shared = await ask();
  expect(shared).toMatchObject({ status: 0, mode: "shared" });
  expect(saysOf(shared)).toContain("its agent can read what Gatehouse reads");
  expect(statesOf(shared, "files")).toEqual(["well"]);
  expect(readdirSync(project.folder).toSorted()).toEqual(before);
  configureHttp(project.folder, "listen: '127.0.0.1:0', socket: { path: gate.sock }, health: '127.0.0.1:1'");
  await makeToken(project.folder, "claude"); // there is a ledger now
  const served = await ask();
  expect(served).toMatchObject({ status: 0, mode: "server" });
  expect(statesOf(served, "mode")).toEqual(["well", "note"]);
  expect(saysOf(served)).toMatch(/Nobody answers at .*gate\.sock \(ENOENT\)/);
  expect(statesOf(served, "clock")).toEqual(["well"]);
  const people = await runCommand(["doctor", "--config", join(project.folder, "gatehouse.yaml")]);
  expect(people.stdout).toMatch(
    /^well +mode +server: callers are known by tokens[^]*Nothing is wrong; \d+ to weigh\.\n$/,
  );
});

it("names files that others can change or read, keys that are damaged, and policies that do not load", async () => {
  const [policies, state] = [join(project.folder, "policies"), join(project.folder, ".gatehouse")];
  chmodSync(join(policies, "identities.yaml"), 0o666);
  chmodSync(state, 0o755);
  chmodSync(join(state, "ledger.db"), 0o644);
  const [key = ""] = readdirSync(join(state, "keys"));
  const [path, size] = [join(state, "keys", key), statSync(join(state, "keys", key)).size];
  truncateSync(path, 5);
  writeFileSync(join(policies, "roles", "bad.yaml"), "role: [");
  mkdirSync(join(project.folder, "no"), { recursive: true });
  const said = await ask();
  expect(said.status).toBe(1);
  expect(saysOf(said)).toMatch(/Others can change policies\/identities\.yaml[^]*Others can read \.gatehouse past/);
  expect(saysOf(said)).toContain("Others can read .gatehouse/ledger.db");
  expect(saysOf(said)).toContain(`The key keys/${key} is damaged`);
  expect(saysOf(said)).toContain("The policies do not load");
  expect(size).toBeGreaterThan(5);
  expect(await ask(["--config", join(project.folder, "none.yaml")])).toMatchObject({ status: 1, mode: null });
});

it("meets a server as its callers do, and says what stands between [doctor --http]", async () => {
  const says = new Map<string, { status: number; headers?: Record<string, string>; body?: string }>();
  const server = createServer((request, response) => {
    const said = says.get(request.url ?? "") ?? { status: 404 };
    response.writeHead(said.status, said.headers).end(said.body);
  });
  own.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === "string") throw new RangeError("no port");
  const origin = `http://127.0.0.1:${address.port}`;
  const url = `${origin}/mcp`;
  const metadata = `${origin}/.well-known/oauth-protected-resource/mcp`;
  const challenge = { "www-authenticate": `Bearer realm="gatehouse", resource_metadata="${metadata}"` };
  const wrongs = async () =>
    (await lookAtUrl(url)).filter(({ state }) => state === "wrong").map(({ says: each }) => each);
  expect(await wrongs()).toEqual([expect.stringContaining("There is nothing at /mcp")]);
  says.set("/mcp", { status: 302 });
  expect(await wrongs()).toEqual([expect.stringContaining("sends callers elsewhere")]);
  says.set("/mcp", { status: 403 });
  expect(await wrongs()).toEqual([expect.stringContaining("public-url")]);
  says.set("/mcp", { status: 401, headers: { "www-authenticate": "Bearer", date: "Tue, 01 Jan 2019 00:00:00 GMT" } });
  expect(await wrongs()).toEqual([expect.stringContaining("seconds apart")]);
  says.set("/mcp", { status: 401, headers: challenge });
  expect(await wrongs()).toEqual([expect.stringContaining("cannot be read")]);
  const path = new URL(metadata).pathname;
  says.set(path, { status: 200, body: JSON.stringify({ resource: `${url}/`, authorization_servers: [] }) });
  expect(await wrongs()).toEqual([expect.stringContaining("another audience")]);
  says.set(path, { status: 200, body: JSON.stringify({ resource: url, authorization_servers: [`${origin}/realm`] }) });
  expect(await wrongs()).toEqual([expect.stringContaining("cannot be read from here")]);
  says.set("/.well-known/oauth-authorization-server/realm", {
    status: 200,
    body: JSON.stringify({ issuer: `${origin}/realm/` }),
  });
  expect(await wrongs()).toEqual([expect.stringContaining("write it as it does")]);
  says.set("/.well-known/oauth-authorization-server/realm", {
    status: 200,
    body: JSON.stringify({ issuer: `${origin}/realm` }),
  });
  expect(await wrongs()).toEqual([]);
  expect((await lookAtUrl("ftp://x")).map(({ state }) => state)).toEqual(["wrong"]);
  expect((await lookAtUrl("http://127.0.0.1:1/mcp"))[0]?.says).toContain("ECONNREFUSED");
});
