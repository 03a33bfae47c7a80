// Reads a statement that changes the schema, by an allow-list of kinds and of every field in them.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { Facts } from "../../../model/facts.ts";
import type { SchemaFacts, SchemaVerb } from "../../../model/schema-change.ts";
import { type Statement, tooDeep } from "../parse/parse-text.ts";
import type { Struct } from "../parse/tree.ts";
import { readComment, readDrop, readTruncate } from "./read-names.ts";
import { readAlterTable, readCreateIndex, readCreateTable, readRename } from "./read-table.ts";
import { type SchemaChangeReading, startReading } from "./schema-change-reading.ts";

type Read = (change: SchemaChangeReading, body: Struct) => void;

const KINDS: ReadonlyMap<string, readonly [SchemaVerb, Read]> = new Map<string, readonly [SchemaVerb, Read]>([
  ["CreateStmt", ["create", readCreateTable]],
  ["AlterTableStmt", ["alter", readAlterTable]],
  ["RenameStmt", ["alter", readRename]],
  ["IndexStmt", ["alter", readCreateIndex]],
  ["DropStmt", ["drop", readDrop]],
  ["TruncateStmt", ["truncate", readTruncate]],
  ["CommentStmt", ["alter", readComment]],
]);

/** Null for a statement of another kind, or one that changes what is no part of a table. */
export function readSchemaChange(statement: Statement, catalogue: Catalogue): SchemaChangeReading | null {
  const { kind, body } = statement.tree;
  const [verb, read] = KINDS.get(kind) ?? [];
  if (verb === undefined || read === undefined) return null;
  const dropsIndex = kind === "DropStmt" && body["removeType"] === "OBJECT_INDEX";
  if (kind === "DropStmt" && !dropsIndex && body["removeType"] !== "OBJECT_TABLE") return null;
  const change = startReading(statement, dropsIndex ? "alter" : verb, catalogue);
  try {
    read(change, body);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    change.walk.reading.obstacles.unshift(tooDeep());
  }
  return change;
}

export function factsOfChange(change: SchemaChangeReading): Facts {
  const { statement, walk } = change;
  const { reading } = walk;
  return {
    kind: "ddl",
    reads: [],
    unresolved: reading.unresolved,
    calls: [...reading.calls],
    outputs: [],
    writes: [],
    schema: schemaFacts(change),
    parameters: 0,
    obstacles: reading.obstacles,
    normalisedText: statement.normalisedText,
    fingerprint: statement.fingerprint,
  };
}

function schemaFacts(change: SchemaChangeReading): SchemaFacts {
  const { verb, targets, creates, adds, drops, rename, expressions, parts, loses, rewrites } = change;
  return {
    verb,
    targets: targets.map(({ name }) => name),
    creates,
    columns: [...change.columns],
    adds,
    drops,
    rename,
    references: change.references.map((reference) => ({ ...reference, relation: reference.relation.name })),
    keys: change.keys,
    expressions,
    parts,
    loses,
    rewrites,
    checks: [...change.checks],
  };
}
