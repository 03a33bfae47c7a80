// What entries are asked for: every part that is given must fit. Made by `readFilter`, which refuses what makes no sense.

import { Failure } from "../../model/failure.ts";
import { nearNames } from "../../policy/near-names.ts";
import { ENTRY_KINDS } from "../entry/entry-draft.ts";
import { formatTerm, type TermKind, termsOf, wordsOf } from "../entry/entry-terms.ts";
import type { LedgerRecord } from "../entry/ledger-record.ts";
import { readTime } from "../entry/read-time.ts";

/** What a filter can name, and by which term an entry has it. */
export const FILTER_TERMS = {
  caller: "caller",
  role: "role",
  client: "client",
  model: "model",
  session: "session",
  tool: "tool",
  kind: "kind",
  database: "database",
  decision: "decision",
  rule: "rule",
  code: "code",
  approval: "approval",
  table: "table",
  column: "column",
  class: "class",
} as const satisfies Readonly<Record<string, TermKind>>;

export type FilterName = keyof typeof FILTER_TERMS;

export interface LedgerFilter {
  /** All of them must be there. */
  readonly terms: readonly string[];
  /** The normalised statement holds it, white space and case apart; null for any. In lower case. */
  readonly phrase: string | null;
  /** One call and what came of it. */
  readonly correlation: string | null;
  /** RFC 3339 in UTC; `since` is within, `until` is not. */
  readonly since: string | null;
  readonly until: string | null;
}

export type WrittenFilter = Readonly<
  Partial<Record<FilterName | "text" | "correlation" | "since" | "until", string | undefined>>
>;

const FORMS: Readonly<Partial<Record<FilterName, { readonly form: RegExp; readonly wanted: string }>>> = {
  table: { form: /^[^.]+\.[^.].*$/, wanted: "a table is written schema.name, such as public.customers" },
  column: { form: /^[^.]+\.[^.]+\..+$/, wanted: "a column is written schema.table.column" },
  class: { form: /^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, wanted: "a class is lower-case words joined by hyphens" },
};

const CLOSED: Readonly<Partial<Record<FilterName, readonly string[]>>> = {
  decision: ["allow", "ask", "deny"],
  kind: ENTRY_KINDS,
};

/** Throws a Failure `usage`. */
export function readFilter(written: WrittenFilter): LedgerFilter {
  const terms: string[] = [];
  for (const [name, value] of Object.entries(written)) {
    if (!isFilterName(name) || value === undefined) continue;
    checkValue(name, value);
    terms.push(formatTerm(FILTER_TERMS[name], value));
  }
  const phrase = written.text === undefined ? null : collapse(written.text);
  const words = wordsOf(phrase ?? "");
  if (phrase !== null && words.length === 0)
    throw new Failure("usage", "`text` holds no word to search for; give one.");
  const since = readMoment("since", written.since);
  const until = readMoment("until", written.until);
  if (since !== null && until !== null && since >= until) {
    throw new Failure("usage", "The range ends before it begins; give a `since` that is earlier than `until`.");
  }
  return {
    terms: [...terms, ...new Set(words.map((word) => formatTerm("word", word)))],
    phrase,
    correlation: written.correlation ?? null,
    since,
    until,
  };
}

function isFilterName(name: string): name is FilterName {
  return name in FILTER_TERMS;
}

function checkValue(name: FilterName, value: string): void {
  const form = FORMS[name];
  if (value === "" || (form !== undefined && !form.form.test(value))) {
    throw new Failure("usage", `\`${name}\` cannot be \`${value}\`: ${form?.wanted ?? "it is empty"}.`);
  }
  const closed = CLOSED[name];
  if (closed === undefined || closed.includes(value)) return;
  const near = nearNames(value, closed);
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there is ${closed.join(", ")}.`;
  throw new Failure("usage", `There is no ${name} \`${value}\`; ${hint}`);
}

function readMoment(name: string, written: string | undefined): string | null {
  if (written === undefined) return null;
  const time = readTime(written, null);
  if (time === null)
    throw new Failure("usage", `\`${name}\` is no time; write it like 2026-11-21 or 2026-11-21T08:00:00Z.`);
  return time;
}

/** Whether the entry's own text is what is asked for: an index may propose, and this decides. */
export function fitsFilter(record: LedgerRecord, filter: LedgerFilter): boolean {
  const { terms, phrase, correlation, since, until } = filter;
  if (correlation !== null && record.correlation !== correlation) return false;
  if (since !== null && record.time < since) return false;
  if (until !== null && record.time >= until) return false;
  if (phrase !== null && !collapse(record.statement?.normalised ?? "").includes(phrase)) return false;
  if (terms.length === 0) return true;
  const held = termsOf(record);
  return terms.every((term) => held.has(term));
}

/** White space means nothing beside punctuation, and elsewhere that two words are two. */
function collapse(text: string): string {
  return text
    .toLowerCase()
    .replace(/\s+/g, " ")
    .replace(/ ?([^\p{L}\p{N}_ ]) ?/gu, "$1")
    .trim();
}
