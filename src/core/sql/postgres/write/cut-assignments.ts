// Cuts SET into its assignments. `(a, b) = (x, y)` is one for each column, and so is `(a, b) = (SELECT …)`: each column takes its own
// from the same query. The parser says where the columns stand; the values end where the next ones begin.

import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { SourceText } from "../parse/source-text.ts";
import { bodyOf, list, type Struct, struct, unwrap, whole, word } from "../parse/tree.ts";

export interface Assignment {
  readonly column: string;
  /** The value's tree; null for DEFAULT. */
  readonly value: unknown;
  readonly text: string;
  /** Of a query that gives several columns: which of them this is, from 0, and how many there are. */
  readonly picks?: { readonly place: number; readonly width: number };
}

/** `end` is the number of the token behind the last one. */
export function cutAssignments(
  source: SourceText,
  { sets, end }: { sets: readonly unknown[]; end: number },
): readonly Assignment[] | Refusal {
  const assignments: Assignment[] = [];
  for (let place = 0; place < sets.length; ) {
    const several = severalOf(sets[place]);
    const width = several === null ? 1 : (whole(several["ncolumns"]) ?? 1);
    const next = sets[place + width];
    const last = next === undefined ? end : startOf(source, next) - 1;
    const group = sets.slice(place, place + width);
    if (several === null) assignments.push(cutOne(source, { set: group[0], last }));
    else {
      const cut = cutSeveral(source, { group, several, last });
      if ("code" in cut) return cut;
      assignments.push(...cut);
    }
    place += width;
  }
  return assignments;
}

/** The number of the token with which an assignment begins. */
export function startOf(source: SourceText, set: unknown): number {
  const name = source.tokenAt(Number(struct(bodyOf(set, "ResTarget"))["location"]));
  return severalOf(set) === null ? name : name - 1;
}

function severalOf(set: unknown): Struct | null {
  return bodyOf(struct(bodyOf(set, "ResTarget"))["val"], "MultiAssignRef");
}

function nameOf(set: unknown): string {
  return word(struct(bodyOf(set, "ResTarget"))["name"]) ?? "";
}

function cutOne(source: SourceText, { set, last }: { set: unknown; last: number }): Assignment {
  const equals = source.nameEnd(startOf(source, set)) + 1;
  const value = struct(bodyOf(set, "ResTarget"))["val"];
  return { column: nameOf(set), value: givenOf(value), text: source.slice(equals + 1, last) };
}

function givenOf(value: unknown): unknown {
  return unwrap(value)?.kind === "SetToDefault" ? null : value;
}

function cutSeveral(
  source: SourceText,
  { group, several, last }: { group: readonly unknown[]; several: Struct; last: number },
): readonly Assignment[] | Refusal {
  const equals = source.closing(startOf(source, group[0])) + 1;
  const value = several["source"];
  const width = group.length;
  if (bodyOf(value, "SubLink")?.["subLinkType"] === "EXPR_SUBLINK") {
    const text = source.slice(equals + 1, last);
    return group.map((set, place) => ({ column: nameOf(set), value, text, picks: { place, width } }));
  }
  const args = list(bodyOf(value, "RowExpr")?.["args"]);
  const texts = source.items(source.is(equals + 1, "row") ? equals + 2 : equals + 1) ?? [];
  if (args.length !== width || texts.length !== width || args.some(isStar)) return refuseUneven();
  return group.map((set, place) => ({ column: nameOf(set), value: givenOf(args[place]), text: texts[place] ?? "" }));
}

function isStar(value: unknown): boolean {
  return list(bodyOf(value, "ColumnRef")?.["fields"]).some((field) => unwrap(field)?.kind === "A_Star");
}

function refuseUneven(): Refusal {
  return refuse(
    "construct-not-allowed",
    "An assignment of several columns needs as many values as columns, or a sub-select.",
    {
      rule: "write-forms",
      remedy: "Write SET (a, b) = (x, y), SET (a, b) = (SELECT x, y FROM …), or each column by itself.",
    },
  );
}
