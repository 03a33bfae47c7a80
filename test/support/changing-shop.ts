// The shop of cases/fixtures/writes on PostgreSQL, and any shop like it behind the gate in this process, for a role that may change nearly
// all that it sees.
// What it holds can be dumped, compared and put back, so that one statement of a corpus does not stand in the way of the next.

import { readFile } from "node:fs/promises";
import pg from "pg";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { type Explanation, explainStatement } from "../../src/gate/reading/explain-statement.ts";
import { type QueryResult, runQuery } from "../../src/gate/reading/run-query.ts";
import type { WriteResult } from "../../src/gate/writing/write-statement.ts";
import { createDatabase } from "./postgres.ts";
import { makeProject } from "./project.ts";
import { urlInEnvironment } from "./url-in-environment.ts";

/** Every table by its name, each row as text, in order. */
export type Dump = Readonly<Record<string, readonly string[]>>;

export interface ShopDatabase extends Governable {
  readonly client: pg.Client;
  /** Everything that the database holds in tables, and where its sequence stands. */
  dump(): Promise<Dump>;
  /** Puts the rows of the fixture in the place of what there is. */
  restore(): Promise<void>;
  close(): Promise<void>;
}

export async function createChangingShop(): Promise<ShopDatabase> {
  const folder = "cases/fixtures/writes";
  const [schema, rows] = await Promise.all(["schema", "rows"].map((name) => readFile(`${folder}/${name}.sql`, "utf8")));
  const database = await createDatabase(`${schema}\n${rows}\nREFRESH MATERIALIZED VIEW countries;\nANALYZE;`);
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  const { rows: tables } = await client.query<{ name: string }>(
    `SELECT c.oid::regclass::text AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
     WHERE n.nspname IN ('public', 'hr', 'app') AND c.relkind IN ('r', 'p', 'm') ORDER BY 1`,
  );
  const everything = [
    ...tables.map(({ name }) => `SELECT ${pg.escapeLiteral(name)} AS name, t::text AS row FROM ${name} t`),
    "SELECT 'ticket', concat_ws(' ', last_value, is_called) FROM ticket",
  ].join(" UNION ALL ");
  return {
    client,
    entry: `{ engine: postgres, url: "${urlInEnvironment(database.url)}", writes: governed }`,
    fixtures: folder,
    dump: async () => {
      const { rows: held } = await client.query<{ name: string; row: string }>(`${everything} ORDER BY 1, 2`);
      const dump: Record<string, string[]> = {};
      for (const { name, row } of held) (dump[name] ??= []).push(row);
      return dump;
    },
    restore: async () => {
      await client.query(rows ?? "");
    },
    close: async () => {
      await client.end();
      await database.drop();
    },
  };
}

const IDENTITIES = `identities:
  dora: { kind: human, roles: [data-owner] }
  erik: { kind: human, roles: [data-owner] }
  olga: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: olga, roles: [maintainer], attributes: { region: EU } }
`;

/** What is governed: where it is, and the folder of fixtures whose policies hold for it. */
export interface Governable {
  /** The database as gatehouse.yaml has it: what stands behind `shop:`. */
  readonly entry: string;
  readonly fixtures: string;
}

/** No rule of risk holds: what the policies let a role ask for runs at once. */
const NO_RISK = "rules: []\n";

export interface ChangingShop {
  readonly folder: string;
  readonly log: readonly string[];
  query(
    sql: string,
    more?: { parameters?: readonly JsonValue[]; reason?: string },
  ): Promise<Answer<QueryResult | WriteResult>>;
  /** What would become of a statement, without running it. */
  explain(sql: string): Promise<Explanation>;
  close(): Promise<void>;
}

/** `grants` are added to the file of the role; `listed` may change that of the data. */
export async function governChangingShop(
  { entry, fixtures }: Governable,
  risk = NO_RISK,
  { grants = "", listed = (policy: string) => policy } = {},
): Promise<ChangingShop> {
  const [policy = "", role = ""] = await Promise.all(
    ["policy", "maintainer"].map((name) => readFile(`${fixtures}/${name}.yaml`, "utf8")),
  );
  const project = await makeProject({
    databases: `  shop: ${entry}`,
    identities: IDENTITIES,
    data: { shop: listed(policy) },
    roles: { "maintainer.yaml": role + grants },
    risk,
  });
  const read = await readProject(`${project.folder}/gatehouse.yaml`);
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  const log: string[] = [];
  const opened = await openGatehouse(read, (line) => log.push(line));
  const { gatehouse } = opened;
  const caller = authenticateConfigured({ principal: "claude", role: null, session: "writes" }, gatehouse.policy());
  const context = { caller, gatehouse, cancellation: new AbortController().signal };
  return {
    folder: project.folder,
    log,
    query: (sql, { parameters = [], reason = "a test" } = {}) =>
      runQuery({ database: null, sql, parameters, reason, waitSeconds: 0 }, context),
    explain: (sql) => explainStatement({ database: null, sql }, context),
    close: async () => {
      await opened.close();
      await project.remove();
    },
  };
}
