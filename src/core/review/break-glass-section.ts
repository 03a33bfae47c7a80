// What was opened in an emergency, as the list of its own that reports and reviews have of it.

import type { ReportSection } from "../report/report-document.ts";
import { type BreakGlass, isOpen, isOverdue } from "./break-glass.ts";

/** What was read by one, as far as the period of the report goes. */
export interface BreakGlassUse {
  readonly count: number;
  readonly rows: number;
  readonly samples: readonly number[];
}

export function describeBreakGlass(
  openings: readonly BreakGlass[],
  { now, uses }: { now: string; uses: ReadonlyMap<string, BreakGlassUse> | null },
): ReportSection {
  const overdue = openings.filter((opening) => isOverdue(opening, now));
  const waiting = openings.filter((opening) => opening.review === null && !isOverdue(opening, now));
  return {
    title: "Break-glass",
    text: [
      `Masked columns that one person opened alone: ${openings.length}. Not reviewed in time: ${overdue.length}${listIds(overdue)}. Waiting for their review: ${waiting.length}${listIds(waiting)}.`,
    ],
    tables: [
      {
        head: ["request", "opened by", "for", "columns", "reason", "from", "until", "used", "review"],
        rows: openings.map((opening) => [
          `${opening.request} (#${opening.entry})`,
          opening.opener,
          `${opening.reader} as ${opening.role}`,
          `${opening.database} ${opening.columns.join(", ")}`,
          opening.reason,
          opening.time,
          describeEnd(opening, now),
          uses === null ? "-" : describeUse(uses.get(opening.request)),
          describeReview(opening, now),
        ]),
        empty: "Nothing was opened in this period.",
      },
    ],
  };
}

function describeEnd(opening: BreakGlass, now: string): string {
  const { ended, until } = opening;
  if (ended !== null && ended.time < until) return `${ended.time} (${ended.why}, #${ended.entry})`;
  return isOpen(opening, now) ? `${until}: STILL OPEN` : until;
}

function describeUse(use: BreakGlassUse | undefined): string {
  if (use === undefined) return "not in this period";
  const samples = use.samples.map((index) => `#${index}`).join(" ");
  return `${use.count} ${use.count === 1 ? "call" : "calls"}, ${use.rows} rows: ${samples}`;
}

function describeReview(opening: BreakGlass, now: string): string {
  const { review, reviewBy } = opening;
  if (review === null) return isOverdue(opening, now) ? `OVERDUE since ${reviewBy}` : `due by ${reviewBy}`;
  return `${review.finding}, by ${review.reviewer} (#${review.entry})${review.reason === "" ? "" : `: “${review.reason}”`}`;
}

function listIds(openings: readonly BreakGlass[]): string {
  return openings.length === 0 ? "" : ` (${openings.map(({ request }) => request).join(", ")})`;
}
