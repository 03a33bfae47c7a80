// Windows: what stands behind OVER, FILTER and WINDOW.

import type { NodeOf } from "../tree.ts";
import { longer, nothing, passOn, word } from "./build-expression.ts";
import type { Build, Symbols } from "./symbols.ts";
import type { Rule } from "./tables.ts";

type WindowRule = Extract<
  Rule,
  `${"filter_over" | "over_clause" | "filter_clause" | `window${string}` | `frame_${string}` | "range_or_rows"} ::=${string}`
>;

const definition =
  ({ base, partition, order, frame }: { base?: number; partition?: number; order?: number; frame?: number }): Build =>
  (s) => ({
    type: "window_definition",
    ...s.span,
    base: base === undefined ? null : s.name(base),
    partition: partition === undefined ? [] : s.nodes(partition),
    order: order === undefined ? [] : s.nodes(order),
    frame: frame === undefined ? null : s.maybe(frame),
  });

const frame =
  (...bounds: readonly number[]): Build =>
  (s) => ({
    type: "frame_clause",
    ...s.span,
    unit: s.name(0),
    bounds: bounds.map((place) => s.node(place)),
    exclude: s.text((bounds.at(-1) ?? 0) + 1) ?? "",
  });
const fixedBound: Build = (s) => ({
  type: "frame_bound",
  ...s.span,
  bound: `${s.word(0)} ${s.word(1)}`,
  expr: null,
});

export const WINDOWS: Readonly<Record<WindowRule, Build>> = {
  "window_clause ::= WINDOW windowdefn_list": (s) => s.valueAt(1),
  "windowdefn_list ::= windowdefn": passOn,
  "windowdefn_list ::= windowdefn_list COMMA windowdefn": longer(2),
  "windowdefn ::= nm AS LP window RP": (s) => ({
    type: "named_window",
    ...s.span,
    name: s.name(0),
    window: windowAt(s, 3),
  }),
  "window ::= frame_opt": passOn,
  "window ::= nm frame_opt": definition({ base: 0, frame: 1 }),
  "window ::= PARTITION BY nexprlist orderby_opt frame_opt": definition({ partition: 2, order: 3, frame: 4 }),
  "window ::= nm PARTITION BY nexprlist orderby_opt frame_opt": definition({
    base: 0,
    partition: 3,
    order: 4,
    frame: 5,
  }),
  "window ::= ORDER BY sortlist frame_opt": definition({ order: 2, frame: 3 }),
  "window ::= nm ORDER BY sortlist frame_opt": definition({ base: 0, order: 3, frame: 4 }),
  "frame_opt ::=": nothing,
  "frame_opt ::= range_or_rows frame_bound_s frame_exclude_opt": frame(1),
  "frame_opt ::= range_or_rows BETWEEN frame_bound_s AND frame_bound_e frame_exclude_opt": frame(2, 4),
  "range_or_rows ::= RANGE|ROWS|GROUPS": word,
  "frame_bound_s ::= frame_bound": passOn,
  "frame_bound_s ::= UNBOUNDED PRECEDING": fixedBound,
  "frame_bound_e ::= frame_bound": passOn,
  "frame_bound_e ::= UNBOUNDED FOLLOWING": fixedBound,
  "frame_bound ::= expr PRECEDING|FOLLOWING": (s) => ({
    type: "frame_bound",
    ...s.span,
    bound: s.word(1),
    expr: s.node(0),
  }),
  "frame_bound ::= CURRENT ROW": fixedBound,
  "frame_exclude_opt ::=": nothing,
  "frame_exclude_opt ::= EXCLUDE frame_exclude": (s) => s.valueAt(1),
  "frame_exclude ::= NO OTHERS": () => "NO OTHERS",
  "frame_exclude ::= CURRENT ROW": () => "CURRENT ROW",
  "frame_exclude ::= GROUP|TIES": word,
  "filter_over ::= filter_clause over_clause": (s) => ({
    part: "call",
    filter: s.node(0),
    over: s.nodeOf(1, "window_definition"),
  }),
  "filter_over ::= over_clause": (s) => ({ part: "call", filter: null, over: s.nodeOf(0, "window_definition") }),
  "filter_over ::= filter_clause": (s) => ({ part: "call", filter: s.node(0), over: null }),
  "over_clause ::= OVER LP window RP": (s) => windowAt(s, 2),
  "over_clause ::= OVER nm": (s) => ({ ...emptyWindow, ...s.span, base: s.name(1) }),
  "filter_clause ::= FILTER LP WHERE expr RP": (s) => s.valueAt(3),
};

const emptyWindow = { type: "window_definition", base: null, partition: [], order: [], frame: null } as const;

/** One that has nothing but a frame, or not even that, stands there as it is. */
function windowAt(s: Symbols, place: number): NodeOf<"window_definition"> {
  return s.maybeOf(place, "window_definition") ?? { ...emptyWindow, ...s.spanOf(place), frame: s.maybe(place) };
}
