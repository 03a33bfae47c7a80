// One entry as it stands in the ledger: the draft of a call with its place, time and origin. What is absent is omitted.
// The layout is version 1 of docs/ledger-format.md.

import { Failure } from "../../model/failure.ts";
import { type Canonical, Written } from "./canonical-json.ts";
import { CLOCK_SET_BACK, type EntryDraft, type EntryKind } from "./entry-draft.ts";

export interface EntryPlace {
  readonly index: number;
  /** RFC 3339, UTC, microseconds. */
  readonly time: string;
  /** The server process that wrote it. */
  readonly server: { readonly instance: string; readonly version: string; readonly pid: number };
  /** Salted digest of what is sealed aside; null when nothing is. */
  readonly sealed: string | null;
}

/**
 * Makes records as values for canonical JSON. Parts that are the same objects in many drafts (who calls, what a plan touches) are written
 * once, and kept as long as those objects are. INVARIANT: a part of a draft never changes.
 */
export class RecordMaker {
  readonly #written = new WeakMap<object, Written>();

  makeRecord(draft: EntryDraft, place: EntryPlace): Canonical {
    return {
      agent: this.#shared(draft.agent, present),
      caller: this.#shared(draft.caller, present),
      correlation: draft.correlation,
      decision: present(draft.decision),
      detail: present(draft.detail),
      index: place.index,
      kind: draft.kind,
      policy: draft.policyDigest ?? undefined,
      reason: draft.reason ?? undefined,
      result: present(draft.result),
      sealed: place.sealed ?? undefined,
      server: this.#shared(place.server, present),
      statement: this.#shared(draft.statement, describeStatement),
      target: present(draft.target),
      time: place.time,
      tool: draft.tool ?? undefined,
      touched: draft.touched.length === 0 ? undefined : this.#shared(draft.touched, describeTouched),
      v: 1,
    };
  }

  #shared<Part extends object>(part: Part | null, describe: (part: Part) => Canonical): Written | undefined {
    if (part === null) return undefined;
    const known = this.#written.get(part);
    if (known !== undefined) return known;
    const written = Written.of(describe(part));
    this.#written.set(part, written);
    return written;
  }
}

function describeStatement(statement: NonNullable<EntryDraft["statement"]>): Canonical {
  return { ...statement, normalised: shorten(statement.normalised) };
}

function describeTouched(touched: EntryDraft["touched"]): Canonical {
  return touched.map((each) => ({ ...each }));
}

const LONGEST_TEXT = 16_384;

/** An entry has to fit 60 KiB (C2SP tlog-tiles); the whole statement is sealed aside. */
function shorten(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT).replace(/[\uD800-\uDBFF]$/, "")}…`;
}

type Part = Readonly<Record<string, Canonical | null>>;

function present(part: Part): Canonical;
function present(part: Part | null): Canonical | undefined;
function present(part: Part | null): Canonical | undefined {
  if (part === null) return undefined;
  const kept: Record<string, Canonical> = {};
  for (const [key, value] of Object.entries(part)) if (value !== null) kept[key] = value;
  return kept;
}

/** RFC 3339 in UTC with six digits, from microseconds since the Unix epoch. */
export function formatTime(microseconds: number): string {
  const milliseconds = Math.floor(microseconds / 1_000);
  const rest = String(microseconds - milliseconds * 1_000).padStart(3, "0");
  return `${new Date(milliseconds).toISOString().slice(0, -1)}${rest}Z`;
}

/** Clocks of processes on one machine differ by this at most when nobody touches them. */
const TOLERATED_MICROSECONDS = 10_000_000;

/** Whether the clock is right enough for the entry after one of `last`. */
export function isTolerable(now: number, last: string): boolean {
  return formatTime(now + TOLERATED_MICROSECONDS) >= last;
}

const ONLY_STOPS: ReadonlySet<string> = new Set<EntryKind>([
  "lock.set",
  "break-glass.ended",
  "approval.revoked",
  "approval.cancelled",
  "token.revoked",
]);

/**
 * The time of the entry after one of `last`: never earlier, whatever the clock says, so that entries are in order of time.
 * Throws a Failure `clock-behind` when the clock is far behind, unless the entry is the one that accepts it, or of what only ever stops
 * something: a process whose clock was ahead must not keep anybody from that.
 */
export function timeAfter(last: string, { now, kind }: { now: number; kind: string }): string {
  const time = formatTime(now);
  if (time >= last || kind === CLOCK_SET_BACK) return time;
  if (isTolerable(now, last) || ONLY_STOPS.has(kind)) return last;
  throw new Failure(
    "clock-behind",
    `The clock says ${time} and the ledger's last entry is of ${last}; set the clock, or run gatehouse ledger accept-clock if the ledger's time was wrong.`,
  );
}
