// Columns and constraints as CREATE TABLE and ALTER TABLE ADD write them.

import type { Relation } from "../../../model/catalogue.ts";
import { Flow, Level } from "../analyse/scope.ts";
import { walkNode } from "../analyse/walk-expression.ts";
import { bodyOf, isStruct, list, names, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import { hasOnlyKnown, unfit } from "./allowed-fields.ts";
import { readExpression } from "./read-expression.ts";
import { findNamed, type SchemaChangeReading, type Subject } from "./schema-change-reading.ts";

/** Words that stand for an integer with a sequence. */
const SERIALS = /^(small|big)?serial$|^serial[248]$/;

/** Options of an identity's sequence. */
const SEQUENCE_OPTIONS: ReadonlySet<string> = new Set(["start", "increment", "minvalue", "maxvalue", "cache", "cycle"]);

export function readColumn(change: SchemaChangeReading, definition: Struct, subject: Subject): void {
  const { walk } = change;
  if (!hasOnlyKnown(walk, "ColumnDef", definition)) return;
  const name = word(definition["colname"]) ?? "";
  const type = struct(definition["typeName"]);
  if (isSerial(type)) change.rewrites = true;
  else readType(change, type);
  readCollation(change, definition["collClause"]);
  for (const item of list(definition["constraints"])) {
    const constraint = bodyOf(item, "Constraint");
    if (constraint !== null) readConstraint(change, constraint, { subject, column: name });
    else unfit(walk, "This column cannot be read", "Write the column more plainly.");
  }
}

export function readType(change: SchemaChangeReading, type: Struct): void {
  walkNode(change.walk, { kind: "TypeName", value: type }, { env: null, level: new Level(null, {}), sink: new Flow() });
  const path = names(type["names"]) ?? [];
  if (path.at(-1) !== "record") return;
  unfit(change.walk, "A column cannot be a record", "Use jsonb, or a column for each part.");
}

function isSerial(type: Struct): boolean {
  const path = names(type["names"]) ?? [];
  return path.length === 1 && type["arrayBounds"] === undefined && SERIALS.test(path[0] ?? "");
}

export function readCollation(change: SchemaChangeReading, clause: unknown): void {
  if (clause === undefined) return;
  const body = struct(clause);
  if (!hasOnlyKnown(change.walk, "CollateClause", body)) return;
  checkSystemName(change, body["collname"], "collation");
}

/** Operator classes and collations are those of pg_catalog, which is the whole search path. */
export function checkSystemName(change: SchemaChangeReading, value: unknown, what: string): void {
  const path = names(value);
  if (path !== null && (path.length === 1 || (path.length === 2 && path[0] === "pg_catalog"))) return;
  unfit(change.walk, `Only a built-in ${what} can be named`, `Use a ${what} of pg_catalog, without a schema.`);
}

/** `column` is the one that it is written at; null for a constraint of the table. */
export function readConstraint(
  change: SchemaChangeReading,
  constraint: Struct,
  { subject, column }: { subject: Subject; column: string | null },
): void {
  const { walk } = change;
  const kind = word(constraint["contype"]) ?? "";
  if (!hasOnlyKnown(walk, kind, constraint)) return;
  const own = column === null ? [] : [column];
  switch (kind) {
    case "CONSTR_NULL":
      return;
    case "CONSTR_NOTNULL":
      return checkStored(change, subject, [...own, ...keysOf(constraint["keys"])]);
    case "CONSTR_DEFAULT":
      return readDefault(change, constraint["raw_expr"], { adds: true });
    case "CONSTR_IDENTITY":
      change.rewrites = true;
      return readSequence(change, constraint["options"]);
    case "CONSTR_GENERATED": {
      const columns = readExpression(change, constraint["raw_expr"], { subject, what: "a generated column" });
      nameColumns(change, subject, columns);
      change.expressions.push({ columns, fills: column, unchecked: false });
      checkStored(change, subject, columns);
      change.rewrites = true;
      return;
    }
    case "CONSTR_CHECK": {
      const columns = readExpression(change, constraint["raw_expr"], { subject, what: "a CHECK" });
      nameColumns(change, subject, columns);
      const unchecked = constraint["skip_validation"] === true;
      change.expressions.push({ columns, fills: null, unchecked });
      if (!unchecked) checkStored(change, subject, columns);
      return;
    }
    case "CONSTR_PRIMARY":
    case "CONSTR_UNIQUE": {
      const columns = [...own, ...keysOf(constraint["keys"])];
      nameColumns(change, subject, [...columns, ...keysOf(constraint["including"])]);
      change.keys.push(columns);
      return checkStored(change, subject, columns);
    }
    case "CONSTR_FOREIGN":
      return readReference(change, constraint, { subject, own });
    default: // DEFERRABLE and its like
      return;
  }
}

export function readDefault(change: SchemaChangeReading, expression: unknown, { adds }: { adds: boolean }): void {
  const named = readExpression(change, expression, { subject: null, what: "a DEFAULT" });
  // a constant is kept once for all rows; what a function computes may be computed for each
  if (adds && (named.length > 0 || calls(expression))) change.rewrites = true;
}

function calls(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(calls);
  if (!isStruct(value)) return false;
  const call = bodyOf(value, "FuncCall");
  if (call !== null && names(call["funcname"])?.at(-1) !== "now") return true;
  return Object.values(value).some(calls);
}

function readSequence(change: SchemaChangeReading, options: unknown): void {
  for (const option of list(options)) {
    const element = struct(bodyOf(option, "DefElem"));
    const [name, argument] = [word(element["defname"]) ?? "", element["arg"]];
    const plain = argument === undefined || /^(Integer|Float|Boolean)$/.test(unwrap(argument)?.kind ?? "");
    if (SEQUENCE_OPTIONS.has(name) && plain && element["defnamespace"] === undefined) continue;
    unfit(
      change.walk,
      "This option of an identity is not supported",
      "Leave it out, or use START WITH and INCREMENT BY.",
    );
  }
}

function readReference(
  change: SchemaChangeReading,
  constraint: Struct,
  { subject, own }: { subject: Subject; own: readonly string[] },
): void {
  const referring = [...own, ...keysOf(constraint["fk_attrs"])];
  nameColumns(change, subject, [...referring, ...keysOf(constraint["fk_del_set_cols"])]);
  if (constraint["skip_validation"] !== true) checkStored(change, subject, referring);
  const named = keysOf(constraint["pk_attrs"]);
  const target = referenced(change, constraint["pktable"], subject);
  if (target === null) return;
  if (target === "itself") return nameColumns(change, subject, named);
  change.references.push({
    relation: target,
    columns: named.length === 0 ? target.primaryKey : named,
    from: referring,
  });
}

/** A new table may point at itself; any other is one that is there. */
function referenced(
  change: SchemaChangeReading,
  value: unknown,
  { name, relation }: Subject,
): Relation | "itself" | null {
  const variable = struct(value);
  const [schema, table] = [word(variable["schemaname"]), word(variable["relname"]) ?? ""];
  const self = table === name.name && (schema ?? name.schema) === name.schema;
  if (relation === null && self && hasOnlyKnown(change.walk, "RangeVar", variable)) {
    if (schema === null) change.unqualified.push({ variable, schema: name.schema });
    return "itself";
  }
  return findNamed(change, value);
}

/** Columns of the table that is there have to be visible; those that the statement adds are its own. */
export function nameColumns(change: SchemaChangeReading, subject: Subject, columns: readonly string[]): void {
  for (const column of columns) if (!subject.added.includes(column)) change.columns.add(column);
}

/** Whether the change can be made depends on what these columns hold. */
export function checkStored(change: SchemaChangeReading, subject: Subject, columns: readonly string[]): void {
  nameColumns(change, subject, columns);
  if (subject.relation === null) return;
  for (const column of columns) if (!subject.added.includes(column)) change.checks.add(column);
}

function keysOf(value: unknown): readonly string[] {
  return names(value) ?? [];
}
