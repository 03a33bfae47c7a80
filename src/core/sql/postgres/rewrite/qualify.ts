// Writes user types and user functions with their schema, because the search path of the session is pg_catalog alone.

import type { Reading } from "../analyse/reading.ts";
import { list } from "../parse/tree.ts";
import type { Edits } from "./edits.ts";
import { quoteName } from "./quote.ts";

export function qualifyNames(
  { source, qualifications }: Reading,
  into: { edits: Edits; replacements: Map<unknown, unknown> },
): void {
  for (const { location, schema, names } of qualifications) {
    const start = source.index(Number(location));
    into.edits.replace(start, start, `${quoteName(schema)}.`);
    into.replacements.set(names, [{ String: { sval: schema } }, ...list(names)]);
  }
}
