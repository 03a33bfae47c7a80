// Which object a text means that is cast to a type of names, among those that the caller sees. INVARIANT: one that is hidden and one that
// is not there are answered alike, and the server never looks up a text of the caller's in a schema of users'.

import type { Catalogue } from "../../../model/catalogue.ts";
import { relationKey } from "../../../model/relation-name.ts";
import { isOfCatalogue } from "../../../model/system-objects.ts";
import { searchPathOf } from "../analyse/search-path.ts";
import { NEVER_READ } from "./catalogue-relations.ts";
import type { VisibleObjects } from "./visible-objects.ts";

/** An id; `server` where the server finds it in pg_catalog, and null where there is no such object for the caller. */
export type Meant = number | "server" | null;

export function findObject(
  text: string,
  { type, catalogue, visible }: { type: string; catalogue: Catalogue; visible: VisibleObjects },
): Meant {
  const named = namesIn(text);
  if (named === null) return type === "regclass" || type === "regnamespace" || text.includes(".") ? null : "server";
  const { schema, name } = named;
  switch (type) {
    case "regclass":
      return findRelation(named, { catalogue, visible });
    case "regnamespace": {
      if (schema !== null) return null;
      if (isOfCatalogue({ schema: name })) return "server";
      const found = catalogue.system?.objects.schemas.find((candidate) => candidate.name === name);
      return found !== undefined && (found.oid < FIRST_OF_USERS || visible.schemas.has(found.oid)) ? found.oid : null;
    }
    case "regtype": {
      if (schema !== null && isOfCatalogue({ schema })) return "server";
      const homes = schema === null ? searchPathOf(catalogue) : [schema];
      const found = homes.map((home) => visible.typesByName.get(`${home}.${name}`)).find((oid) => oid !== undefined);
      return found ?? (schema === null ? "server" : null);
    }
    case "regrole":
      return null;
    default:
      return schema === null || isOfCatalogue({ schema }) ? "server" : null;
  }
}

const FIRST_OF_USERS = 16_384;

function findRelation(
  { schema, name }: Names,
  { catalogue, visible }: { catalogue: Catalogue; visible: VisibleObjects },
): number | null {
  const path = searchPathOf(catalogue);
  const homes = schema !== null ? [schema] : path.includes("pg_catalog") ? path : ["pg_catalog", ...path];
  for (const home of homes) {
    const system = NEVER_READ.has(name)
      ? undefined
      : catalogue.system?.relations.get(relationKey({ schema: home, name }));
    const oid = system?.oid ?? visible.byName.get(`${home}.${name}`);
    if (oid !== undefined) return oid;
  }
  return null;
}

interface Names {
  readonly schema: string | null;
  readonly name: string;
}

const PART = /"(?:[^"]|"")+"|[^".\s()[\],;]+/;
const NAME = new RegExp(`^\\s*(?:(${PART.source})\\s*\\.\\s*)?(${PART.source})\\s*$`);

/** A name as the server reads it: folded where it is not quoted. Null for anything else. */
function namesIn(text: string): Names | null {
  const found = NAME.exec(text);
  if (found === null) return null;
  const [, schema, name = ""] = found;
  return { schema: schema === undefined ? null : fold(schema), name: fold(name) };
}

function fold(part: string): string {
  return part.startsWith('"')
    ? part.slice(1, -1).replaceAll('""', '"')
    : part.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}
