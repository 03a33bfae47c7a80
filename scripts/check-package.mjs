// Looks at what `npm pack` would publish: all that a user needs, nothing that only we need. And that what describes the package elsewhere (the
// MCP registry's server.json, the manifest of the MCPB bundle) says what package.json says, within their own limits.

import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { mcpbManifest } from "./mcpb-manifest.mjs";

const NEEDED = [
  "bin/gatehouse.js",
  "bin/sqlite-reader-process.js",
  "bin/sqlite-sampler-process.js",
  "bin/sqlite-writer-process.js",
  "bin/verify-worker.js",
  "bin/LICENSES.txt",
  "README.md",
  "LICENSE",
  "package.json",
  "policies/risk.yaml",
  "policies/roles/analyst.yaml",
  "policies/schemas/tests.schema.json",
  "docs/gatehouse.1",
  "server.json",
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

const readJson = (path) => JSON.parse(readFileSync(new URL(`../${path}`, import.meta.url), "utf8"));
const own = readJson("package.json");
const server = readJson("server.json");
const manifest = await mcpbManifest();
const METADATA = [
  "name",
  "version",
  "description",
  "keywords",
  "license",
  "author",
  "engines",
  "bin",
  "man",
  "mcpName",
];
const packages = server.packages ?? [];
const wrong = [
  ...METADATA.filter((key) => own[key] === undefined).map((key) => `package.json has no ${key}`),
  ...(server.name === own.mcpName ? [] : ["server.json has another name than package.json's mcpName"]),
  ...(/^[a-zA-Z0-9.-]+\/[a-zA-Z0-9._-]+$/.test(server.name) ? [] : ["the name in server.json is no reverse-DNS name"]),
  ...(server.description.length <= 100 ? [] : ["the description in server.json is longer than 100 characters"]),
  ...[server, ...packages]
    .filter(({ version }) => version !== own.version)
    .map(() => "server.json has another version"),
  ...packages.filter(({ identifier }) => identifier !== own.name).map(() => "server.json names another package"),
  ...packages
    .filter(({ transport }) => transport?.type !== "stdio")
    .map(() => "server.json has a package without stdio"),
  ...["manifest_version", "name", "version", "description", "author", "server"]
    .filter((key) => manifest[key] === undefined)
    .map((key) => `the MCPB manifest has no ${key}`),
  ...(paths.includes(manifest.server.entry_point) ? [] : ["the MCPB manifest's entry point is not published"]),
];
for (const each of wrong) console.error(each);
process.exitCode = missing.length + surplus.length + wrong.length === 0 ? 0 : 1;
