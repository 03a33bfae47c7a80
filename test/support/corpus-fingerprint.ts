// A fingerprint of everything that a database holds, to see that nothing was changed by what was refused.

import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import pg from "pg";
import type { GovernedShop } from "./corpus-shop.ts";

const STATE = `
SELECT (SELECT string_agg(concat_ws(' ', c.oid, c.relname, c.relkind), ',' ORDER BY c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname IN ('public', 'hr'))
  || (SELECT string_agg(md5(t::text), '' ORDER BY id) FROM public.customers t) || (SELECT string_agg(md5(t::text), '' ORDER BY id) FROM public.orders t)
  || (SELECT count(*) FROM public.order_items) || (SELECT string_agg(t::text, ',') FROM public.payroll t) || (SELECT string_agg(t::text, ',') FROM public.audit_log t)
  || (SELECT count(*) FROM public.events) || (SELECT concat_ws(' ', last_value, is_called) FROM public.ticket) || (SELECT count(*) FROM pg_largeobject_metadata)
  || (SELECT count(*) FROM pg_proc) || (SELECT count(*) FROM pg_prepared_xacts) || (SELECT count(*) FROM pg_locks WHERE locktype = 'advisory') AS state`;

export async function fingerprintDatabase({ engine, place }: GovernedShop): Promise<string> {
  if (engine === "sqlite")
    return createHash("sha256")
      .update(await readFile(place))
      .digest("hex");
  const client = new pg.Client({ connectionString: place });
  await client.connect();
  try {
    const { rows } = await client.query<{ state: string }>(STATE);
    return createHash("sha256")
      .update(rows[0]?.state ?? "")
      .digest("hex");
  } finally {
    await client.end();
  }
}
