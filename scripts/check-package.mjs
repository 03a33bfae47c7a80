// Looks at what `npm pack` would publish: all that a user needs, nothing that only we need.

import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const NEEDED = [
  "bin/gatehouse.js",
  "bin/sqlite-reader-process.js",
  "bin/sqlite-writer-process.js",
  "bin/verify-worker.js",
  "bin/LICENSES.txt",
  "README.md",
  "LICENSE",
  "package.json",
  "policies/risk.yaml",
  "policies/roles/analyst.yaml",
];
const UNWANTED = [/\.test\./, /tsbuildinfo$/, /(^|\/)\.[^/]+\//, /^(bench|dist|scripts|test|src)\//];

const report = execFileSync("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"], {
  cwd: fileURLToPath(new URL("..", import.meta.url)),
  encoding: "utf8",
  stdio: ["ignore", "pipe", "ignore"],
});
const [{ files }] = JSON.parse(report);
const paths = files.map(({ path }) => path);
const missing = NEEDED.filter((path) => !paths.includes(path));
const surplus = paths.filter((path) => UNWANTED.some((pattern) => pattern.test(path)));
for (const path of missing) console.error(`missing from the package: ${path}`);
for (const path of surplus) console.error(`should not be in the package: ${path}`);
process.exitCode = missing.length + surplus.length === 0 ? 0 : 1;
