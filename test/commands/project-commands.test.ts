// The commands around a project as a shell sees them: exit codes, what they write, and what they leave alone.

import { spawnSync } from "node:child_process";
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
    ["help for an unknown command", ["nonsense", "--help"]],
    ["help for an unknown command below another", ["ledger", "burn", "--help"]],
    ["no command at all", []],
  ])("ends with 64 after %s, and never with 1, which says refused", async (_, args) => {
    const { status, stdout, stderr } = await runCommand(args);
    expect({ status, stdout }).toEqual({ status: 64, stdout: "" });
    expect(stderr).toMatch(/^usage: |Usage: /);
    expect(stderr).not.toMatch(/internal error|\(outputHelp\)/);
  });

  it("names the command that is near", async () => {
    expect((await runCommand(["ledgr", "--help"])).stderr).toMatch(/no command `ledgr`; did you mean ledger\?/);
    expect((await runCommand(["approvals", "aprove", "x"])).stderr).toMatch(/did you mean approve\?/);
  });

  it.each([[["--help"]], [["--version"]], [["ledger", "--help"]], [["help", "ledger"]]])(
    "ends %j with 0",
    async (args) => {
      expect(await runCommand(args)).toMatchObject({ status: 0, stderr: "" });
    },
  );
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

describe("what gatehouse init proposes and prints", () => {
  beforeEach(() => {
    const shop = new Database(join(folder, "shop.db"));
    shop.exec(`CREATE TABLE "Kunden Liste" ("E-Mail" TEXT PRIMARY KEY, "first name" TEXT, "card-number" TEXT, "api-key" TEXT,
      "social security" TEXT, address_id INTEGER REFERENCES places (id), is_mobile BOOLEAN, gizmo TEXT);
      CREATE TABLE places (id INTEGER PRIMARY KEY, street TEXT, payload JSON)`);
    shop.close();
  });

  it("classes by words, names who approves, and says what it is unsure of", async () => {
    const ran = await runCommand([
      ...["init", "--sqlite", join(folder, "shop.db"), "--directory", folder, "--name", "shop", "--approver", "ruth"],
    ]);
    expect(ran).toMatchObject({ status: 0, stderr: "" });
    const data = readFileSync(join(folder, "policies", "data", "shop.yaml"), "utf8");
    for (const line of [
      "E-Mail: email",
      "first name: person-name",
      "card-number: payment-card",
      "api-key: secret",
      "social security: national-id",
      "address_id: internal",
      "is_mobile: internal",
      "street: address",
      "gizmo: unsure # text whose name says nothing of what it holds",
      "payload: unsure # JSON whose name says nothing of what it holds",
    ])
      expect(data).toContain(line);
    expect(readFileSync(join(folder, "policies", "identities.yaml"), "utf8")).toContain(
      "ruth: { kind: human, roles: [approver] }",
    );
    expect(ran.stdout).toMatch(/main\.Kunden Liste\.card-number +payment-card +\d+% +“card number” in its name/);
    expect(ran.stdout).toMatch(/Unsure, and masked.*\n.*main\.Kunden Liste\.gizmo +unsure +\d+%/);
    expect(ran.stdout).toMatch(/keys enrol --as ruth.*\n.*wait for ruth, who decides/);
    expect(await runCommand(["check", "--config", config()])).toMatchObject({ status: 0 });
  });

  it.each(["claude", "null", "two words"])("takes no %j for the approver, and writes nothing", async (approver) => {
    const ran = await runCommand([
      ...["init", "--sqlite", join(folder, "shop.db"), "--directory", folder, "--approver", approver],
    ]);
    expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining("cannot be the approver") });
    expect(existsSync(config())).toBe(false);
  });

  it("prints next steps that run as they are printed", async () => {
    const { stdout } = await init();
    const steps = [...stdout.matchAll(/^ {2}[2-9]\. (.*)$/gm)].map(([, step = ""]) => step);
    expect(steps).toHaveLength(3);
    for (const step of steps) {
      const { status, stderr } = spawnSync("/bin/sh", ["-c", step], { encoding: "utf8", input: "" });
      expect({ step, status, stderr }).toEqual({ step, status: 0, stderr: "" });
    }
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
