// Defences of what a call is told and of what stands behind it that are removed, one at a time: names of columns, plans that are shown, exact
// numbers, what columns inherit, whose tasks and whose ledger, and the state folder. As in product-defences.ts.

import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import type * as sessionModule from "../../src/adapters/postgres/connection/session-settings.ts";
import type * as writeModule from "../../src/core/policy/decide/decide-write.ts";
import type * as originsModule from "../../src/core/policy/govern/column-origins.ts";
import type * as riskModule from "../../src/core/policy/risk/assess-risk.ts";
import type * as planModule from "../../src/core/sql/postgres/rewrite/shown-plan.ts";
import type * as namesModule from "../../src/core/sql/sqlite/analyse/output-names.ts";
import type * as normaliseModule from "../../src/core/sql/sqlite/parse/normalise.ts";
import type * as treeModule from "../../src/core/sql/sqlite/parse/same-tree.ts";
import type * as editsModule from "../../src/core/sql/sqlite/rewrite/edits.ts";
import type * as attributeModule from "../../src/core/sql/sqlite/rewrite/filter/attribute-kind.ts";
import type * as exactModule from "../../src/entry/mcp/messages/inexact-number.ts";
import type * as stateModule from "../../src/entry/wiring/keep-state-for.ts";
import type * as keyModule from "../../src/entry/wiring/state-key.ts";
import type * as roleModule from "../../src/gate/calls/identify-role.ts";
import type * as tasksModule from "../../src/gate/tasks/view-task.ts";
import type * as tryModule from "../../src/gate/writing/asking/record-try.ts";
import { inSmallShop } from "./answer-defences.ts";
import { replaceExports } from "./defences.ts";
import type { ProductDefence } from "./product-defences.ts";
import { openScene } from "./product-scene.ts";
import { filedIn, inShop } from "./writing-defences.ts";

const LEVELS = "levels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n";
const CANARY = "canary-3f0b";

/** Tickets of one region. */
const TICKETS = {
  sql: `CREATE TABLE tickets (id integer PRIMARY KEY, region text, n integer); INSERT INTO tickets VALUES (1, 'EU', 1), (2, '${CANARY}', 2);`,
  relations: "  SCHEMA.tickets: { columns: { id: public, region: public, n: public } }\n",
  role: `${LEVELS}rows: { shop: { SCHEMA.tickets: "region <> '${CANARY}'" } }\n`,
};

/** What a role may, whatever its file says. */
const everyRole = (change: object) =>
  replaceExports<typeof roleModule>("gate/calls/identify-role.ts", ({ identifyRole }) => ({
    identifyRole: (...given) => ({ ...identifyRole(...given), ...change }),
  }));

const withoutSources = (facts: Parameters<typeof writeModule.refuseWrite>[0]) => ({
  ...facts,
  writes: facts.writes.map((write) => ({
    ...write,
    assigned: write.assigned.map((assigned) => ({ ...assigned, sources: [] })),
  })),
});

export const CALL_DEFENCES: readonly ProductDefence[] = [
  {
    area: "reads",
    name: "names of columns by the caller's own text [G-READ-NAMES-OF-COLUMNS]",
    remove: replaceExports<typeof namesModule>("core/sql/sqlite/analyse/output-names.ts", () => ({
      outputsChanged: () => [],
    })),
    notices: () =>
      inSmallShop("sqlite", TICKETS, async ({ told }) =>
        (await told("SELECT EXISTS (SELECT 1 FROM tickets)")).includes(CANARY)
          ? "the name of a column is the text of a row filter"
          : null,
      ),
  },
  {
    area: "reads",
    name: "the comparison of the rewritten text with what was meant [G-READ-TEXT-IS-THE-TREE]",
    remove: () => {
      replaceExports<typeof treeModule>("core/sql/sqlite/parse/same-tree.ts", () => ({ sameTree: () => true }))();
      replaceExports<typeof editsModule>("core/sql/sqlite/rewrite/edits.ts", ({ applyEdits }) => ({
        applyEdits: (...given) => `${applyEdits(...given)} LIMIT 0`,
      }))();
    },
    notices: () =>
      inSmallShop("sqlite", TICKETS, async ({ told }) =>
        (await told("SELECT id FROM tickets")).includes('"rows":[[1]]') ? null : "a text runs that nobody meant",
      ),
  },
  {
    area: "reads",
    name: "the list of what a plan shows [G-EXPLAIN-SHAPE-ONLY]",
    remove: replaceExports<typeof planModule>("core/sql/postgres/rewrite/shown-plan.ts", () => ({
      showPlan: (plan) => [JSON.stringify(plan)],
    })),
    notices: () =>
      inSmallShop("postgres", { ...TICKETS, role: `${TICKETS.role}explain: true\n` }, async ({ told }) =>
        (await told("EXPLAIN SELECT count(*) FROM tickets")).includes(CANARY) ? "a plan tells the row filter" : null,
      ),
  },
  {
    area: "reads",
    name: "the types of attributes in row filters [G-READ-FILTER-ATTRIBUTES]",
    remove: replaceExports<typeof attributeModule>("core/sql/sqlite/rewrite/filter/attribute-kind.ts", () => ({
      kindsOfAttributes: () => ({ numbers: new Set(), problem: null }),
    })),
    notices: () =>
      inSmallShop(
        "sqlite",
        {
          ...TICKETS,
          identities: `identities:
  alice: { kind: human, roles: [data-owner] }
  claude: { kind: agent, owner: alice, roles: [agent], attributes: { most: "1" } }
`,
          role: `${LEVELS}rows: { shop: { SCHEMA.tickets: "coalesce(n, 9) <= caller_attribute('most')" } }\n`,
        },
        async ({ told }) =>
          (await told("SELECT region FROM tickets")).includes(CANARY) ? "a row filter lets every number through" : null,
      ),
  },
  {
    area: "reads",
    name: "what columns inherit from what they are made of [G-READ-DERIVED-CLASSES]",
    remove: replaceExports<typeof originsModule>("core/policy/govern/column-origins.ts", ({ findColumn }) => ({
      findColumn: (...given) => {
        const found = findColumn(...given);
        return found === undefined ? undefined : { ...found, generatedFrom: [], references: null };
      },
    })),
    notices: () =>
      inSmallShop(
        "sqlite",
        {
          sql: `CREATE TABLE people (id integer PRIMARY KEY, note text, twin text AS (note || '')); INSERT INTO people (id, note) VALUES (1, '${CANARY}');`,
          relations: "  SCHEMA.people: { columns: { id: public, note: restricted } }\n",
          role: `${LEVELS}unclassified: clear\n`,
        },
        async ({ told }) =>
          (await told("SELECT * FROM people")).includes(CANARY)
            ? "a column shows the hidden one that it is computed from"
            : null,
      ),
  },
  {
    area: "reads",
    name: "a session that can only read [G-READ-ONLY-SESSION]",
    remove: replaceExports<typeof sessionModule>(
      "adapters/postgres/connection/session-settings.ts",
      ({ startupOptions, sessionCheck }) => ({
        startupOptions: (others, overrides) =>
          startupOptions(others, overrides).replaceAll(
            "default_transaction_read_only=on",
            "default_transaction_read_only=off",
          ),
        sessionCheck: (of) => ({ ...sessionCheck(of), differing: () => [] }),
      }),
    ),
    notices: () =>
      inSmallShop(
        "postgres",
        {
          sql: `${TICKETS.sql} CREATE FUNCTION bump() RETURNS bigint LANGUAGE sql VOLATILE AS 'INSERT INTO public.tickets VALUES (3, ''EU'', 3) RETURNING 3::bigint';`,
          relations: TICKETS.relations,
          role: `${LEVELS}functions: [public.bump]\n`,
        },
        async ({ told }) =>
          (await told("SELECT public.bump()")).includes('"rows":[["3"]]') ||
          (await told("SELECT count(*) AS n FROM tickets")).includes("[[3]]")
            ? "a read changes a row"
            : null,
      ),
  },
  {
    area: "values",
    name: "the look for numbers that JSON rounds [G-NUMBERS-EXACT]",
    remove: replaceExports<typeof exactModule>("entry/mcp/messages/inexact-number.ts", () => ({
      findInexactNumber: () => null,
    })),
    notices: async () => {
      const { CallGuard } = await import("../../src/entry/mcp/messages/call-guard.ts");
      const { refuseMalformedCall } = await import("../../src/gate/calls/refuse-call.ts");
      const guard = new CallGuard(
        async () => ({ kind: "refused", refusal: refuseMalformedCall("It"), receipt: null }),
        () => undefined,
      );
      const delivered: unknown[] = [];
      guard.connect({
        deliver: (message) => void delivered.push(message),
        answer: () => undefined,
        isOpen: () => true,
      });
      const parameters = { name: "query", arguments: { sql: "SELECT $1", parameters: [0] } };
      const call = { jsonrpc: "2.0" as const, id: 1, method: "tools/call", params: parameters };
      const text = JSON.stringify(call).replace("[0]", "[9007199254740993]");
      guard.arriving(call, { text, bytes: text.length });
      const argument = await guard.during(1, (inexact) => Promise.resolve(inexact));
      return argument === null ? "another number is asked for than was sent" : null;
    },
  },
  {
    area: "ledger",
    name: "the texts of statements without their values [G-LEDGER-HOLDS-NO-VALUES]",
    remove: replaceExports<typeof normaliseModule>("core/sql/sqlite/parse/normalise.ts", () => ({
      normaliseText: (text) => text,
    })),
    notices: async () => {
      const scene = await openScene();
      await scene.query(`SELECT id FROM people WHERE email = '${CANARY}'`);
      const ledger = new Database(join(scene.folder, ".gatehouse", "ledger.db"), { readonly: true });
      const bodies = ledger.prepare<[], string>("SELECT body FROM entries").pluck().all().join();
      ledger.close();
      await scene.close();
      return bodies.includes(CANARY) ? "a literal of a statement stands in the ledger" : null;
    },
  },
  {
    area: "ledger",
    name: "that only some roles read the ledger [G-LEDGER-TOOLS-BY-ROLE]",
    remove: everyRole({ readsLedger: true }),
    notices: () =>
      inShop("sqlite", {}, async (shop) => {
        const { searchForAuditor } = await import("../../src/gate/auditing/search-ledger.ts");
        const { said } = await filedIn(shop);
        await shop.query("SELECT id FROM orders");
        const found = await searchForAuditor({ filter: {}, limit: 10, cursor: null }, shop.contextOf());
        return said(found) === "role-reads-no-ledger" ? null : "an agent reads what others did";
      }),
  },
  {
    area: "locks",
    name: "that only some roles lift locks [G-LOCK-BY-ROLE]",
    remove: everyRole({ mayLock: true }),
    notices: () =>
      inShop("sqlite", {}, async (shop) => {
        const { changeLock } = await import("../../src/gate/access/change-lock.ts");
        const { openState } = await import("../../src/entry/wiring/open-state.ts");
        const { readProject } = await import("../../src/entry/wiring/project.ts");
        const project = await readProject(join(shop.folder, "gatehouse.yaml"));
        if (project.kind === "problems") throw new Error("no project");
        const { ledger, locks } = await openState(project);
        const { caller, gatehouse } = shop.contextOf("olga");
        const scope = { caller, policy: gatehouse.policy(), locks, ids: gatehouse.ids, account: "probe" };
        const done = await changeLock(
          { action: "set", target: { kind: "caller", name: "other" }, reason: "probe" },
          scope,
        ).then(
          () => "whoever asks locks others out",
          () => null,
        );
        await ledger.close();
        return done;
      }),
  },
  {
    area: "approvals",
    name: "that a task is its caller's own [G-TASK-OWN]",
    remove: replaceExports<typeof tasksModule>("gate/tasks/view-task.ts", () => ({
      findOwnTask: (id, { gatehouse }) => gatehouse.approvals.read(id),
    })),
    notices: () =>
      inShop("sqlite", { risk: `rules: [{ id: always, when: "true", reason: "Looked at." }]\n` }, async (shop) => {
        const { filed, said } = await filedIn(shop);
        const { cancelTask } = await import("../../src/gate/tasks/change-tasks.ts");
        const { KeptOutcomes } = await import("../../src/gate/tasks/kept-outcomes.ts");
        const { id } = await filed.file("UPDATE customers SET plan = 'b' WHERE id = 2");
        const answer = await cancelTask(id, { context: shop.contextOf("other"), kept: new KeptOutcomes() });
        return said(answer) === "unknown-approval" ? null : "an agent ends what another one waits for";
      }),
  },
  {
    area: "writes",
    name: "the sources of what is stored [G-WRITE-STORES-NO-MASK]",
    remove: replaceExports<typeof writeModule>("core/policy/decide/decide-write.ts", ({ refuseWrite }) => ({
      refuseWrite: (facts, scope) => refuseWrite(withoutSources(facts), scope),
    })),
    notices: () =>
      inShop("sqlite", { risk: "rules: []\n" }, async (shop) => {
        const { said } = await filedIn(shop);
        const stored = said(await shop.query("UPDATE customers SET plan = full_name WHERE id = 2"));
        return stored === "masked-value-stored" ? null : "a mask is written over real data";
      }),
  },
  {
    area: "writes",
    name: "the count of tries that were refused [G-WRITE-TRIES-COUNTED]",
    remove: replaceExports<typeof tryModule>("gate/writing/asking/record-try.ts", () => ({
      recordTry: () => Promise.resolve(),
    })),
    notices: () =>
      inShop("sqlite", GUESSES, async (shop) => {
        const { said } = await filedIn(shop);
        await shop.query("UPDATE looked SET v = 100 WHERE id = 1", { reason: "a guess" });
        const next = said(await shop.query("UPDATE customers SET plan = 'b' WHERE id = 2", { reason: "a step" }));
        return next === "pending_approval" ? null : "guesses by a constraint count for nothing";
      }),
  },
  {
    area: "writes",
    name: "what a caller wrote within the hour [G-RISK-DETERMINISTIC]",
    remove: replaceExports<typeof riskModule>("core/policy/risk/assess-risk.ts", ({ assessRisk }) => ({
      assessRisk: (steps, rules) =>
        assessRisk(
          steps.map((facts) => ({ ...facts, recent: { rows: 0n, writes: 0n } })),
          rules,
        ),
    })),
    notices: () =>
      inShop(
        "sqlite",
        { risk: `rules: [{ id: steps, when: "recent.writes > 1", reason: "It adds up." }]\n` },
        async (shop) => {
          const { said } = await filedIn(shop);
          const step = () => shop.query("UPDATE customers SET plan = 'b' WHERE id = 2", { reason: "a step" });
          for (let time = 0; time < 2; time++) await step();
          return said(await step()) === "pending_approval" ? null : "small writes add up, and nobody is asked";
        },
      ),
  },
  {
    area: "process",
    name: "that a state folder is of one set of policies [G-STATE-OF-ONE-POLICY]",
    remove: replaceExports<typeof stateModule>("entry/wiring/keep-state-for.ts", () => ({
      keepStateFor: () => Promise.resolve(),
    })),
    notices: async () => {
      const scene = await openScene();
      const other = mkdtempSync(join(tmpdir(), "gatehouse-defence-"));
      try {
        await scene.query("SELECT id FROM people");
        cpSync(join(scene.folder, "policies"), join(other, "policies"), { recursive: true });
        const config = readFileSync(join(scene.folder, "gatehouse.yaml"), "utf8");
        const state = join(scene.folder, ".gatehouse");
        writeFileSync(
          join(other, "gatehouse.yaml"),
          `${config.replace("./shop.db", join(scene.folder, "shop.db"))}state: ${state}\n`,
        );
        const { readProject } = await import("../../src/entry/wiring/project.ts");
        const { openGatehouse } = await import("../../src/entry/wiring/open-gatehouse.ts");
        const project = await readProject(join(other, "gatehouse.yaml"));
        if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
        const opened = await openGatehouse(project, () => undefined).catch(() => null);
        await opened?.close();
        return opened === null ? null : "other policies end what was granted under the first";
      } finally {
        await scene.close();
        rmSync(other, { recursive: true, force: true });
      }
    },
  },
  {
    area: "process",
    name: "that a lost key is not made anew [G-KEYS-KEPT]",
    remove: replaceExports<typeof keyModule>("entry/wiring/state-key.ts", ({ stateKey }) => ({
      stateKey: (path, kept) => stateKey(path, { ...kept, used: () => false }),
    })),
    notices: () =>
      inShop("sqlite", {}, async (shop) => {
        await shop.query("SELECT email FROM customers");
        await shop.opened.close();
        const key = join(shop.folder, ".gatehouse", "keys", "pseudonyms.key");
        const kept = readFileSync(key);
        rmSync(key);
        const { readProject } = await import("../../src/entry/wiring/project.ts");
        const { openGatehouse } = await import("../../src/entry/wiring/open-gatehouse.ts");
        const project = await readProject(join(shop.folder, "gatehouse.yaml"));
        if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
        const opened = await openGatehouse(project, () => undefined).catch(() => null);
        await opened?.close();
        writeFileSync(key, kept, { mode: 0o600 });
        return opened === null ? null : "pseudonyms become others in silence";
      }),
  },
];

/** A constraint that answers guesses, and a rule that ends them. */
const GUESSES = {
  risk: `rules:
  - { id: looked-at, when: "write.table == 'main.looked'", reason: "Looked at." }
  - { id: adds-up, when: "recent.writes > 0", reason: "It adds up." }
`,
  sql: "CREATE TABLE looked (id integer PRIMARY KEY, v integer CHECK (v < 100)); INSERT INTO looked VALUES (1, 1);",
  relations: "  main.looked: { owners: [dora, erik], columns: { id: internal, v: internal } }\n",
  grants: "    main.looked: all\n",
};
