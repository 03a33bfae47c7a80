// DROP TABLE, DROP INDEX, TRUNCATE and COMMENT ON. The names of DROP and COMMENT have no place in the tree, so those statements are
// written anew from it, and what was written has to parse to the tree that is meant.

import type { Relation } from "../../../model/catalogue.ts";
import type { RelationName } from "../../../model/relation-name.ts";
import { searchPathOf } from "../analyse/search-path.ts";
import { bodyOf, list, names, type Struct, word } from "../parse/tree.ts";
import { quoteName, quoteRelation, quoteText } from "../rewrite/quote.ts";
import { hasOnlyKnown, unfit } from "./allowed-fields.ts";
import { checkBehavior, findNamed, resolve, type SchemaChangeReading } from "./schema-change-reading.ts";

export function readDrop(change: SchemaChangeReading, body: Struct): void {
  const { walk } = change;
  if (!hasOnlyKnown(walk, "DropStmt", body)) return;
  checkBehavior(change, body);
  change.loses = true;
  const index = body["removeType"] === "OBJECT_INDEX";
  if (index && list(body["objects"]).length > 1) {
    return unfit(walk, "One index is dropped at a time", "Send a statement for each.");
  }
  const replacements = new Map<unknown, unknown>();
  const dropped: string[] = [];
  for (const object of list(body["objects"])) {
    const items = bodyOf(object, "List")?.["items"];
    const named = pathOf(items);
    if (named === null) unfit(walk, "The name of another database cannot be written here", "Write schema.name.");
    else {
      const name = index ? dropIndex(change, named) : dropTable(change, named);
      if (name === null) continue;
      dropped.push(quoteRelation(name));
      replacements.set(items, wordsOf(name.schema, name.name));
    }
  }
  const absent = body["missing_ok"] === true ? " IF EXISTS" : "";
  change.written = { text: `DROP ${index ? "INDEX" : "TABLE"}${absent} ${dropped.join(", ")}`, replacements };
}

function dropTable(change: SchemaChangeReading, named: { schema: string | null; name: string }): RelationName | null {
  const relation = find(change, named);
  if (relation === null) return null;
  change.targets.push(relation);
  return relation.name;
}

function dropIndex(change: SchemaChangeReading, named: { schema: string | null; name: string }): RelationName | null {
  const schemas = named.schema === null ? searchPathOf(change.walk.catalogue) : [named.schema];
  for (const relation of change.walk.catalogue.relations.values()) {
    for (const index of relation.structure?.indexes ?? []) {
      if (index.name !== named.name || !schemas.includes(index.schema)) continue;
      if (!change.targets.includes(relation)) change.targets.push(relation);
      change.parts.push({ kind: "index", name: named.name, found: { columns: index.columns, references: null } });
      return { schema: index.schema, name: index.name };
    }
  }
  change.parts.push({ kind: "index", name: named.name, found: null });
  return null;
}

function find(change: SchemaChangeReading, named: { schema: string | null; name: string }): Relation | null {
  const found = resolve(change.walk, named);
  const text = named.schema === null ? named.name : `${named.schema}.${named.name}`;
  if (found === null) change.walk.reading.unresolved.push({ text, position: null });
  return found;
}

export function readTruncate(change: SchemaChangeReading, body: Struct): void {
  if (!hasOnlyKnown(change.walk, "TruncateStmt", body)) return;
  checkBehavior(change, body);
  change.loses = true;
  for (const item of list(body["relations"])) {
    const relation = findNamed(change, bodyOf(item, "RangeVar"));
    if (relation !== null) change.targets.push(relation);
  }
}

export function readComment(change: SchemaChangeReading, body: Struct): void {
  const { walk } = change;
  if (!hasOnlyKnown(walk, "CommentStmt", body)) return;
  const column = body["objtype"] === "OBJECT_COLUMN";
  const items = bodyOf(body["object"], "List")?.["items"];
  const path = names(items) ?? [];
  const named = pathOf(column ? list(items).slice(0, -1) : items);
  if (named === null || (!column && body["objtype"] !== "OBJECT_TABLE")) {
    return unfit(
      walk,
      "Only tables and their columns are commented on",
      "Write COMMENT ON TABLE or COMMENT ON COLUMN.",
    );
  }
  const relation = find(change, named);
  if (relation === null) return;
  change.targets.push(relation);
  const name = path.at(-1) ?? "";
  if (column) change.columns.add(name);
  const text = word(body["comment"]);
  const place = column
    ? `COLUMN ${quoteRelation(relation.name)}.${quoteName(name)}`
    : `TABLE ${quoteRelation(relation.name)}`;
  const words = column ? [relation.name.schema, relation.name.name, name] : [relation.name.schema, relation.name.name];
  change.written = {
    text: `COMMENT ON ${place} IS ${text === null ? "NULL" : quoteText(text)}`,
    replacements: new Map([[items, wordsOf(...words)]]),
  };
}

/** A name with or without its schema; null for any other. */
function pathOf(value: unknown): { schema: string | null; name: string } | null {
  const path = names(value) ?? [];
  const [first = "", second] = path;
  if (path.length === 1) return { schema: null, name: first };
  return path.length === 2 ? { schema: first, name: second ?? "" } : null;
}

function wordsOf(...words: readonly string[]): readonly unknown[] {
  return words.map((sval) => ({ String: { sval } }));
}
