// The evidence report over a ledger with calls, refusals, locks, exports and approvals in it; and over one that was altered.

import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { recordSchema } from "../../src/core/ledger/entry/ledger-record.ts";
import { EvidenceCollector } from "../../src/core/ledger/report/evidence.ts";
import { makeReport } from "../../src/core/ledger/report/evidence-report.ts";
import { renderMarkdown } from "../../src/core/report/render-markdown.ts";
import { type AuditedShop, makeAuditedShop } from "../support/audited-shop.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { connect } from "../support/project.ts";

let shop: AuditedShop;
let head: string;

beforeAll(async () => {
  shop = await makeAuditedShop();
  const served = await connect(shop.folder);
  await served.call("query", { sql: "SELECT email, salary FROM people" });
  await served.call("query", { sql: "SELECT email FROM people" });
  const last = await served.call("query", { sql: "SELECT secret_thing FROM people" });
  const { size, root } = Object(Object(last.meta)["gatehouse/ledger"]);
  head = `${String(size)}:${String(root)}`;
  await served.close();
  await shop.run("lock", "caller", "gpt", "--reason", "INC-3 <b>bold</b>", "--as", "dana");
  await shop.run("lock", "caller", "claude", "--reason", "x", "--as", "alice");
  await shop.run("ledger", "export", "--format", "csv");
});
afterAll(() => shop.remove());

const report = (...args: readonly string[]) => shop.run("ledger", "report", "--since", "2020-01-01", ...args);

describe("gatehouse ledger report", () => {
  it("says who did what to which classes, what was refused, and every act", async () => {
    const { status, stdout, stderr } = await report("--format", "markdown");
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(/^# Evidence from the Gatehouse ledger/);
    expect(stdout).toMatch(/\| claude \| analyst \| alice \| gatehouse-tests \| 3 \| 1 \| 0 \| 4 \|/);
    expect(stdout).toMatch(/\| email \| claude \| bucket, token \| main.people \| 2 \| 4 \| #\d+ #\d+ \|/);
    expect(stdout).toMatch(/\| unknown-column \| .* \| 1 \| #\d+ \|/);
    expect(stdout).toMatch(/\| lock\.set \| dana \| lock caller; name gpt; “INC-3/);
    expect(stdout).toMatch(/\| lock\.set \| alice \| DENIED; /);
    expect(stdout).toContain("ledger.export");
    expect(stdout).not.toContain("canary");
    expect(stdout).toContain("what Gatehouse cannot prove");
  });

  it("is one HTML file that asks nothing of anywhere", async () => {
    const { status, stdout } = await report();
    expect(status).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>/);
    expect(stdout).not.toMatch(/<script|<link|<img|\bsrc=|\bhref=|@import|url\(/);
    expect(stdout).toContain("INC-3 &lt;b&gt;bold&lt;/b&gt;");
    expect(stdout).toContain("@media print");
  });

  it("names every family of controls that it maps", async () => {
    const { stdout } = await report("--format", "markdown");
    for (const control of ["CC6.1", "CC7.2", "CC8.1", "A.8.15", "AU-2", "AU-3", "AU-6", "AU-9", "AU-10", "AU-12"])
      expect(stdout).toContain(control);
  });

  it("is recorded, with its period and the verdict", async () => {
    await report("--against", head);
    expect(readEntries(shop.ledger, "ledger.report").at(-1)).toMatchObject({
      detail: { format: "html", from: "2020-01-01T00:00:00.000000Z", verdict: "whole-to-anchor" },
    });
  });

  it.each([
    [["--until", "2019-01-01"], 2, /ends before it begins/],
    [["--format", "pdf"], 2, /choose one of html, markdown/],
    [["--against", "x"], 2, /neither an anchor, written size:root/],
    [["--until", "tomorrow"], 64, /is no time/],
  ])("says what is wrong with %j, and writes nothing", async (args, status, words) => {
    const before = readEntries(shop.ledger).length;
    expect(await report(...args)).toMatchObject({ status, stdout: "", stderr: expect.stringMatching(words) });
    expect(readEntries(shop.ledger)).toHaveLength(before);
  });

  it("says on its first page that a ledger was altered", async () => {
    const copy = join(shop.folder, "copy.db");
    const source = new Database(shop.ledger, { readonly: true });
    await source.backup(copy);
    source.close();
    const forger = new Database(copy);
    forger.exec("UPDATE entries SET body = replace(body, '\"claude\"', '\"nobody\"') WHERE idx = 2");
    forger.close();
    const { status, stdout } = await report("--file", copy, "--format", "markdown");
    expect(status).toBe(1);
    expect(stdout.split("\n## ")[0]).toMatch(/\*\*Integrity\*\*: altered: Entry 2/);
  });
});

it("counts a class once in a call that reads and writes it", () => {
  const touched = { columns: ["email"], classes: ["email"], treatments: {}, rowFilter: false };
  const collector = new EvidenceCollector();
  collector.push(
    recordSchema.parse({
      v: 1,
      index: 7,
      time: "2026-11-21T08:00:00.000000Z",
      correlation: "c",
      kind: "call",
      server: { instance: "i", version: "1", pid: 1 },
      caller: { principal: "claude", role: "maintainer", method: "configured" },
      decision: { effect: "allow", rule: "role maintainer" },
      result: { status: "ok", rows: 3, bytes: 1, truncated: false, microseconds: 1 },
      touched: [
        { ...touched, relation: "main.people", access: "read" },
        { ...touched, relation: "main.copies", access: "write" },
      ],
    }),
  );
  const [seen] = collector.evidence.classes.values();
  expect(seen).toMatchObject({ class: "email", rows: 3, touched: { count: 1, samples: [7] } });
  expect([...(seen?.tables ?? [])]).toEqual(["main.people", "main.copies"]);
});

describe("approvals in a report", () => {
  const base = {
    v: 1,
    server: { instance: "i", version: "1", pid: 1 },
    target: { database: "shop", engine: "postgres" },
  };
  const step = (index: number, kind: string, more: object) =>
    recordSchema.parse({
      ...base,
      index,
      time: `2026-11-21T08:00:0${index}.000000Z`,
      correlation: "r1",
      kind,
      ...more,
    });
  const person = (principal: string, owner?: string) => ({
    principal,
    role: "analyst",
    method: "configured",
    ...(owner !== undefined && { owner }),
  });
  const trail = (approver: string) => [
    step(0, "approval.requested", {
      caller: person("claude", "alice"),
      decision: { effect: "ask", rule: "many-rows" },
      detail: { state: "pending" },
    }),
    step(1, "approval.decided", {
      caller: person(approver),
      detail: { decision: "approve", assurance: 3, state: "approved" },
    }),
    step(2, "write.outcome", { detail: { state: "executed", changed: 7 } }),
  ];
  const rendered = (records: ReturnType<typeof trail>) => {
    const collector = new EvidenceCollector();
    for (const record of records) collector.push(record);
    const integrity = { verdict: "whole", message: "m", anchors: [] };
    return renderMarkdown(
      makeReport(collector.evidence, {
        origin: "o",
        from: "f",
        to: "t",
        made: "m",
        version: "1",
        integrity,
        recorded: null,
        openings: [],
      }),
    );
  };

  it("show who asked, who decided with which key, and the effect", () => {
    const text = rendered(trail("bob"));
    expect(text).toContain(
      "| r1 | shop | claude | alice | many-rows | bob: approve (assurance 3) | executed | 7 | #0 #1 #2 |",
    );
    expect(text).toContain("or by the person who answers for them: 0.");
  });

  it("name who made a write that needed nobody, and whoever carried out what was asked for earlier", () => {
    const ran = step(0, "write.committing", { caller: person("claude", "alice"), detail: { state: "committing" } });
    const done = step(1, "write.outcome", { detail: { state: "executed", changed: 1 } });
    expect(rendered([ran, done])).toContain("| r1 | shop | claude | alice | - | nobody | executed | 1 | #0 #1 |");
  });

  it("name a request that was decided by the person who answers for who asked, and one that nobody decided", () => {
    expect(rendered(trail("alice"))).toContain("or by the person who answers for them: 1 (r1).");
    const [asked, , done] = trail("bob");
    expect(rendered([asked, done].flatMap((record) => (record === undefined ? [] : [record])))).toContain(
      "none in this period: 1 (r1).",
    );
  });
});
