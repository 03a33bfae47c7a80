// Makes docs/commands.md from what the built program says of itself: `--help` of each command, commands of commands included.

import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const root = new URL("../", import.meta.url);
const program = fileURLToPath(new URL("bin/gatehouse.js", root));

/** The help of a command, and the names of the commands below it. */
function ask(command) {
  const { status, stdout } = spawnSync(process.execPath, [program, ...command, "--help"], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], NO_COLOR: "1", COLUMNS: "100" },
  });
  if (status !== 0) throw new Error(`gatehouse ${command.join(" ")} --help ended with ${status}`);
  const listed = /^Commands:\n((?: .*\n?)+)/m.exec(stdout)?.[1] ?? "";
  const names = [...listed.matchAll(/^ {2}([a-z][a-z-]*)/gm)].map(([, name]) => name).filter((name) => name !== "help");
  return { text: stdout.trimEnd(), names };
}

function describe(command, level) {
  const { text, names } = ask(command);
  const heading = `${"#".repeat(level)} gatehouse${command.map((word) => ` ${word}`).join("")}`;
  return [
    `${heading}\n\n\`\`\`text\n${text}\n\`\`\``,
    ...names.flatMap((name) => describe([...command, name], Math.min(level + 1, 4))),
  ];
}

if (!existsSync(program)) throw new Error("Build first: npm run build");
const page = ["# Commands", "What the program says of itself, made by `npm run generate`.", ...describe([], 2)].join(
  "\n\n",
);
writeFileSync(new URL("docs/commands.md", root), `${page}\n`);
