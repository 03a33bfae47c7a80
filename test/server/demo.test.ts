import { execFile } from "node:child_process";
import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { retell } from "../support/transcript.ts";

const execute = promisify(execFile);

describe("gatehouse demo", () => {
  it("runs a session of a real client, as the README tells it: masks beside values, and a ledger that is whole at the end", async () => {
    const { stdout, stderr } = await execute(process.execPath, [builtProgram(), "demo"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/email_[0-9a-f]{16}/);
    expect(stdout).toContain("amara.okafor@mail.example");
    expect(stdout).toContain("refused: unknown-table");
    expect(stdout).toContain("refused: write-not-granted");
    expect(stdout).toContain("pending_approval");
    expect(stdout).toMatch(/executed, \d+ rows/);
    expect(stdout).toContain("approved by olivia");
    const listed = [...stdout.matchAll(/^ {2}(\d+) +(?:claude|ruth) /gm)].map(([, index]) => Number(index));
    expect(listed.length).toBeGreaterThan(10);
    const covered = Number(/whole: (\d+) entries/.exec(stdout)?.[1]);
    expect(covered).toBe(Math.max(...listed) + 1);
    expect(stdout).toContain("claude mcp add");
    const folder = /^Making a small shop.* in (\S+) …$/m.exec(stdout)?.[1] ?? "none";
    expect(existsSync(join(folder, "gatehouse.yaml"))).toBe(true);
    expect(stdout).toContain(`remove it with: rm -r ${folder}`);
    rmSync(folder, { recursive: true });

    // GATEHOUSE_WRITE_TRANSCRIPT=1 puts this run's words into the README
    const page = readFileSync("README.md", "utf8");
    const [, block = ""] = /^From `npm run demo`[^]*?^```\n([^]*?)^```$/m.exec(page) ?? [];
    const told = retell(block.trimEnd().split("\n"), stdout.split("\n"));
    expect(told).not.toHaveProperty("missing");
    if ("lines" in told && process.env["GATEHOUSE_WRITE_TRANSCRIPT"] === "1") {
      writeFileSync(
        "README.md",
        page.replace(block, () => `${told.lines.join("\n")}\n`),
      );
    }
  });
});
