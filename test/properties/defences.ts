// The defences that are removed, one at a time, each by putting another module in the place of one: the product has no seam for it.
// `probes` are statements of which at least one must give the removal away; a removal that none gives away is a defence unproved.

import { vi } from "vitest";
import type * as settingsModule from "../../src/adapters/postgres/connection/session-settings.ts";
import type * as errorsModule from "../../src/adapters/postgres/read-error.ts";
import type * as runModule from "../../src/adapters/postgres/reading/plan-run.ts";
import type { Catalogue, Engine } from "../../src/core/model/catalogue.ts";
import type { Governance, GovernedColumn, GovernedRelation } from "../../src/core/model/governed-relation.ts";
import type { RelationKey } from "../../src/core/model/relation-name.ts";
import type * as originsModule from "../../src/core/policy/govern/column-origins.ts";
import type * as governModule from "../../src/core/policy/govern/govern-relations.ts";
import type * as namesModule from "../../src/core/sql/postgres/analyse/allowed-names.ts";
import type * as castsModule from "../../src/core/sql/postgres/analyse/cast-places.ts";
import type * as notationModule from "../../src/core/sql/postgres/analyse/harmless-field.ts";
import type * as cteModule from "../../src/core/sql/postgres/analyse/resolve-cte.ts";
import type * as foreignModule from "../../src/core/sql/postgres/analyse/user-defined-names.ts";
import type * as expressionModule from "../../src/core/sql/postgres/analyse/walk-expression.ts";
import type * as functionsModule from "../../src/core/sql/postgres/lists/function-list.ts";
import type * as grammarModule from "../../src/core/sql/postgres/lists/node-list.ts";
import type * as fenceModule from "../../src/core/sql/postgres/rewrite/fence.ts";
import type * as maskModule from "../../src/core/sql/postgres/rewrite/mask.ts";
import type * as sqliteScopeModule from "../../src/core/sql/sqlite/analyse/scope.ts";
import type * as sqliteFunctionsModule from "../../src/core/sql/sqlite/lists/function-list.ts";
import type * as sqliteNodeModule from "../../src/core/sql/sqlite/parse/node.ts";
import type * as sqliteMaskModule from "../../src/core/sql/sqlite/rewrite/mask.ts";
import type * as placeModule from "../../src/core/sql/sqlite/rewrite/place-relations.ts";

export interface Defence {
  /** What is taken away. */
  readonly name: string;
  /** Puts the modules in place that lack it; they are used by the next import. */
  remove(): void;
  readonly probes: readonly string[];
}

type Module<T> = () => Promise<T>;

const replaced = new Set<string>();
const taken = new Set<string>();

export function replaceModule(path: string, make: (original: () => Promise<never>) => Promise<object>): void {
  replaced.add(path);
  vi.doMock(path, (original: () => Promise<never>) => {
    taken.add(path);
    return make(original);
  });
}

/** One module below src with other exports in it; done when it is called. */
export function replaceExports<M extends object>(path: string, change: (actual: M) => Partial<M>): () => void {
  return () =>
    replaceModule(`../../src/${path}`, async (original: Module<M>) => {
      const actual = await original();
      return { ...actual, ...change(actual) };
    });
}

/** Modules that were to be replaced and that nothing imported since: a removal that did not take place proves nothing. */
export function notReplaced(): readonly string[] {
  return [...replaced].filter((path) => !taken.has(path));
}

/** Every module is its own again, for the next import. */
export function restoreDefences(): void {
  for (const path of replaced) vi.doUnmock(path);
  replaced.clear();
  taken.clear();
  vi.resetModules();
}

type FenceModule = typeof fenceModule;
type FunctionsModule = typeof functionsModule;
type NotationModule = typeof notationModule;
type NamesModule = typeof namesModule;
type CastsModule = typeof castsModule;
type SettingsModule = typeof settingsModule;
type ForeignModule = typeof foreignModule;
type MaskModule = typeof maskModule;
type ErrorsModule = typeof errorsModule;
type RunModule = typeof runModule;
type CteModule = typeof cteModule;
type GrammarModule = typeof grammarModule;
type ExpressionModule = typeof expressionModule;
type GovernModule = typeof governModule;
type OriginsModule = typeof originsModule;
type PlaceModule = typeof placeModule;
type SqliteFunctionsModule = typeof sqliteFunctionsModule;
type SqliteMaskModule = typeof sqliteMaskModule;
type SqliteNodeModule = typeof sqliteNodeModule;
type SqliteScopeModule = typeof sqliteScopeModule;

/** A list on which everything is. */
class Everything extends Set<string> {
  override has(): boolean {
    return true;
  }
}

const POSTGRES = "../../src/core/sql/postgres";
const SQLITE = "../../src/core/sql/sqlite";

function removeFence(): void {
  replaceModule(`${POSTGRES}/rewrite/fence.ts`, async (original: Module<FenceModule>) => ({
    ...(await original()),
    needsFence: () => false,
  }));
}

function unpinPath(): void {
  replaceModule(
    "../../src/adapters/postgres/connection/session-settings.ts",
    async (original: Module<SettingsModule>) => {
      const actual = await original();
      return {
        ...actual,
        PIN_SESSION: actual.PIN_SESSION.replace("'pg_catalog'", "'public, pg_catalog'"),
      };
    },
  );
}

/** Every table may be opened, so that the second witness finds nothing amiss. */
function removeWitness(): void {
  replaceModule(`${SQLITE}/rewrite/place-relations.ts`, async (original: Module<PlaceModule>) => {
    const actual = await original();
    const placeRelations: PlaceModule["placeRelations"] = (reading, options) => {
      for (const [key, { name }] of options.catalogue.relations) options.opens.set(key, name);
      return actual.placeRelations(reading, options);
    };
    return { ...actual, placeRelations };
  });
}

/** Another governance than the policy's. */
function govern(
  change: (governance: Governance, scope: Parameters<GovernModule["governRelations"]>[1]) => Governance,
): void {
  replaceModule("../../src/core/policy/govern/govern-relations.ts", async (original: Module<GovernModule>) => {
    const actual = await original();
    const governRelations: GovernModule["governRelations"] = (policy, scope) =>
      change(actual.governRelations(policy, scope), scope);
    return { ...actual, governRelations };
  });
}

const changed = (governance: Governance, change: (relation: GovernedRelation) => GovernedRelation): Governance =>
  new Map([...governance].map(([key, relation]) => [key, change(relation)]));

/** Relations as a policy would have them that lists everything and classifies nothing. */
function clearly(name: string): Parameters<typeof govern>[0] {
  return (governance, { catalogue }) => {
    const all = new Map<RelationKey, GovernedRelation>(governance);
    for (const [key, relation] of catalogue.relations) {
      if (relation.name.name !== name) continue;
      const columns = relation.columns.map(
        (column): GovernedColumn => ({ column, class: null, level: "public", treatment: { kind: "clear" } }),
      );
      all.set(key, {
        relation: relation.name,
        columns,
        rowFilter: governance.get(key)?.rowFilter ?? null,
        placement: "base",
      });
    }
    return all;
  };
}

const removeFilters = () =>
  govern((governance) => changed(governance, (relation) => ({ ...relation, rowFilter: null })));
const trustViews = () =>
  govern((governance) => changed(governance, (relation) => ({ ...relation, placement: "base" })));

/** Views as they would be if their bodies called nothing but code that is known. */
function trusted(relations: Catalogue["relations"]): Catalogue["relations"] {
  return new Map([...relations].map(([key, relation]) => [key, { ...relation, opaque: false }]));
}

const GOVERNED: readonly Defence[] = [
  {
    name: "row filters [G-READ-NON-INTERFERENCE]",
    remove: removeFilters,
    probes: ["SELECT count(*) FROM orders", "SELECT max(amount) FROM orders"],
  },
  {
    name: "unlisted tables do not exist [G-READ-HIDDEN-DOES-NOT-EXIST]",
    remove: () => govern(clearly("payroll")),
    probes: ["SELECT * FROM payroll", "SELECT * FROM hr.payroll"],
  },
  {
    name: "columns without a class are hidden [G-DENY-BY-DEFAULT]",
    remove: () => govern(clearly("customers")),
    probes: ["SELECT unlisted FROM customers"],
  },
];

export const DEFENCES: Readonly<Record<Engine, readonly Defence[]>> = {
  postgres: [
    ...GOVERNED,
    {
      name: "the expansion of views [G-READ-NON-INTERFERENCE]",
      remove: trustViews,
      probes: ["SELECT sum(total) FROM good_contacts"],
    },
    {
      name: "the fence around row filters [G-READ-ROWS-FENCED]",
      remove: removeFence,
      probes: [
        "SELECT order_id FROM order_items WHERE 100 / (price - 743198.00)::int > -1000",
        "SELECT id FROM orders WHERE lower(status) <> 'x' AND 100 / (amount - 743199) > -1000",
      ],
    },
    {
      name: "columns without statistics behind the fence [G-READ-ROWS-FENCED]",
      remove: () =>
        replaceModule(`${POSTGRES}/rewrite/without-statistics.ts`, async () => ({
          withoutStatistics: (column: string) => column,
        })),
      probes: ["SELECT count(*) FROM orders WHERE code LIKE 'canary-code-a%\\'"],
    },
    {
      name: "that a relation stands for itself only where all of it is seen [G-READ-MASKED-BY-CONSTRUCTION]",
      remove: () => replaceModule(`${POSTGRES}/rewrite/seen-whole.ts`, async () => ({ isSeenWhole: () => true })),
      probes: ["SELECT notes FROM customers", "SELECT count(*) FROM orders"],
    },
    {
      name: "the list of functions [G-READ-ALLOW-LIST]",
      remove: () =>
        replaceModule(`${POSTGRES}/lists/function-list.ts`, async (original: Module<FunctionsModule>) => ({
          ...(await original()),
          FUNCTIONS: new Everything(),
        })),
      probes: ["SELECT query_to_xml('select ssn from public.customers order by id limit 3', true, true, '')::text"],
    },
    {
      name: "functions called as fields [G-READ-ALLOW-LIST]",
      remove: () =>
        replaceModule(`${POSTGRES}/analyse/harmless-field.ts`, async (original: Module<NotationModule>) => ({
          ...(await original()),
          isHarmlessField: () => true,
        })),
      probes: ["SELECT ('select to_tsvector(ssn) from public.customers order by id limit 3'::text).ts_stat"],
    },
    {
      name: "the pinned search path, and names written out against it [G-OWN-PATH-GATED]",
      remove: () => {
        unpinPath();
        replaceModule(`${POSTGRES}/analyse/user-defined-names.ts`, async (original: Module<ForeignModule>) => ({
          ...(await original()),
          judgeName: () => undefined,
        }));
      },
      probes: ["SELECT lower('x'::varchar)"],
    },
    {
      name: "the list of operators [G-READ-ALLOW-LIST]",
      remove: () =>
        replaceModule(`${POSTGRES}/analyse/allowed-names.ts`, async (original: Module<NamesModule>) => ({
          ...(await original()),
          checkOperator: () => undefined,
        })),
      probes: ["SELECT 1 OPERATOR(public.===) 2"],
    },
    {
      name: "the list of types [G-READ-ALLOW-LIST]",
      remove: () =>
        replaceModule(`${POSTGRES}/analyse/allowed-names.ts`, async (original: Module<NamesModule>) => ({
          ...(await original()),
          checkType: () => undefined,
        })),
      probes: ["SELECT to_jsonb(r) FROM jsonb_populate_record(NULL::public.customers, '{}') AS r"],
    },
    {
      name: "casts by functions that nobody listed [G-READ-OWN-CODE]",
      remove: () =>
        replaceModule(`${POSTGRES}/analyse/cast-places.ts`, async (original: Module<CastsModule>) => ({
          ...(await original()),
          judgeCasts: () => undefined,
        })),
      probes: ["SELECT array_agg(id::public.tier ORDER BY id) FROM customers"],
    },
    {
      name: "views that call code of users' are not there [G-READ-OWN-CODE]",
      remove: () =>
        replaceModule("../../src/core/policy/govern/column-origins.ts", async (original: Module<OriginsModule>) => {
          const actual = await original();
          const traceOrigins: OriginsModule["traceOrigins"] = (catalogue, dialect) =>
            actual.traceOrigins({ ...catalogue, relations: trusted(catalogue.relations) }, dialect);
          return { ...actual, traceOrigins };
        }),
      probes: ["SELECT id, label FROM labels"],
    },
    {
      name: "the mask of one column [G-READ-MASKED-BY-CONSTRUCTION]",
      remove: () =>
        replaceModule(`${POSTGRES}/rewrite/mask.ts`, async (original: Module<MaskModule>) => {
          const actual = await original();
          const maskExpression: MaskModule["maskExpression"] = (column, parameters) =>
            column.column.name === "notes" ? `"notes"` : actual.maskExpression(column, parameters);
          return { ...actual, maskExpression };
        }),
      probes: ["SELECT notes FROM customers", "SELECT id FROM customers WHERE notes LIKE 'c%'"],
    },
    {
      name: "error texts kept back, by their class and by their time, and the fence [G-READ-ERRORS-ARE-OURS]",
      remove: () => {
        removeFence();
        replaceModule("../../src/adapters/postgres/read-error.ts", async (original: Module<ErrorsModule>) => {
          const actual = await original();
          const readError: ErrorsModule["readError"] = (error) => {
            const read = actual.readError(error);
            return "kind" in read && error instanceof Error ? { ...read, message: error.message } : read;
          };
          return { ...actual, readError };
        });
        replaceModule("../../src/adapters/postgres/reading/plan-run.ts", async (original: Module<RunModule>) => {
          const actual = await original();
          class PlanRun extends actual.PlanRun {
            constructor(request: ConstructorParameters<RunModule["PlanRun"]>[0]) {
              super(request);
              const { done } = this;
              Object.defineProperty(this, "done", { value: done.then((result) => ({ ...result, executing: false })) });
            }
          }
          return { ...actual, PlanRun };
        });
      },
      probes: ["SELECT order_id FROM order_items WHERE replace(sku, 'sku-', '')::int > -1"],
    },
    {
      name: "scopes of common table expressions, and the pinned search path [G-READ-NAMES-AS-THE-SERVER]",
      remove: () => {
        unpinPath();
        replaceModule(`${POSTGRES}/analyse/resolve-cte.ts`, async (original: Module<CteModule>) => {
          const actual = await original();
          const seen = new Map<string, ReturnType<CteModule["findCte"]>>();
          const findCte: CteModule["findCte"] = (env, name) => {
            const found = actual.findCte(env, name) ?? seen.get(name) ?? null;
            if (found !== null) seen.set(name, found);
            return found;
          };
          return { ...actual, findCte };
        });
      },
      probes: [
        "SELECT c.ssn FROM (WITH customers AS (SELECT 1 AS id) SELECT id FROM customers) x JOIN customers c ON c.id > x.id",
      ],
    },
    {
      name: "the walk into FILTER [G-READ-MASKED-BY-CONSTRUCTION]",
      remove: () =>
        replaceModule(`${POSTGRES}/lists/node-list.ts`, async (original: Module<GrammarModule>) => {
          const actual = await original();
          const childrenOf: GrammarModule["childrenOf"] = (kind, body) =>
            actual.childrenOf(kind, body)?.filter(({ field }) => field !== "agg_filter") ?? null;
          return { ...actual, childrenOf };
        }),
      probes: [
        "SELECT count(*) FILTER (WHERE EXISTS (SELECT 1 FROM hr.payroll p WHERE p.id = employees.id)), max(id) FROM employees",
      ],
    },
    {
      name: "the walk into LIMIT [G-READ-MASKED-BY-CONSTRUCTION]",
      remove: () =>
        replaceModule(`${POSTGRES}/analyse/walk-expression.ts`, async (original: Module<ExpressionModule>) => {
          const actual = await original();
          const walkAll: ExpressionModule["walkAll"] = (walk, value, place) => {
            if (place.level.clause !== "limit") actual.walkAll(walk, value, place);
          };
          return { ...actual, walkAll };
        }),
      probes: ["SELECT id FROM employees ORDER BY id LIMIT (SELECT count(*) FROM hr.payroll)"],
    },
  ],
  sqlite: [
    ...GOVERNED,
    {
      name: "the expansion of views, and the second witness [G-READ-SECOND-WITNESS]",
      remove: () => {
        removeWitness();
        trustViews();
      },
      probes: ["SELECT sum(total) FROM good_contacts"],
    },
    {
      name: "the fence around row filters [G-READ-ROWS-FENCED]",
      remove: () =>
        replaceModule(`${SQLITE}/rewrite/place-relations.ts`, async (original: Module<PlaceModule>) => {
          const actual = await original();
          const placeRelations: PlaceModule["placeRelations"] = (reading, options) =>
            actual.placeRelations(reading, { ...options, leakproof: true });
          return { ...actual, placeRelations };
        }),
      probes: [
        "SELECT order_id FROM order_items WHERE json_extract(CASE WHEN sku LIKE 'canary-sku-a%' THEN '{' ELSE '1' END, '$') = 1",
        "SELECT id FROM orders WHERE json_extract(CASE WHEN status LIKE 'canary-status-a%' THEN '{' ELSE '1' END, '$') = 1",
      ],
    },
    {
      name: "the list of table functions [G-READ-ALLOW-LIST]",
      remove: () =>
        replaceModule(`${SQLITE}/lists/function-list.ts`, async (original: Module<SqliteFunctionsModule>) => ({
          ...(await original()),
          TABLE_FUNCTIONS: new Everything(),
        })),
      probes: ["SELECT name FROM pragma_table_info('customers')"],
    },
    {
      name: "the mask of one column [G-READ-MASKED-BY-CONSTRUCTION]",
      remove: () =>
        replaceModule(`${SQLITE}/rewrite/mask.ts`, async (original: Module<SqliteMaskModule>) => {
          const actual = await original();
          const maskExpression: SqliteMaskModule["maskExpression"] = (column) =>
            column.column.name === "notes" ? `"notes"` : actual.maskExpression(column);
          return { ...actual, maskExpression };
        }),
      probes: ["SELECT notes FROM customers", "SELECT id FROM customers WHERE notes LIKE 'c%'"],
    },
    {
      name: "scopes of common table expressions, and the second witness [G-READ-SECOND-WITNESS]",
      remove: () => {
        removeWitness();
        replaceModule(`${SQLITE}/analyse/scope.ts`, async (original: Module<SqliteScopeModule>) => {
          const actual = await original();
          const seen = new Map<string, ReturnType<SqliteScopeModule["findCte"]>>();
          const findCte: SqliteScopeModule["findCte"] = (scope, name) => {
            const found = actual.findCte(scope, name) ?? seen.get(name) ?? null;
            if (found !== null) seen.set(name, found);
            return found;
          };
          return { ...actual, findCte };
        });
      },
      probes: [
        "SELECT c.ssn FROM (WITH customers AS (SELECT 1 AS id) SELECT id FROM customers) x JOIN customers c ON c.id > x.id",
      ],
    },
    {
      name: "the walk into LIMIT, and the second witness [G-READ-SECOND-WITNESS]",
      remove: () => skip("limit_clause"),
      probes: ["SELECT id FROM employees ORDER BY id LIMIT (SELECT count(*) FROM payroll)"],
    },
    {
      name: "the walk into ELSE, and the second witness [G-READ-SECOND-WITNESS]",
      remove: () => skip("case_else"),
      probes: ["SELECT CASE WHEN id < 0 THEN '' ELSE (SELECT person FROM payroll LIMIT 1) END FROM employees"],
    },
  ],
};

/** A walk that passes over a kind of node. */
function skip(kind: string): void {
  removeWitness();
  replaceModule(`${SQLITE}/parse/node.ts`, async (original: Module<SqliteNodeModule>) => {
    const actual = await original();
    return {
      ...actual,
      childrenOf: (node: Parameters<SqliteNodeModule["childrenOf"]>[0]) =>
        actual.childrenOf(node).filter(({ type }) => type !== kind),
    };
  });
}
