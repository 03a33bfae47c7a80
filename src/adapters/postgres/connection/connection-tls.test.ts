// The server's certificate is a fixture that nothing else trusts (cases/fixtures/tls).

import { appendFile, chmod, chown, copyFile, readFile, stat, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Cluster, startCluster } from "../../../../test/support/postgres.ts";
import { readText } from "../writing/write-session.ts";
import { Connections } from "./connections.ts";

const FIXTURES = resolve("cases/fixtures/tls");
const ROOT = `sslrootcert=${join(FIXTURES, "server.crt")}`;
let cluster: Cluster;

beforeAll(async () => {
  cluster = await startCluster();
  const { uid, gid } = await stat(cluster.directory);
  for (const file of ["server.key", "server.crt"]) {
    const copy = join(cluster.directory, file);
    await copyFile(join(FIXTURES, file), copy);
    await chmod(copy, 0o600);
    await chown(copy, uid, gid);
  }
  await appendFile(join(cluster.directory, "postgresql.conf"), "\nssl = on\n");
});

afterAll(() => cluster.destroy());

/** Whether the connection is encrypted, or why there is none. */
async function reach(query: string, host: string): Promise<string | null> {
  const url = `${cluster.url.replace("127.0.0.1", host)}?${query}`;
  const connections = new Connections({ name: "shop", url, maxConnections: 1, pooler: "none" });
  try {
    const { rows } = await connections.ask((client) =>
      readText(client, "SELECT ssl::text FROM pg_stat_ssl WHERE pid = pg_backend_pid()"),
    );
    return rows[0]?.[0] ?? null;
  } catch (error) {
    return error instanceof Error ? error.message : null;
  } finally {
    await connections.end();
  }
}

const ADDRESS = "127.0.0.1";
const NAME = "localhost";
const NOBODY = /nobody vouches/;
const OTHER_HOST = /certificate of another host/;
const NOT_IN = /does not let this user in/;

/** What each mode comes to where the server takes both, wants TLS, and takes none. */
const MODES: readonly (readonly [string, string, RegExp, RegExp, RegExp])[] = [
  ["", ADDRESS, /^true$/, /^true$/, /^false$/],
  ["sslmode=disable", ADDRESS, /^false$/, /demand TLS: write sslmode=require/, /^false$/],
  ["sslmode=allow", ADDRESS, /^false$/, /^true$/, /^false$/],
  ["sslmode=prefer", ADDRESS, /^true$/, /^true$/, /^false$/],
  ["sslmode=require", ADDRESS, /^true$/, /^true$/, NOT_IN],
  [`sslmode=require&${ROOT}`, ADDRESS, /^true$/, /^true$/, NOT_IN],
  ["sslmode=verify-ca", ADDRESS, NOBODY, NOBODY, NOBODY],
  [`sslmode=verify-ca&${ROOT}`, ADDRESS, /^true$/, /^true$/, NOT_IN],
  [`sslmode=verify-full&${ROOT}`, ADDRESS, OTHER_HOST, OTHER_HOST, OTHER_HOST],
  [`sslmode=verify-full&${ROOT}`, NAME, /^true$/, /^true$/, NOT_IN],
  ["sslmode=verify-full", NAME, NOBODY, NOBODY, NOBODY],
];

it("takes sslmode as libpq does, against servers that take TLS, demand it, and refuse it", async () => {
  const rules = join(cluster.directory, "pg_hba.conf");
  const both = await readFile(rules, "utf8");
  for (const [place, kind] of (["host ", "hostssl ", "hostnossl "] as const).entries()) {
    await writeFile(rules, both.replaceAll(/^host /gm, kind));
    await cluster.stop();
    await cluster.start();
    for (const [mode, host, ...wanted] of MODES)
      expect(await reach(mode, host), `${kind}${mode} ${host}`).toMatch(wanted[place] ?? /never/);
  }
}, 60_000);
