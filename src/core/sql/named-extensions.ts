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

/** The catalogue as a policy that names these extensions and types sees it: the same object for the same names. */
export function withNames(
  catalogue: Catalogue,
  { extensions, types }: { extensions: readonly string[]; types: readonly string[] } = { extensions: [], types: [] },
): Catalogue {
  if ((extensions.length === 0 && types.length === 0) || catalogue.foreign === undefined) return catalogue;
  const key = JSON.stringify([extensions, types]);
  const known = WITH_NAMES.get(catalogue) ?? new Map<string, Catalogue>();
  WITH_NAMES.set(catalogue, known);
  const named = known.get(key) ?? {
    ...catalogue,
    namedExtensions: new Set(extensions),
    namedTypes: new Set(types),
  };
  known.set(key, named);
  return named;
}

export function isNamed({ namedExtensions = NONE }: Catalogue, extension: string | null): boolean {
  return extension !== null && namedExtensions.has(extension);
}
