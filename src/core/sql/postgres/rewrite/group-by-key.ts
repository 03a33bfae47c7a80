// GROUP BY a primary key lets PostgreSQL read the table's other columns; of a sub-select it does not know the key.
// So the other columns that the SELECT uses join the GROUP BY. The groups stay as they are, because the key is unique.

import type { Column } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { Reading } from "../analyse/reading.ts";
import { type FromItem, findColumn, findItems, type Level } from "../analyse/scope.ts";
import { bodyOf, isStruct, list, names, whole } from "../parse/tree.ts";
import type { Edits } from "./edits.ts";
import { quoteName } from "./quote.ts";

/** Clauses that may only use what is grouped. */
const AFTER_GROUPING = new Set(["target", "having", "window", "distinct", "sort"]);

interface Context {
  readonly edits: Edits;
  readonly replacements: Map<unknown, unknown>;
  /** The columns that the caller sees of an item's relation, by name. */
  readonly visible: (item: FromItem) => ReadonlySet<string>;
  /** Relations that stand for themselves, whose keys the server knows. */
  readonly standing: ReadonlySet<FromItem>;
}

export function extendGroupings(reading: Reading, context: Context): Refusal | null {
  for (const level of reading.levels) {
    if (level.select["groupClause"] === undefined) continue;
    const grouped = groupedColumns(level);
    // what some sets group by is NULL in the others, and joins none of them
    const mentioned = mentionedColumns(level.select["groupClause"], level);
    const additions: { item: FromItem; column: string | null }[] = [];
    for (const { item, byName } of level.visible) {
      const key = item.relation?.primaryKey ?? [];
      if (
        !byName ||
        item.relation === null ||
        context.standing.has(item) ||
        key.length === 0 ||
        item.relation.kind === "view"
      )
        continue;
      const visible = context.visible(item);
      const keys = grouped.filter((each) => each.item === item).map((each) => columnOf(each, visible));
      if (!key.every((column) => keys.includes(column))) continue;
      additions.push(...missingColumns(reading, { item, keys: mentioned, visible }));
    }
    if (additions.length === 0) continue;
    const refusal = refuseIncomparable(additions);
    if (refusal !== null) return refusal;
    extend(reading, level, { ...context, additions });
  }
  return null;
}

/** `column` is empty where an alias list gives names; then `name` is the one that it gives. */
type Grouped = readonly { item: FromItem; column: string; name: string }[];

/** The name of each visible column: names of an alias list fall on the first of them. */
function shownNames(item: FromItem, visible: ReadonlySet<string>): readonly string[] {
  const aliases = item.columns.filter(({ base }) => base === null).map(({ name }) => name);
  return [...aliases, ...[...visible].slice(aliases.length)];
}

function columnOf({ item, column, name }: Grouped[number], visible: ReadonlySet<string>): string | undefined {
  return column === "" ? [...visible][shownNames(item, visible).indexOf(name)] : column;
}

/** The columns of relations that every set of a GROUP BY groups by; its items are multiplied with each other. */
function groupedColumns(level: Level): Grouped {
  return list(level.select["groupClause"]).flatMap((value) => commonColumns(value, level));
}

/** What all grouping sets of an item hold. ROLLUP and CUBE end in the empty one. */
function commonColumns(value: unknown, level: Level): Grouped {
  const row = bodyOf(value, "RowExpr");
  if (row !== null) return list(row["args"]).flatMap((member) => namedColumns(member, level));
  const sets = bodyOf(value, "GroupingSet");
  if (sets === null) return namedColumns(value, level);
  if (sets["kind"] !== "GROUPING_SET_SETS") return [];
  const [first = [], ...others] = list(sets["content"]).map((set) => commonColumns(set, level));
  return first.filter(({ item, column, name }) =>
    others.every((set) =>
      set.some((other) => other.item === item && other.column === column && (column !== "" || other.name === name)),
    ),
  );
}

/** The columns of relations that any set groups by. */
function mentionedColumns(value: unknown, level: Level): Grouped {
  if (Array.isArray(value)) return value.flatMap((item) => mentionedColumns(item, level));
  const row = bodyOf(value, "RowExpr");
  if (row !== null) return mentionedColumns(row["args"], level);
  const sets = bodyOf(value, "GroupingSet");
  return sets === null ? namedColumns(value, level) : mentionedColumns(list(sets["content"]), level);
}

/** A column that is named directly, by output name, or by position. */
function namedColumns(value: unknown, level: Level): Grouped {
  const targets = list(level.select["targetList"]);
  const number = bodyOf(value, "A_Const")?.["ival"];
  if (isStruct(number))
    return membersOf(bodyOf(targets[(whole(number["ival"]) ?? 0) - 1], "ResTarget")?.["val"], level);
  const own = membersOf(value, level);
  const reference = bodyOf(value, "ColumnRef");
  const path = names(reference?.["fields"]);
  if (own.length > 0 || reference === null || path?.length !== 1) return own;
  const named = targets.find((target) => bodyOf(target, "ResTarget")?.["name"] === path[0]);
  return membersOf(bodyOf(named, "ResTarget")?.["val"], level);
}

function membersOf(value: unknown, level: Level): Grouped {
  const reference = bodyOf(value, "ColumnRef");
  const path = reference === null ? null : names(reference["fields"]);
  if (path === null) return [];
  const name = path.at(-1) ?? "";
  const columns =
    path.length === 1
      ? findColumn(level, name).flatMap(({ column }) => (column === null ? [] : [column]))
      : findItems(level, { name: path.at(-2) ?? "", schema: path.length > 2 ? (path.at(-3) ?? "") : null }).flatMap(
          (item) => item.columns.filter((column) => column.name === name),
        );
  return columns.flatMap((each) => each.members.map((member) => ({ ...member, name: each.name })));
}

function missingColumns(
  reading: Reading,
  {
    item,
    keys,
    visible,
  }: {
    item: FromItem;
    keys: Grouped;
    visible: ReadonlySet<string>;
  },
): readonly { item: FromItem; column: string | null }[] {
  const grouped = new Set(keys.filter((key) => key.item === item).map(({ column, name }) => column || name));
  const wanted = new Set<string>();
  let wholeRow = false;
  for (const use of reading.columns) {
    if (use.item !== item || use.aggregated || !AFTER_GROUPING.has(use.clause)) continue;
    if (use.column === null) wholeRow = true;
    else wanted.add(use.column);
  }
  // a star needs the columns, a whole-row reference the row; the tree does not say which it was, and both do no harm
  if (wholeRow) for (const { name } of item.columns) wanted.add(name);
  const shown = shownNames(item, visible);
  const columns = [...wanted].filter((column) => !grouped.has(column) && shown.includes(column));
  return [...columns, ...(wholeRow ? [null] : [])].map((column) => ({ item, column }));
}

const INCOMPARABLE = /^(json|xml|point|lseg|line|box|path|polygon|circle)(\[\])?$/;

function refuseIncomparable(additions: readonly { item: FromItem; column: string | null }[]): Refusal | null {
  for (const { item, column } of additions) {
    const found: Column | undefined = item.relation?.columns.find(({ name }) => name === column);
    if (found === undefined || !INCOMPARABLE.test(found.type.sql)) continue;
    return refuse("construct-not-allowed", `The column ${found.name} has no equality, so it cannot be grouped by.`, {
      rule: "group-by-key",
      remedy: `Use an aggregate over it, such as (array_agg(${found.name}))[1], or cast json to jsonb in a sub-select.`,
    });
  }
  return null;
}

function extend(
  { source }: Reading,
  level: Level,
  { edits, replacements, additions }: Context & { additions: readonly { item: FromItem; column: string | null }[] },
): void {
  const clause = level.select["groupClause"];
  const first = leftmost(list(clause));
  let number = source.tokens.findIndex(({ start }) => start >= source.index(first));
  while (number > 0 && !(source.is(number, "by") && source.is(number - 1, "group"))) number--;
  if (source.is(number + 1, "all") || source.is(number + 1, "distinct")) number++;
  const at = source.tokens[number]?.end ?? 0;
  const columns = additions.map(({ item, column }) => [item.name ?? "", ...(column === null ? [] : [column])]);
  edits.replace(at, at, ` ${columns.map((path) => path.map(quoteName).join(".")).join(", ")},`);
  replacements.set(clause, [
    ...columns.map((path) => ({ ColumnRef: { fields: path.map((sval) => ({ String: { sval } })) } })),
    ...list(clause),
  ]);
}

function leftmost(value: unknown): number {
  if (Array.isArray(value)) return Math.min(...value.map(leftmost));
  if (!isStruct(value)) return Number.POSITIVE_INFINITY;
  const own = whole(value["location"]);
  const below = Object.values(value).map((item): number =>
    typeof item === "object" ? leftmost(item) : Number.POSITIVE_INFINITY,
  );
  return Math.min(own !== null && own >= 0 ? own : Number.POSITIVE_INFINITY, ...below);
}
