import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { BINDING } from "../../../test/support/plan-binding.ts";
import { Allow } from "../../core/model/decision.ts";
import { ExecutablePlan, type PlanParameter } from "../../core/sql/plans/executable-plan.ts";
import type { Database as GovernedDatabase } from "../../gate/ports/database.ts";
import { openSqliteDatabase } from "./sqlite-database.ts";

const folder = mkdtempSync(join(tmpdir(), "gatehouse-sqlite-"));
const file = join(folder, "shop.db");
const LIMITS = { rows: 100, bytes: 100_000, milliseconds: 10_000 };
let database: GovernedDatabase;

beforeAll(async () => {
  const shop = new Database(file);
  shop.exec(`CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, low TEXT GENERATED ALWAYS AS (lower(email)) STORED);
    CREATE TABLE other (id INTEGER PRIMARY KEY, x TEXT); CREATE INDEX by_mail ON people (email);
    CREATE VIEW mails (mail) AS SELECT email FROM people;
    INSERT INTO people (id, email) VALUES (1, 'ann'), (9007199254740993, 'big'); INSERT INTO other VALUES (1, 'y');`);
  shop.close();
  database = await openSqliteDatabase({ name: "shop", file, maxConnections: 2 });
});

afterAll(async () => {
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});

async function run(
  text: string,
  more: {
    opens?: readonly string[];
    parameters?: readonly PlanParameter[];
    limits?: Partial<typeof LIMITS>;
    values?: readonly string[];
    signal?: AbortSignal;
  } = {},
) {
  const { version } = await database.catalogue();
  const opens = (more.opens ?? ["people"]).map((name) => ({ schema: "main", name }));
  const allow = Allow.decided("test", { governance: new Map(), limits: { ...LIMITS, ...more.limits } });
  const plan = ExecutablePlan.of({ text, parameters: more.parameters ?? [], opens, catalogueVersion: version }, allow);
  return database.execute(plan, {
    binding: { ...BINDING, parameters: more.values ?? [] },
    signal: more.signal ?? new AbortController().signal,
  });
}

const ENDLESS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

/** Resident memory of the processes that this one has started, in KiB; none where the system does not tell. */
function readerMemory(): readonly number[] {
  const list = `/proc/${process.pid}/task/${process.pid}/children`;
  if (!existsSync(list)) return [];
  const children = readFileSync(list, "utf8").trim().split(" ");
  return children.flatMap((pid) => {
    const status = existsSync(`/proc/${pid}/status`) ? readFileSync(`/proc/${pid}/status`, "utf8") : "";
    return status.includes("VmRSS") ? [Number(/VmRSS:\s+(\d+)/.exec(status)?.[1])] : [];
  });
}

describe("execute() on SQLite", () => {
  it("lets a call that waits for a reader go as soon as it is cancelled, and gives its place to nobody", async () => {
    const [running, waiting] = [new AbortController(), new AbortController()];
    const endless = [1, 2].map(() => run(ENDLESS, { opens: [], signal: running.signal }));
    const waits = run("SELECT 1", { opens: [], signal: waiting.signal });
    setImmediate(() => waiting.abort());
    await expect(waits).rejects.toMatchObject({ code: "cancelled" }); // the two still run
    running.abort();
    for (const call of endless) await expect(call).rejects.toMatchObject({ code: "cancelled" });
    expect(await run("SELECT 1", { opens: [] })).toMatchObject({ kind: "rows" });
  });

  it("answers with rows that JSON can hold, and binds parameters", async () => {
    expect(
      await run("SELECT id, email FROM main.people WHERE email <> ?1 ORDER BY id", {
        parameters: [{ kind: "caller", index: 0 }],
        values: ["zed"],
      }),
    ).toMatchObject({
      kind: "rows",
      rows: [
        [1, "ann"],
        ["9007199254740993", "big"],
      ],
      truncated: null,
    });
  });

  it("refuses a statement that opens more than its plan says [G-READ-SECOND-WITNESS]", async () => {
    expect(await run("SELECT (SELECT x FROM main.other) FROM main.people")).toEqual({ kind: "witness-disagrees" });
    expect(await run("SELECT email FROM main.people INDEXED BY by_mail WHERE email > ''")).toMatchObject({
      kind: "rows",
    });
    expect(await run("SELECT sql FROM sqlite_schema", { opens: [] })).toEqual({ kind: "witness-disagrees" });
    expect(await run("DELETE FROM main.people")).toMatchObject({ kind: "witness-disagrees" });
  });

  it("caps rows and bytes, and drops a huge value [G-READ-LIMITS]", async () => {
    const many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 10000000) SELECT i FROM n";
    expect(await run(many, { opens: [], limits: { rows: 10 } })).toMatchObject({ kind: "rows", truncated: "rows" });
    expect(await run("SELECT printf('%.*c', 100000000, 'x')", { opens: [] })).toMatchObject({
      kind: "rows",
      rows: [],
      truncated: "bytes",
    });
  });

  it("answers with more than a pipe holds at once", async () => {
    const wide =
      "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 90) SELECT i, printf('%.*c', 100000, 'x') FROM n";
    const answer = await run(wide, { opens: [], limits: { bytes: 20_000_000 } });
    expect(answer).toMatchObject({ kind: "rows", truncated: null });
    expect(answer.kind === "rows" && answer.rows).toHaveLength(90);
  });

  it("ends what runs too long or is cancelled, and answers the next call [G-READ-LIMITS]", async () => {
    expect(await run(ENDLESS, { opens: [], limits: { milliseconds: 200 } })).toMatchObject({
      kind: "database-error",
      sqlstate: "SQLITE_INTERRUPT",
    });
    const cancel = new AbortController();
    const running = run(ENDLESS, { opens: [], signal: cancel.signal });
    setTimeout(() => cancel.abort(), 100);
    await expect(running).rejects.toMatchObject({ code: "cancelled" });
    expect(await run("SELECT 1", { opens: [] })).toMatchObject({ kind: "rows", rows: [[1]] });
  });

  it("passes on no message that can hold a value [G-READ-ERRORS-ARE-OURS]", async () => {
    expect(await run("SELECT json(email) FROM main.people")).toEqual({
      kind: "database-error",
      sqlstate: "SQLITE_ERROR",
      message: null,
    });
    expect(await run("SELECT nope FROM main.people")).toMatchObject({ message: "no such column: nope" });
  });

  it("answers schema-changed when the schema moved under the plan, and nothing else [G-READ-CATALOGUE-FRESH]", async () => {
    await run("SELECT 1", { opens: [] });
    const shop = new Database(file);
    shop.exec("ALTER TABLE other RENAME COLUMN x TO z");
    shop.close();
    expect(await run("SELECT id FROM main.people")).toEqual({ kind: "schema-changed" });
    const catalogue = await database.catalogue("now");
    expect(JSON.stringify([...catalogue.relations.values()])).toContain('"z"');
    expect(await run("SELECT id FROM main.people WHERE id = 1")).toMatchObject({ kind: "rows" });
  });

  it("knows views by their body and generated columns by what they are computed from", async () => {
    const { relations } = await database.catalogue();
    const [people, view] = [...relations.values()]
      .filter(({ name }) => name.name === "people" || name.name === "mails")
      .toSorted((a, b) => (a.name.name < b.name.name ? 1 : -1));
    expect(people?.columns.find(({ name }) => name === "low")?.generatedFrom).toContain("email");
    expect(view?.definition).toBe("SELECT email FROM people");
    expect(view?.columns.map(({ name }) => name)).toEqual(["mail"]);
  });

  it("reads the catalogue of thousands of tables", async () => {
    const many = join(folder, "many.db");
    const shop = new Database(many);
    shop.transaction(() => {
      for (let n = 0; n < 1_500; n++) shop.exec(`CREATE TABLE t${n} (id INTEGER PRIMARY KEY, email TEXT, made TEXT)`);
    })();
    shop.close();
    const opened = await openSqliteDatabase({ name: "many", file: many, maxConnections: 1 });
    expect((await opened.catalogue()).relations.size).toBe(1_500);
    await opened.close();
  });

  it("says what is wrong with a file that is missing or no database", async () => {
    const missing = await openSqliteDatabase({ name: "x", file: join(folder, "none.db") });
    await expect(missing.catalogue()).rejects.toMatchObject({ code: "database-unavailable" });
    await missing.close();
    writeFileSync(join(folder, "text.db"), "this is not a database, and long enough to be read as one ".repeat(20));
    const text = await openSqliteDatabase({ name: "x", file: join(folder, "text.db") });
    await expect(text.catalogue()).rejects.toMatchObject({ code: "database-unavailable" });
    await text.close();
  });

  it("keeps no reader that huge values have made large", async () => {
    const huge = await run("SELECT CAST(zeroblob(150000000) AS TEXT), id FROM people");
    expect(huge).toMatchObject({ kind: "rows", rows: [], truncated: "bytes" });
    expect(await run("SELECT count(*) FROM people")).toMatchObject({ rows: [[2]] });
    while (readerMemory().some((kilobytes) => kilobytes > 128 * 1_024)) {
      await new Promise((resolve) => setTimeout(resolve, 50)); // until the system has ended it
    }
    expect(await run("SELECT count(*) FROM people")).toMatchObject({ rows: [[2]] });
  });
});
