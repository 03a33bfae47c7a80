// The shop of cases/fixtures behind the whole pipeline, in this process: real databases, real policies, a real ledger file.
// The pipeline's modules come in as an argument, so that a test can give those of a graph with a defence removed.

import { randomUUID } from "node:crypto";
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import type { Engine } from "../../src/core/model/catalogue.ts";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import type { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import type { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import type { readProject } from "../../src/entry/wiring/project.ts";
import type { describeSchema } from "../../src/gate/reading/describe-schema.ts";
import type { runQuery } from "../../src/gate/reading/run-query.ts";
import { createDatabase } from "./postgres.ts";
import { urlInEnvironment } from "./url-in-environment.ts";

const FIXTURES = resolve("cases/fixtures");

/** Two sides of one database: they differ only in what the role may not see. */
type Side = "a" | "b";

const DATABASES: Readonly<Record<Engine, string>> = { postgres: "shop", sqlite: "local" };

export interface Shop {
  readonly engine: Engine;
  /** A postgres:// URL of the superuser, or a file. */
  readonly place: string;
  drop(): Promise<void>;
}

export async function createShop(engine: Engine, side: Side): Promise<Shop> {
  const template = await readFile(join(FIXTURES, engine, "shop.sql"), "utf8");
  const sql = template.replaceAll(/\$\{side\}/g, side).replaceAll(/\$\{n\}/g, side === "a" ? "0" : "1");
  if (engine === "postgres") {
    const { url, drop } = await createDatabase(`${sql}\nANALYZE;`);
    return { engine, place: url, drop };
  }
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-shop-"));
  const place = join(folder, "shop.db");
  const database = new BetterSqlite3(place);
  database.exec(`${sql}\nANALYZE;`);
  database.close();
  return { engine, place, drop: () => rm(folder, { recursive: true, force: true }) };
}

/** What a caller is told: everything of an answer but the receipt, which names its place in a ledger. */
export interface Told {
  readonly refused: boolean;
  /** The refusal's or the result's JSON. */
  readonly json: string;
  /** The refusal's code; null for rows. */
  readonly code: string | null;
}

export interface GovernedShop {
  query(sql: string, parameters?: readonly JsonValue[]): Promise<Told>;
  /** What describe-schema says of the tables named, or, of none, as an overview. */
  describe(tables?: readonly string[]): Promise<Told>;
  close(): Promise<void>;
}

/** The modules that make a pipeline. */
export interface Pipeline {
  readonly readProject: typeof readProject;
  readonly openGatehouse: typeof openGatehouse;
  readonly authenticateConfigured: typeof authenticateConfigured;
  readonly runQuery: typeof runQuery;
  readonly describeSchema: typeof describeSchema;
}

/**
 * One after the other: modules that were put in the place of others are put there by the first import, and imports beside each other
 * would do that several times at once, so that under load one of them could find the true module again.
 */
export async function importPipeline(): Promise<Pipeline> {
  const project = await import("../../src/entry/wiring/project.ts");
  const gatehouse = await import("../../src/entry/wiring/open-gatehouse.ts");
  const authentication = await import("../../src/entry/wiring/authenticate.ts");
  const query = await import("../../src/gate/reading/run-query.ts");
  const schema = await import("../../src/gate/reading/describe-schema.ts");
  return { ...project, ...gatehouse, ...authentication, ...query, ...schema };
}

/** Every shop gets the same master key, so that the pseudonyms of two sides can be compared. */
const MASTER_KEY = Buffer.alloc(32, 7);

/** What makes a shop writable: the grants of its role, and the rules of risk. */
export interface Writing {
  /** Below `writes:` of the role, indented. */
  readonly grants: string;
  readonly risk: string;
}

async function writeProject({ engine, place }: Shop, writing: Writing | null): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-governed-"));
  await cp(resolve("policies/roles"), join(folder, "policies", "roles"), { recursive: true });
  await cp(join(FIXTURES, "policies"), join(folder, "policies"), { recursive: true });
  const writes = writing === null ? "" : ", writes: governed";
  const entry =
    engine === "postgres"
      ? `shop: { engine: postgres, url: "${urlInEnvironment(place)}"${writes} }`
      : `local: { engine: sqlite, file: "${place}"${writes} }`;
  await writeFile(join(folder, "gatehouse.yaml"), `databases:\n  ${entry}\ntransport: { stdio: { caller: claude } }\n`);
  // a policy for a database that this project does not have would be an error
  const other = DATABASES[engine === "postgres" ? "sqlite" : "postgres"];
  await rm(join(folder, "policies", "data", `${other}.yaml`));
  const role = join(folder, "policies", "roles", "shop-analyst.yaml");
  const text = await readFile(role, "utf8");
  const grants = writing === null ? "" : `writes:\n${writing.grants}`;
  await writeFile(role, text.replace(new RegExp(`^  ${other}:\\n(    .*\\n)+`, "m"), "") + grants);
  if (writing !== null) await addApprovers(folder, { database: DATABASES[engine], risk: writing.risk });
  await mkdir(join(folder, ".gatehouse", "keys"), { recursive: true });
  await writeFile(join(folder, ".gatehouse", "keys", "pseudonyms.key"), MASTER_KEY, { mode: 0o600 });
  return folder;
}

/** A person who owns every relation and is not who answers for the agent. */
async function addApprovers(folder: string, { database, risk }: { database: string; risk: string }): Promise<void> {
  const policies = join(folder, "policies");
  const data = join(policies, "data", `${database}.yaml`);
  const text = (await readFile(data, "utf8")).replaceAll(/^ {4}owners: .*\n/gm, "");
  await writeFile(data, text.replaceAll(/^ {4}columns:/gm, "    owners: [bob]\n    columns:"));
  const identities = join(policies, "identities.yaml");
  await writeFile(identities, `${await readFile(identities, "utf8")}  bob: { kind: human, roles: [data-owner] }\n`);
  await writeFile(join(policies, "risk.yaml"), risk);
}

export async function governShop(
  shop: Shop,
  pipeline: Pipeline,
  writing: Writing | null = null,
): Promise<GovernedShop> {
  const folder = await writeProject(shop, writing);
  const project = await pipeline.readProject(join(folder, "gatehouse.yaml"));
  if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
  const opened = await pipeline.openGatehouse(project, () => undefined);
  const { gatehouse } = opened;
  const caller = pipeline.authenticateConfigured(
    { principal: "claude", role: "shop-analyst", session: randomUUID() },
    gatehouse.policy(),
  );
  const context = { caller, gatehouse, cancellation: new AbortController().signal };
  const database = DATABASES[shop.engine];
  return {
    query: async (sql, parameters = []) => told(await pipeline.runQuery({ database, sql, parameters }, context)),
    describe: async (tables = []) =>
      told(await pipeline.describeSchema({ database, tables, search: null, cursor: null }, context)),
    close: async () => {
      await opened.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

type Answered =
  | { readonly kind: "released"; readonly json: string }
  | { readonly kind: "refused"; readonly refusal: { readonly code: string } };

function told(answer: Answered): Told {
  if (answer.kind === "released") return { refused: false, json: answer.json, code: null };
  return { refused: true, json: JSON.stringify(answer.refusal), code: answer.refusal.code };
}
