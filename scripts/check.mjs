// The whole gate but for the tests: every step runs, whatever the others say, and each counts as one check.
// Exits with 1 when one failed. RESULTS_FILE names a JSON file that takes the counts, for .ci/run.

import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { fileURLToPath } from "node:url";

const STEPS = [
  { name: "builds from nothing, types of the tests included", command: "npm run --silent build:clean" },
  { name: "formatting and the order of imports", command: "npx --no-install biome ci --colors=off" },
  { name: "house style (oxlint, type-aware)", command: "npm run --silent lint" },
  { name: "nothing unused (knip)", command: "npx --no-install knip --no-progress" },
  { name: "the package (publint)", command: "npx --no-install publint --strict" },
  { name: "the package's contents", command: "node scripts/check-package.mjs" },
  { name: "generated files are up to date", command: "node scripts/check-generated.mjs" },
];

const root = fileURLToPath(new URL("..", import.meta.url));
const failed = [];
for (const step of STEPS) {
  const started = Date.now();
  const { status, stdout, stderr } = spawnSync(step.command, {
    cwd: root,
    shell: true,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
    maxBuffer: 64 * 1024 * 1024,
  });
  const seconds = ((Date.now() - started) / 1000).toFixed(1);
  console.log(`${status === 0 ? "ok    " : "FAILED"} ${step.name} (${seconds} s)`);
  if (status === 0) continue;
  failed.push(step.name);
  console.log(`${stdout}${stderr}`.replaceAll(/^/gm, "       "));
}

const results = process.env["RESULTS_FILE"];
if (results !== undefined) {
  mkdirSync(dirname(results), { recursive: true });
  writeFileSync(results, JSON.stringify({ passed: STEPS.length - failed.length, failed: failed.length }));
}
console.log(failed.length === 0 ? "The gate is open." : `The gate is shut: ${failed.join("; ")}.`);
process.exitCode = failed.length === 0 ? 0 : 1;
