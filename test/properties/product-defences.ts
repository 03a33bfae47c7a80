// Defences of the product beside its reads and writes that are removed, one at a time, each with a probe that has to notice it. Whoever adds
// a defence of weight adds an entry here: `remove` puts another module in the place of one, `notices` says how the lack of it shows.

import { copyFileSync, existsSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PassThrough } from "node:stream";
import Database from "better-sqlite3";
import type * as marksModule from "../../src/adapters/files/file-marks.ts";
import type * as witnessModule from "../../src/adapters/postgres/catalogue/witness.ts";
import type * as calmModule from "../../src/adapters/postgres/reading/calm-witness.ts";
import type * as libraryModule from "../../src/adapters/sqlite/refuse-other-library.ts";
import type * as identityModule from "../../src/adapters/sqlite-driver/file-identity.ts";
import type * as continuesModule from "../../src/adapters/sqlite-state/ledger/ledger-continues.ts";
import type * as ledgerFileModule from "../../src/adapters/sqlite-state/ledger/ledger-file.ts";
import type * as keysModule from "../../src/adapters/system/pseudonym-keys.ts";
import type * as recordModule from "../../src/core/ledger/entry/entry-record.ts";
import type * as padsModule from "../../src/core/masking/pseudonym-key.ts";
import type * as lockModule from "../../src/core/model/lock.ts";
import type * as tablesModule from "../../src/core/sql/sqlite/parse/grammar/tables.ts";
import type * as outlineModule from "../../src/entry/mcp/messages/outline-json.ts";
import type * as foldedModule from "../../src/gate/calls/folded-polls.ts";
import { replaceExports, replaceModule } from "./defences.ts";
import { openScene } from "./product-scene.ts";

export interface ProductDefence {
  readonly area:
    | "reads"
    | "writes"
    | "schema"
    | "ledger"
    | "approvals"
    | "locks"
    | "erasure"
    | "review"
    | "access"
    | "process"
    | "clients"
    | "classification"
    | "privileges"
    | "masks"
    | "values";
  /** What is taken away. */
  readonly name: string;
  remove(): void;
  /** How the lack of it shows; null when it does not. */
  notices(): Promise<string | null>;
}

const SOURCE = "../../src";

/** A ledger of its own, opened as often as asked. */
async function withLedger<T>(
  act: (
    file: string,
    open: () => Promise<{ append(): Promise<number | null>; settings(): Promise<unknown> }>,
  ) => Promise<T>,
): Promise<T> {
  const { openLedger } = await import("../../src/adapters/sqlite-state/ledger/ledger-store.ts");
  const { administrativeEntry } = await import("../../src/core/ledger/entry/administrative-entry.ts");
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-defence-"));
  const file = join(folder, "ledger.db");
  const stores: { close(): Promise<void> }[] = [];
  try {
    return await act(file, async () => {
      const store = openLedger({
        file,
        server: { instance: String(stores.length), version: "0", pid: 1 },
        now: () => Date.now() * 1_000,
        sealingKey: new Uint8Array(32).fill(7),
        patience: 50,
      });
      stores.push(store);
      const draft = administrativeEntry("server.start", { correlation: "x", detail: {} });
      return {
        append: () =>
          store.append(draft).then(
            ({ index }) => index,
            () => null,
          ),
        settings: () => store.outside((connection) => connection.pragma("synchronous", { simple: true })),
      };
    });
  } finally {
    for (const store of stores) await store.close().catch(() => undefined);
    rmSync(folder, { recursive: true, force: true });
  }
}

export const PRODUCT_DEFENCES: readonly ProductDefence[] = [
  {
    area: "reads",
    name: "the witness of what a plan was made on [G-READ-CATALOGUE-FRESH]",
    remove: replaceExports<typeof witnessModule>("adapters/postgres/catalogue/witness.ts", (actual) => {
      const witnessOf: typeof actual.witnessOf = (plan, loaded) => {
        const opened = actual.witnessOf(plan, loaded);
        return opened === null ? null : { ...opened, expected: "" };
      };
      return { witnessOf, saidBy: () => "", agrees: () => Promise.resolve(true) };
    }),
    notices: () => noticesNewView({ calls: 1 }),
  },
  {
    area: "reads",
    name: "that the snapshot is the one under which the witness spoke [G-READ-CATALOGUE-FRESH]",
    remove: () =>
      replaceModule(
        `${SOURCE}/adapters/postgres/reading/calm-witness.ts`,
        async (original: () => Promise<typeof calmModule>) => {
          const actual = await original();
          class CalmWitness extends actual.CalmWitness {
            override agreesBriefly(): boolean {
              return true;
            }
          }
          return { ...actual, CalmWitness };
        },
      ),
    notices: () => noticesNewView({ calls: 12 }),
  },
  {
    area: "reads",
    name: "that the SQLite library is the one of the grammar's tables [G-READ-ONE-PARSER]",
    remove: replaceExports<typeof libraryModule>("adapters/sqlite/refuse-other-library.ts", () => ({
      refuseOtherLibrary: () => undefined,
    })),
    notices: async () => {
      replaceExports<typeof tablesModule>("core/sql/sqlite/parse/grammar/tables.ts", () => ({
        SQLITE_SOURCE_ID: "2000-05-29 14:26:00 another library",
      }))();
      const { openSqliteDatabase } = await import("../../src/adapters/sqlite/sqlite-database.ts");
      const folder = mkdtempSync(join(tmpdir(), "gatehouse-defence-"));
      const file = join(folder, "shop.db");
      new Database(file).exec("CREATE TABLE t (a)").close();
      const database = await openSqliteDatabase({ name: "shop", file });
      try {
        const read = await database.catalogue().then(
          () => true,
          () => false,
        );
        return read ? "statements are read by the grammar of another library" : null;
      } finally {
        await database.close();
        rmSync(folder, { recursive: true, force: true });
      }
    },
  },
  {
    area: "ledger",
    name: "the sync of each commit (synchronous = FULL) [G-LEDGER-DURABLE]",
    remove: () =>
      replaceModule(
        `${SOURCE}/adapters/sqlite-state/ledger/ledger-file.ts`,
        async (original: () => Promise<typeof ledgerFileModule>) => {
          const actual = await original();
          const openForAppend: typeof actual.openForAppend = (file, sealing) => {
            const connection = actual.openForAppend(file, sealing);
            connection.pragma("synchronous = NORMAL");
            return connection;
          };
          return { ...actual, openForAppend };
        },
      ),
    notices: () =>
      withLedger(async (_, open) => {
        const store = await open();
        await store.append();
        return (await store.settings()) === 2 ? null : "a connection that appends does not sync its commits";
      }),
  },
  {
    area: "ledger",
    name: "the look at the ledger's three files [G-LEDGER-FILES-WATCHED]",
    remove: () =>
      replaceModule(
        `${SOURCE}/adapters/sqlite-driver/file-identity.ts`,
        async (original: () => Promise<typeof identityModule>) => {
          const watchFiles: typeof identityModule.watchFiles = () => () => ({ main: "1", all: "1 1 1" });
          return { ...(await original()), watchFiles };
        },
      ),
    notices: () =>
      withLedger(async (file, open) => {
        const first = await open();
        for (let entry = 0; entry < 3; entry++) await first.append();
        rmSync(`${file}-wal`);
        await first.append();
        return existsSync(`${file}-wal`) ? null : "an entry is acknowledged in a log that nobody else can find";
      }),
  },
  {
    area: "ledger",
    name: "that a ledger which is opened again holds what was acknowledged [G-LEDGER-FILES-WATCHED]",
    remove: replaceExports<typeof continuesModule>("adapters/sqlite-state/ledger/ledger-continues.ts", () => ({
      continues: () => true,
    })),
    notices: () =>
      withLedger(async (file, open) => {
        const store = await open();
        await store.append();
        copyFileSync(file, `${file}.older`);
        for (let entry = 0; entry < 3; entry++) await store.append();
        for (const end of ["-wal", "-shm"]) rmSync(file + end);
        renameSync(`${file}.older`, file);
        const next = await store.append();
        return next === null ? null : `entry ${next} is acknowledged a second time`;
      }),
  },
  {
    area: "ledger",
    name: "the call in the digest of its answer [G-ANSWER-DIGEST-APART]",
    remove: () =>
      replaceModule(
        `${SOURCE}/adapters/system/pseudonym-keys.ts`,
        async (original: () => Promise<typeof keysModule>) => {
          const actual = await original();
          const pseudonymKeys: typeof actual.pseudonymKeys = (master) => {
            const keys = actual.pseudonymKeys(master);
            return { ...keys, commit: (text) => keys.commit(text, "") };
          };
          return { ...actual, pseudonymKeys };
        },
      ),
    notices: async () => {
      const scene = await openScene();
      for (let time = 0; time < 2; time++) await scene.query("SELECT id FROM people");
      const digests = scene.digests();
      await scene.close();
      return new Set(digests).size === digests.length ? null : "equal answers have equal digests";
    },
  },
  {
    area: "ledger",
    name: "the wait for a clock that is far behind [G-LEDGER-TAMPER-EVIDENT]",
    remove: () =>
      replaceModule(
        `${SOURCE}/core/ledger/entry/entry-record.ts`,
        async (original: () => Promise<typeof recordModule>) => {
          const timeAfter: typeof recordModule.timeAfter = (last, { now }) =>
            new Date(now / 1_000).toISOString() > last
              ? `${new Date(now / 1_000).toISOString().slice(0, -1)}000Z`
              : last;
          return { ...(await original()), timeAfter };
        },
      ),
    notices: async () => {
      const { timeAfter } = await import("../../src/core/ledger/entry/entry-record.ts");
      try {
        timeAfter("2031-01-01T00:00:00.000000Z", { now: Date.UTC(2026, 0, 1) * 1_000, kind: "call" });
        return "a call is recorded years before the entry before it";
      } catch {
        return null;
      }
    },
  },
  {
    area: "process",
    name: "the look at the policy files with each call [G-POLICY-AS-FILES]",
    remove: replaceExports<typeof marksModule>("adapters/files/file-marks.ts", () => ({
      markFiles: () => [],
    })),
    notices: async () => {
      const scene = await openScene();
      await scene.query("SELECT email FROM people");
      await scene.query("SELECT email FROM people");
      const role = join(scene.folder, "policies", "roles", "reader.yaml");
      writeFileSync(role, readFileSync(role, "utf8").replace("email: token", "email: hide"));
      const answer = await scene.query("SELECT email FROM people");
      await scene.close();
      return answer === "unknown-column" ? null : "a column is shown that the policies hide by now";
    },
  },
  {
    area: "process",
    name: "the outline of a message that holds too much [G-LEDGER-EVERY-CALL]",
    remove: () =>
      replaceModule(
        `${SOURCE}/entry/mcp/messages/outline-json.ts`,
        async (original: () => Promise<typeof outlineModule>) => {
          const actual = await original();
          const outlineJson: typeof actual.outlineJson = (line) => ({ ...actual.outlineJson(line), methods: [] });
          return { ...actual, outlineJson };
        },
      ),
    notices: async () => {
      const { CallGuard } = await import("../../src/entry/mcp/messages/call-guard.ts");
      const { LineTransport } = await import("../../src/entry/mcp/stdio/line-transport.ts");
      const { FastPath } = await import("../../src/entry/mcp/stdio/fast-path.ts");
      const { refuseMalformedCall } = await import("../../src/gate/calls/refuse-call.ts");
      let recorded = 0;
      const guard = new CallGuard(
        async () => {
          recorded += 1;
          return { kind: "refused", refusal: refuseMalformedCall("It"), receipt: null };
        },
        () => undefined,
      );
      const streams = { input: new PassThrough(), output: new PassThrough() };
      const transport = new LineTransport(streams, {
        guard,
        fastPath: new FastPath(() => null, guard),
        largest: 1_000_000_000,
      });
      await transport.start();
      const answered = new Promise((resolve) => streams.output.once("data", resolve));
      streams.input.write(`{"id":1,"method":"tools\\/call","params":[${"1,".repeat(1_100_000)}1]}\n`);
      await answered;
      await transport.close();
      return recorded === 1 ? null : "a call leaves no entry";
    },
  },
  {
    area: "process",
    name: "that a poll is folded only where the same was said before [G-LEDGER-EVERY-CALL]",
    remove: replaceExports<typeof foldedModule>("gate/calls/folded-polls.ts", (actual) => {
      class FoldedPolls extends actual.FoldedPolls {
        override fold(...[request, poll]: Parameters<InstanceType<typeof actual.FoldedPolls>["fold"]>) {
          return super.fold(request, { ...poll, said: "" });
        }
        override follow(...[request, poll]: Parameters<InstanceType<typeof actual.FoldedPolls>["follow"]>) {
          super.follow(request, { ...poll, said: "" });
        }
      }
      return { FoldedPolls };
    }),
    notices: async () => {
      const { FoldedPolls } = await import("../../src/gate/calls/folded-polls.ts");
      const { LedgerReceipt } = await import("../../src/core/ledger/receipt.ts");
      const { Caller } = await import("../../src/core/model/caller.ts");
      const about = {
        principal: "p",
        kind: "agent",
        owner: "o",
        role: "r",
        method: "configured",
        attributes: {},
      } as const;
      const caller = Caller.authenticated({ ...about, session: "s", client: null });
      const clock = { now: () => 0, monotonic: () => 0 };
      const polls = new FoldedPolls();
      const receipt = LedgerReceipt.durable({ index: 0, size: 1, root: "" });
      polls.follow("request", { said: "waits", receipt, caller, clock });
      return polls.fold("request", { said: "approved", caller, clock }) === null ? null : "a change leaves no entry";
    },
  },
  {
    area: "locks",
    name: "the look for a lock before a statement runs and as it is recorded [G-LOCK-IN-FLIGHT]",
    remove: replaceExports<typeof lockModule>("core/model/lock.ts", () => ({
      findLock: () => null,
    })),
    notices: async () => {
      const scene = await openScene();
      await scene.lock();
      const answer = await scene.query("SELECT id FROM people");
      await scene.close();
      return answer === "locked" ? null : "a caller who is locked is answered";
    },
  },
  {
    area: "review",
    name: "the age of a review [G-REVIEW-OVERDUE]",
    remove: () =>
      replaceModule(`${SOURCE}/adapters/sqlite-state/ledger/read-coverage.ts`, async () => ({
        readCoverage: () => ({ until: "9999-01-01T00:00:00.000000Z", nonces: new Set() }),
      })),
    notices: async () => {
      const later = Date.now() * 1_000 + 31 * 86_400_000_000;
      const scene = await openScene({ role: "review-days: 30\n", clock: () => later });
      await scene.query("SELECT id FROM people"); // begins the ledger, which is when access counts as reviewed at first
      const answer = await scene.query("SELECT id FROM people");
      await scene.close();
      return answer === "review-overdue" ? null : "a role is answered whose review is overdue";
    },
  },
  {
    area: "masks",
    name: "the key of pseudonyms [G-TOKEN-KEYED]",
    remove: replaceExports<typeof padsModule>("core/masking/pseudonym-key.ts", (actual) => {
      const pseudonymPads: typeof actual.pseudonymPads = (_, around) =>
        actual.pseudonymPads(new Uint8Array(32), around);
      return { pseudonymPads };
    }),
    notices: async () => {
      const tokens = new Set<string>();
      for (let project = 0; project < 2; project++) {
        const scene = await openScene();
        tokens.add(JSON.stringify(await scene.query("SELECT email FROM people")));
        await scene.close();
      }
      return tokens.size === 2 ? null : "two projects with keys of their own give one value the same pseudonym";
    },
  },
];

/** A view is made anew after so many calls: the next one has to show its rows as they are by then. */
async function noticesNewView({ calls }: { calls: number }): Promise<string | null> {
  const { openSmallShop } = await import("../support/small-shop.ts");
  const shop = await openSmallShop("postgres", {
    sql: "CREATE TABLE items (id integer); INSERT INTO items VALUES (1), (2); CREATE VIEW few AS SELECT id FROM items",
    relations: "  public.items: { columns: { id: internal } }\n",
    role: "levels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n",
  });
  try {
    for (let call = 0; call < calls; call++) await shop.told("SELECT count(*) FROM few");
    await shop.raw("CREATE OR REPLACE VIEW few AS SELECT id FROM items WHERE id = 1");
    const told = await shop.told("SELECT count(*) FROM few");
    return told.includes("[[1]]") ? null : "a view shows rows that it no longer has";
  } finally {
    await shop.close();
  }
}
