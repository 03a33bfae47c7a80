// Extensions whose operators, functions and types a policy may name: what they bring computes on its arguments and reads nothing else.
// A name that is not here (dblink, tablefunc, xml2 and their like run SQL, read files or show what others do) is refused in the policy.

import type { Catalogue } from "../model/catalogue.ts";

export const HARMLESS_EXTENSIONS = [
  "btree_gin",
  "btree_gist",
  "citext",
  "cube",
  "earthdistance",
  "fuzzystrmatch",
  "hstore",
  "intarray",
  "isn",
  "ltree",
  "pg_trgm",
  "seg",
  "unaccent",
  "vector",
] as const;

const NONE: ReadonlySet<string> = new Set();
const WITH_NAMES = new WeakMap<Catalogue, Map<string, Catalogue>>();

/** The catalogue as a policy that names these extensions sees it: the same object for the same names. */
export function nameExtensions(catalogue: Catalogue, names: readonly string[]): Catalogue {
  if (names.length === 0 || catalogue.foreign === undefined) return catalogue;
  const key = [...names].sort().join(" ");
  const known = WITH_NAMES.get(catalogue) ?? new Map<string, Catalogue>();
  WITH_NAMES.set(catalogue, known);
  const named = known.get(key) ?? { ...catalogue, namedExtensions: new Set(names) };
  known.set(key, named);
  return named;
}

export function isNamed({ namedExtensions = NONE }: Catalogue, extension: string | null): boolean {
  return extension !== null && namedExtensions.has(extension);
}
