// A project with a small SQLite shop, people in every role, and an auditor: what the tests of locks, reading and reviews share.

import { join } from "node:path";
import Database from "better-sqlite3";
import { makeProject } from "./project.ts";
import { type Ran, runCommand } from "./run-command.ts";

const SCHEMA = `CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, country TEXT, salary INTEGER);
  CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people, total INTEGER);
  INSERT INTO people VALUES (1, 'canary-1@x.example', 'DE', 41234), (2, 'canary-2@x.example', 'FR', 52345);
  INSERT INTO orders VALUES (1, 1, 10), (2, 2, 20);`;

const DATA = `database: shop
relations:
  main.people:
    owners: [alice]
    columns: { id: internal, email: email, country: public, salary: salary }
  main.orders:
    owners: [alice]
    columns: { id: internal, person: internal, total: internal }
`;

const IDENTITIES = `identities:
  alice: { kind: human, roles: [data-owner] }
  carol: { kind: human, roles: [compliance-auditor] }
  dana: { kind: human, roles: [incident-responder] }
  rita: { kind: human, roles: [incident-responder] }
  claude: { kind: agent, owner: alice, roles: [analyst] }
  gpt: { kind: agent, owner: alice, roles: [analyst, model-maintainer] }
`;

export interface AuditedShop {
  readonly folder: string;
  readonly ledger: string;
  /** The built program with this project's configuration. */
  run(...args: readonly string[]): Promise<Ran>;
  remove(): Promise<void>;
}

export async function makeAuditedShop(): Promise<AuditedShop> {
  const project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: DATA },
    identities: IDENTITIES,
  });
  const { folder } = project;
  const shop = new Database(join(folder, "shop.db"));
  shop.exec(SCHEMA);
  shop.close();
  return {
    folder,
    ledger: join(folder, ".gatehouse", "ledger.db"),
    run: (...args) => runCommand([...args, "--config", join(folder, "gatehouse.yaml")]),
    remove: project.remove,
  };
}
