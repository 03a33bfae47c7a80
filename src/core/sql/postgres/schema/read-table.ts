// CREATE TABLE, ALTER TABLE, ALTER TABLE … RENAME COLUMN and CREATE INDEX.

import { bodyOf, list, names, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import { hasOnlyKnown, unfit } from "./allowed-fields.ts";
import {
  checkStored,
  checkSystemName,
  nameColumns,
  readCollation,
  readColumn,
  readConstraint,
  readDefault,
  readType,
} from "./read-column.ts";
import { readExpression } from "./read-expression.ts";
import { checkBehavior, findNamed, nameNew, type SchemaChangeReading, type Subject } from "./schema-change-reading.ts";

export function readCreateTable(change: SchemaChangeReading, body: Struct): void {
  const { walk } = change;
  if (!hasOnlyKnown(walk, "CreateStmt", body)) return;
  const name = nameNew(change, body["relation"]);
  if (name === null) return;
  change.creates = name;
  const elements = list(body["tableElts"]);
  const added = elements.flatMap((element) => word(bodyOf(element, "ColumnDef")?.["colname"]) ?? []);
  change.adds.push(...added);
  const subject: Subject = { name, relation: null, added };
  for (const element of elements) {
    const { kind, body: item } = unwrap(element) ?? { kind: "", body: {} };
    if (kind === "ColumnDef") readColumn(change, item, subject);
    else if (kind === "Constraint") readConstraint(change, item, { subject, column: null });
    else unfit(walk, "The columns of another table are not copied", "Write the columns out.");
  }
  const missing = [...change.columns].find((column) => !added.includes(column));
  if (missing !== undefined) unfit(walk, `The new table has no column ${missing}`, "Name columns that it gets.");
}

export function readAlterTable(change: SchemaChangeReading, body: Struct): void {
  const { walk } = change;
  if (!hasOnlyKnown(walk, "AlterTableStmt", body)) return;
  if (body["objtype"] !== "OBJECT_TABLE") return refuseKindOfThing(change);
  const relation = findNamed(change, body["relation"]);
  if (relation === null) return;
  change.targets.push(relation);
  const commands = list(body["cmds"]).map((item) => struct(bodyOf(item, "AlterTableCmd")));
  const added = commands.flatMap((command) =>
    command["subtype"] === "AT_AddColumn" ? (word(bodyOf(command["def"], "ColumnDef")?.["colname"]) ?? []) : [],
  );
  const subject: Subject = { name: relation.name, relation, added };
  for (const command of commands) readCommand(change, command, subject);
}

function readCommand(change: SchemaChangeReading, command: Struct, subject: Subject): void {
  const { walk } = change;
  if (!hasOnlyKnown(walk, "AlterTableCmd", command)) return;
  checkBehavior(change, command);
  const name = word(command["name"]) ?? "";
  switch (command["subtype"]) {
    case "AT_AddColumn": {
      change.adds.push(word(bodyOf(command["def"], "ColumnDef")?.["colname"]) ?? "");
      return readColumn(change, struct(bodyOf(command["def"], "ColumnDef")), subject);
    }
    case "AT_DropColumn":
      change.loses = true;
      change.drops.push(name);
      return nameColumns(change, subject, [name]);
    case "AT_SetNotNull":
      return checkStored(change, subject, [name]);
    case "AT_DropNotNull":
      return nameColumns(change, subject, [name]);
    case "AT_ColumnDefault":
      nameColumns(change, subject, [name]);
      if (command["def"] !== undefined) readDefault(change, command["def"], { adds: false });
      return;
    case "AT_AlterColumnType":
      return readNewType(change, name, { definition: struct(bodyOf(command["def"], "ColumnDef")), subject });
    case "AT_AddConstraint":
      return readConstraint(change, struct(bodyOf(command["def"], "Constraint")), { subject, column: null });
    case "AT_DropConstraint":
    case "AT_ValidateConstraint": {
      const found = subject.relation?.structure?.constraints.find((constraint) => constraint.name === name) ?? null;
      const validated = command["subtype"] === "AT_ValidateConstraint";
      change.parts.push({ kind: "constraint", name, found, ...(validated && { validated }) });
      if (validated) checkStored(change, subject, found?.columns ?? []);
      return;
    }
    default:
      unfit(
        walk,
        "This form of ALTER TABLE cannot be asked for",
        "Columns can be added, dropped, renamed and changed, constraints added, validated and dropped.",
      );
  }
}

function readNewType(
  change: SchemaChangeReading,
  name: string,
  { definition, subject }: { definition: Struct; subject: Subject },
): void {
  if (!hasOnlyKnown(change.walk, "ChangedType", definition)) return;
  checkStored(change, subject, [name]);
  change.rewrites = true;
  readType(change, struct(definition["typeName"]));
  readCollation(change, definition["collClause"]);
  if (definition["raw_default"] === undefined || isOwnCast(definition["raw_default"], name)) {
    const cast = bodyOf(definition["raw_default"], "TypeCast");
    if (cast !== null) readType(change, struct(cast["typeName"]));
    return;
  }
  unfit(change.walk, "USING takes a plain cast of the column alone", `Write USING ${name}::type, or leave USING out.`);
}

/** `name::type`, perhaps in brackets, which leave no trace. */
function isOwnCast(value: unknown, name: string): boolean {
  const column = bodyOf(bodyOf(value, "TypeCast")?.["arg"], "ColumnRef");
  const path = names(column?.["fields"]);
  return column !== null && path !== null && path.length === 1 && path[0] === name;
}

export function readRename(change: SchemaChangeReading, body: Struct): void {
  if (!hasOnlyKnown(change.walk, "RenameStmt", body)) return;
  if (body["renameType"] !== "OBJECT_COLUMN" || body["relationType"] !== "OBJECT_TABLE") {
    return unfit(
      change.walk,
      "Only columns of tables are renamed here",
      "Ask the owner of the table: what policies say of a table holds by its name.",
    );
  }
  checkBehavior(change, body);
  const relation = findNamed(change, body["relation"]);
  if (relation === null) return;
  change.targets.push(relation);
  const [from, to] = [word(body["subname"]) ?? "", word(body["newname"]) ?? ""];
  change.columns.add(from);
  change.adds.push(to);
  change.rename = { from, to };
}

const METHODS: ReadonlySet<string> = new Set(["btree", "hash", "gin", "gist", "brin", "spgist"]);

export function readCreateIndex(change: SchemaChangeReading, body: Struct): void {
  const { walk } = change;
  if (!hasOnlyKnown(walk, "IndexStmt", body)) return;
  const relation = findNamed(change, body["relation"]);
  if (relation === null) return;
  change.targets.push(relation);
  if (!METHODS.has(word(body["accessMethod"]) ?? "btree")) {
    unfit(
      walk,
      "Only the built-in kinds of index can be named",
      "Leave USING out, or use btree, hash, gin, gist or brin.",
    );
  }
  const subject: Subject = { name: relation.name, relation, added: [] };
  const computed: string[] = [];
  const plain: string[] = [];
  let computes = body["whereClause"] !== undefined;
  for (const item of [...list(body["indexParams"]), ...list(body["indexIncludingParams"])]) {
    const element = struct(bodyOf(item, "IndexElem"));
    if (!hasOnlyKnown(walk, "IndexElem", element)) continue;
    if (element["collation"] !== undefined) checkSystemName(change, element["collation"], "collation");
    if (element["opclass"] !== undefined) checkSystemName(change, element["opclass"], "operator class");
    if (element["expr"] === undefined) plain.push(word(element["name"]) ?? "");
    else {
      computes = true;
      computed.push(...readExpression(change, element["expr"], { subject, what: "an index" }));
    }
  }
  if (body["whereClause"] !== undefined) {
    computed.push(...readExpression(change, body["whereClause"], { subject, what: "the condition of an index" }));
  }
  const columns = [...new Set([...plain, ...computed])];
  nameColumns(change, subject, columns);
  if (computes) change.expressions.push({ columns, fills: null, unchecked: false });
  if (body["unique"] === true) change.keys.push(columns);
  if (computes || body["unique"] === true) checkStored(change, subject, columns);
}

function refuseKindOfThing(change: SchemaChangeReading): void {
  unfit(change.walk, "Only tables are changed here", "Ask the owner of the data to make the change.");
}
