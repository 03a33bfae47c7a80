// What masks did to an answer: where a statement lets masked values decide in a way that gives another result than the values themselves
// would, one sentence by cause. Silent where the masked result is the true one: pseudonyms of one class are equal as their values are,
// a mask of years keeps what lies on either side of a first of January.
// A constant may be bound to a plan that other texts share, and a parameter comes with the call: what hangs on those is judged last.

import type { Engine } from "../model/catalogue.ts";
import type { Governance, GovernedColumn } from "../model/governed-relation.ts";
import type { JsonValue } from "../model/json-value.ts";
import { type ColumnName, formatColumn, formatRelation, relationKey } from "../model/relation-name.ts";
import type { Clause, Part, UsedConstant, UsedValue, ValueUse } from "../model/value-use.ts";
import { type Check, fits } from "./fits-mask.ts";
import { type Shown, shownAs } from "./shown-as.ts";

export type NoteCause =
  | "plain-value"
  | "pseudonym-mixed"
  | "pseudonym-order"
  | "pseudonym-computed"
  | "redaction"
  | "no-value"
  | "partial"
  | "year"
  | "bucket"
  | "view";

export interface MaskNote {
  /** `schema.table.column`, or the view whose body it is about. */
  readonly columns: readonly string[];
  /** The clauses in which they are used. */
  readonly in: readonly Clause[];
  readonly cause: NoteCause;
  /** What to make of it; one sentence. */
  readonly note: string;
}

const SENTENCES: Readonly<Record<NoteCause, string>> = {
  "plain-value":
    "These columns show pseudonyms: no plain value equals one and no pattern matches one, so a condition on them finds nothing or, negated, everything; compare with a pseudonym from an earlier answer.",
  "pseudonym-mixed":
    "A pseudonym equals only pseudonyms of the same class: compared with any other value it never matches, whether or not the values do.",
  "pseudonym-order":
    "Pseudonyms have an order of their own: first, last, ranks, neighbours and ranges by these columns are not those of the values.",
  "pseudonym-computed":
    "What is computed from a pseudonym (its length, its letters, a part of it, a sum) says nothing of the value behind it.",
  redaction:
    "Every value of these columns shows as [redacted], NULLs too: conditions, joins, groups, counts, order and IS NULL on them say nothing of the values.",
  "no-value":
    "Every value of these columns is NULL to you: conditions, joins, groups, counts, order, sums and IS NULL on them say nothing of the values.",
  partial:
    "Of these columns a part of each value is shown: whole values match nothing, and different values that look alike are taken for one; use the part that is shown.",
  year: "Of these columns the year alone is shown, as its 1 January: months, days, ages, order and equality within a year are not known; ask for years, or compare with >= and < a 1 January.",
  bucket:
    "Of these columns values are rounded down to a step: equality, order, sums and averages are those of the steps; compare with >= and < a multiple of the step.",
  view: "This view computes with columns that are not shown to you and are NULL in it, so that rows or values may be missing or other than they are.",
};

/** What is certain of a plan, and what hangs on values that come with a call. */
export interface PlannedNotes {
  readonly certain: readonly Finding[];
  readonly pending: readonly { readonly finding: Finding; readonly checks: readonly Pending[] }[];
}

export const NO_NOTES: PlannedNotes = { certain: [], pending: [] };

interface Finding {
  readonly name: string;
  readonly clause: Clause;
  readonly cause: NoteCause;
}

interface Pending {
  readonly constant: UsedConstant;
  readonly check: Check;
}

export function planNotes(
  uses: readonly ValueUse[],
  { governance, engine }: { governance: Governance; engine: Engine },
): PlannedNotes {
  const certain: Finding[] = [];
  const pending: { finding: Finding; checks: readonly Pending[] }[] = [];
  for (const use of uses) {
    if (!use.through.every((view) => governance.get(relationKey(view))?.placement === "expanded")) continue;
    for (const { column, judgement } of judgeUse(use, (name) => lookUp(name, { governance, engine, use }))) {
      if (judgement === null) continue;
      const [view] = use.through;
      const finding = {
        name: view === undefined ? formatColumn(column) : formatRelation(view),
        clause: use.clause,
        cause: judgement.cause,
      };
      if (judgement.unless.length === 0) certain.push(finding);
      else pending.push({ finding, checks: judgement.unless });
    }
  }
  return { certain, pending };
}

/** The notes of one call. `constantAt` gives the constant of the caller's text at a place, where it has another one than the plan. */
export function notesOf(
  { certain, pending }: PlannedNotes,
  call: { parameters: readonly JsonValue[]; constantAt: (at: number) => string | undefined },
): readonly MaskNote[] {
  if (certain.length === 0 && pending.length === 0) return NONE;
  const valueOf = (constant: UsedConstant): JsonValue => {
    if (constant.kind === "parameter") return call.parameters[constant.number - 1] ?? null;
    return (constant.at === null ? undefined : call.constantAt(constant.at)) ?? constant.value;
  };
  const unfit = pending.filter(({ checks }) => !checks.every(({ constant, check }) => fits(check, valueOf(constant))));
  const byCause = new Map<NoteCause, { columns: Set<string>; clauses: Set<Clause> }>();
  for (const { name, clause, cause } of [...certain, ...unfit.map(({ finding }) => finding)]) {
    const known = byCause.get(cause) ?? { columns: new Set(), clauses: new Set() };
    byCause.set(cause, known);
    known.columns.add(name);
    known.clauses.add(clause);
  }
  return [...byCause].map(([cause, { columns, clauses }]) => ({
    columns: [...columns],
    in: [...clauses],
    cause,
    note: SENTENCES[cause],
  }));
}

/** As the ledger's entry has it: causes, and no value. */
export function describeNotes(notes: readonly MaskNote[]): { readonly masks: string } {
  return { masks: notes.map(({ cause, columns }) => `${cause}: ${columns.join(" ")}`).join("; ") };
}

const NONE: readonly MaskNote[] = [];

type Seen = { readonly shown: Shown } | { readonly shown: null };

/** Null for a column that a view computes with and that the caller does not see; undefined for one that is not there at all. */
function lookUp(
  { relation, column: name }: ColumnName,
  { governance, engine, use }: { governance: Governance; engine: Engine; use: ValueUse },
): Seen | undefined {
  const governed: GovernedColumn | undefined = governance
    .get(relationKey(relation))
    ?.columns.find(({ column }) => column.name === name);
  if (governed !== undefined) return { shown: shownAs(governed, engine) };
  return use.through.length > 0 ? { shown: null } : undefined;
}

/** What is wrong; `unless` every one of these values fits. */
interface Judgement {
  readonly cause: NoteCause;
  readonly unless: readonly Pending[];
}

interface Operand {
  readonly column: ColumnName;
  readonly part: Part;
  readonly shown: Shown;
}

function* judgeUse(
  use: ValueUse,
  look: (column: ColumnName) => Seen | undefined,
): Generator<{ column: ColumnName; judgement: Judgement | null }> {
  for (const [place, value] of use.values.entries()) {
    for (const { column, part } of value.columns) {
      const seen = look(column);
      if (seen === undefined) continue;
      if (seen.shown === null) yield { column, judgement: { cause: "view", unless: [] } };
      else if (seen.shown.kind !== "clear") {
        const others = use.values.filter((_, other) => other !== place);
        const judgement = JUDGES[seen.shown.kind]({ column, part, shown: seen.shown }, { use, place, others, look });
        yield { column, judgement };
      }
    }
  }
}

interface Around {
  readonly use: ValueUse;
  /** Which of the use's values it is. */
  readonly place: number;
  readonly others: readonly UsedValue[];
  readonly look: (column: ColumnName) => Seen | undefined;
}

type Judge = (operand: Operand, around: Around) => Judgement | null;

const wrong = (cause: NoteCause): Judgement => ({ cause, unless: [] });

const JUDGES: Readonly<Record<Exclude<Shown["kind"], "clear">, Judge>> = {
  constant: () => wrong("redaction"),
  nothing: () => wrong("no-value"),
  token: (operand, around) => {
    const { shown } = operand;
    const { kind } = around.use;
    if (shown.kind !== "token" || kind === "null-test" || kind === "count" || kind === "truth") return null;
    if (kind === "match") return wrong("plain-value");
    if (kind === "sorting") return wrong("pseudonym-order");
    if (kind === "order") return wrong(operand.part === "whole" ? "pseudonym-order" : "pseudonym-computed");
    if (kind === "sum" || kind === "computing" || operand.part !== "whole") return wrong("pseudonym-computed");
    return kind === "grouping" ? null : equalToken(shown, around);
  },
  partial: ({ shown, part }, { use, others, place }) => {
    if (shown.kind !== "partial" || use.kind === "null-test" || use.kind === "count") return null;
    if (keeps(shown, part)) return null;
    if (part !== "whole") return wrong("partial");
    if (use.kind !== "equality" && (use.kind !== "match" || place !== 0)) return wrong("partial");
    return unlessAll("partial", others, { kind: use.kind === "match" ? "partial-pattern" : "stars", ...pick(shown) });
  },
  year: ({ shown, part }, { use, others, place }) => {
    if (shown.kind !== "year" || use.kind === "null-test" || use.kind === "count") return null;
    // a date that is kept as text begins with its year
    if (part === "year" || part === "first 4") return null;
    if (part !== "whole") return wrong("year");
    if (use.kind === "match" && place === 0) return unlessAll("year", others, { kind: "year-pattern" });
    if (use.kind !== "order" || use.comparison === undefined) return wrong("year");
    return unlessAll("year", others, { kind: "year-bound", comparison: seenFrom(place, use), days: shown.days });
  },
  bucket: ({ shown, part }, { use, others, place }) => {
    if (shown.kind !== "bucket" || use.kind === "null-test" || use.kind === "count") return null;
    if (part !== "whole" || use.kind !== "order" || use.comparison === undefined) return wrong("bucket");
    return unlessAll("bucket", others, { kind: "multiple", comparison: seenFrom(place, use), size: shown.size });
  },
};

/** Whether the part that is asked for is shown. */
function keeps({ keep, count }: Extract<Shown, { kind: "partial" }>, part: Part): boolean {
  if (part === "length" || part === keep) return true;
  const [, side, number] = /^(first|last) (\d+)$/.exec(part) ?? [];
  return side === keep && Number(number) <= count;
}

function pick({ keep, count }: Extract<Shown, { kind: "partial" }>): { keep: typeof keep; count: number } {
  return { keep, count };
}

/** A token equals tokens of its class, and what looks like one. */
function equalToken(token: Extract<Shown, { kind: "token" }>, { others, look }: Around): Judgement | null {
  const checks: Pending[] = [];
  for (const { columns, constants } of others) {
    for (const { column, part } of columns) {
      const shown = look(column)?.shown ?? null;
      const alike = shown?.kind === "token" && shown.class === token.class && shown.form === token.form;
      if (!alike || part !== "whole") return wrong("pseudonym-mixed");
    }
    if (columns.length === 0 && constants.length === 0) return wrong("plain-value");
    checks.push(...constants.map((constant) => ({ constant, check: { kind: "token", ...formOf(token) } as const })));
  }
  return checks.length === 0 ? null : { cause: "plain-value", unless: checks };
}

function formOf({ class: dataClass, form }: Extract<Shown, { kind: "token" }>): { class: string; form: typeof form } {
  return { class: dataClass, form };
}

/** Wrong unless it is compared with constants, and each of them fits. */
function unlessAll(cause: NoteCause, others: readonly UsedValue[], check: Check): Judgement {
  const constants = others.flatMap((other) => other.constants);
  if (others.some((other) => other.columns.length > 0 || other.constants.length === 0)) return wrong(cause);
  return { cause, unless: constants.map((constant) => ({ constant, check })) };
}

const TURNED = { "=": "=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

/** How the value at this place is compared with the other. */
function seenFrom(place: number, { comparison = "=" }: ValueUse): NonNullable<ValueUse["comparison"]> {
  return place === 0 ? comparison : TURNED[comparison];
}
