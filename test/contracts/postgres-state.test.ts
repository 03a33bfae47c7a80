// The state that replicas share in PostgreSQL meets the ports, as servers open it: each opening is a replica with a folder and an image of its
// own, and the keys of all of them are the same.

import { randomUUID } from "node:crypto";
import { cpSync, existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe } from "vitest";
import { postgresState } from "../../src/entry/wiring/postgres-state.ts";
import type { Ledger } from "../../src/gate/ports/ledger.ts";
import { createDatabase, type TestDatabase } from "../support/postgres.ts";
import { CONTRACTS } from "./contracts.ts";
import type { MakeState } from "./state.ts";

let database: TestDatabase;
beforeAll(async () => {
  database = await createDatabase();
});
afterAll(() => database.drop());

const onPostgres: MakeState = async () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-contract-"));
  const { url } = database;
  const schema = `state ${randomUUID()}`;
  const opened: Ledger[] = [];
  const placeOf = (replica: string) => ({ stateFolder: join(folder, replica), url, schema });
  return {
    open: async () => {
      const replica = String(opened.length);
      const keys = join(folder, "0/keys");
      if (existsSync(keys)) cpSync(keys, join(folder, replica, "keys"), { recursive: true });
      const state = await postgresState(placeOf(replica)).open();
      opened.push(state.ledger);
      return state;
    },
    stored: postgresState(placeOf("0")).stored,
    remove: async () => {
      for (const ledger of opened) await ledger.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
};

describe.each(CONTRACTS)("%s, on PostgreSQL", (_, contract) => {
  contract(onPostgres);
});
