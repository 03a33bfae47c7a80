// What an entry can be found by: each a kind and a value, such as `caller claude` or `column public.customers.email`.
// Filters and the search index speak of entries in these terms alone, so that both mean the same.

import type { LedgerRecord } from "./ledger-record.ts";

export const TERM_KINDS = [
  "caller",
  "role",
  "client",
  "model",
  "session",
  "tool",
  "kind",
  "database",
  "decision",
  "rule",
  "code",
  "approval",
  "table",
  "column",
  "class",
  "treatment",
  "word",
] as const;
export type TermKind = (typeof TERM_KINDS)[number];

export function formatTerm(kind: TermKind, value: string): string {
  return `${kind} ${value}`;
}

/** Each once, in no order that means anything. */
export function termsOf(record: LedgerRecord): ReadonlySet<string> {
  const terms = new Set<string>();
  const add = (kind: TermKind, value: unknown) => {
    if (typeof value === "string") terms.add(`${kind} ${value}`);
  };
  const { caller, agent, decision } = record;
  add("kind", record.kind);
  add("caller", caller?.principal);
  add("role", caller?.role);
  add("client", agent?.client);
  add("model", agent?.model);
  add("session", agent?.session);
  add("tool", record.tool);
  add("database", record.target?.database);
  add("decision", decision?.effect);
  add("rule", decision?.rule);
  add("code", decision?.code);
  for (const id of approvalsOf(record)) add("approval", id);
  for (const { relation, columns, classes, treatments } of record.touched ?? []) {
    add("table", relation);
    for (const column of columns) add("column", `${relation}.${column}`);
    for (const name of classes) add("class", name);
    for (const treatment of Object.values(treatments)) add("treatment", treatment);
  }
  for (const word of wordsOf(record.statement?.normalised ?? "")) add("word", word);
  return terms;
}

const STEP = /^(approval|write|break-glass)\./;

/** True of a step in an approval's life; a review comes after it. */
export function isApprovalStep(kind: string): boolean {
  return STEP.test(kind) && kind !== "break-glass.reviewed";
}

/** The approvals that an entry belongs to: one that it is a step of, one that a call asked for or carried out, one that it reverts. */
export function approvalsOf({ kind, correlation, detail }: LedgerRecord): readonly string[] {
  const step = isApprovalStep(kind) ? [correlation] : [];
  const named = [detail?.["request"], detail?.["reverts"]].filter((id) => typeof id === "string");
  const used = [detail?.["access"], detail?.["break-glass"]].flatMap((ids) =>
    typeof ids === "string" ? ids.split(" ") : [],
  );
  return [...new Set([...step, ...named, ...used])];
}

const LONGEST_WORD = 64;

/** The words of a normalised statement or of a search: letters, digits and underscores, in lower case. */
export function wordsOf(text: string): readonly string[] {
  return (text.toLowerCase().match(/[\p{L}\p{N}_]+/gu) ?? []).map((word) => word.slice(0, LONGEST_WORD));
}
