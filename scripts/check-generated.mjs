// Makes the generated files again and demands that they are, byte for byte, what is there.
// Only files that say `generated` in .gitattributes are looked at, so that other work in progress does no harm.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const list = (pathspec) =>
  execFileSync("git", ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", pathspec], {
    cwd: root,
    encoding: "utf8",
  })
    .split("\0")
    .filter((path) => path !== "" && existsSync(`${root}${path}`));
const tracked = list(":(attr:generated)");
const before = new Map(tracked.map((path) => [path, readFileSync(`${root}${path}`)]));
execFileSync("npm", ["run", "--silent", "generate"], { cwd: root, stdio: "inherit" });
const stale = tracked.filter((path) => !readFileSync(`${root}${path}`).equals(before.get(path)));
// a file that moved on without its line would be looked at no longer
const gone = readFileSync(`${root}.gitattributes`, "utf8")
  .split("\n")
  .flatMap((line) => /^(\S+) generated$/.exec(line)?.[1] ?? [])
  .filter((pattern) => list(pattern).length === 0);
if (gone.length > 0) {
  console.error(`.gitattributes calls generated what is not there: ${gone.join(", ")}. Correct its path.`);
  process.exitCode = 1;
}
if (stale.length > 0) {
  console.error(`Not up to date: ${stale.join(", ")}. They are made anew now; look at the difference and commit it.`);
  process.exitCode = 1;
}
