// Defences of writes that are taken away, one at a time, each with writes of which at least one must give it away.

import type * as selectModule from "../../src/core/sql/postgres/governed-select.ts";
import { type Defence, replaceModule } from "./defences.ts";

const POSTGRES = "../../src/core/sql/postgres";

export const WRITE_DEFENCES: readonly Defence[] = [
  {
    name: "the masks of what RETURNING is read from",
    remove: () =>
      replaceModule(`${POSTGRES}/governed-select.ts`, async (original: () => Promise<typeof selectModule>) => {
        const actual = await original();
        const governedSelect: typeof selectModule.governedSelect = (source) =>
          source.standIn === null ? actual.governedSelect(source) : `SELECT * FROM ${source.standIn}`;
        return { ...actual, governedSelect };
      }),
    probes: ["UPDATE customers SET country = 'DE' WHERE id = 3 RETURNING notes"],
  },
  {
    name: "the row filter of what is written",
    remove: () =>
      replaceModule(`${POSTGRES}/governed-select.ts`, async (original: () => Promise<typeof selectModule>) => {
        const actual = await original();
        const governedSelect: typeof selectModule.governedSelect = (source) =>
          actual.governedSelect(source.besides.length === 0 ? source : { ...source, filter: null });
        return { ...actual, governedSelect };
      }),
    probes: ["UPDATE orders SET status = 'x'", "DELETE FROM order_items WHERE quantity < 100"],
  },
  {
    name: "the fence around the rows that are written",
    remove: () =>
      replaceModule(`${POSTGRES}/governed-select.ts`, async (original: () => Promise<typeof selectModule>) => {
        const actual = await original();
        const governedSelect: typeof selectModule.governedSelect = (source) =>
          actual.governedSelect({ ...source, fenced: false });
        return { ...actual, governedSelect };
      }),
    probes: [
      "UPDATE order_items SET quantity = 1 WHERE 100 / (price - 743198.00)::int > -1000",
      "DELETE FROM orders WHERE lower(status) <> 'x' AND 100 / (amount - 743199) > 1000",
    ],
  },
];
