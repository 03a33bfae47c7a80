// `npm run demo`: builds the program where it is not built, saying so while it takes its time, and runs the demo.

import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("..", import.meta.url));
const SAY_EVERY_MILLISECONDS = 3_000;

const begun = Date.now();
const say = (text) => process.stderr.write(`${text}\n`);
say("Building Gatehouse from its source, which takes a minute or two the first time …");
const saying = setInterval(
  () => say(`  still building, ${Math.round((Date.now() - begun) / 1_000)} s`),
  SAY_EVERY_MILLISECONDS,
);
const built = await run(process.platform === "win32" ? "npm.cmd" : "npm", ["run", "--silent", "build"]);
clearInterval(saying);
if (built !== 0) process.exit(built);
say(`Built in ${Math.round((Date.now() - begun) / 1_000)} s.`);
process.exit(await run(process.execPath, ["bin/gatehouse.js", "demo", ...process.argv.slice(2)]));

function run(command, args) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", shell: process.platform === "win32" });
    child.once("error", () => resolve(1));
    child.once("close", (status) => resolve(status ?? 1));
  });
}
