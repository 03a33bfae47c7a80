// What names mean at a place of a statement: the FROM items that are visible there, their columns, and where their values come from.
// Conservative: where the tree cannot tell which column is meant, all that it may be are taken.

import type { Relation } from "../../../model/catalogue.ts";
import type { ColumnName } from "../../../model/relation-name.ts";
import type { Struct } from "../parse/tree.ts";

/** Values on their way: base columns of its own, and other flows that run into it. A graph that may have cycles. */
export class Flow {
  readonly own: ColumnName[] = [];
  readonly from: Flow[] = [];

  static of(...sources: readonly (Flow | ColumnName)[]): Flow {
    const flow = new Flow();
    for (const source of sources) {
      if (source instanceof Flow) flow.from.push(source);
      else flow.own.push(source);
    }
    return flow;
  }

  /** Every base column that runs into it, each once. */
  sources(): readonly ColumnName[] {
    const found = new Map<string, ColumnName>();
    const seen = new Set<Flow>();
    const open: Flow[] = [this];
    for (let flow = open.pop(); flow !== undefined; flow = open.pop()) {
      if (seen.has(flow)) continue;
      seen.add(flow);
      for (const name of flow.own) {
        found.set(JSON.stringify([name.relation.schema, name.relation.name, name.column]), name);
      }
      open.push(...flow.from);
    }
    return [...found.values()];
  }
}

export interface ScopeColumn {
  readonly name: string;
  readonly flow: Flow;
  /** The base column that it is as it stands; null for an expression. */
  readonly base: ColumnName | null;
  /** The columns of relations that it stands for: one, or several where USING merged them. */
  readonly members: readonly { readonly item: FromItem; readonly column: string }[];
}

/** One thing in FROM. */
export interface FromItem {
  readonly name: string | null;
  /** The schema by which columns may be qualified: of a relation without an alias only. */
  readonly schema: string | null;
  readonly columns: readonly ScopeColumn[];
  /** False when it may have columns that the tree does not tell. */
  readonly complete: boolean;
  readonly relation: Relation | null;
  readonly level: Level;
  /** All that can come out of it. */
  readonly flow: Flow;
}

/** A name space entry, as PostgreSQL keeps them: an item may be reached by its name, by its bare columns, or both. */
export interface Visible {
  readonly item: FromItem;
  readonly byName: boolean;
  readonly byColumn: boolean;
}

/** One SELECT's own names. Levels nest; the innermost that knows a name has it. */
export class Level {
  readonly parent: Level | null;
  readonly select: Struct;
  visible: readonly Visible[] = [];
  /** What its named windows are ordered and parted by. */
  readonly windows = new Flow();
  /** The clause that is being walked, and how many aggregates of this level enclose the place. */
  clause = "";
  aggregates = 0;

  constructor(parent: Level | null, select: Struct) {
    this.parent = parent;
    this.select = select;
  }
}

export interface Found {
  readonly column: ScopeColumn | null;
  readonly item: FromItem;
}

/** What a bare column name may mean. Empty when nothing has it. */
export function findColumn(level: Level, name: string): readonly Found[] {
  const found: Found[] = [];
  for (let here: Level | null = level; here !== null; here = here.parent) {
    let certain = false;
    for (const { item, byColumn } of here.visible) {
      if (!byColumn) continue;
      const column = item.columns.find((candidate) => candidate.name === name);
      if (column !== undefined) {
        found.push({ column, item });
        certain = true;
      } else if (!item.complete) found.push({ column: null, item });
    }
    if (certain) return found;
  }
  return found;
}

/** The FROM items that a qualifier may mean at the nearest level that knows it. */
export function findItems(level: Level, qualifier: { name: string; schema: string | null }): readonly FromItem[] {
  for (let here: Level | null = level; here !== null; here = here.parent) {
    const found = here.visible.filter(
      ({ item, byName }) =>
        byName &&
        item.name === qualifier.name &&
        (qualifier.schema === null || (item.relation !== null && item.schema === qualifier.schema)),
    );
    if (found.length > 0) return found.map(({ item }) => item);
  }
  return [];
}
