// A database of a test's own, governed for one role of an agent, on either engine: the gate in this process.

import { join } from "node:path";
import Database from "better-sqlite3";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import type { CallContext } from "../../src/gate/calls/call-context.ts";
import { describeSchema, type SchemaResult } from "../../src/gate/reading/describe-schema.ts";
import { type QueryResult, runQuery } from "../../src/gate/reading/run-query.ts";
import type { WriteResult } from "../../src/gate/writing/write-statement.ts";
import type { EngineName } from "./corpus-shop.ts";
import { createDatabase, runSql } from "./postgres.ts";
import { makeProject } from "./project.ts";
import { urlInEnvironment } from "./url-in-environment.ts";

export interface SmallShop {
  readonly opened: OpenGatehouse;
  readonly folder: string;
  query(sql: string, parameters?: readonly JsonValue[]): Promise<Answer<QueryResult | WriteResult>>;
  /** The answer as the caller gets it: the refusal's code and sentence, or the result's JSON. */
  told(sql: string, parameters?: readonly JsonValue[]): Promise<string>;
  describe(tables?: readonly string[]): Promise<SchemaResult>;
  /** As the owner of the data. */
  raw(sql: string): Promise<void>;
  contextOf(principal?: string): CallContext;
  close(): Promise<void>;
}

export interface SmallShopFiles {
  readonly sql: string;
  /** Below `relations:` of the data policy; `SCHEMA` stands for the engine's own. */
  readonly relations: string;
  /** The role file of the agent `claude`, named `agent`, below its name and description. */
  readonly role: string;
  readonly identities?: string;
  readonly roles?: Readonly<Record<string, string>>;
  readonly risk?: string;
}

const IDENTITIES = `identities:
  alice: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [agent], attributes: { region: EU } }
`;

export async function openSmallShop(engine: EngineName, files: SmallShopFiles): Promise<SmallShop> {
  const schema = engine === "postgres" ? "public" : "main";
  const named = (text: string) => text.replaceAll("SCHEMA", schema);
  const database = engine === "postgres" ? await createDatabase(files.sql) : null;
  const project = await makeProject({
    databases:
      database !== null
        ? `  shop: { engine: postgres, url: "${urlInEnvironment(database.url)}", writes: governed }`
        : "  shop: { engine: sqlite, file: ./shop.db, writes: governed }",
    identities: files.identities ?? IDENTITIES,
    data: { shop: `database: shop\nrelations:\n${named(files.relations)}` },
    roles: {
      "agent.yaml": `role: agent\ndescription: Reads for a test.\nreads: masked\n${named(files.role)}`,
      ...Object.fromEntries(Object.entries(files.roles ?? {}).map(([name, text]) => [name, named(text)])),
    },
    risk: files.risk ?? "rules: []\n",
  });
  const file = join(project.folder, "shop.db");
  const onFile = (sql: string): void => {
    const shop = new Database(file);
    shop.exec(sql);
    shop.close();
  };
  if (engine === "sqlite") onFile(files.sql);
  const read = await readProject(join(project.folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  const opened = await openGatehouse(read, () => undefined);
  const contextOf = (principal = "claude"): CallContext => ({
    caller: authenticateConfigured({ principal, role: null, session: "small" }, opened.gatehouse.policy()),
    gatehouse: opened.gatehouse,
    cancellation: new AbortController().signal,
  });
  const query: SmallShop["query"] = (sql, parameters = []) =>
    runQuery({ database: null, sql, parameters, reason: "a test", waitSeconds: 0 }, contextOf());
  return {
    opened,
    folder: project.folder,
    contextOf,
    query,
    told: async (sql, parameters = []) => {
      const answer = await query(sql, parameters);
      return answer.kind === "released" ? answer.json : `${answer.refusal.code}: ${answer.refusal.message}`;
    },
    describe: async (tables = []) => {
      const answer = await describeSchema({ database: null, tables, search: null, cursor: null }, contextOf());
      if (answer.kind === "refused") throw new Error(answer.refusal.message);
      return answer.result;
    },
    raw: async (sql) => {
      if (database === null) onFile(sql);
      else await runSql(database.url, sql);
    },
    close: async () => {
      await opened.close();
      await project.remove();
      await database?.drop();
    },
  };
}
