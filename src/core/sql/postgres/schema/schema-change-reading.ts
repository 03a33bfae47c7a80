// What is found while a statement that changes the schema is read, and how its names resolve.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import { type RelationName, relationKey } from "../../../model/relation-name.ts";
import type { NamedPart, SchemaExpression, SchemaVerb } from "../../../model/schema-change.ts";
import { openReading, type Walk } from "../analyse/reading.ts";
import { searchPathOf } from "../analyse/search-path.ts";
import { walkQuery } from "../analyse/walk-select.ts";
import type { Statement } from "../parse/parse-text.ts";
import { type Struct, struct, word } from "../parse/tree.ts";
import { hasOnlyKnown, unfit } from "./allowed-fields.ts";

/** The table whose columns a statement speaks of, as far as it has any: one that is there, or the one that is made. */
export interface Subject {
  readonly name: RelationName;
  readonly relation: Relation | null;
  /** Columns that the statement itself gives it. */
  readonly added: readonly string[];
}

export interface SchemaChangeReading {
  readonly statement: Statement;
  readonly walk: Walk;
  readonly verb: SchemaVerb;
  readonly targets: Relation[];
  creates: RelationName | null;
  readonly columns: Set<string>;
  readonly adds: string[];
  readonly drops: string[];
  rename: { readonly from: string; readonly to: string } | null;
  readonly references: { relation: Relation; columns: readonly string[]; from: readonly string[] }[];
  readonly keys: (readonly string[])[];
  readonly expressions: SchemaExpression[];
  readonly parts: NamedPart[];
  loses: boolean;
  rewrites: boolean;
  readonly checks: Set<string>;
  /** RangeVars that name a relation without its schema, and the schema that is meant. */
  readonly unqualified: { readonly variable: Struct; readonly schema: string }[];
  /** The statement's own text is not spliced but written anew: of kinds whose names have no place in the tree. */
  written: { readonly text: string; readonly replacements: Map<unknown, unknown> } | null;
}

export function startReading(statement: Statement, verb: SchemaVerb, catalogue: Catalogue): SchemaChangeReading {
  const reading = openReading(statement);
  // what is stored in a schema runs for whoever uses the table, so a caller's own functions have no place in it
  const walk: Walk = {
    catalogue,
    functions: new Set(),
    attributesAllowed: false,
    readsCatalogue: false,
    ownTypes: new Set(),
    ownColumns: new Set(),
    reading,
    walkQuery,
  };
  return {
    statement,
    walk,
    verb,
    targets: [],
    creates: null,
    columns: new Set(),
    adds: [],
    drops: [],
    rename: null,
    references: [],
    keys: [],
    expressions: [],
    parts: [],
    loses: false,
    rewrites: false,
    checks: new Set(),
    unqualified: [],
    written: null,
  };
}

/** The relation that a RangeVar names; null, and noted as unresolved, when there is none. */
export function findNamed(change: SchemaChangeReading, value: unknown): Relation | null {
  const variable = struct(value);
  if (!hasOnlyKnown(change.walk, "RangeVar", variable)) return null;
  const schema = word(variable["schemaname"]);
  const name = word(variable["relname"]) ?? "";
  const found = resolve(change.walk, { schema, name });
  if (found === null) {
    const position = change.statement.source.position(variable["location"]);
    change.walk.reading.unresolved.push({ text: schema === null ? name : `${schema}.${name}`, position });
  } else if (schema === null) change.unqualified.push({ variable, schema: found.name.schema });
  return found;
}

/** The same for a name that stands in a list; its last word is the name. */
export function resolve({ catalogue }: Walk, named: { schema: string | null; name: string }): Relation | null {
  for (const schema of named.schema === null ? searchPathOf(catalogue) : [named.schema]) {
    const found = catalogue.relations.get(relationKey({ schema, name: named.name }));
    if (found !== undefined) return found;
  }
  return null;
}

/** The name that a new table gets. */
export function nameNew(change: SchemaChangeReading, value: unknown): RelationName | null {
  const variable = struct(value);
  if (!hasOnlyKnown(change.walk, "RangeVar", variable)) return null;
  if (variable["relpersistence"] !== "p") {
    unfit(change.walk, "Temporary and unlogged tables are not made here", "Leave TEMPORARY or UNLOGGED out.");
    return null;
  }
  const schema = word(variable["schemaname"]);
  const name = {
    schema: schema ?? searchPathOf(change.walk.catalogue).find((found) => found !== "pg_catalog") ?? "public",
    name: word(variable["relname"]) ?? "",
  };
  if (schema === null) change.unqualified.push({ variable, schema: name.schema });
  return name;
}

/** RESTRICT is the default; CASCADE drops what the statement does not name. */
export function checkBehavior(change: SchemaChangeReading, body: Struct): void {
  if (body["behavior"] !== "DROP_CASCADE") return;
  unfit(
    change.walk,
    "CASCADE would change what the statement does not name",
    "Leave CASCADE out, and name each thing in a statement of its own.",
  );
}
