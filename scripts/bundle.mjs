// Makes the program that is published: the compiled files and what they import, in a few files under bin/, which start in half the time
// and take a third of the room. What package.json names under `dependencies` stays outside: native code, WebAssembly, and what decides at run
// time what it loads. A program that is started as a process of its own lies beside what starts it.

import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
/** The command, and what takes messages from it as a process or a thread of its own. */
const programs = { gatehouse: "dist/entry/cli/main.js", ...startedBesides("dist") };
/** Licences that let their code travel inside ours, with their text. */
const COMPATIBLE = new Set(["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"]);

/** Made from its source (scripts/generate-sqlite-grammar.mjs). */
const GRAMMAR =
  "SQLite's grammar and keywords, as tables (public domain)\n\nThe author disclaims copyright to them: sqlite.org/copyright.html.\n";

const command = join(root, programs.gatehouse);
const first = reachedFrom(command, new Set());
first.delete(command);
const { dependencies } = readJson(join(root, "package.json"));
const outside = Object.keys(dependencies);
const bundle = await rolldown({
  input: programs,
  cwd: root,
  plugins: [await toolSchemas()],
  platform: "node",
  // jsonc-parser's "main" names its parts at run time, where nothing can be bundled
  resolve: {
    mainFields: ["module", "main"],
    alias: { "@modelcontextprotocol/server/_shims": join(root, "scripts/without-validator.mjs") },
  },
  external: (name) => outside.some((known) => name === known || name.startsWith(`${known}/`)),
});
const folder = join(root, "bin");
rmSync(folder, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: folder,
  format: "esm",
  // A file costs more to find than to read: what every command needs is one, and what the tools are made of is two.
  codeSplitting: {
    groups: [
      { name: "first", priority: 2, test: (id) => first.has(id) },
      { name: "gate", priority: 1, test: /[\\/]dist[\\/]gate[\\/]/ },
      { name: "core", test: /[\\/]dist[\\/]core[\\/](?:policy|approvals|review|sql[\\/][^\\/]+\.js)/ },
    ],
  },
  comments: { legal: true, annotation: false, jsdoc: false },
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
chmodSync(join(folder, "gatehouse.js"), 0o755);
chmodSync(join(root, "dist/entry/cli/main.js"), 0o755);
writeFileSync(join(folder, "LICENSES.txt"), licences(output.flatMap(({ moduleIds = [] }) => moduleIds)));

/** Our own files that are loaded with this one. */
function reachedFrom(file, reached) {
  if (reached.has(file)) return reached;
  reached.add(file);
  for (const [, path] of readFileSync(file, "utf8").matchAll(/^(?:import|export) [^;]*?from "(\.[^"]+)"/gm)) {
    reachedFrom(join(file, "..", path), reached);
  }
  return reached;
}

/** The tools' schemas, made now in place of with each start. */
async function toolSchemas() {
  const file = join(root, "dist/entry/mcp/tools/tool-schemas.js");
  const { TOOLS } = await import(join(root, "dist/entry/mcp/tools/tool-list.js"));
  const { schemasOf } = await import(file);
  const table = JSON.stringify(Object.fromEntries(TOOLS.map((tool) => [tool.name, schemasOf(tool)])));
  const code = `const SCHEMAS = JSON.parse(${JSON.stringify(table)});\nexport const schemasOf = ({ name }) => SCHEMAS[name];\n`;
  return { name: "tool-schemas", load: (id) => (id === file ? code : null) };
}

function startedBesides(compiled) {
  const paths = readdirSync(join(root, compiled), { recursive: true }).filter((path) => /(?<!\.test)\.js$/.test(path));
  const takesRequests = /\bprocess\.on\("message"|\bparentPort\b|\breadSync\(CHANNEL\b/;
  return Object.fromEntries(
    paths
      .filter((path) => takesRequests.test(readFileSync(join(root, compiled, path), "utf8")))
      .map((path) => [basename(path, ".js"), join(compiled, path)]),
  );
}

function licences(modules) {
  const packages = new Set(modules.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...[...packages].sort().map(licenceOf), GRAMMAR].join(`\n${"=".repeat(80)}\n\n`);
}

function licenceOf(path) {
  const { name, version, license } = readJson(join(path, "package.json"));
  const file = readdirSync(path).find((each) => /^licen[cs]e/i.test(each));
  if (!COMPATIBLE.has(license) || file === undefined) {
    throw new Error(`${name} (${license}) cannot be bundled: name it under dependencies`);
  }
  const notice = join(path, "NOTICE");
  const texts = [join(path, file), ...(existsSync(notice) ? [notice] : [])].map((each) =>
    readFileSync(each, "utf8").trim(),
  );
  return `${name} ${version} (${license})\n\n${texts.join("\n\n")}\n`;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, "utf8"));
}
