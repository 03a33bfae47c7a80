// A token that is revoked while a call that came by it is under way.

import { randomUUID } from "node:crypto";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { systemClock, uuidIds } from "../../src/adapters/system/system-clock.ts";
import { tokenSecrets } from "../../src/adapters/system/token-secrets.ts";
import { authenticateRequest } from "../../src/entry/http/authenticate-request.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { openState } from "../../src/entry/wiring/open-state.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { createToken, revokeToken } from "../../src/gate/access/change-tokens.ts";
import { runQuery } from "../../src/gate/reading/run-query.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { makeProject } from "../support/project.ts";

let project: Awaited<ReturnType<typeof makeProject>>;

beforeEach(async () => {
  project = await makeProject({
    databases: "  shop: { engine: sqlite, file: shop.db }",
    data: { shop: "database: shop\nrelations:\n  main.people:\n    columns: { id: internal, country: internal }\n" },
  });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY, country TEXT); INSERT INTO people VALUES (1, 'canary')");
  shop.close();
});
afterEach(() => project.remove());

/** By a state of its own, as another process has it. */
async function withTokens<T>(
  folder: string,
  change: (scope: Parameters<typeof revokeToken>[1]) => Promise<T>,
): Promise<T> {
  const { ledger, tokens } = await openState({ stateFolder: join(folder, ".gatehouse") });
  try {
    return await change({ tokens, ids: uuidIds, account: "tests", policyDigest: "none" });
  } finally {
    await ledger.close();
  }
}

function makeToken(folder: string) {
  const input = { identity: "claude", role: null, seconds: 600 };
  return withTokens(folder, (scope) => createToken(input, { ...scope, secrets: tokenSecrets, clock: systemClock }));
}

describe("a call under way", () => {
  it("whose token is revoked from elsewhere is not answered, and runs nothing more [G-TOKEN-ENDS]", async () => {
    const { folder } = project;
    const { token, id } = await makeToken(folder);
    const read = await readProject(join(folder, "gatehouse.yaml"));
    if (read.kind === "problems") throw new Error("the project is unsound");
    const { gatehouse, tokens, close } = await openGatehouse(read, () => undefined);
    const [database] = gatehouse.databases.values();
    if (database === undefined) throw new Error("there is no database");
    const known = await authenticateRequest(["Authorization", `Bearer ${token}`], { gatehouse, tokens });
    if (known.kind === "rejected") throw new Error(known.description);
    let ran = 0;
    const revoking = Object.assign(Object.create(database), {
      execute: async (...args: Parameters<typeof database.execute>) => {
        ran += 1;
        const execution = await database.execute(...args);
        await withTokens(folder, (scope) => revokeToken(id, scope));
        return execution;
      },
      catalogue: (...args: Parameters<typeof database.catalogue>) => database.catalogue(...args),
    });
    const context = {
      caller: known.callerIn(randomUUID()),
      gatehouse: { ...gatehouse, databases: new Map([["shop", revoking]]) },
      cancellation: new AbortController().signal,
      admission: known.admission,
    };
    const ask = () => runQuery({ sql: "SELECT country FROM people", parameters: [], database: null }, context);
    try {
      for (const answer of [await ask(), await ask()]) {
        expect(answer).toMatchObject({ kind: "refused", refusal: { code: "credential-ended" } });
        expect(JSON.stringify(answer)).not.toContain("canary");
      }
      expect(ran).toBe(1);
      const again = await authenticateRequest(["Authorization", `Bearer ${token}`], { gatehouse, tokens });
      expect(again).toMatchObject({ kind: "rejected", status: 401, error: "invalid_token" });
    } finally {
      await close();
    }
    const ledger = join(folder, ".gatehouse", "ledger.db");
    expect(readEntries(ledger, "call")).toMatchObject([
      { decision: { code: "credential-ended" }, result: { rows: 0 } },
      { decision: { code: "credential-ended" }, result: { rows: 0 } },
    ]);
    expect(readEntries(ledger, "token.revoked")).toMatchObject([{ detail: { token: id, identity: "claude" } }]);
  });

  it("is not answered once its role wants tokens that are bound to a key [G-DPOP-REQUIRED]", async () => {
    const { folder } = project;
    const { token } = await makeToken(folder);
    const read = await readProject(join(folder, "gatehouse.yaml"));
    if (read.kind === "problems") throw new Error("the project is unsound");
    const { gatehouse, tokens, close } = await openGatehouse(read, () => undefined);
    try {
      const known = await authenticateRequest(["Authorization", `Bearer ${token}`], { gatehouse, tokens });
      if (known.kind === "rejected") throw new Error(known.description);
      expect(await known.admission()).toBeNull();
      const before = gatehouse.policy();
      const role = before.roles.get("analyst");
      if (role === undefined) throw new Error("there is no role");
      const after = { ...before, roles: new Map(before.roles).set("analyst", { ...role, wantsBoundToken: true }) };
      const changed = { ...gatehouse, policy: () => policy };
      let policy = before;
      const under = await authenticateRequest(["Authorization", `Bearer ${token}`], { gatehouse: changed, tokens });
      if (under.kind === "rejected") throw new Error(under.description);
      policy = after;
      expect(await under.admission()).toMatchObject({ code: "credential-ended" });
    } finally {
      await close();
    }
  });

  it("nobody can tell whose token it is while the ledger cannot be read: 503, and never 401", async () => {
    const { token } = await makeToken(project.folder);
    const read = await readProject(join(project.folder, "gatehouse.yaml"));
    if (read.kind === "problems") throw new Error("the project is unsound");
    const { gatehouse, tokens, close } = await openGatehouse(read, () => undefined);
    await close();
    expect(await authenticateRequest(["Authorization", `Bearer ${token}`], { gatehouse, tokens })).toMatchObject({
      kind: "rejected",
      status: 503,
    });
  });
});
