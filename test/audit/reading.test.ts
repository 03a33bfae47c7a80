// The ledger as people and scripts read it: the built program on a project whose server answered calls.

import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerRecord } from "../../src/core/ledger/entry/ledger-record.ts";
import { type AuditedShop, makeAuditedShop } from "../support/audited-shop.ts";
import { follow } from "../support/follow.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { connect } from "../support/project.ts";

let shop: AuditedShop;
let entries: readonly LedgerRecord[];

beforeAll(async () => {
  shop = await makeAuditedShop();
  for (const caller of ["claude", "gpt"]) {
    const served = await connect(shop.folder, { args: ["--caller", caller] });
    await served.call("describe-schema", {});
    await served.call("query", { sql: "SELECT email, country FROM people WHERE country = 'DE'" });
    await served.call("query", { sql: "SELECT secret_thing FROM people" });
    if (caller === "gpt") await served.call("query", { sql: "SELECT sum(total) FROM orders GROUP BY person" });
    await served.close();
  }
  entries = readEntries(shop.ledger);
});
afterAll(() => shop.remove());

const list = async (...args: readonly string[]) => {
  const { status, stdout, stderr } = await shop.run("ledger", "list", "--json", ...args);
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  return stdout
    .split("\n")
    .filter((line) => line !== "")
    .map((line): LedgerRecord => JSON.parse(line));
};

describe("gatehouse ledger list", () => {
  it.each<[readonly string[], (entry: LedgerRecord) => boolean]>([
    [[], () => true],
    [["--caller", "gpt"], ({ caller }) => caller?.principal === "gpt"],
    [["--tool", "describe-schema"], ({ tool }) => tool === "describe-schema"],
    [["--decision", "deny"], ({ decision }) => decision?.effect === "deny"],
    [
      ["--code", "unknown-column", "--caller", "claude"],
      (e) => e.decision?.code === "unknown-column" && e.caller?.principal === "claude",
    ],
    [
      ["--table", "main.orders", "--tool", "query"],
      (e) => e.tool === "query" && (e.touched ?? []).some(({ relation }) => relation === "main.orders"),
    ],
    [
      ["--column", "main.people.email", "--tool", "query"],
      (e) =>
        e.tool === "query" &&
        (e.touched ?? []).some(({ relation, columns }) => relation === "main.people" && columns.includes("email")),
    ],
    [
      ["--class", "email", "--class", "salary"],
      (e) => (e.touched ?? []).some(({ classes }) => classes.includes("salary")),
    ],
    [["--text", "sum(total) from orders"], (e) => (e.statement?.normalised ?? "").includes("sum")],
    [
      ["--client", "gatehouse-tests", "--role", "analyst", "--database", "shop", "--rule", "role analyst"],
      (e) => e.decision?.rule === "role analyst",
    ],
    [["--since", "2020-01-01", "--until", "2021-01-01"], () => false],
  ])("%j", async (args, expected) => {
    expect((await list(...args)).map(({ index }) => index)).toEqual(
      entries
        .filter(expected)
        .map(({ index }) => index)
        .toReversed(),
    );
  });

  it("pages by key", async () => {
    const all = (await list()).map(({ index }) => index);
    const pages: number[] = [];
    for (let before: number | undefined; ; before = pages.at(-1)) {
      const page = await list("--limit", "3", ...(before === undefined ? [] : ["--before", String(before)]));
      if (page.length === 0) break;
      pages.push(...page.map(({ index }) => index));
    }
    expect(pages).toEqual(all);
    expect((await shop.run("ledger", "list", "--limit", "2")).stdout).toContain(`--before ${all[1] ?? ""}`);
  });

  it("shows a table to people and CSV to spreadsheets", async () => {
    const table = await shop.run("ledger", "list", "--decision", "deny");
    expect(table.stdout).toMatch(/^index +time \(local\) +caller/);
    expect(table.stdout).toMatch(/claude +analyst +query +deny +0 +unknown-column/);
    const csv = await shop.run(
      "ledger",
      "list",
      "--csv",
      "--columns",
      "index,caller,statement",
      "--text",
      "email, country",
    );
    const [head, first] = csv.stdout.split("\n");
    expect(head).toBe("index,caller,statement");
    expect(first).toMatch(/^\d+,gpt,"SELECT email , country FROM people WHERE country = \?"$/);
  });

  it("takes a table and a column without the schema, where one such was touched, and times as people say them", async () => {
    const by = async (...args: readonly string[]) => (await shop.run("ledger", "list", "--json", ...args)).stdout;
    expect(await by("--table", "people")).toBe(await by("--table", "main.people"));
    expect(await by("--column", "people.email")).toBe(await by("--column", "main.people.email"));
    expect(await by("--column", "email")).toBe(await by("--column", "main.people.email"));
    expect(await by("--table", "people")).not.toBe("");
    for (const time of ["24h", "7d", "yesterday"]) expect(await by("--since", time)).toBe(await by());
    expect(await by("--until", "24h")).toBe("");
  });

  it("begins the one that is shown with a sentence of what happened", async () => {
    const [last] = (
      await shop.run("ledger", "list", "--json", "--tool", "query", "--decision", "deny", "--limit", "1")
    ).stdout.split("\n");
    const { index } = JSON.parse(last ?? "");
    const { stdout } = await shop.run("ledger", "show", String(index));
    expect(stdout).toMatch(
      /^\w+ \(of alice\) as [\w-]+ .*called query on shop; it was refused as [\w-]+ by .*\.( It touched: .*)?\n\n/,
    );
  });

  it.each([
    [["--decision", "maybe"], /^usage: There is no decision `maybe`/],
    [
      ["--column", "main.people.emial"],
      /^usage: No entry ever touched the column `main\.people\.emial`; did you mean main\.people\.email/,
    ],
    [["--table", "main.person"], /^usage: No entry ever touched the table `main\.person`/],
    [["--table", "peopel"], /^usage: No entry ever touched the table `peopel`; did you mean .*people/],
    [
      ["--column", "people.emial"],
      /^usage: No entry ever touched the column `people\.emial`; did you mean .*people\.email/,
    ],
    [["--class", "emails"], /did you mean email/],
    [["--since", "2026-11-22", "--until", "2026-11-21"], /^usage: The range ends before it begins/],
    [["--csv", "--columns", "index,sql"], /^usage: Entries have no column `sql`/],
    [["--file", "/nowhere/ledger.db"], /^ledger-unreadable: There is no ledger/],
  ])("says what is wrong with %j", async (args, words) => {
    const ran = await shop.run("ledger", "list", ...args);
    expect(ran).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(words) });
  });

  it("cannot read a time that is none", async () => {
    const ran = await shop.run("ledger", "list", "--since", "last week");
    expect(ran).toMatchObject({
      status: 64,
      stdout: "",
      stderr: expect.stringMatching(/^usage: .*write it like .*7d/),
    });
  });

  it("writes nothing where there is no ledger, or one of a newer version", async () => {
    const other = await makeAuditedShop();
    try {
      const missing = await other.run("ledger", "list");
      expect(missing).toMatchObject({ status: 2, stderr: expect.stringMatching(/^ledger-unreadable: /) });
      expect(existsSync(join(other.folder, ".gatehouse"))).toBe(false);
      const copy = join(other.folder, "newer.db");
      const source = new Database(shop.ledger, { readonly: true });
      await source.backup(copy);
      source.close();
      const newer = new Database(copy);
      newer.pragma("user_version = 99");
      newer.pragma("journal_mode = DELETE");
      newer.close();
      const before = readdirSync(other.folder);
      expect(await other.run("ledger", "list", "--file", copy)).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/^ledger-newer: /),
      });
      expect(readdirSync(other.folder)).toEqual(before);
    } finally {
      await other.remove();
    }
  });
});

describe("gatehouse ledger timeline", () => {
  it("follows one session from its first entry to its last", async () => {
    const session = entries.find(({ caller }) => caller?.principal === "gpt")?.agent?.session ?? "";
    const shown = await shop.run("ledger", "timeline", "--session", session);
    const steps = shown.stdout.split("\n").filter((line) => /^ +\+\d+\.\d{3} s {2}#\d+/.test(line));
    expect(steps).toHaveLength(4);
    expect(steps[0]).toMatch(/\+0\.000 s .*describe-schema {2}gpt \(analyst\) {2}allow/);
    expect(shown.stdout).toContain("read main.people(email→token, country)");
  });

  it("wants one thing to follow, and one that there is", async () => {
    expect(await shop.run("ledger", "timeline")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^usage: Name one of/),
    });
    expect(await shop.run("ledger", "timeline", "--approval", "none")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/^usage: No entry belongs/),
    });
  });
});

describe("gatehouse ledger tail", () => {
  it("shows the newest last, and follows those that come", async () => {
    const tail = await shop.run("ledger", "tail", "--limit", "2", "--json");
    const shown = tail.stdout
      .trim()
      .split("\n")
      .map((line): LedgerRecord => JSON.parse(line));
    expect(shown.map(({ index }) => index)).toEqual(entries.slice(-2).map(({ index }) => index));

    const following = follow(shop.folder, "ledger", "tail", "--limit", "0", "--follow", "--tool", "query");
    await expect.poll(following.text).toContain("index");
    const served = await connect(shop.folder);
    await served.call("describe-schema", {});
    await served.call("query", { sql: "SELECT 4711 AS later" });
    await served.close();
    await expect.poll(following.text, { timeout: 20_000 }).toMatch(/claude +analyst +query +allow/);
    expect(following.text()).not.toContain("describe-schema");
    expect(await following.end()).toBe(0);
  });
});

describe("gatehouse ledger reindex", () => {
  it("makes the index anew and finds it right", async () => {
    expect(await shop.run("ledger", "reindex", "--json")).toMatchObject({
      status: 0,
      stdout: expect.stringContaining('"wrong":0'),
    });
  });
});
