// A small shop that an agent may change, on either engine, with people who approve: the gate in this process over real databases.

import { existsSync } from "node:fs";
import { join } from "node:path";
import BetterSqlite3 from "better-sqlite3";
import pg from "pg";
import type { JsonValue } from "../../src/core/model/json-value.ts";
import { authenticateConfigured } from "../../src/entry/wiring/authenticate.ts";
import { type OpenGatehouse, openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { storedLedgerOf } from "../../src/entry/wiring/open-state.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import type { CallContext } from "../../src/gate/calls/call-context.ts";
import type { QueryResult } from "../../src/gate/reading/run-query.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { requestApproval } from "../../src/gate/writing/request-approval.ts";
import type { WriteResult } from "../../src/gate/writing/write-statement.ts";
import type { EngineName } from "./corpus-shop.ts";
import { createDatabase } from "./postgres.ts";
import { makeProject } from "./project.ts";
import { makeTestKey, type TestKey } from "./ssh-signer.ts";

const SCHEMA = (key: string) => `
CREATE TABLE customers (id integer PRIMARY KEY, email text UNIQUE, full_name text, country text, plan text DEFAULT 'free', notes text, ssn text);
CREATE TABLE orders (id integer PRIMARY KEY, customer_id integer REFERENCES customers (id), total integer CHECK (total >= 0), region text NOT NULL, status text DEFAULT 'open', note text);
CREATE TABLE order_items (order_id integer REFERENCES orders (id) ON DELETE CASCADE, line integer, product text, quantity integer, PRIMARY KEY (order_id, line));
CREATE TABLE archive (id integer PRIMARY KEY, what text, at text);
CREATE TABLE heap (a integer, b text);
CREATE TABLE audited (id integer PRIMARY KEY, v text);
CREATE TABLE audit_trail (id ${key}, what text);
CREATE TABLE hidden_stuff (id integer PRIMARY KEY, secret text);
INSERT INTO customers VALUES (1, 'Canary1@x.example', 'Canary Person 1', 'DE', 'gold', 'first', '900-55-1001');
INSERT INTO customers VALUES (2, 'Canary2@x.example', 'Canary Person 2', 'US', 'free', 'second', '900-55-1002');
INSERT INTO customers VALUES (3, 'Canary3@x.example', 'Canary Person 3', 'DE', 'free', NULL, '900-55-1003');
INSERT INTO orders VALUES (1, 1, 100, 'EU', 'open', 'a'), (2, 2, 200, 'US', 'open', 'canary b'), (3, 1, 300, 'EU', 'sent', 'c'), (4, 3, 400, 'US', 'sent', 'canary d'), (5, 3, 500, 'EU', 'open', NULL);
INSERT INTO order_items VALUES (1, 1, 'p1', 1), (1, 2, 'p2', 2), (3, 1, 'p1', 3), (4, 1, 'p3', 1);
INSERT INTO audited VALUES (1, 'x'), (2, 'y');
INSERT INTO hidden_stuff VALUES (1, 'canary hidden');
INSERT INTO heap VALUES (1, 'one');
`;

const POSTGRES = `${SCHEMA("integer GENERATED ALWAYS AS IDENTITY PRIMARY KEY")}
CREATE FUNCTION trail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN INSERT INTO public.audit_trail (what) VALUES (TG_OP || ' ' || NEW.id); RETURN NEW; END $$;
CREATE TRIGGER trail AFTER INSERT OR UPDATE ON audited FOR EACH ROW EXECUTE FUNCTION trail();
ANALYZE;`;

const MARKER = `
CREATE SCHEMA gatehouse;
CREATE TABLE gatehouse.writes (request text PRIMARY KEY, xid text NOT NULL, at timestamptz NOT NULL DEFAULT now());`;

const SQLITE = `${SCHEMA("integer PRIMARY KEY AUTOINCREMENT")}
CREATE TRIGGER trail_insert AFTER INSERT ON audited BEGIN INSERT INTO audit_trail (what) VALUES ('INSERT ' || NEW.id); END;
CREATE TRIGGER trail_update AFTER UPDATE ON audited BEGIN INSERT INTO audit_trail (what) VALUES ('UPDATE ' || NEW.id); END;`;

const DATA = (schema: string) => `database: shop
relations:
  ${schema}.customers:
    owners: [dora, erik]
    columns: { id: internal, email: email, full_name: person-name, country: public, plan: internal, notes: internal, ssn: { class: national-id, level: restricted } }
  ${schema}.orders:
    owners: [dora, erik]
    columns: { id: internal, customer_id: internal, total: internal, region: public, status: public, note: free-text }
  ${schema}.order_items: { owners: [dora], columns: { order_id: internal, line: internal, product: public, quantity: public } }
  ${schema}.archive: { owners: [dora], columns: { id: internal, what: internal, at: internal } }
  ${schema}.heap: { owners: [dora], columns: { a: internal, b: internal } }
  ${schema}.audited: { owners: [dora], columns: { id: internal, v: internal } }
`;

const ROLE = (schema: string) => `role: maintainer
description: Changes orders of one region.
reads: masked
classes: { email: token, person-name: token, national-id: token, free-text: redact }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
rows: { shop: { ${schema}.orders: "region = caller_attribute('region')" } }
writes:
  shop:
    ${schema}.customers: { insert: [id, email, full_name, country, plan], update: [plan, notes, country, email], delete: true }
    ${schema}.orders: all
    ${schema}.order_items: { insert: all, update: all, delete: true }
    ${schema}.archive: all
    ${schema}.heap: all
    ${schema}.audited: all
`;

const IDENTITIES = (keys: Readonly<Record<string, string>>) => `identities:
  dora: { kind: human, roles: [data-owner], keys: ["${keys["dora"]}"] }
  erik: { kind: human, roles: [data-owner], keys: ["${keys["erik"]}"] }
  olga: { kind: human, roles: [data-owner], keys: ["${keys["olga"]}"] }
  vera: { kind: human, roles: [access-controller], keys: ["${keys["vera"]}"] }
  dana: { kind: human, roles: [incident-responder], keys: ["${keys["dana"]}"] }
  carol: { kind: human, roles: [compliance-auditor], keys: ["${keys["carol"]}"] }
  claude: { kind: agent, owner: olga, roles: [maintainer], attributes: { region: EU } }
  other: { kind: agent, owner: olga, roles: [maintainer], attributes: { region: US } }
`;

export interface WritingShop {
  readonly engine: EngineName;
  readonly folder: string;
  readonly place: string;
  readonly opened: OpenGatehouse;
  readonly keys: Readonly<Record<string, TestKey>>;
  query(
    sql: string,
    more?: { parameters?: readonly JsonValue[]; reason?: string; wait?: number; as?: string; role?: string },
  ): Promise<Answer<QueryResult | WriteResult>>;
  ask(question: {
    sql?: string;
    reason?: string;
    request?: string;
    access?: { columns?: readonly string[]; role?: string; minutes?: number };
    wait?: number;
    as?: string;
    role?: string;
  }): Promise<Answer<object>>;
  contextOf(principal?: string): CallContext;
  /** As the owner of the data, raw. */
  raw(sql: string): Promise<readonly (readonly unknown[])[]>;
  close(): Promise<void>;
}

/** What a test adds: SQL that makes tables, lines of the data policy on them, and lines of the role's grants. */
interface MoreShop {
  readonly risk?: string;
  readonly sql?: string;
  readonly server?: string;
  readonly relations?: string;
  readonly grants?: string;
  /** What becomes of the role. */
  readonly role?: (role: string) => string;
  /** Role files, by name. */
  readonly roles?: Readonly<Record<string, string>>;
  /** Whether writes on PostgreSQL leave a marker. */
  readonly marker?: boolean;
  /** PostgreSQL as if a pooler gave each transaction another session. */
  readonly pooler?: "transaction";
}

const asIs = (text: string): string => text;

export async function openWritingShop(engine: EngineName, more: MoreShop = {}): Promise<WritingShop> {
  const schema = engine === "postgres" ? "public" : "main";
  const keys = {
    dora: makeTestKey("ssh-ed25519"),
    erik: makeTestKey("ssh-ed25519"),
    olga: makeTestKey("ssh-ed25519"),
    vera: makeTestKey("ssh-ed25519"),
    dana: makeTestKey("ssh-ed25519"),
    carol: makeTestKey("ssh-ed25519"),
  };
  const lines = Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, key.line]));
  const marker = more.marker === true;
  const database =
    engine === "postgres"
      ? await createDatabase(POSTGRES + (more.sql ?? "") + (marker ? MARKER : ""), more.server)
      : null;
  const project = await makeProject({
    databases:
      engine === "postgres"
        ? `  shop: { engine: postgres, url: "\${WRITING_URL}", writes: governed, marker: ${marker}${more.pooler === undefined ? "" : `, pooler: ${more.pooler}`} }`
        : "  shop: { engine: sqlite, file: ./shop.db, writes: governed }",
    identities: IDENTITIES(lines),
    data: { shop: DATA(schema) + (more.relations ?? "") },
    roles: { "maintainer.yaml": (more.role ?? asIs)(ROLE(schema)) + (more.grants ?? ""), ...more.roles },
    ...(more.risk !== undefined && { risk: more.risk }),
  });
  const file = join(project.folder, "shop.db");
  if (engine === "sqlite") {
    const shop = new BetterSqlite3(file);
    shop.exec(SQLITE + (more.sql ?? ""));
    shop.close();
  }
  process.env["WRITING_URL"] = database?.url ?? "unused";
  const read = await readProject(join(project.folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  const opened = await openGatehouse(read, () => undefined);
  const callerNamed = (principal: string) =>
    authenticateConfigured({ principal, role: null, session: "writing" }, opened.gatehouse.policy());
  const contextOf = (principal = "claude"): CallContext => ({
    caller: callerNamed(principal),
    gatehouse: opened.gatehouse,
    cancellation: new AbortController().signal,
  });
  return {
    engine,
    folder: project.folder,
    place: database?.url ?? file,
    opened,
    keys,
    contextOf,
    query: (sql, { parameters = [], reason = null, wait = 0, as, role = null } = {}) =>
      runQuery({ database: null, sql, parameters, reason, role, waitSeconds: wait }, contextOf(as)),
    ask: ({ sql, reason, request, access, wait = 0, as, role = null }) =>
      requestApproval(
        {
          database: null,
          sql: sql ?? null,
          parameters: [],
          reason: reason ?? null,
          request: request ?? null,
          waitSeconds: wait,
          role,
          ...(access !== undefined && {
            access: { columns: access.columns ?? null, role: access.role ?? null, minutes: access.minutes ?? null },
          }),
        },
        contextOf(as),
      ),
    raw: async (sql) => {
      if (database === null) {
        const shop = new BetterSqlite3(file);
        try {
          const statement = shop.prepare(sql);
          if (!statement.reader) {
            statement.run();
            return [];
          }
          return statement
            .raw(true)
            .all()
            .map((row) => (Array.isArray(row) ? row : [row]));
        } finally {
          shop.close();
        }
      }
      const client = new pg.Client({ connectionString: database.url });
      await client.connect();
      try {
        const { rows } = await client.query<unknown[]>({ text: sql, rowMode: "array" });
        return rows;
      } finally {
        await client.end();
      }
    },
    close: async () => {
      await opened.close();
      await verifyState(read.stateFolder);
      await project.remove();
      await database?.drop();
    },
  };
}

/** A line of the data policy: a table of dora and erik whose columns (`id, name`) are internal. */
export function internalTable(name: string, columns: string): string {
  const classified = columns.split(", ").map((column) => `${column}: internal`);
  return `  ${name}: { owners: [dora, erik], columns: { ${classified.join(", ")} } }\n`;
}

/** Whatever happened in the shop, its ledger and the requests in it are what the entries say. */
async function verifyState(stateFolder: string): Promise<void> {
  if (!existsSync(join(stateFolder, "ledger.db"))) return;
  const trust = { logKeys: [], witnessKeys: [] };
  const verdict = await storedLedgerOf({ stateFolder }).verify({ claims: [], trust });
  if (verdict.kind !== "self-consistent") throw new Error(JSON.stringify(verdict));
}
