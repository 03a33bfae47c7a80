// The built program, which the tests of commands run. One that is older than the source would be tested in its place, and is refused.

import { readdirSync, statSync } from "node:fs";
import { join, resolve } from "node:path";

const MAIN = resolve("bin/gatehouse.js");
/** What the build reads, besides what is installed. */
const SOURCES = ["src", "scripts/bundle.mjs", "package.json", "tsconfig.base.json"];

let checked = false;

/** The path of the program. Throws when it is not there, or older than what it is made of. */
export function builtProgram(): string {
  if (!checked) refuseOlder(MAIN, SOURCES.flatMap(filesOf));
  checked = true;
  return MAIN;
}

export function refuseOlder(program: string, sources: readonly string[]): void {
  const built = statSync(program, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  const newer = sources.find((path) => statSync(path).mtimeMs > built);
  if (newer !== undefined)
    throw new Error(`${newer} is newer than ${program}, which is what would be tested: run npm run build first.`);
}

function filesOf(path: string): readonly string[] {
  if (statSync(path).isFile()) return [path];
  return readdirSync(path, { recursive: true, encoding: "utf8" })
    .filter((each) => each.endsWith(".ts") && !each.endsWith(".test.ts"))
    .map((each) => join(path, each));
}
