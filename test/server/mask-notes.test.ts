// What an answer says of masks: questions as people ask them, on two schemas and both engines. Where the masked answer is another than the
// true one, it says so; where it is the true one, it says nothing.

import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { type QueryResult, runQuery } from "../../src/gate/reading/run-query.ts";
import type { WriteResult } from "../../src/gate/writing/write-statement.ts";
import { createDatabase } from "../support/postgres.ts";
import { makeProject } from "../support/project.ts";

interface Question {
  readonly db: string;
  readonly ask: string;
  readonly sql: string;
  readonly parameters?: readonly JsonValue[];
  readonly cause?: string;
  readonly in?: string;
  readonly engine?: string;
}

const read = async (name: string): Promise<readonly Question[]> =>
  JSON.parse(await readFile(`cases/masks/${name}.json`, "utf8"));
const misleading = await read("misleading");
const right = await read("right");

interface Desk {
  ask(sql: string, parameters?: readonly JsonValue[]): Promise<QueryResult | WriteResult>;
  /** What the statement gives to who sees everything. */
  truth(sql: string, parameters: readonly JsonValue[]): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

async function openDesk(engine: "postgres" | "sqlite", name: string): Promise<Desk> {
  const schema = await readFile(`cases/masks/${name}.sql`, "utf8");
  const data = await readFile(`cases/masks/${name}.yaml`, "utf8");
  const role = await readFile("cases/masks/analyst.yaml", "utf8");
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-masks-"));
  const database = engine === "postgres" ? await createDatabase(schema) : null;
  const variable = `MASKS_${name.toUpperCase()}`;
  process.env[variable] = database?.url ?? "unused";
  const file = new Database(join(folder, "desk.db"));
  if (engine === "sqlite") file.exec(schema);
  const client = database === null ? null : new pg.Client(database.url);
  await client?.connect();
  const project = await makeProject({
    databases:
      engine === "postgres"
        ? `  desk: { engine: postgres, url: "\${${variable}}", writes: governed }`
        : `  desk: { engine: sqlite, file: "${join(folder, "desk.db")}", writes: governed }`,
    data: { desk: data.replaceAll("SCHEMA", engine === "postgres" ? "public" : "main") },
    roles: {
      "analyst.yaml": `${role}writes: { desk: { ${engine === "postgres" ? "public" : "main"}.film: { update: all, delete: true } } }\n`,
    },
    risk: "rules: []\n",
  });
  const opening = await readProject(join(project.folder, "gatehouse.yaml"));
  if (opening.kind === "problems") throw new Error(JSON.stringify(opening.problems));
  const opened: OpenGatehouse = await openGatehouse(opening, () => undefined);
  const caller = authenticateConfigured(
    { principal: "claude", role: null, session: "masks" },
    opened.gatehouse.policy(),
  );
  return {
    ask: async (sql, parameters = []) => {
      const answer = await runQuery(
        { database: null, sql, parameters },
        { caller, gatehouse: opened.gatehouse, cancellation: new AbortController().signal },
      );
      if (answer.kind === "refused") throw new Error(`${sql}: ${JSON.stringify(answer.refusal)}`);
      return answer.result;
    },
    truth: async (sql, parameters) => {
      if (client !== null) return (await client.query({ text: sql, values: [...parameters], rowMode: "array" })).rows;
      const rows: unknown[] = file
        .prepare(sql)
        .raw()
        .all(...parameters);
      return rows.filter(Array.isArray);
    },
    close: async () => {
      await opened.close();
      await project.remove();
      await client?.end();
      file.close();
      await database?.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

describe.each(["postgres", "sqlite"] as const)("on %s an answer", (engine) => {
  const desks = new Map<string, Desk>();
  const desk = (name: string): Desk => {
    const found = desks.get(name);
    if (found === undefined) throw new Error(`no desk ${name}`);
    return found;
  };
  const own = (questions: readonly Question[]) =>
    questions.filter((question) => question.engine === undefined || question.engine === engine);

  beforeAll(async () => {
    for (const name of ["rental", "clinic"]) desks.set(name, await openDesk(engine, name));
  });

  afterAll(async () => {
    for (const open of desks.values()) await open.close();
  });

  it.each(own(misleading).map((question) => [question.ask, question.sql, question] as const))(
    "that masks made another one says so: %s %s [G-READ-MASKS-SAID]",
    async (_, sql, { db, parameters = [], cause, in: clause }) => {
      const { mask_notes: notes = [] } = await desk(db).ask(sql, parameters);
      // a date is a text on SQLite, and redacted as one
      const isSaid = (said: string) =>
        said === cause || (engine === "sqlite" && cause === "no-value" && said === "redaction");
      expect(notes.filter((note) => isSaid(note.cause))).not.toEqual([]);
      if (clause !== undefined) expect(notes.find((note) => isSaid(note.cause))?.in).toContain(clause);
    },
  );

  it.each(own(right).map((question) => [question.ask, question.sql, question] as const))(
    "that is the true one says nothing: %s %s [G-READ-MASKS-SAID]",
    async (_, sql, { db, parameters = [] }) => {
      const result = await desk(db).ask(sql, parameters);
      expect(result.mask_notes).toBeUndefined();
      const masked = result.columns.some((column) => column.masked !== undefined);
      const plain = (rows: readonly (readonly unknown[])[]) => JSON.stringify(rows.map((row) => row.map(String)));
      if (!masked) expect(plain(result.rows)).toBe(plain(await desk(db).truth(sql, parameters)));
    },
  );

  it("judges a constant that is bound to a plan of several texts by its own value [G-READ-MASKS-SAID]", async () => {
    const causes = async (value: string) =>
      (await desk("rental").ask(`SELECT rental_id FROM rental WHERE customer_email = '${value}'`)).mask_notes?.map(
        ({ cause }) => cause,
      );
    expect(await causes("email_0123456789abcdef")).toBeUndefined();
    expect(await causes("jones@shop.example")).toEqual(["plain-value"]);
    expect(await causes("email_fedcba9876543210")).toBeUndefined();
  });

  it("of a write says what masks chose [G-READ-MASKS-SAID]", async () => {
    const changed = await desk("rental").ask(
      "UPDATE film SET length = length WHERE film_id IN (SELECT r.film_id FROM rental r JOIN customer c ON c.customer_id = r.customer_id WHERE c.last_name = 'Smith')",
    );
    expect(changed.mask_notes?.map(({ cause }) => cause)).toEqual(["plain-value"]);
    const left = await desk("rental").ask(
      "DELETE FROM film WHERE film_id = 99 AND film_id IN (SELECT film_id FROM rental WHERE return_date IS NULL)",
    );
    expect(left.mask_notes?.map(({ cause }) => cause)).toEqual([engine === "sqlite" ? "redaction" : "no-value"]);
    const plain = await desk("rental").ask("UPDATE film SET length = length WHERE film_id = 1");
    expect(plain.mask_notes).toBeUndefined();
  });
});

it("knows enough questions", () => {
  expect(misleading.length).toBeGreaterThanOrEqual(40);
  expect(right.length).toBeGreaterThanOrEqual(40);
});
