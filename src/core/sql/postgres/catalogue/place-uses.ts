// Writes into a text what was noted of the catalogue: fences around ids, answers in the place of calls, ids in the place of names.

import type { Catalogue } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { outputLabel } from "../analyse/output-label.ts";
import type { Reading } from "../analyse/reading.ts";
import { searchPathOf } from "../analyse/search-path.ts";
import { parseOwnText } from "../parse/parse-text.ts";
import { bodyOf, isStruct, list, names, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import type { Edits } from "../rewrite/edits.ts";
import type { PlanParameters } from "../rewrite/plan-parameters.ts";
import { quoteName, quoteText } from "../rewrite/quote.ts";
import { FENCED, type Fence, NAME_TYPES, OF_RELATIONS } from "./catalogue-functions.ts";
import { bindIds } from "./catalogue-select.ts";
import type { CatalogueUse } from "./catalogue-use.ts";
import { findObject } from "./find-object.ts";
import type { VisibleObjects } from "./visible-objects.ts";

interface Placing {
  readonly catalogue: Catalogue;
  readonly visible: VisibleObjects;
  readonly planParameters: PlanParameters;
  readonly edits: Edits;
  readonly replacements: Map<unknown, unknown>;
}

interface Span {
  readonly start: number;
  readonly end: number;
}

export function placeUses(reading: Reading, placing: Placing): Refusal | null {
  // from the inside out: what encloses another is made of what that became
  for (const use of reading.catalogue.toReversed()) {
    const refusal = PLACE[use.kind](reading, use, placing);
    if (refusal !== null) return refusal;
  }
  return null;
}

type Place = (reading: Reading, use: CatalogueUse, placing: Placing) => Refusal | null;

const PLACE: Readonly<Record<CatalogueUse["kind"], Place>> = {
  call: (reading, use, placing) => (use.kind === "call" ? placeCall(reading, use, placing) : null),
  cast: (reading, use, placing) => (use.kind === "cast" ? placeCast(reading, use, placing) : null),
  schema: (reading, use, placing) => (use.kind === "schema" ? placeSchema(reading, use, placing) : null),
};

function placeCall(
  reading: Reading,
  { wrapper, call, name, answer: template }: Extract<CatalogueUse, { kind: "call" }>,
  placing: Placing,
): Refusal | null {
  const args = list(call["args"]);
  const { source } = reading;
  const open = source.nameEnd(source.tokenAt(Number(call["location"]))) + 1;
  const spans = argumentSpans(reading, open);
  if (spans.length !== args.length) return unplaced();
  const given = (arg: unknown, type: string | null): Written | Refusal | null =>
    type === null ? null : nameInstead({ reading, arg, type }, placing);
  if (template !== "") {
    const from = source.tokens[source.tokenAt(Number(call["location"]))];
    const to = source.tokens[source.closing(open)];
    if (from === undefined || to === undefined) return unplaced();
    const named = given(args[0], name === "has_schema_privilege" && template !== "true" ? "regnamespace" : null);
    if (named?.kind === "refusal") return named;
    const span = { start: from.start, end: to.end };
    return replaceBy({ wrapper, span, template, args, spans, first: named }, placing);
  }
  for (const [place, fence] of (FENCED.get(name) ?? []).entries()) {
    const [arg, span] = [args[place], spans[place]];
    if (fence === null || arg === undefined || span === undefined) continue;
    const named = given(arg, OF_RELATIONS.has(fence) ? "regclass" : null);
    if (named?.kind === "refusal") return named;
    const replaced = { wrapper: arg, span, template: fenceOf(fence, "id"), args: [arg], spans: [span], first: named };
    const refusal = replaceBy(replaced, placing);
    if (refusal !== null) return refusal;
  }
  return null;
}

function placeCast(
  reading: Reading,
  { cast, type, constant }: Extract<CatalogueUse, { kind: "cast" }>,
  placing: Placing,
): Refusal | null {
  const arg = cast["arg"];
  if (constant !== null && !/^\s*\d+\s*$/.test(constant) && constant !== "-") {
    const named = nameInstead({ reading, arg, type }, placing);
    if (named?.kind !== "written") return named;
    const token = reading.source.tokens[reading.source.tokenAt(Number(bodyOf(arg, "A_Const")?.["location"]))];
    if (token === undefined) return unplaced();
    placing.edits.replace(token.start, token.end, named.text);
    placing.replacements.set(arg, named.tree);
    return null;
  }
  const span = operandSpan(reading, cast);
  if (span === null) return unplaced();
  const template = fenceOf(NAME_TYPES.get(type) ?? "none", outputLabel({ TypeCast: cast }));
  return replaceBy({ wrapper: arg, span, template, args: [arg], spans: [span], first: null }, placing);
}

interface Written {
  readonly kind: "written";
  readonly text: string;
  readonly tree: unknown;
}

/** The id of an object in the place of its name; null where there is no name, or the server finds it in pg_catalog. */
function nameInstead(
  { reading, arg, type }: { reading: Reading; arg: unknown; type: string },
  { catalogue, visible }: Placing,
): Refusal | Written | null {
  const constant = bodyOf(arg, "A_Const");
  const value = constant?.["sval"];
  if (constant === null || value === undefined) return null;
  const text = word(struct(value)["sval"]) ?? "";
  if (/^\s*\d+\s*$/.test(text)) return null;
  const meant = findObject(text, { type, catalogue, visible });
  if (meant === null) return noSuchObject(reading, constant);
  if (meant === "server") return null;
  return { kind: "written", text: `'${meant}'`, tree: { A_Const: { sval: { sval: String(meant) } } } };
}

function noSuchObject({ source }: Reading, constant: Struct): Refusal {
  return refuse("unknown-table", "There is no object of that name that you can see.", {
    rule: "catalogues",
    remedy: "Read pg_catalog.pg_class, or call describe-schema, for the tables that you can see.",
    position: source.position(constant["location"]),
  });
}

/** The first schema of the session's search path, which the plan does not run under. */
function placeSchema(
  { source }: Reading,
  { wrapper, location, called }: Extract<CatalogueUse, { kind: "schema" }>,
  { catalogue, edits, replacements }: Placing,
): Refusal | null {
  const first = source.tokenAt(Number(location));
  const last = called ? source.closing(source.nameEnd(first) + 1) : first;
  const [from, to] = [source.tokens[first], source.tokens[last]];
  if (from === undefined || to === undefined) return unplaced();
  const [schema] = searchPathOf(catalogue);
  const value = schema === undefined ? "NULL" : quoteText(schema);
  const text = `(SELECT ${value}::pg_catalog.name AS current_schema)`;
  edits.replace(from.start, to.end, text);
  replacements.set(wrapper, expressionOf(text));
  return null;
}

/** An id that the caller sees, or one of the server's own; NULL for any other. How large the catalogue's own tables are tells what is hidden. */
function fenceOf(fence: Fence, label: string): string {
  const seen = fence === "none" ? [] : [`v.o = ANY ({${fence}})`];
  const conditions = fence === "clear" ? seen : ["v.o < 16384", ...seen];
  return `(SELECT v.o AS ${quoteName(label)} FROM (SELECT ($1)::pg_catalog.oid) AS v (o) WHERE ${conditions.join(" OR ")})`;
}

interface Replaced {
  readonly wrapper: unknown;
  readonly span: Span;
  readonly template: string;
  readonly args: readonly unknown[];
  readonly spans: readonly Span[];
  /** What the first argument becomes; null for what it is. */
  readonly first: Written | null;
}

/** The template in the place of a span, with the arguments where it says so. */
function replaceBy({ wrapper, span, template, args, spans, first }: Replaced, placing: Placing): Refusal | null {
  const { visible, planParameters, edits, replacements } = placing;
  const parts = template.split(/\(\$(\d)\)/);
  const bound = parts.map((part, index) => (index % 2 === 1 ? part : bindIds(part, { visible, planParameters })));
  const marked = bound.map((part, index) => (index % 2 === 1 ? `(${MARK}${part})` : part)).join("");
  const tree = expressionOf(marked);
  if (tree === null) return unplaced();
  const edit = edits.replace(span.start, span.end, () =>
    bound
      .map((part, index) => {
        const at = spans[Number(part) - 1];
        if (index % 2 === 0 || at === undefined) return part;
        if (part === "1" && first !== null) return `(${first.text})`;
        return `(${edits.render(at.start, at.end, edit)}\n)`;
      })
      .join(""),
  );
  replacements.set(
    wrapper,
    withArguments(
      tree,
      args.map((arg, place) => (place === 0 && first !== null ? first.tree : standing(arg))),
    ),
  );
  return null;

  /** What stands for an argument; a copy of the node, where the node is what is replaced. */
  function standing(arg: unknown): unknown {
    const node = unwrap(arg);
    return replacements.get(arg) ?? (node === null ? arg : { [node.kind]: node.body });
  }
}

const MARK = "gatehouse_argument_";

function expressionOf(text: string): unknown {
  const select = bodyOf(parseOwnText(`SELECT ${text}`), "SelectStmt");
  return bodyOf(list(select?.["targetList"])[0], "ResTarget")?.["val"] ?? null;
}

function withArguments(tree: unknown, args: readonly unknown[]): unknown {
  if (Array.isArray(tree)) return tree.map((item) => withArguments(item, args));
  if (!isStruct(tree)) return tree;
  const name = names(bodyOf(tree, "ColumnRef")?.["fields"])?.at(-1) ?? "";
  if (name.startsWith(MARK)) return args[Number(name.slice(MARK.length)) - 1];
  return Object.fromEntries(Object.entries(tree).map(([field, value]) => [field, withArguments(value, args)]));
}

/** Where the arguments stand between the brackets that open at a token. */
function argumentSpans({ source }: Reading, open: number): readonly Span[] {
  const close = source.closing(open);
  if (close < 0 || !source.is(open, "(")) return [];
  const spans: Span[] = [];
  let depth = 0;
  let from = open + 1;
  const push = (to: number): void => {
    const [first, last] = [source.tokens[from], source.tokens[to - 1]];
    if (first !== undefined && last !== undefined && to > from) spans.push({ start: first.start, end: last.end });
    from = to + 1;
  };
  for (let number = open + 1; number < close; number++) {
    const text = source.tokens[number]?.text;
    if (text === "(" || text === "[") depth += 1;
    else if (text === ")" || text === "]") depth -= 1;
    else if (text === "," && depth === 0) push(number);
  }
  push(close);
  return spans;
}

/** Where the operand of `x::type` or `CAST(x AS type)` stands. */
function operandSpan({ source }: Reading, cast: Struct): Span | null {
  const at = source.tokenAt(Number(cast["location"]));
  const least = leastLocation(cast["arg"]);
  if (at < 0 || least === null) return null;
  if (source.is(at, "cast")) {
    const close = source.closing(at + 1);
    let last = close;
    for (let number = at + 2, depth = 0; number < close; number++) {
      if (source.is(number, "(")) depth++;
      else if (source.is(number, ")")) depth--;
      else if (depth === 0 && source.is(number, "as")) last = number;
    }
    const [first, end] = [source.tokens[at + 2], source.tokens[last - 1]];
    return first === undefined || end === undefined ? null : { start: first.start, end: end.end };
  }
  if (!source.is(at, "::")) return null;
  let first = source.tokenAt(least);
  while (first > 0 && source.is(first - 1, "(")) {
    const close = source.closing(first - 1);
    if (close < 0 || close >= at) break;
    first -= 1;
  }
  const [from, to] = [source.tokens[first], source.tokens[at - 1]];
  return from === undefined || to === undefined || from.start >= to.end ? null : { start: from.start, end: to.end };
}

function leastLocation(node: unknown): number | null {
  let least: number | null = null;
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (isStruct(value)) {
      for (const [field, inner] of Object.entries(value)) {
        if (field === "location" && typeof inner === "number" && inner >= 0) least = Math.min(least ?? inner, inner);
        else visit(inner);
      }
    }
  };
  visit(node);
  return least;
}

function unplaced(): Refusal {
  return refuse("unsupported-syntax", "The statement could not be rewritten faithfully.", {
    rule: "faithful-rewriting",
    remedy: "Write calls and casts of the catalogue plainly, as f(x) and x::type.",
  });
}
