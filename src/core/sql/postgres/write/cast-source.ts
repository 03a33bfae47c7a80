// In VALUES and in a plain select list, INSERT gives literals and parameters the type of the column that they are for.
// Standing in a query of their own they would be text, so that type is written out. Other expressions have types of their own.

import type { ColumnType } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { SourceText } from "../parse/source-text.ts";
import { bodyOf, list, type Struct, struct, unwrap } from "../parse/tree.ts";
import { Edits } from "../rewrite/edits.ts";

export interface CastSource {
  readonly kind: "cast";
  readonly text: string;
  /** Columns of VALUES that say DEFAULT in every row: they are left out of the text. */
  readonly defaults: ReadonlySet<number>;
  /** How many columns were written; the number of types when the tree does not tell. */
  readonly width: number;
}

/** `only`: the rows of VALUES that are meant, by their places; all where it is absent. `passedOver`: columns whose values do not count. */
export function castSource(
  { source, tree }: Statement,
  types: readonly (ColumnType | null)[],
  { only, passedOver = new Set() }: { only?: readonly number[] | undefined; passedOver?: ReadonlySet<number> } = {},
): CastSource | Refusal {
  const rows = rowsOf(tree.body);
  if (rows.length > 0)
    return castValues(source, { rows, types, passedOver, only: only ?? rows.map((_, place) => place) });
  if (passedOver.size > 0) return passedOverByQuery();
  const edits = new Edits(source.text);
  const targets = list(tree.body["targetList"]);
  targets.forEach((target, index) => {
    const body = struct(bodyOf(target, "ResTarget"));
    const type = types[index];
    const literal = unwrap(body["val"]);
    if (type === undefined || type === null || literal === null) return;
    if (literal.kind !== "A_Const" && literal.kind !== "ParamRef") return;
    const first = source.tokenAt(Number(literal.body["location"]));
    const last = source.is(first, "-") || source.is(first, "+") ? first + 1 : first;
    const [from, to] = [source.tokens[first], source.tokens[last]];
    if (from === undefined || to === undefined || body["location"] !== literal.body["location"]) return;
    edits.replace(from.start, to.end, `CAST(${source.text.slice(from.start, to.end)} AS ${type.bare ?? type.sql})`);
  });
  const open = targets.length === 0 || targets.some((target) => isStar(bodyOf(target, "ResTarget")?.["val"]));
  return {
    kind: "cast",
    text: edits.render(0, source.text.length),
    defaults: new Set(),
    width: open ? types.length : targets.length,
  };
}

function rowsOf(body: Struct): readonly (readonly unknown[])[] {
  return list(body["valuesLists"]).map((row) => list(bodyOf(row, "List")?.["items"]));
}

/**
 * The rows of VALUES, by their places, that say DEFAULT in the same columns: each group is an INSERT that leaves these columns out. As they
 * follow one another, so that sequences count as the server would; where that makes too many, wherever they stand.
 */
export function rowsByDefaults({ tree }: Statement): readonly (readonly number[])[] {
  const runs: { readonly key: string; readonly places: number[] }[] = [];
  const groups = new Map<string, number[]>();
  rowsOf(tree.body).forEach((row, place) => {
    const key = row.map((value) => (isDefault(value) ? "d" : "v")).join("");
    groups.set(key, [...(groups.get(key) ?? []), place]);
    const last = runs.at(-1);
    if (last?.key === key) last.places.push(place);
    else runs.push({ key, places: [place] });
  });
  return runs.length <= MOST_RUNS ? runs.map(({ places }) => places) : [...groups.values()];
}

const MOST_RUNS = 8;

function isDefault(value: unknown): boolean {
  return unwrap(value)?.kind === "SetToDefault";
}

function isStar(value: unknown): boolean {
  return unwrap(list(bodyOf(value, "ColumnRef")?.["fields"]).at(-1))?.kind === "A_Star";
}

function castValues(
  source: SourceText,
  {
    rows,
    types,
    only,
    passedOver,
  }: {
    rows: readonly (readonly unknown[])[];
    types: readonly (ColumnType | null)[];
    only: readonly number[];
    passedOver: ReadonlySet<number>;
  },
): CastSource | Refusal {
  const width = rows[0]?.length ?? 0;
  const meant = rows.filter((_, place) => only.includes(place));
  const defaults = new Set<number>();
  for (let column = 0; column < width; column++) {
    const said = meant.filter((row) => isDefault(row[column])).length;
    if (said === meant.length || passedOver.has(column)) defaults.add(column);
    else if (said > 0) return mixedDefault();
  }
  if (defaults.size === width) {
    return refuse("construct-not-allowed", "VALUES with nothing but DEFAULT cannot be governed.", {
      rule: "write-forms",
      remedy: "Write INSERT INTO … DEFAULT VALUES.",
    });
  }
  const start = valuesToken(source);
  const written: string[] = [];
  let open = start + 1;
  for (let row = 0; row < rows.length; row++) {
    const items = source.items(open);
    if (items === null || items.length !== width) return mixedDefault();
    const kept = items.flatMap((text, column) => {
      const type = types[column] ?? null;
      if (defaults.has(column)) return [];
      return [type === null ? text : `CAST(${text} AS ${type.bare ?? type.sql})`];
    });
    if (only.includes(row)) written.push(`(${kept.join(", ")})`);
    open = source.closing(open) + 2;
  }
  const before = source.tokens[start];
  const after = source.tokens[open - 1]; // what follows the last row: ORDER BY, LIMIT
  const head = before === undefined ? "" : source.text.slice(0, before.start);
  const tail = after === undefined ? "" : source.text.slice(after.start);
  if (only.length < rows.length && /[^\s;]/.test(tail)) return mixedDefault();
  return { kind: "cast", text: `${head}VALUES ${written.join(", ")} ${tail}`, defaults, width };
}

function passedOverByQuery(): Refusal {
  return refuse("construct-not-allowed", "OVERRIDING USER VALUE passes over what the query gives for an identity.", {
    rule: "write-forms",
    remedy: "Leave the identity column out of the INSERT and of its SELECT.",
  });
}

function mixedDefault(): Refusal {
  return refuse("construct-not-allowed", "DEFAULT stands in some rows of a column and not in others.", {
    rule: "write-forms",
    remedy:
      "Send one INSERT for the rows with the default and one for the others, without ON CONFLICT … DO UPDATE, ORDER BY and LIMIT behind both.",
  });
}

/** The first VALUES that stands in no brackets: those of WITH queries stand in some. */
function valuesToken(source: SourceText): number {
  let depth = 0;
  let found = -1;
  source.tokens.forEach(({ text }, number) => {
    if (text === "(") depth += 1;
    else if (text === ")") depth -= 1;
    else if (depth === 0 && found < 0 && text.toLowerCase() === "values") found = number;
  });
  return found;
}
