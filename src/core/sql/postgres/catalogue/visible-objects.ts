// Which objects of a database a caller sees, by their ids: computed once for a governance.
// INVARIANT: an object is among them where all that it is made of is seen: an index or a constraint where each column that it depends on is,
// and what it points at; a text (a default, a condition, an expression, a view) where each is as it is, in the clear; a type where the caller
// may name it, or a column of it is seen; a schema where something in it is.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import { columnOf, type Governance, type GovernedRelation } from "../../../model/governed-relation.ts";
import { relationKey } from "../../../model/relation-name.ts";
import type { SystemIndex, SystemObjects, SystemType } from "../../../model/system-objects.ts";
import { searchPathOf } from "../analyse/search-path.ts";
import { typePath } from "../rewrite/quote.ts";
import { type ShownType, shownType } from "./shown-type.ts";

/** Ids, but for `columns` and `defaults`, whose members are `columnId`s. */
export interface VisibleObjects {
  /** Tables, views and their like. */
  readonly relations: ReadonlySet<number>;
  /** Those of them whose rows and columns are all seen, as they are. */
  readonly clear: ReadonlySet<number>;
  readonly columns: ReadonlySet<string>;
  /** Columns whose default or expression is seen. */
  readonly defaults: ReadonlySet<string>;
  readonly indexes: ReadonlySet<number>;
  readonly constraints: ReadonlySet<number>;
  readonly types: ReadonlySet<number>;
  readonly schemas: ReadonlySet<number>;
  readonly sequences: ReadonlySet<number>;
  /** Views whose definitions name nothing that is not seen as it is. */
  readonly definitions: ReadonlySet<number>;
  /** Those of relations, indexes, sequences and types that a bare name means. */
  readonly bare: ReadonlySet<number>;
  /** Columns that are shown as of another type. */
  readonly retyped: readonly { readonly relation: number; readonly column: number; readonly type: ShownType }[];
  /** By `schema.name`. */
  readonly byName: ReadonlyMap<string, number>;
  readonly typesByName: ReadonlyMap<string, number>;
}

const KNOWN = new WeakMap<Governance, { readonly version: string; readonly visible: VisibleObjects }>();

export function visibleObjects(catalogue: Catalogue, governance: Governance): VisibleObjects {
  const known = KNOWN.get(governance);
  if (known?.version === catalogue.version) return known.visible;
  const visible = findVisible(catalogue, governance);
  KNOWN.set(governance, { version: catalogue.version, visible });
  return visible;
}

/** One for each column of a database. */
function columnId(relation: number, column: number): string {
  return (BigInt(relation) * 65_536n + BigInt(column)).toString();
}

function findVisible(catalogue: Catalogue, governance: Governance): VisibleObjects {
  const { relations: all } = catalogue;
  const objects = catalogue.system?.objects ?? NOTHING;
  const seen = [...governance].flatMap(([key, governed]) => {
    const relation = all.get(key);
    return relation === undefined ? [] : [{ relation, governed }];
  });
  const relations = new Set(seen.map(({ relation }) => relation.oid));
  const columns = columnsOf(seen, objects);
  const seesAll = (relation: number, numbers: readonly number[]) =>
    relations.has(relation) && numbers.every((number) => columns.all.has(columnId(relation, number)));
  // what a text computes of masked columns may hold values of theirs
  const isShown = ({ relation, columns: own, computes, opaque }: SystemIndex) =>
    !opaque &&
    seesAll(relation, own) &&
    (!computes || own.every((number) => columns.clear.has(columnId(relation, number))));
  const indexes = objects.indexes.filter(isShown);
  const constraints = objects.constraints.filter(
    (constraint) =>
      isShown(constraint) && (constraint.target === null || seesAll(constraint.target, constraint.targetColumns)),
  );
  const sequences = objects.sequences.filter(({ relation, column }) => seesAll(relation, [column]));
  const types = typesOf(catalogue, { relations, shown: columns.types });
  const named: readonly Named[] = [
    ...seen.map(({ relation: { oid, name } }) => ({ oid, ...name })),
    ...sequences.map(({ oid, schema, name }) => ({ oid, schema, name })),
  ];
  const path = searchPathOf(catalogue);
  return {
    relations,
    clear: new Set(seen.filter(isClear).map(({ relation }) => relation.oid)),
    columns: columns.all,
    defaults: columns.defaults,
    indexes: new Set(indexes.map(({ oid }) => oid)),
    constraints: new Set(constraints.map(({ oid }) => oid)),
    types: new Set(types.map(({ oid }) => oid)),
    schemas: schemasOf(objects, [...named, ...types]),
    sequences: new Set(sequences.map(({ oid }) => oid)),
    definitions: new Set(
      seen.flatMap(({ relation }) => (tellsNothing(relation, { all, governance }) ? [relation.oid] : [])),
    ),
    bare: new Set([...bareOf(named, path), ...bareOf(types, path)]),
    retyped: columns.retyped,
    byName: new Map(named.map(({ schema, name, oid }) => [`${schema}.${name}`, oid])),
    typesByName: new Map(types.map(({ schema, name, oid }) => [`${schema}.${name}`, oid])),
  };
}

const NOTHING: SystemObjects = {
  columns: new Map(),
  indexes: [],
  constraints: [],
  types: [],
  schemas: [],
  sequences: [],
};

interface Named {
  readonly oid: number;
  readonly schema: string;
  readonly name: string;
}

interface Seen {
  readonly relation: Relation;
  readonly governed: GovernedRelation;
}

function isClear({ relation, governed }: Seen): boolean {
  return (
    governed.rowFilter === null &&
    governed.placement === "base" &&
    relation.columns.length === governed.columns.length &&
    governed.columns.every(({ treatment }) => treatment.kind === "clear")
  );
}

function columnsOf(seen: readonly Seen[], { columns: numbers }: SystemObjects) {
  const all = new Set<string>();
  const clear = new Set<string>();
  const defaults = new Set<string>();
  const types = new Set<string>();
  const retyped: VisibleObjects["retyped"][number][] = [];
  for (const { relation, governed } of seen) {
    for (const held of governed.columns) {
      const { column, treatment } = held;
      const number = numbers.get(relation.oid)?.get(column.name);
      if (number === undefined) continue;
      const id = columnId(relation.oid, number);
      all.add(id);
      if (treatment.kind === "clear") clear.add(id);
      const type = shownType(held);
      if (type !== null) retyped.push({ relation: relation.oid, column: number, type });
      else types.add(typePath(column.type));
      for (const { schema, name } of type === null ? (column.type.madeOf ?? []) : []) types.add(`${schema}.${name}`);
      const sources = column.generatedFrom.every((source) => columnOf(governed, source)?.treatment.kind === "clear");
      if (treatment.kind === "clear" && sources && column.opaque !== true) defaults.add(id);
    }
  }
  return { all, clear, defaults, types, retyped };
}

/** Those that may be named, those of columns that are seen, those of seen relations' rows, and what is made of any of these. */
function typesOf(
  { types: nameable, system }: Catalogue,
  { relations, shown }: { relations: ReadonlySet<number>; shown: ReadonlySet<string> },
): readonly SystemType[] {
  const found = new Map<number, SystemType>();
  for (const type of system?.objects.types ?? []) {
    const isNameable = nameable.get(type.name)?.some(({ schema }) => schema === type.schema) === true;
    const isRow = type.rowsOf !== null && relations.has(type.rowsOf);
    if (isNameable || isRow || shown.has(`${type.schema}.${type.name}`)) found.set(type.oid, type);
  }
  for (const type of system?.objects.types ?? []) if (type.of !== null && found.has(type.of)) found.set(type.oid, type);
  return [...found.values()];
}

function schemasOf({ schemas }: SystemObjects, named: readonly Named[]): ReadonlySet<number> {
  const used = new Set(named.map(({ schema }) => schema));
  return new Set(schemas.filter(({ name }) => used.has(name)).map(({ oid }) => oid));
}

function bareOf(named: readonly Named[], path: readonly string[]): readonly number[] {
  const first = new Map<string, Named>();
  for (const schema of path) {
    for (const one of named) if (one.schema === schema && !first.has(one.name)) first.set(one.name, one);
  }
  return [...first.values()].map(({ oid }) => oid);
}

/** Whether a view's text names nothing but relations and columns that are seen in the clear, and no code of users'. */
function tellsNothing(
  view: Relation,
  { all, governance }: { all: Catalogue["relations"]; governance: Governance },
): boolean {
  if (view.definition === null || view.opaque !== false) return false;
  const isView = ({ schema, name }: Named | Relation["name"]) => schema === view.name.schema && name === view.name.name;
  return [...all.values()].every((relation) => {
    const reading = relation.structure?.readBy.find((reader) => isView(reader.relation));
    if (reading === undefined) return true;
    const governed = governance.get(relationKey(relation.name));
    return (
      governed !== undefined &&
      reading.columns.every((column) => columnOf(governed, column)?.treatment.kind === "clear")
    );
  });
}
