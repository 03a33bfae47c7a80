// Where unqualified relations, user types and user functions are looked for: in the schemas of the database's own search path.
// pg_catalog comes first for types and functions.

import type { Catalogue } from "../../../model/catalogue.ts";

const DEFAULT_PATH: readonly string[] = ["public"];

export function searchPathOf({ session }: Catalogue): readonly string[] {
  return session?.searchPath ?? DEFAULT_PATH;
}
