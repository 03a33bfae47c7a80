// One entry as it stands in the ledger: the draft of a call with its place, time and origin. What is absent is omitted.
// The layout is version 1 of docs/ledger-format.md.

import { Failure } from "../model/failure.ts";
import type { Canonical } from "./canonical-json.ts";
import { CLOCK_SET_BACK, type EntryDraft } from "./entry.ts";

export interface EntryPlace {
  readonly index: number;
  /** RFC 3339, UTC, microseconds. */
  readonly time: string;
  /** The server process that wrote it. */
  readonly server: { readonly instance: string; readonly version: string; readonly pid: number };
  /** Salted digest of what is sealed aside; null when nothing is. */
  readonly sealed: string | null;
}

/** The entry as a value for canonical JSON. */
export function makeRecord(draft: EntryDraft, place: EntryPlace): Canonical {
  return {
    v: 1,
    index: place.index,
    time: place.time,
    kind: draft.kind,
    correlation: draft.correlation,
    server: place.server,
    caller: present(draft.caller),
    agent: present(draft.agent),
    tool: draft.tool ?? undefined,
    target: present(draft.target),
    statement: present(draft.statement && { ...draft.statement, normalised: shorten(draft.statement.normalised) }),
    touched: draft.touched.length === 0 ? undefined : draft.touched.map((touched) => ({ ...touched })),
    decision: present(draft.decision),
    result: present(draft.result),
    reason: draft.reason ?? undefined,
    policy: draft.policyDigest ?? undefined,
    detail: present(draft.detail),
    sealed: place.sealed ?? undefined,
  };
}

const LONGEST_TEXT = 16_384;

/** An entry has to fit 60 KiB (C2SP tlog-tiles); the whole statement is sealed aside. */
function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

function present(part: Readonly<Record<string, Canonical | null>> | null): Canonical | undefined {
  if (part === null) return undefined;
  return Object.fromEntries(
    Object.entries(part).flatMap(([key, value]) => (value === null ? [] : [[key, value] as const])),
  );
}

/** RFC 3339 in UTC with six digits, from microseconds since the Unix epoch. */
export function formatTime(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1_000);
  const rest = String(microseconds - milliseconds * 1_000).padStart(3, "0");
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${rest}Z`;
}

/** Clocks of processes on one machine differ by this at most when nobody touches them. */
const TOLERATED_MICROSECONDS = 10_000_000;

/**
 * The time of the entry after one of `last`: never earlier, whatever the clock says, so that entries are in order of time.
 * Throws a Failure `clock-behind` when the clock is far behind, unless the entry is the one that accepts it.
 */
export function timeAfter(last: string, { now, kind }: { now: number; kind: string }): string {
  const time = formatTime(now);
  if (time >= last || kind === CLOCK_SET_BACK) return time;
  if (formatTime(now + TOLERATED_MICROSECONDS) >= last) return last;
  throw new Failure(
    "clock-behind",
    `The clock says ${time} and the ledger's last entry is of ${last}; set the clock, or run gatehouse ledger accept-clock if the ledger's time was wrong.`,
  );
}
