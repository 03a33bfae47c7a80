// What SQLite says of one table, out of what it says of all: whoever describes a table looks through that part, and not through a database's
// thousands of others.

import type { RawCatalogue } from "./sqlite-messages.ts";

type Table = RawCatalogue["tables"][number];

/**
 * Of each table a catalogue of its own: the table, those that its foreign keys point at, with their columns, and all views; its own keys,
 * indexes and triggers; and foreign keys that point at it. Names are told apart without case, as SQLite does.
 */
export function tableParts(raw: RawCatalogue): (table: Table) => RawCatalogue {
  const views = raw.tables.filter(({ type }) => type === "view");
  const tables = groupBy(raw.tables, ({ name }) => name);
  const columns = byTable(raw.columns);
  const references = byTable(raw.references);
  const pointing = groupBy(raw.references, ({ target }) => target);
  const referencesInOrder = inOrderOf(raw.references);
  const [uniqueKeys, distinct] = [byTable(raw.uniqueKeys), byTable(raw.distinct)];
  const [triggers, indexes] = [byTable(raw.triggers), byTable(raw.indexes)];
  return (table) => {
    const own = references(table.name);
    const targets = new Set(own.map(({ target }) => target.toLowerCase()));
    targets.delete(table.name.toLowerCase());
    const others = [...targets].flatMap(tables);
    return {
      ...raw,
      tables: [...[table, ...others].filter(({ type }) => type !== "view"), ...views],
      columns: [table, ...others].flatMap(({ name }) => columns(name)),
      references: referencesInOrder(new Set([...own, ...pointing(table.name)])),
      uniqueKeys: uniqueKeys(table.name),
      distinct: distinct(table.name),
      triggers: triggers(table.name),
      indexes: indexes(table.name),
    };
  };
}

/** Some of them, each once, as they stand among all. */
function inOrderOf<T>(all: readonly T[]): (some: ReadonlySet<T>) => readonly T[] {
  const places = new Map(all.map((one, place) => [one, place]));
  return (some) => [...some].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}

function byTable<T extends { readonly table: string }>(all: readonly T[]): (name: string) => readonly T[] {
  return groupBy(all, ({ table }) => table);
}

function groupBy<T>(all: readonly T[], nameOf: (one: T) => string): (name: string) => readonly T[] {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const name = nameOf(one).toLowerCase();
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [one]);
    else group.push(one);
  }
  return (name) => groups.get(name.toLowerCase()) ?? [];
}
