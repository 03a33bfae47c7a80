// Where a relation stands in a text, with the words around it that belong to it, and the names that stand for relations without an alias.

import type { Reading, RelationUse } from "../analyse/reading.ts";
import type { FromItem } from "../analyse/scope.ts";
import { list, struct } from "../parse/tree.ts";
import type { Edits } from "./edits.ts";
import { quoteName } from "./quote.ts";

/** Replaces the relation in the text, with the words around it that belong to it: TABLE, ONLY, brackets, a star, TABLESAMPLE. */
export function cutRelation(
  reading: Reading,
  use: RelationUse,
  context: {
    readonly edits: Edits;
    readonly names: ReadonlyMap<FromItem, string>;
    readonly text: (sample: string) => string;
  },
): void {
  const { source } = reading;
  const { edits } = context;
  let first = source.tokenAt(Number(use.variable["location"]));
  if (first < 0) throw new Error("a relation without a token");
  let last = source.nameEnd(first);
  if (use.variable["inh"] !== true) {
    if (source.is(first - 1, "(") && source.is(first - 2, "only")) {
      first -= 2;
      last += 1;
    } else first -= 1;
  } else if (source.is(last + 1, "*")) last += 1;
  const table = source.is(first - 1, "table");
  if (table) first -= 1;
  const [from, to] = [source.tokens[first], source.tokens[last]];
  if (from === undefined || to === undefined) throw new Error("a relation beyond the text");
  const name = use.variable["alias"] === undefined ? ` AS ${quoteName(context.names.get(use.item) ?? "")}` : "";
  const sample = sampleSpan(reading, use);
  const removed = sample === null ? null : edits.replace(sample.start, sample.end, "");
  edits.replace(from.start, to.end, () => {
    const written = sample === null ? "" : edits.render(sample.start, sample.end, removed);
    return `${table ? "SELECT * FROM " : ""}(${context.text(written)})${name}`;
  });
}

function sampleSpan({ source }: Reading, { sample }: RelationUse): { start: number; end: number } | null {
  if (sample === null) return null;
  const method = source.tokenAt(Number(sample["location"]));
  let last = source.closing(source.nameEnd(method) + 1);
  if (source.is(last + 1, "repeatable")) last = source.closing(last + 2);
  const [from, to] = [source.tokens[method - 1], source.tokens[last]];
  if (from === undefined || to === undefined) throw new Error("a sample beyond the text");
  return { start: from.start, end: to.end };
}

/** The alias of each relation that has none: its name, or schema and name where two of one name stand side by side. */
export function distinctNames(reading: Reading): ReadonlyMap<FromItem, string> {
  const items = reading.relations.filter(({ variable }) => variable["alias"] === undefined).map(({ item }) => item);
  return new Map(
    items.map((item) => {
      const twin = items.some(
        (other) =>
          other !== item && other.level === item.level && other.name === item.name && other.schema !== item.schema,
      );
      return [item, twin ? `${item.schema}.${item.name}` : (item.name ?? "")];
    }),
  );
}

/** The tree of a SELECT of one relation, with the TABLESAMPLE around it. */
export function withSample(select: unknown, sample: object): unknown {
  const body = struct(struct(select)["SelectStmt"]);
  const [relation] = list(body["fromClause"]);
  return { SelectStmt: { ...body, fromClause: [{ RangeTableSample: { ...sample, relation } }] } };
}
