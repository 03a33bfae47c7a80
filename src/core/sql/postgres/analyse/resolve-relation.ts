// Which relation a name in FROM means: one of users' along the search path, or one of the server's own catalogue where it may be read.

import type { Relation } from "../../../model/catalogue.ts";
import { relationKey } from "../../../model/relation-name.ts";
import { NEVER_READ } from "../catalogue/catalogue-relations.ts";
import { type Struct, word } from "../parse/tree.ts";
import { obstruct, unsupported, type Walk } from "./reading.ts";
import { searchPathOf } from "./search-path.ts";

/** Null for one that is not there, which is noted. */
export function resolveRelation(walk: Walk, variable: Struct): Relation | null {
  const name = word(variable["relname"]) ?? "";
  const schema = word(variable["schemaname"]);
  const location = variable["location"];
  if (variable["catalogname"] !== undefined && variable["catalogname"] !== walk.catalogue.database) {
    unsupported(walk, "database.schema.table", location);
    return null;
  }
  const system =
    walk.readsCatalogue && (walk.functions === "any-qualified" || !NEVER_READ.has(name))
      ? walk.catalogue.system?.relations
      : undefined;
  const path = searchPathOf(walk.catalogue);
  const bare = system === undefined || path.includes("pg_catalog") ? path : ["pg_catalog", ...path];
  for (const candidate of schema === null ? bare : [schema]) {
    const key = relationKey({ schema: candidate, name });
    const relation = walk.catalogue.relations.get(key) ?? system?.get(key);
    if (relation !== undefined) return relation;
  }
  if (schema === null ? name.startsWith("pg_") : /^(pg_.*|information_schema)$/.test(schema)) {
    obstruct(walk, "catalog-not-allowed", {
      message: "The system catalogues cannot be read.",
      remedy: "Call describe-schema to see the tables and columns that you may read.",
      rule: "catalogues",
      location,
    });
    return null;
  }
  walk.reading.unresolved.push({
    text: schema === null ? name : `${schema}.${name}`,
    position: walk.reading.source.position(location),
  });
  return null;
}
