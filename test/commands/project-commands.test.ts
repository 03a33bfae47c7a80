// The commands around a project as a shell sees them: exit codes, what they write, and what they leave alone.

import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { runCommand } from "../support/run-command.ts";

let folder: string;
const config = () => join(folder, "gatehouse.yaml");

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-commands-"));
  const shop = new Database(join(folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO people VALUES (1, 'a@x.example')");
  shop.close();
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const init = (env: Readonly<Record<string, string>> = {}) =>
  runCommand(["init", "--sqlite", join(folder, "shop.db"), "--directory", folder, "--name", "shop"], env);

describe("gatehouse", () => {
  it.each([
    ["an unknown command", ["fly"]],
    ["an unknown option", ["check", "--wings"]],
    ["an argument that is missing", ["explain", "--as", "claude"]],
    ["an option that is missing", ["explain", "SELECT 1"]],
    ["a number that is none", ["ledger", "show", "many"]],
    ["an unknown command below another", ["ledger", "burn"]],
    ["no command at all", []],
  ])("ends with 2 after %s, and never with 1, which says refused", async (_, args) => {
    const { status, stdout, stderr } = await runCommand(args);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toMatch(/error: |Usage: /);
    expect(stderr).not.toMatch(/internal error|\(outputHelp\)/);
  });

  it.each([[["--help"]], [["--version"]], [["ledger", "--help"]]])("ends %j with 0", async (args) => {
    expect(await runCommand(args)).toMatchObject({ status: 0, stderr: "" });
  });
});

describe("gatehouse init", () => {
  it("writes a project whose state git never sees, with the rules of risk that hold, and check finds it sound", async () => {
    expect(await init()).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, ".gatehouse", ".gitignore"), "utf8")).toMatch(/^\*$/m);
    expect(statSync(join(folder, ".gatehouse")).mode & 0o077).toBe(0);
    expect(readFileSync(join(folder, "policies", "risk.yaml"), "utf8")).toBe(
      readFileSync("policies/risk.yaml", "utf8"),
    );
    expect(await runCommand(["check", "--config", config()])).toMatchObject({ status: 0 });
  });

  it("overwrites nothing, not even rules of risk alone", async () => {
    mkdirSync(join(folder, "policies"));
    writeFileSync(join(folder, "policies", "risk.yaml"), "rules: []\n");
    expect(await init()).toMatchObject({
      status: 2,
      stderr: expect.stringContaining("policies/risk.yaml exists already"),
    });
    expect(existsSync(config())).toBe(false);
  });
});

describe("gatehouse explain and check", () => {
  it("make no key, no ledger and no other state", async () => {
    await init();
    const explained = await runCommand(["explain", "SELECT email FROM people", "--as", "claude", "--config", config()]);
    expect(explained).toMatchObject({ status: 0, stdout: expect.stringContaining("gatehouse_token") });
    await runCommand(["check", "--config", config()]);
    for (const state of ["keys", "ledger.db", "ledger-search.db"])
      expect(existsSync(join(folder, ".gatehouse", state))).toBe(false);
  });
});
