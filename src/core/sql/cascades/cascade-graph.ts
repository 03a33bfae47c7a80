// The foreign keys of a database as a graph: which act when a row is changed, which tables they reach, and which order rows can be put
// back in. Rows are images: whole rows as text, in the order of their relation's columns.

import type { Catalogue, IncomingReference, Relation, Verb } from "../../model/catalogue.ts";
import { type RelationName, relationKey } from "../../model/relation-name.ts";

/** A whole row as text, in the order of its relation's columns. */
export type Image = readonly (string | null)[];

/** A row of `relation` is changed by a verb, in these columns. */
export interface Changing {
  readonly relation: Relation;
  readonly verb: Verb;
  readonly columns: readonly string[];
}

/** Foreign keys that act when this row is changed so. A key of a partition is its table's key. */
export function referencesOf(
  { relation, verb, columns }: Changing,
  catalogue: Catalogue,
): readonly IncomingReference[] {
  const all = relation.writing?.referencedBy ?? [];
  return all.filter((reference) => {
    const action = verb === "delete" ? reference.onDelete : reference.onUpdate;
    if (action === "refuse" || verb === "insert") return false;
    if (verb === "update" && !reference.referenced.some((name) => columns.includes(name))) return false;
    const parent = catalogue.relations.get(relationKey(reference.relation))?.parents[0];
    return parent === undefined || !all.some((other) => relationKey(other.relation) === relationKey(parent));
  });
}

/** Values are compared as texts, which of other types may differ. On SQLite a value is stored as its column's affinity has it. */
export function sameTypes(
  [parent, child]: readonly [Relation, Relation],
  { columns, referenced }: IncomingReference,
  { engine }: Catalogue,
): boolean {
  const typeOf = (relation: Relation, name: string): string | undefined => {
    const type = relation.columns.find((column) => column.name === name)?.type;
    return engine === "sqlite" ? type?.family : (type?.bare ?? type?.sql);
  };
  return columns.every((name, place) => typeOf(child, name) === typeOf(parent, referenced[place] ?? ""));
}

export function identityOf(relation: Relation, image: Image, id: string): string {
  const key = placesOf(relation, relation.primaryKey).map((place) => image[place] ?? null);
  return JSON.stringify([relationKey(relation.name), ...(key.length === 0 ? [id, "by its place"] : key)]);
}

export function placesOf({ columns }: Relation, names: readonly string[]): readonly number[] {
  return names.map((name) => columns.findIndex((column) => column.name === name));
}

export function valueOf(image: Image, relation: Relation, name: string): string | null {
  return image[placesOf(relation, [name])[0] ?? -1] ?? null;
}

export function groupBy<T>(items: readonly T[], keyOf: (item: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) groups.set(keyOf(item), [...(groups.get(keyOf(item)) ?? []), item]);
  return groups;
}

/** The relations, each after those that it refers to; null where they refer to each other in a circle. */
export function parentsFirst(names: readonly RelationName[], catalogue: Catalogue): readonly RelationName[] | null {
  const open = new Map(names.map((name) => [relationKey(name), name]));
  const ordered: RelationName[] = [];
  while (open.size > 0) {
    const free = [...open].find(([key]) =>
      [...open.keys()].every((other) => {
        const references = catalogue.relations.get(other)?.writing?.referencedBy ?? [];
        return other === key || references.every(({ relation }) => relationKey(relation) !== key);
      }),
    );
    if (free === undefined) return null;
    ordered.push(free[1]);
    open.delete(free[0]);
  }
  return ordered;
}

/** Every relation whose rows foreign keys may change after such a change, and by which verbs. */
export function cascadedFrom(changing: Changing, catalogue: Catalogue): ReadonlySet<string> {
  const reached = new Set<string>();
  const open = [changing];
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    for (const reference of referencesOf(here, catalogue)) {
      const relation = catalogue.relations.get(relationKey(reference.relation));
      const verb = here.verb === "delete" && reference.onDelete === "cascade" ? "delete" : "update";
      const mark = JSON.stringify([relationKey(reference.relation), verb, reference.columns]);
      if (relation === undefined || reached.has(mark)) continue;
      reached.add(mark);
      reached.add(cascadeMark(reference.relation, verb));
      open.push({ relation, verb, columns: reference.columns });
    }
  }
  return reached;
}

/** As `cascadedFrom` names a relation and a verb. */
export function cascadeMark(relation: RelationName, verb: Verb): string {
  return JSON.stringify([relationKey(relation), verb]);
}

/** How many rows of an effect are the statement's own, and what changed the others. */
export function causesOf(
  rows: number,
  { own, cascades }: { own: number; cascades: boolean },
): readonly { readonly rows: number; readonly cause: "statement" | "cascade" | "trigger" }[] {
  const besides = cascades ? ("cascade" as const) : ("trigger" as const);
  return [
    { rows: Math.min(rows, own), cause: "statement" as const },
    { rows: rows - own, cause: besides },
  ].filter((part) => part.rows > 0);
}
