// Break-glass openings as the ledger tells of them: who opened what for whom, how it ended, and who looked at it afterwards.
// They are read from the entries, so that there is nothing beside them to alter.

import type { LedgerRecord } from "../ledger/entry/ledger-record.ts";

export const BREAK_GLASS_KINDS = ["break-glass.opened", "break-glass.ended", "break-glass.reviewed"] as const;

export const FINDINGS = ["justified", "unjustified"] as const;
export type Finding = (typeof FINDINGS)[number];

export interface BreakGlass {
  /** Id of the request. */
  readonly request: string;
  readonly digest: string;
  /** Entry that opened it. */
  readonly entry: number;
  readonly time: string;
  readonly opener: string;
  readonly reader: string;
  readonly role: string;
  readonly database: string;
  /** `schema.table.column` each. */
  readonly columns: readonly string[];
  readonly reason: string;
  /** Until when it was opened, and until when it has to have been reviewed. RFC 3339. */
  readonly until: string;
  readonly reviewBy: string;
  /** Before its time was over. */
  readonly ended: { readonly entry: number; readonly time: string; readonly by: string; readonly why: string } | null;
  readonly review: {
    readonly entry: number;
    readonly time: string;
    readonly reviewer: string;
    readonly finding: string;
    readonly reason: string;
  } | null;
}

/** `records` are the entries of the three kinds, in order; others are passed over. */
export function readBreakGlass(records: Iterable<LedgerRecord>): readonly BreakGlass[] {
  const openings = new Map<string, BreakGlass>();
  for (const record of records) {
    const { kind, index, time, caller, reason = "", detail } = record;
    const id = kind === "break-glass.reviewed" ? String(detail?.["request"]) : record.correlation;
    const known = openings.get(id);
    if (kind === "break-glass.opened") openings.set(id, toBreakGlass(record));
    else if (known === undefined) continue;
    else if (kind === "break-glass.ended") {
      const why = String(detail?.["why"] ?? (reason || "ended"));
      openings.set(id, { ...known, ended: { entry: index, time, by: caller?.principal ?? "-", why } });
    } else if (kind === "break-glass.reviewed" && detail?.["digest"] === known.digest) {
      const finding = String(detail["finding"]);
      openings.set(id, {
        ...known,
        review: { entry: index, time, reviewer: caller?.principal ?? "-", finding, reason },
      });
    }
  }
  return [...openings.values()];
}

function toBreakGlass({ correlation, index, time, caller, target, touched, reason, detail }: LedgerRecord): BreakGlass {
  const word = (name: string) => String(detail?.[name] ?? "");
  return {
    request: correlation,
    digest: word("digest"),
    entry: index,
    time,
    opener: caller?.principal ?? "-",
    reader: word("reader"),
    role: word("readerRole"),
    database: target?.database ?? "-",
    columns: (touched ?? []).flatMap(({ relation, columns }) => columns.map((column) => `${relation}.${column}`)),
    reason: reason ?? "",
    until: word("until"),
    reviewBy: word("reviewBy"),
    ended: null,
    review: null,
  };
}

/** In force, as far as the ledger tells. */
export function isOpen({ ended, until }: BreakGlass, now: string): boolean {
  return ended === null && now < until;
}

/** Nobody has signed it off, and the time for it has passed. */
export function isOverdue({ review, reviewBy }: BreakGlass, now: string): boolean {
  return review === null && now > reviewBy;
}
