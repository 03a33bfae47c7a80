// The shop of cases/fixtures on each engine, governed for an analyst of one region, and the gate over it in this process.

import { readFile } from "node:fs/promises";
import { join } from "node:path";
import Database from "better-sqlite3";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { type QueryResult, runQuery } from "../../src/gate/reading/run-query.ts";
import { createDatabase } from "./postgres.ts";
import { makeProject } from "./project.ts";

export type EngineName = "postgres" | "sqlite";

export interface GovernedShop {
  readonly engine: EngineName;
  readonly folder: string;
  /** The superuser's URL, or the file. */
  readonly place: string;
  readonly opened: OpenGatehouse;
  readonly log: readonly string[];
  query(sql: string, parameters?: readonly JsonValue[]): Promise<Answer<QueryResult>>;
  close(): Promise<void>;
}

/** `more` is run after the fixture, as the owner of the data; `changed` is what the role becomes. */
export async function openGovernedShop(
  engine: EngineName,
  more = "",
  changed: (role: string) => string = (role) => role,
): Promise<GovernedShop> {
  const fixture = (await readFile(`cases/fixtures/${engine}.sql`, "utf8")) + more;
  const policy = await readFile(`cases/fixtures/${engine}-policy.yaml`, "utf8");
  const role = await readFile("cases/fixtures/regional-analyst.yaml", "utf8");
  const database = engine === "postgres" ? await createDatabase(fixture) : null;
  const project = await makeProject({
    databases:
      engine === "postgres"
        ? `  shop: { engine: postgres, url: "\${CORPUS_URL}" }`
        : "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: policy },
    roles: { "analyst.yaml": changed(role.replace("SCHEMA", engine === "postgres" ? "public" : "main")) },
  });
  const file = join(project.folder, "shop.db");
  if (engine === "sqlite") {
    const shop = new Database(file);
    shop.exec(fixture);
    shop.close();
  }
  process.env["CORPUS_URL"] = database?.url ?? "unused";
  const read = await readProject(join(project.folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  const log: string[] = [];
  const opened = await openGatehouse(read, (line) => log.push(line));
  const caller = authenticateConfigured(
    { principal: "claude", role: null, session: "corpus" },
    opened.gatehouse.policy(),
  );
  return {
    engine,
    folder: project.folder,
    place: database?.url ?? file,
    opened,
    log,
    query: (sql, parameters = []) =>
      runQuery(
        { database: null, sql, parameters },
        { caller, gatehouse: opened.gatehouse, cancellation: new AbortController().signal },
      ),
    close: async () => {
      await opened.close();
      await project.remove();
      await database?.drop();
    },
  };
}

/** The statements of a corpus folder: a line each, with the file that it stands in. */
export async function readCases(
  folder: string,
  files: readonly string[],
): Promise<readonly { file: string; sql: string }[]> {
  const cases: { file: string; sql: string }[] = [];
  for (const file of files) {
    const text = await readFile(`cases/${folder}/${file}.sql`, "utf8");
    for (const line of text.split("\n")) if (line !== "") cases.push({ file, sql: line });
  }
  return cases;
}
