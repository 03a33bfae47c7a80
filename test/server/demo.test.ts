import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { MAIN } from "../support/project.ts";

const execute = promisify(execFile);

describe("gatehouse demo", () => {
  it("runs a session of a real client, shows masks beside values, and ends with a ledger that is whole", async () => {
    const { stdout, stderr } = await execute(process.execPath, [MAIN, "demo"]);
    expect(stderr).toBe("");
    expect(stdout).toMatch(/email_[0-9a-f]{16}/);
    expect(stdout).toContain("amara.okafor@mail.example");
    expect(stdout).toContain("refused: unknown-table");
    expect(stdout).toContain("refused: write-not-possible");
    expect(stdout).toMatch(/whole: \d+ entries/);
    expect(stdout).toContain("claude mcp add");
  });
});
