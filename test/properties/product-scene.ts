// A small governed project in this process, of whatever modules are in place when it is opened: for probes of defences that were removed.

import { join } from "node:path";
import Database from "better-sqlite3";
import { makeProject } from "../support/project.ts";

const IDENTITIES = `identities:
  alice: { kind: human, roles: [data-owner] }
  dana: { kind: human, roles: [incident-responder] }
  claude: { kind: agent, owner: alice, roles: [reader] }
`;
const ROLE = `role: reader
description: Reads people.
reads: masked
classes: { email: token }
levels: { public: clear, internal: clear, confidential: redact, restricted: hide }
`;
const DATA = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal, email: email }\n";

export interface Scene {
  readonly folder: string;
  /** Rows, or the code of a refusal. */
  query(sql: string): Promise<unknown>;
  /** What each entry of a call says of what was answered. */
  digests(): readonly unknown[];
  lock(): Promise<void>;
  close(): Promise<void>;
}

export async function openScene(more: { role?: string; clock?: () => number } = {}): Promise<Scene> {
  const project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: DATA },
    identities: IDENTITIES,
    roles: { "reader.yaml": ROLE + (more.role ?? "") },
  });
  const { folder } = project;
  const shop = new Database(join(folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO people VALUES (1, 'ann@x.example')");
  shop.close();
  const { readProject } = await import("../../src/entry/wiring/project.ts");
  const { openGatehouse } = await import("../../src/entry/wiring/open-gatehouse.ts");
  const { authenticateConfigured } = await import("../../src/entry/wiring/authenticate.ts");
  const { runQuery } = await import("../../src/gate/reading/run-query.ts");
  const read = await readProject(join(folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error(JSON.stringify(read.problems));
  const opened = await openGatehouse(read, () => undefined);
  const { gatehouse } = opened;
  const clock = more.clock === undefined ? gatehouse.clock : { ...gatehouse.clock, now: more.clock };
  const caller = authenticateConfigured({ principal: "claude", role: null, session: "scene" }, gatehouse.policy());
  const context = { caller, gatehouse: { ...gatehouse, clock }, cancellation: new AbortController().signal };
  return {
    folder,
    query: async (sql) => {
      const answer = await runQuery({ database: null, sql, parameters: [] }, context);
      return answer.kind === "refused" ? answer.refusal.code : Reflect.get(answer.result, "rows");
    },
    digests: () => {
      const ledger = new Database(join(folder, ".gatehouse", "ledger.db"), { readonly: true });
      const bodies = ledger.prepare<[], string>("SELECT body FROM entries WHERE kind = 'call'").pluck().all();
      ledger.close();
      return bodies.map((body): unknown => Reflect.get(Object(JSON.parse(body)), "result")?.digest);
    },
    lock: async () => {
      const { openState } = await import("../../src/entry/wiring/open-state.ts");
      const { changeLock } = await import("../../src/gate/access/change-lock.ts");
      const { ledger, locks } = await openState(read);
      const dana = authenticateConfigured({ principal: "dana", role: null, session: "x" }, gatehouse.policy());
      const target = { kind: "caller", name: "claude" } as const;
      const scope = { caller: dana, policy: gatehouse.policy(), locks, ids: gatehouse.ids, account: "test" };
      await changeLock({ action: "set", target, reason: "probe" }, scope);
      await ledger.close();
    },
    close: async () => {
      await opened.close();
      await project.remove();
    },
  };
}
