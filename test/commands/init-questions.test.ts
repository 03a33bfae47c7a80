// `gatehouse init` with a person at the terminal, and run again: what it asks, what it takes for an answer, and that nothing is half written.

import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KEYS, onTerminal } from "../support/on-terminal.ts";
import { runCommand } from "../support/run-command.ts";

let folder: string;
const database = () => join(folder, "shop.db");
const data = () => readFileSync(join(folder, "policies", "data", "main.yaml"), "utf8");

function run(sql: string): void {
  const opened = new Database(database());
  opened.exec(sql);
  opened.close();
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-init-"));
  run(`CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, gizmo TEXT);
    INSERT INTO people VALUES (1, 'canary@x.example', 'canary of a gizmo')`);
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

const init = (...args: readonly string[]) =>
  runCommand(["init", "--sqlite", database(), "--directory", folder, ...args]);

describe("gatehouse init at a terminal", () => {
  it("asks until each answer is one, and writes what was said", async () => {
    const terminal = onTerminal(["init"], { folder });
    await terminal.see("Which database?");
    terminal.press(`nowhere.db${KEYS.enter}`);
    await terminal.see("There is no file nowhere.db");
    terminal.press(`${KEYS.clear}postgres://me:hunter2@localhost/x${KEYS.enter}`);
    await terminal.see("holds a password");
    terminal.press(`${KEYS.clear}shop.db${KEYS.enter}`);
    await terminal.see("Look at up to 200 values of each column too?");
    terminal.press(`perhaps${KEYS.enter}`);
    await terminal.see("Answer y or n.");
    terminal.press(`${KEYS.clear}y${KEYS.enter}`);
    await terminal.see(/main\.people\.email +email +\d+%/);
    await terminal.see("1 unsure column is masked. Say what it is now?");
    terminal.press(`y${KEYS.enter}`);
    await terminal.see("main.people.gizmo (text whose name says nothing of what it holds)");
    terminal.press(`banana${KEYS.enter}`);
    await terminal.see("Classes are email, phone");
    terminal.press(`${KEYS.clear}no${KEYS.enter}`);
    await terminal.see("Who decides");
    terminal.press(`claude${KEYS.enter}`);
    await terminal.see("Another name than");
    terminal.press(`${KEYS.clear}ruth${KEYS.enter}`);
    await terminal.see("By which SSH key");
    terminal.press(`7${KEYS.enter}`); // letters choose nothing, and Enter is the first
    await terminal.see("May your agent propose changes of rows?");
    terminal.press(`n${KEYS.enter}`);
    await terminal.see("Write gatehouse.yaml and policies/");
    terminal.press(KEYS.enter);
    expect(await terminal.ended).toBe(0);
    expect(data()).toContain("gizmo: internal\n");
    expect(readFileSync(join(folder, "policies", "identities.yaml"), "utf8")).toContain("ruth: {");
    expect(terminal.raw()).not.toContain("canary");
    expect(await runCommand(["check", "--config", join(folder, "gatehouse.yaml")])).toMatchObject({ status: 0 });
  });

  it("writes nothing when it is left at any question", async () => {
    const questions = [
      "Which database?",
      "Look at up to 200 values",
      "Say what it is now?",
      "Who decides",
      "By which SSH key",
      "May your agent propose changes",
      "Write gatehouse.yaml",
    ];
    const answers = ["shop.db", "", "n", "ruth", "", "", ""];
    const terminals = questions.map((_, leftAt) => ({ leftAt, terminal: onTerminal(["init"], { folder }) }));
    for (const { leftAt, terminal } of terminals) {
      for (const [place, question] of questions.slice(0, leftAt + 1).entries()) {
        await terminal.see(question);
        terminal.press(place === leftAt ? KEYS.interrupt : `${answers[place] ?? ""}${KEYS.enter}`);
      }
      expect([leftAt, await terminal.ended]).toEqual([leftAt, 2]);
      expect(terminal.screen()).toContain("Nothing was written");
      expect(readdirSync(folder)).toEqual(["shop.db"]);
    }
  });
});

describe("gatehouse init's questions", () => {
  it.each([
    ["Ctrl-D", "\u0004"],
    ["Escape", KEYS.escape],
  ])("%s ends them, and nothing was written", async (_, key) => {
    const terminal = onTerminal(["init"], { folder });
    await terminal.see("Which database?");
    terminal.press(key);
    expect(await terminal.ended).toBe(2);
    expect(terminal.screen()).toContain("Nothing was written");
    expect(terminal.raw().slice(terminal.raw().lastIndexOf("left: "))).toMatch(/[ ;]icanon\b[^]*[ ;]echo\b/);
    expect(readdirSync(folder)).toEqual(["shop.db"]);
  });

  it("[G-TERMINAL-DOOR] show names and reasons, and none of them commands the terminal", async () => {
    run(`CREATE TABLE "two
lines \u001b]0;forged\u0007" (id INTEGER PRIMARY KEY, "\u001b[2Jgizmo \u202e" TEXT)`);
    const terminal = onTerminal(["init", "--sqlite", "shop.db", "--no-sample"], { folder });
    await terminal.see("2 unsure columns are masked. Say what they are now?");
    terminal.press(`y${KEYS.enter}`);
    await terminal.see("leave it masked");
    terminal.press(KEYS.enter);
    await terminal.see("‹U+001B›[2Jgizmo ‹U+202E›");
    terminal.press(KEYS.interrupt);
    expect(await terminal.ended).toBe(2);
    for (const forged of ["\u001b]0;", "\u001b[2J", "\u202e"]) expect(terminal.raw()).not.toContain(forged);
  });

  it("are not asked where files stand in the way, and no key is made for nothing", async () => {
    const policies = join(folder, "policies");
    mkdirSync(policies);
    writeFileSync(join(policies, "risk.yaml"), "rules: []\n");
    const terminal = onTerminal(["init"], { folder });
    expect(await terminal.ended).toBe(2);
    expect(terminal.screen()).toContain("policies/risk.yaml exists already");
    expect(terminal.screen()).not.toContain("Which database?");
  });

  it("make a key where that is chosen; left at its passphrase, no project is written", async () => {
    const asked = async () => {
      const args = ["init", "--sqlite", "shop.db", "--no-sample", "--approver", "ruth", "--writes", "approval"];
      const terminal = onTerminal(args, { folder });
      await terminal.see("Say what it is now?");
      terminal.press(KEYS.enter);
      await terminal.see("By which SSH key does ruth sign?");
      terminal.press(`${KEYS.down}${KEYS.enter}`);
      await terminal.see("Write gatehouse.yaml");
      terminal.press(KEYS.enter);
      await terminal.see("Enter passphrase");
      return terminal;
    };
    const left = await asked();
    left.press(KEYS.interrupt);
    expect(await left.ended).not.toBe(0);
    expect(existsSync(join(folder, "gatehouse.yaml"))).toBe(false);
    expect(existsSync(join(folder, "policies"))).toBe(false);
    const terminal = await asked();
    terminal.press(`correct horse${KEYS.enter}`);
    await terminal.see("same passphrase again");
    terminal.press(`correct horse${KEYS.enter}`);
    expect(await terminal.ended).toBe(0);
    const { 1: made = "" } = readFileSync(join(folder, ".ssh", "gatehouse-ruth.pub"), "utf8").split(" ");
    expect(readFileSync(join(folder, "policies", "identities.yaml"), "utf8")).toContain(made);
  });
});

describe("gatehouse init without one", () => {
  it("says what it needs", async () => {
    const ran = await runCommand(["init", "--directory", folder]);
    expect(ran).toMatchObject({ status: 2, stderr: expect.stringContaining("Give either --postgres") });
    expect(existsSync(join(folder, "gatehouse.yaml"))).toBe(false);
  });

  it("takes names of any kind, an empty table and an empty database", async () => {
    run(`CREATE TABLE "select" ("from" TEXT, "say ""hi""" TEXT, "two
lines" TEXT, "имя" TEXT, "電話" TEXT, "null" TEXT, "yes: no # x" TEXT, "" TEXT);
      CREATE TABLE "two
lines: [x]" (id INTEGER PRIMARY KEY, "it's" TEXT); CREATE TABLE ".hidden" (id INTEGER PRIMARY KEY); CREATE TABLE "имя таблицы" (email TEXT)`);
    expect(await init("--yes")).toMatchObject({ status: 0, stderr: "" });
    const checked = await runCommand(["check", "--config", join(folder, "gatehouse.yaml"), "--json"]);
    expect([checked.status, checked.stdout]).toEqual([0, expect.stringContaining("unsure")]);
    expect(data()).not.toContain("canary");
    expect(data()).toContain("имя таблицы");
    expect(await init("--yes")).toMatchObject({ status: 0, stdout: expect.stringContaining("Nothing is new") });
    rmSync(join(folder, "gatehouse.yaml"));
    rmSync(join(folder, "policies"), { recursive: true });
    rmSync(join(folder, ".gatehouse"), { recursive: true });
    run(
      'DROP TABLE "select"; DROP TABLE people; DROP TABLE ".hidden"; DROP TABLE "two\nlines: [x]"; DROP TABLE "имя таблицы"',
    );
    expect(await init("--yes")).toMatchObject({ status: 0, stdout: expect.stringContaining("0 columns of 0 tables") });
  });

  it("run again proposes what is new alone, and adds it where it may", async () => {
    expect(await init("--yes")).toMatchObject({ status: 0 });
    const first = data();
    expect(await init("--yes")).toMatchObject({ status: 0, stdout: expect.stringContaining("Nothing is new") });
    expect(data()).toBe(first);
    run("ALTER TABLE people ADD COLUMN phone TEXT; CREATE TABLE orders (id INTEGER PRIMARY KEY, ship_name TEXT)");
    const asked = await init();
    expect(asked).toMatchObject({ status: 0, stdout: expect.stringContaining("Nothing was written; add --yes") });
    expect(asked.stdout).toMatch(/3 columns of 2 tables/);
    expect(data()).toBe(first);
    expect(await init("--yes")).toMatchObject({ status: 0, stderr: "" });
    expect(data()).toContain("phone: phone");
    expect(data()).toContain("ship_name: person-name");
    expect(data()).toContain("gizmo: unsure # text whose name says nothing of what it holds");
    expect(await runCommand(["check", "--config", join(folder, "gatehouse.yaml")])).toMatchObject({ status: 0 });
  });

  it("writes the first policy of a database that was added to gatehouse.yaml", async () => {
    expect(await init("--yes")).toMatchObject({ status: 0 });
    const config = join(folder, "gatehouse.yaml");
    const text = readFileSync(config, "utf8");
    writeFileSync(config, text.replace("databases:", "databases:\n  other: { engine: sqlite, file: ./shop.db }"));
    expect(await init("--yes", "--name", "other")).toMatchObject({ status: 0, stderr: "" });
    expect(readFileSync(join(folder, "policies", "data", "other.yaml"), "utf8")).toContain("email: email");
    expect(await init("--yes", "--name", "other")).toMatchObject({ stdout: expect.stringContaining("Nothing is new") });
  });
});
