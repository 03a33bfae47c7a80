// Defences of writes that are taken away, one at a time, each with writes of which at least one must give it away.

import type { Engine } from "../../src/core/model/catalogue.ts";
import type { Governance, GovernedRelation } from "../../src/core/model/governed-relation.ts";
import { relationKey } from "../../src/core/model/relation-name.ts";
import type * as selectModule from "../../src/core/sql/postgres/rewrite/governed-select.ts";
import type * as placeModule from "../../src/core/sql/sqlite/rewrite/place-relations.ts";
import { type Defence, replaceModule } from "./defences.ts";

const POSTGRES = "../../src/core/sql/postgres";
const SQLITE = "../../src/core/sql/sqlite";

type PlaceRelations = typeof placeModule.placeRelations;
type PlaceOptions = Parameters<PlaceRelations>[1];

/** Places a write's relations with other options; what reads alone is placed as ever. */
function place(change: (options: PlaceOptions, target: NonNullable<PlaceOptions["target"]>) => PlaceOptions): void {
  replaceModule(`${SQLITE}/rewrite/place-relations.ts`, async (original: () => Promise<typeof placeModule>) => {
    const actual = await original();
    const placeRelations: PlaceRelations = (reading, options) =>
      actual.placeRelations(reading, options.target === undefined ? options : change(options, options.target));
    return { ...actual, placeRelations };
  });
}

/** The same governance but for one relation. */
function governed(
  governance: Governance,
  target: NonNullable<PlaceOptions["target"]>,
  change: (relation: GovernedRelation) => GovernedRelation,
): Governance {
  const key = relationKey(target.use.relation.name);
  const relation = governance.get(key);
  return relation === undefined ? governance : new Map([...governance, [key, change(relation)]]);
}

const clearly = (relation: GovernedRelation): GovernedRelation => ({
  ...relation,
  columns: relation.columns.map((column) => ({ ...column, treatment: { kind: "clear" } })),
});

const ON_SQLITE: readonly Defence[] = [
  {
    name: "the masks of what RETURNING is read from",
    remove: () =>
      place((options, target) =>
        target.standIn === null ? options : { ...options, governance: governed(options.governance, target, clearly) },
      ),
    probes: ["UPDATE customers SET country = 'DE' WHERE id = 3 RETURNING notes"],
  },
  {
    name: "the row filter of what is written",
    remove: () =>
      place((options, target) => ({
        ...options,
        governance: governed(options.governance, target, (relation) => ({ ...relation, rowFilter: null })),
      })),
    probes: ["UPDATE orders SET status = 'x'", "DELETE FROM order_items WHERE quantity < 100"],
  },
  {
    name: "the masks of the row that is written",
    remove: () =>
      place((options, target) => ({ ...options, governance: governed(options.governance, target, clearly) })),
    probes: ["UPDATE customers SET country = 'XX' WHERE notes LIKE 'canary-note-a%'"],
  },
  {
    name: "the fence around the rows that are written",
    remove: () => place((options) => ({ ...options, leakproof: true })),
    probes: [
      "UPDATE order_items SET quantity = 1 WHERE json_extract(CASE WHEN sku LIKE 'canary-sku-a%' THEN '{' ELSE '1' END, '$') = 1",
      "DELETE FROM orders WHERE json_extract(CASE WHEN status LIKE 'canary-status-a%' THEN '{' ELSE '1' END, '$') = 2",
    ],
  },
];

const ON_POSTGRES: readonly Defence[] = [
  {
    name: "the masks of what RETURNING is read from",
    remove: () =>
      replaceModule(`${POSTGRES}/rewrite/governed-select.ts`, async (original: () => Promise<typeof selectModule>) => {
        const actual = await original();
        const governedSelect: typeof selectModule.governedSelect = (source) =>
          source.standIn === null ? actual.governedSelect(source) : `SELECT * FROM ${source.standIn}`;
        return { ...actual, governedSelect };
      }),
    probes: [
      "UPDATE customers SET country = 'DE' WHERE id = 3 RETURNING notes",
      "WITH a AS (UPDATE customers SET country = 'DE' WHERE id = 3 RETURNING *) SELECT notes FROM a",
    ],
  },
  {
    name: "the row filter of what is written",
    remove: () =>
      replaceModule(`${POSTGRES}/rewrite/governed-select.ts`, async (original: () => Promise<typeof selectModule>) => {
        const actual = await original();
        const governedSelect: typeof selectModule.governedSelect = (source) =>
          actual.governedSelect(source.besides.length === 0 ? source : { ...source, filter: null });
        return { ...actual, governedSelect };
      }),
    probes: [
      "UPDATE orders SET status = 'x'",
      "DELETE FROM order_items WHERE quantity < 100",
      "INSERT INTO orders (id, region) SELECT g, 'EU' FROM generate_series(1, 900) AS g ON CONFLICT (id) DO UPDATE SET status = 'x'",
      "MERGE INTO orders o USING generate_series(1, 900) AS g ON o.id = g WHEN MATCHED THEN UPDATE SET status = 'x' WHEN NOT MATCHED THEN INSERT (id, region) VALUES (g, 'EU')",
      "WITH a AS (UPDATE orders SET status = 'x' RETURNING id), b AS (DELETE FROM order_items WHERE line < 0) SELECT count(*) FROM a",
    ],
  },
  {
    name: "the fence around the rows that are written",
    remove: () =>
      replaceModule(`${POSTGRES}/rewrite/governed-select.ts`, async (original: () => Promise<typeof selectModule>) => {
        const actual = await original();
        const governedSelect: typeof selectModule.governedSelect = (source) =>
          actual.governedSelect({ ...source, fenced: false });
        return { ...actual, governedSelect };
      }),
    probes: [
      "MERGE INTO orders o USING orders p ON o.id = p.id AND 100 / (p.amount - 743199) > 1000 WHEN MATCHED THEN DELETE",
      "UPDATE order_items SET quantity = 1 WHERE 100 / (price - 743198.00)::int > -1000",
      "DELETE FROM orders WHERE lower(status) <> 'x' AND 100 / (amount - 743199) > 1000",
    ],
  },
];

export const WRITE_DEFENCES: Readonly<Record<Engine, readonly Defence[]>> = {
  postgres: ON_POSTGRES,
  sqlite: ON_SQLITE,
};
