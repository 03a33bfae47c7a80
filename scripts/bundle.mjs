// Makes the program that is published: the compiled files and what they import, in a few files under bin/, which start in half the time
// and take a third of the room. What package.json names under `dependencies` stays outside: native code, WebAssembly, and code under a
// licence of another kind. A program that is started as a process of its own is named here, and lies beside what starts it.

import { chmodSync, existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { rolldown } from "rolldown";

const root = fileURLToPath(new URL("..", import.meta.url));
const PROGRAMS = {
  gatehouse: "dist/entry/cli/main.js",
  "sqlite-reader-process": "dist/adapters/sqlite/sqlite-reader-process.js",
  "verify-worker": "dist/adapters/sqlite/verify-worker.js",
};
/** Licences that let their code travel inside ours, with their text. */
const COMPATIBLE = new Set(["MIT", "ISC", "Apache-2.0", "BSD-2-Clause", "BSD-3-Clause", "0BSD"]);

for (const name of startedBesides(join(root, "dist"))) {
  if (!Object.hasOwn(PROGRAMS, name))
    throw new Error(`${name}.js is started beside its file: name it among the programs`);
}
const { dependencies } = readJson(join(root, "package.json"));
const outside = Object.keys(dependencies);
const bundle = await rolldown({
  input: PROGRAMS,
  cwd: root,
  platform: "node",
  external: (name) => outside.some((known) => name === known || name.startsWith(`${known}/`)),
});
const folder = join(root, "bin");
rmSync(folder, { recursive: true, force: true });
const { output } = await bundle.write({
  dir: folder,
  format: "esm",
  entryFileNames: "[name].js",
  chunkFileNames: "[name]-[hash].js",
});
await bundle.close();
chmodSync(join(folder, "gatehouse.js"), 0o755);
chmodSync(join(root, "dist/entry/cli/main.js"), 0o755);
writeFileSync(join(folder, "LICENSES.txt"), licences(output.flatMap(({ moduleIds = [] }) => moduleIds)));

/** Programs that compiled files find as `new URL("./name.js", …)`. */
function startedBesides(compiled) {
  const files = readdirSync(compiled, { recursive: true }).filter((path) => /(?<!\.test)\.js$/.test(path));
  return files.flatMap((path) =>
    [...readFileSync(join(compiled, path), "utf8").matchAll(/new URL\("\.\/([\w-]+)\.js"/g)].map(([, name]) => name),
  );
}

function licences(modules) {
  const packages = new Set(modules.flatMap((path) => /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path)?.[0] ?? []));
  return [...packages]
    .sort()
    .map(licenceOf)
    .join(`\n${"=".repeat(80)}\n\n`);
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
