// A write whose triggers or foreign keys changed further rows is reverted in two halves, and triggers fire again all the while. The first:
// the statement's own rows, with what has to be there or gone for them. It is tried; what the database has put right by then is left
// alone. The second: every other row that is not yet what it was. Rows that were only added to a log stay (docs/decisions/0021).

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import { type RelationKey, relationKey } from "../../model/relation-name.ts";
import { groupBy, type Image, parentsFirst, valueOf } from "../cascades/cascade-graph.ts";
import { type ChangedRow, imagesOf, rowsIn } from "./effect-images.ts";
import type { StepToRevert } from "./inverse-statement.ts";
import { isAppended, isSame, keyOf, type MadeAnew, madeAnewIn, type RowsOfTable } from "./observed-rows.ts";

/** A row that is kept, of its table as it is now. */
export interface KeptRow extends ChangedRow {
  readonly relation: Relation;
  readonly isOwn: boolean;
  /** It came in as others did each time: where it was added, it stays. */
  readonly isLogged: boolean;
  /** Columns that hold something else whenever such a row is made. */
  readonly anew: ReadonlySet<string>;
}

export function keptRows(steps: readonly StepToRevert[], madeAnew: MadeAnew): readonly KeptRow[] {
  return steps.flatMap(({ images, relation }) => {
    const isOwn = images.cause === undefined;
    const anew = madeAnewIn(relation, madeAnew);
    return rowsIn(images).map((row) => ({
      ...row,
      relation,
      isOwn,
      anew,
      isLogged: !isOwn && row.before === null && row.after !== null && isAppended(relation, madeAnew, row.after),
    }));
  });
}

/**
 * Rows that went, and in whose place what is reverted makes others that differ from them by nothing but what is made anew: those that stand
 * for them, by the rows that went.
 */
export function standIns(rows: readonly KeptRow[], seen: Rows): ReadonlyMap<KeptRow, Image> {
  const known = new Set(rows.map(markOf));
  const found = new Map<KeptRow, Image>();
  const taken = new Set<Image>();
  for (const row of rows) {
    const { relation, before, after, anew, isOwn } = row;
    if (isOwn || before === null || after !== null || !relation.primaryKey.some((column) => anew.has(column))) continue;
    const table = seen.get(relationKey(relation.name));
    const key = keyOf(relation, before) ?? "";
    if (table === undefined || table.after.has(key)) continue;
    const standIn = [...table.after].find(
      ([other, image]) =>
        !table.before.has(other) &&
        !taken.has(image) &&
        !known.has(markOf({ relation, before: null, after: image })) &&
        relation.columns.every(({ name }, place) => anew.has(name) || image[place] === before[place]),
    )?.[1];
    if (standIn === undefined) continue;
    taken.add(standIn);
    found.set(row, standIn);
  }
  return found;
}

/** Steps in order, each a statement; null where tables refer to each other in a circle. */
export type OrderedSteps = readonly StepToRevert[] | null;

/** What the statement's own rows need: rows that they refer to, put back before them, and rows that refer to them, gone before them. */
export function stepsBefore(
  rows: readonly KeptRow[],
  catalogue: Catalogue,
): { steps: OrderedSteps; rest: readonly KeptRow[] } {
  const others = rows.filter(({ isOwn }) => !isOwn);
  const needed = reach({
    from: rows.filter(({ isOwn, after }) => isOwn && after === null),
    among: others.filter(({ after }) => after === null),
    isLinked: (child, parent) => refersTo(child, parent),
  });
  const blocking = reach({
    from: rows.filter(({ isOwn, before }) => isOwn && before === null),
    among: others.filter(({ before }) => before === null),
    isLinked: (parent, child) => refersTo(child, parent),
  });
  return {
    steps: inOrder(
      [...needed, ...blocking].map((row) => ({ row, byKey: false })),
      catalogue,
    ),
    rest: others.filter((row) => !needed.has(row) && !blocking.has(row)),
  };
}

function reach({
  from,
  among,
  isLinked,
}: {
  from: readonly KeptRow[];
  among: readonly KeptRow[];
  isLinked: (known: KeptRow, next: KeptRow) => boolean;
}): ReadonlySet<KeptRow> {
  const found = new Set<KeptRow>();
  const open = [...from];
  for (let known = open.pop(); known !== undefined; known = open.pop()) {
    for (const next of among) {
      if (found.has(next) || !isLinked(known, next)) continue;
      found.add(next);
      open.push(next);
    }
  }
  return found;
}

/** By a foreign key that takes nothing along by itself. */
function refersTo(child: KeptRow, parent: KeptRow): boolean {
  const [own, other] = [child.before ?? child.after, parent.before ?? parent.after];
  if (own === null || other === null) return false;
  return (parent.relation.writing?.referencedBy ?? []).some(
    ({ relation, columns, referenced, onDelete }) =>
      relationKey(relation) === relationKey(child.relation.name) &&
      (child.before !== null || onDelete === "refuse") &&
      columns.every((name, place) => {
        const value = valueOf(own, child.relation, name);
        return value !== null && value === valueOf(other, parent.relation, referenced[place] ?? "");
      }),
  );
}

type Rows = ReadonlyMap<RelationKey, RowsOfTable>;

/** What is still to be done once the first half has been tried: `seen` is what that changed. */
export function stepsAfter(
  rows: readonly KeptRow[],
  { all, seen, catalogue }: { all: readonly KeptRow[]; seen: Rows; catalogue: Catalogue },
): OrderedSteps {
  const known = new Set(all.map(markOf));
  const made = standIns(all, seen);
  const left = rows.flatMap((row): readonly Left[] => {
    if (made.has(row)) return [];
    const { relation, before, after } = row;
    const key = keyOf(relation, before ?? after ?? []);
    const table = seen.get(relationKey(relation.name));
    if (key === null) return before === null || holds(table, before) ? [] : [{ row, byKey: false }];
    const touched = table?.before.has(key) === true || table?.after.has(key) === true;
    const now = touched ? (table?.after.get(key) ?? null) : after;
    if (isSame(now, before)) return [];
    if (before === null && (row.isLogged || isGrowing(table, known))) return [];
    return [{ row: { ...row, after: now }, byKey: touched && now !== null }];
  });
  return inOrder(left, catalogue);
}

/** Of a table without a key. */
function holds(table: RowsOfTable | undefined, image: Image): boolean {
  return [...(table?.after.values() ?? [])].some((row) => isSame(row, image));
}

/** Taking back adds rows to it, too: a log. */
function isGrowing(table: RowsOfTable | undefined, known: ReadonlySet<string>): boolean {
  if (table === undefined) return false;
  return [...table.after].some(
    ([key, image]) =>
      !table.before.has(key) && !known.has(markOf({ relation: table.relation, before: null, after: image })),
  );
}

function markOf({ relation, before, after }: Pick<KeptRow, "relation" | "before" | "after">): string {
  return `${relationKey(relation.name)} ${keyOf(relation, before ?? after ?? []) ?? ""}`;
}

interface Left {
  readonly row: KeptRow;
  readonly byKey: boolean;
}

/** Rows that went come first, parents before children; rows that came go last, children before parents. */
function inOrder(left: readonly Left[], catalogue: Catalogue): OrderedSteps {
  const names = left.map(({ row }) => [relationKey(row.relation.name), row.relation.name] as const);
  const distinct = [...new Map(names).values()];
  const only = distinct.length === 1 ? distinct : parentsFirst(distinct, catalogue);
  if (only === null) return null;
  const places = new Map(only.map((name, place) => [relationKey(name), place]));
  const rank = (key: RelationKey, verb: "insert" | "update" | "delete"): number => {
    const place = places.get(key) ?? 0;
    return { delete: place, update: only.length, insert: 2 * only.length - place }[verb];
  };
  const groups = groupBy(left, ({ row, byKey }) =>
    JSON.stringify([relationKey(row.relation.name), row.before === null, row.after === null, byKey]),
  );
  return [...groups.values()]
    .flatMap((group): readonly StepToRevert[] => {
      const [first] = group;
      if (first === undefined) return [];
      const { relation } = first.row;
      const { byKey } = first;
      const images = imagesOf(
        group.map(({ row }) => row),
        { relation, cause: "besides" },
      );
      return images.map((each) => ({ images: each, relation, byKey }));
    })
    .toSorted(
      (a, b) => rank(relationKey(a.relation.name), a.images.verb) - rank(relationKey(b.relation.name), b.images.verb),
    );
}
