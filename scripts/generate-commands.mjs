// Makes docs/commands.md and the manual page docs/gatehouse.1 from what the built program says of itself: `--help` of each command, commands
// of commands included.

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

const helps = [];

function describe(command, level) {
  const { text, names } = ask(command);
  helps.push({ command, text });
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

/** Of a line of text nothing is a request to roff. */
const roff = (text) =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replaceAll(/^(?=[.'])/gm, "\\&");
const [{ text: own }, ...others] = helps;
const manual = [
  '.TH GATEHOUSE 1 "" "gatehouse" "User Commands"',
  ".SH NAME",
  "gatehouse \\- gives AI agents a database that they can be trusted with",
  ".SH SYNOPSIS",
  ".nf",
  roff(own),
  ".fi",
  ".SH COMMANDS",
  ...others.flatMap(({ command, text }) => [`.SS gatehouse ${roff(command.join(" "))}`, ".nf", roff(text), ".fi"]),
  ".SH FILES",
  "gatehouse.yaml, policies/ and the state folder .gatehouse, beside each other unless gatehouse.yaml says otherwise.",
  ".SH EXIT STATUS",
  "0 when it is done, 1 when it is refused or something is wrong with what was looked at, 2 when it could not be done, 64 when it was not called as its help says.",
];
writeFileSync(new URL("docs/gatehouse.1", root), `${manual.join("\n")}\n`);
