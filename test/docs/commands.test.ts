import { builtProgram } from "../support/built-program.ts";
// Each command and option of the built program is documented, and each shell block of the README runs or says why not.

import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ROOT, readPage } from "./tracked-files.ts";

const PROGRAM = builtProgram();

function askForHelp(command: readonly string[]): string {
  const { status, stdout } = spawnSync(process.execPath, [PROGRAM, ...command, "--help"], { encoding: "utf8" });
  return status === 0 ? stdout : "";
}

function listCommands(above: readonly string[]): readonly (readonly string[])[] {
  const listed = /^Commands:\n((?: .*\n?)+)/m.exec(askForHelp(above))?.[1] ?? "";
  return [...listed.matchAll(/^ {2}([a-z][a-z-]*)/gm)]
    .map(([, name = ""]) => [...above, name])
    .filter((command) => command.at(-1) !== "help")
    .flatMap((command) => [command, ...listCommands(command)]);
}

const commands = listCommands([]);
const documentation = `${readPage("README.md")}\n${existsSync(join(ROOT, "docs/commands.md")) ? readPage("docs/commands.md") : ""}`;

test("the built program has commands", () => {
  expect(commands).not.toEqual([]);
});

test.each(commands.map((command) => ({ command: command.join(" "), words: command })))(
  "gatehouse $command is documented with its options",
  ({ command, words }) => {
    expect(documentation).toContain(`gatehouse ${command}`);
    const options = [...askForHelp(words).matchAll(/^ +(?:-\w, )?(--[a-z][a-z-]*)/gm)].map(([, option = ""]) => option);
    for (const option of options) expect(documentation).toContain(option);
  },
);

/** Lines that this test does not run, and what does. */
const RUN_ELSEWHERE: Readonly<Record<string, string>> = {
  "npm ci": "a clean clone runs it (.ci/run)",
  "npm ci && npm test": "this is what runs now",
  "npm run check": "a clean clone runs it (.ci/run)",
  "npm ci && npm run demo": "the test of the demonstration runs it",
  "gatehouse serve --config gatehouse.yaml": "the tests of the whole server run it",
};

describe("the README's shell blocks", () => {
  const lines = [...readPage("README.md").matchAll(/^```sh\n([^]*?)^```$/gm)].flatMap(([, block = ""]) =>
    block.trim().split("\n"),
  );

  test.each(lines)("%s", (line) => {
    if (line in RUN_ELSEWHERE) return;
    const shown = line.replace(/^(npx )?gatehouse /, `"${process.execPath}" "${PROGRAM}" `);
    const { status, stderr } = spawnSync(shown, {
      cwd: ROOT,
      shell: true,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  });

  test("name only scripts and commands that there are", () => {
    const scripts: unknown = JSON.parse(readPage("package.json"));
    for (const line of lines) {
      const script = /npm run ([a-z:-]+)/.exec(line)?.[1];
      if (script !== undefined) expect(scripts).toHaveProperty(["scripts", script]);
      const command = /^gatehouse ([a-z-]+)/.exec(line)?.[1];
      if (command !== undefined) expect(commands.map(([name]) => name)).toContain(command);
    }
  });
});
