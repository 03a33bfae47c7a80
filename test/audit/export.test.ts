// Exports of a ledger that a server and a responder filled: OCSF and OpenLineage validated against their published schemas, CSV, and a collector that follows by a cursor.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ENTRY_KINDS } from "../../src/core/ledger/entry/entry-draft.ts";
import { type LedgerRecord, recordSchema } from "../../src/core/ledger/entry/ledger-record.ts";
import { toOcsf } from "../../src/core/ledger/export/to-ocsf.ts";
import { toOpenLineage } from "../../src/core/ledger/export/to-openlineage.ts";
import { type AuditedShop, makeAuditedShop } from "../support/audited-shop.ts";
import { follow } from "../support/follow.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { breachesOfOcsf } from "../support/ocsf-schema.ts";
import { breachesOfOpenLineage } from "../support/openlineage-schema.ts";
import { connect } from "../support/project.ts";

let shop: AuditedShop;

beforeAll(async () => {
  shop = await makeAuditedShop();
  const served = await connect(shop.folder);
  await served.call("describe-schema", {});
  await served.call("query", { sql: "SELECT email, country FROM people WHERE country = 'DE'" });
  await served.call("query", { sql: "SELECT secret_thing FROM people" });
  await served.call("query", { sql: "DELETE FROM people" });
  await served.call("request-approval", { sql: "SELECT 1", reason: "to see" });
  await served.close();
  await shop.run("lock", "everything", "--reason", "INC-9", "--as", "dana");
  await shop.run("unlock", "everything", "--yes", "--reason", "over", "--as", "dana");
});
afterAll(() => shop.remove());

const run = async (...args: readonly string[]) => {
  const ran = await shop.run("ledger", "export", ...args);
  expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: 0, stderr: "" });
  return ran.stdout.split("\n").filter((line) => line !== "");
};
const parse = (lines: readonly string[]): Record<string, unknown>[] => lines.map((line) => JSON.parse(line));

describe("gatehouse ledger export --format ocsf", () => {
  it("writes an event for each entry, each of the right class and sound by the schema", async () => {
    const entries = readEntries(shop.ledger);
    const events = parse(await run("--format", "ocsf"));
    expect(events).toHaveLength(entries.length + 1); // and the record of this export
    expect(events.flatMap((event) => breachesOfOcsf(event))).toEqual([]);
    const types = new Map(events.map((event) => [Object(event["metadata"]).event_code, event["type_uid"]]));
    expect(types.get("server.start")).toBe(600203);
    expect(types.get("lock.set")).toBe(600301);
    const queries = events.filter((event) => event["class_uid"] === 6005);
    expect(queries.map((event) => event["activity_id"])).toEqual(expect.arrayContaining([4, 8]));
    const denied = events.find((event) => event["status_code"] === "unknown-column");
    expect(denied).toMatchObject({ action_id: 2, status_id: 2, actor: { user: { name: "claude" } } });
  });

  it("holds for every kind of entry, for decisions that ask, and for writes", () => {
    const base = {
      v: 1,
      index: 3,
      time: "2026-11-21T08:00:00.000001Z",
      correlation: "019ab2c4-5d6e-7f80-9123-456789abcdef",
      server: { instance: "i", version: "1", pid: 1 },
    };
    const caller = { principal: "claude", role: "analyst", method: "configured", owner: "alice" };
    const records: LedgerRecord[] = [
      ...ENTRY_KINDS.map((kind) => recordSchema.parse({ ...base, kind })),
      ...["insert", "update", "delete", "merge", "read"].map((kind) =>
        recordSchema.parse({
          ...base,
          kind: "call",
          caller,
          tool: "query",
          agent: { session: "s", client: "c", version: "1" },
          target: { database: "shop", engine: "postgres" },
          statement: { kind, fingerprint: "f", normalised: "x", parameters: 0 },
          decision: { effect: "ask", rule: "risk no-where" },
        }),
      ),
    ];
    const around = { origin: "gatehouse/x", leaf: "00" };
    const events = records.map((record): Record<string, unknown> => JSON.parse(JSON.stringify(toOcsf(record, around))));
    expect(events.flatMap((event) => breachesOfOcsf(event))).toEqual([]);
    expect(events.slice(-5).map((event) => event["type_uid"])).toEqual([600506, 600502, 600507, 600505, 600504]);
  });
});

describe("gatehouse ledger export --format openlineage", () => {
  it("writes START and an end for each call that touched tables, with the columns that it read", async () => {
    const events = parse(await run("--format", "openlineage", "--tool", "query", "--decision", "allow"));
    expect(events.map((event) => event["eventType"])).toEqual(["START", "COMPLETE"]);
    expect(events.flatMap((event) => breachesOfOpenLineage(event))).toEqual([]);
    for (const event of events) {
      expect(event).toMatchObject({
        eventTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT/),
        producer: expect.stringMatching(/^pkg:npm\/gatehouse@/),
        schemaURL: expect.stringContaining("/spec/2-0-2/OpenLineage.json"),
        run: { runId: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-7/) },
        job: { namespace: "gatehouse", facets: { sql: { query: expect.not.stringContaining("DE") } } },
        inputs: [
          {
            namespace: "sqlite://shop",
            name: "main.people",
            facets: { schema: { fields: [{ name: "email", description: "masked: token" }, { name: "country" }] } },
          },
        ],
        outputs: [],
      });
    }
  });

  it("says of what was written which columns it came from, and whether a mask stood between", () => {
    const record = recordSchema.parse({
      ...{
        v: 1,
        index: 0,
        time: "2026-11-21T08:00:00.500000Z",
        kind: "call",
        correlation: "019ab2c4-5d6e-7f80-9123-456789abcdef",
      },
      server: { instance: "i", version: "1", pid: 1 },
      tool: "query",
      target: { database: "shop", engine: "postgres" },
      statement: { kind: "insert", fingerprint: "f", normalised: "INSERT INTO a SELECT e FROM b", parameters: 0 },
      touched: [
        {
          relation: "public.b",
          access: "read",
          columns: ["e"],
          classes: ["email"],
          treatments: { e: "token" },
          rowFilter: false,
        },
        { relation: "public.a", access: "write", columns: ["e"], classes: [], treatments: {}, rowFilter: false },
      ],
      result: { status: "ok", rows: 1, bytes: 2, truncated: false, microseconds: 400_000 },
    });
    const [start, end] = toOpenLineage(record);
    for (const event of [start, end]) expect(breachesOfOpenLineage(JSON.parse(JSON.stringify(event)))).toEqual([]);
    expect(start).toMatchObject({ eventType: "START", eventTime: "2026-11-21T08:00:00.100Z" });
    expect(end).toMatchObject({
      eventType: "COMPLETE",
      outputs: [
        {
          name: "public.a",
          facets: {
            columnLineage: {
              fields: {},
              dataset: [
                {
                  namespace: "postgres://shop",
                  name: "public.b",
                  field: "e",
                  transformations: [{ type: "INDIRECT", masking: true }],
                },
              ],
            },
          },
        },
      ],
    });
  });
});

describe("the schemas that exports are held against", () => {
  it("find what is missing, unknown, of another type, or not allowed", () => {
    const record = recordSchema.parse({
      ...{ v: 1, index: 3, time: "2026-11-21T08:00:00.000001Z", correlation: "019ab2c4-5d6e-7f80-9123-456789abcdef" },
      ...{ kind: "call", server: { instance: "i", version: "1" }, tool: "query" },
      target: { database: "shop", engine: "postgres" },
      statement: { kind: "read", fingerprint: "f", normalised: "x" },
      touched: [{ relation: "a", access: "read", columns: ["b"], classes: [], treatments: {}, rowFilter: false }],
    });
    const event: Record<string, unknown> = JSON.parse(
      JSON.stringify(toOcsf(record, { origin: "gatehouse/x", leaf: "00" })),
    );
    for (const [change, breach] of [
      [{ severity_id: undefined }, "event lacks severity_id"],
      [{ severity_id: 9 }, "event.severity_id cannot be 9"],
      [{ time: "now" }, "event.time is no timestamp_t"],
      [{ more: 1 }, "event.more is no attribute"],
      [{ ai_agent: { name: "x" } }, "event.ai_agent needs the profile ai_operation"],
      [{ activity_id: 99, type_uid: 600599 }, "event.activity_id 99 needs activity_name"],
      [{ database: {} }, "event.database lacks type_id"],
      [{ class_uid: 1 }, "there is no class 1"],
    ] as const) {
      expect(breachesOfOcsf({ ...event, ...change })).toContain(breach);
    }
    const [lineage] = toOpenLineage(record).map((each): Record<string, unknown> => JSON.parse(JSON.stringify(each)));
    for (const [change, breach] of [
      [{ eventType: "DONE" }, "event.eventType cannot be DONE"],
      [{ eventTime: "now" }, "event.eventTime is no date-time"],
      [{ run: {} }, "event.run lacks runId"],
      [{ inputs: [{ name: "a" }] }, "event.inputs[0] lacks namespace"],
      [{ schemaURL: "https://example.com/" }, "event.schemaURL names another schema"],
    ] as const) {
      expect(breachesOfOpenLineage({ ...lineage, ...change })).toContain(breach);
    }
  });
});

describe("an export", () => {
  it("is recorded before it leaves, with its range and its filter", async () => {
    await run("--format", "csv", "--caller", "claude", "--columns", "index,caller");
    expect(readEntries(shop.ledger, "ledger.export").at(-1)).toMatchObject({
      detail: { format: "csv", from: 0, filter: '{"caller":"claude"}', account: expect.any(String) },
    });
  });

  it("in JSON Lines holds every entry and can be verified", async () => {
    const file = join(shop.folder, "ledger.jsonl");
    writeFileSync(file, `${(await run()).join("\n")}\n`);
    const verified = await shop.run("ledger", "verify", "--file", file);
    expect(verified.stdout).toContain("consistent only with itself");
  });

  it("follows by a cursor: nothing is left out, nothing comes twice", async () => {
    const cursor = join(shop.folder, "collector.cursor");
    const first = parse(await run("--format", "ocsf", "--cursor", cursor));
    const second = parse(await run("--format", "ocsf", "--cursor", cursor));
    const following = follow(shop.folder, "ledger", "export", "--format", "ocsf", "--cursor", cursor, "--follow");
    await shop.run("lock", "role", "analyst", "--reason", "later", "--as", "dana");
    const [locked] = readEntries(shop.ledger, "lock.set").slice(-1);
    const reached = (): number => JSON.parse(readFileSync(cursor, "utf8")).next;
    await expect.poll(reached, { timeout: 20_000 }).toBeGreaterThan(locked?.index ?? 1_000);
    await following.end();
    const third = parse(following.text().trim().split("\n"));
    const sequence = [...first, ...second, ...third].map((event) => Object(event["metadata"]).sequence);
    expect(sequence).toEqual(Array.from({ length: reached() }, (_, index) => index));
  });

  it.each([
    [["--format", "ocfs"], /did you mean ocsf/],
    [["--caller", "claude"], /JSON Lines holds every entry/],
    [["--format", "ocsf", "--columns", "index"], /Columns are of CSV/],
    [["--format", "csv", "--columns", "indx"], /did you mean index/],
    [["--format", "csv", "--from", "100000"], /The ledger has \d+ entries/],
    [["--format", "csv", "--from", "1", "--cursor", "x"], /leave out --from or --cursor/],
    [["--format", "csv", "--since", "2026-11-22", "--until", "2026-11-21"], /ends before it begins/],
  ])("says what is wrong with %j, and records nothing", async (args, words) => {
    const before = readEntries(shop.ledger).length;
    const ran = await shop.run("ledger", "export", ...args);
    expect(ran).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(words) });
    expect(readEntries(shop.ledger)).toHaveLength(before);
  });

  it("does not take a cursor of another ledger, or a file that is none", async () => {
    const cursor = join(shop.folder, "other.cursor");
    writeFileSync(cursor, '{"origin":"gatehouse/other","next":3}');
    expect(await shop.run("ledger", "export", "--format", "csv", "--cursor", cursor)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/of another ledger/),
    });
    writeFileSync(cursor, "three");
    expect(await shop.run("ledger", "export", "--format", "csv", "--cursor", cursor)).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/is no cursor/),
    });
  });
});
