// Makes gatehouse-<version>-<platform>-<architecture>.mcpb: what is published and the packages that it needs, in one file that a desktop client
// installs (MCPB manifest 0.3, github.com/modelcontextprotocol/mcpb, MANIFEST.md). SQLite's compiled part makes it one for this platform.

import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { mcpbManifest } from "./mcpb-manifest.mjs";
import { zipOf } from "./zip-file.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const run = (command, args) =>
  execFileSync(command, args, { cwd: root, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));

const [{ files: published }] = JSON.parse(run("npm", ["pack", "--dry-run", "--json", "--ignore-scripts"]));
const needed = run("npm", ["ls", "--omit=dev", "--all", "--parseable"]).trim().split("\n").slice(1);
/** What compiling the native part needs and running it does not. */
const LEFT_OUT = /(^|\/)(deps|src|build\/(?!Release\/better_sqlite3\.node$).*|\.github|test)(\/|$)/;
const filesOf = (folder) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.slice(folder.length + 1).includes("node_modules"))
    .filter(
      (path) => !folder.endsWith("better-sqlite3") || !LEFT_OUT.test(relative(folder, path).replaceAll("\\", "/")),
    );
const paths = [
  ...published.map(({ path }) => path).filter((path) => !path.startsWith("docs/")),
  ...needed.flatMap(filesOf).map((path) => relative(root, path).replaceAll("\\", "/")),
];
const manifest = Buffer.from(`${JSON.stringify(await mcpbManifest(), null, 2)}\n`);
const bytes = zipOf([
  { path: "manifest.json", bytes: manifest, mode: 0o644 },
  ...[...new Set(paths)].toSorted().map((path) => ({
    path,
    bytes: readFileSync(join(root, path)),
    mode: statSync(join(root, path)).mode,
  })),
]);
const name = `gatehouse-${version}-${process.platform}-${process.arch}.mcpb`;
writeFileSync(join(root, name), bytes);
console.log(`${name}  ${(bytes.length / 1_048_576).toFixed(1)} MB`);
