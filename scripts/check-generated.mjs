// Makes the generated files again and demands that they are, byte for byte, what is there.
// Only files that say `generated` in .gitattributes are looked at, so that other work in progress does no harm.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const tracked = execFileSync(
  "git",
  ["ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", ":(attr:generated)"],
  {
    cwd: root,
    encoding: "utf8",
  },
)
  .split("\0")
  .filter((path) => path !== "" && existsSync(`${root}${path}`));
const before = new Map(tracked.map((path) => [path, readFileSync(`${root}${path}`)]));
execFileSync("npm", ["run", "--silent", "generate"], { cwd: root, stdio: "inherit" });
const stale = tracked.filter((path) => !readFileSync(`${root}${path}`).equals(before.get(path)));
if (stale.length > 0) {
  console.error(`Not up to date: ${stale.join(", ")}. They are made anew now; look at the difference and commit it.`);
  process.exitCode = 1;
}
