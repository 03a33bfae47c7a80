// `gatehouse break-glass list`: what is open, and what waits for its review. Only read: of a project's ledger.

import { systemClock } from "../../../adapters/system/system-clock.ts";
import { formatTime } from "../../../core/ledger/entry/entry-record.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { type BreakGlass, isOpen, isOverdue } from "../../../core/review/break-glass.ts";
import { formatTable } from "../demo/format-table.ts";
import { ledgerAt } from "../ledger/ledger-at.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";

export interface ListBreakGlassOptions {
  readonly config: string;
  readonly all?: true;
  readonly json?: true;
}

export async function listBreakGlass(options: ListBreakGlassOptions, io: Io): Promise<number> {
  const now = formatTime(systemClock.now());
  const { stored } = await ledgerAt(options);
  const reader = await stored.read();
  try {
    const every = await reader.breakGlass();
    const shown = every.filter((opening) => options.all === true || opening.review === null);
    if (options.json === true) {
      for (const opening of shown) io.json({ ...opening, state: stateOf(opening, now) });
    } else if (shown.length === 0) io.out("Nothing is open, and nothing waits for its review.");
    else {
      const rows = shown.map((opening) => [
        opening.request.slice(-12),
        stateOf(opening, now),
        ...[
          opening.opener,
          `${opening.reader} (${opening.role})`,
          `${opening.database} ${opening.columns.join(", ")}`,
        ].map(visibleLine),
        opening.until.slice(0, 16).replace("T", " "),
        opening.reviewBy.slice(0, 16).replace("T", " "),
        visibleLine(opening.reason),
      ]);
      const head = ["id", "state", "opened by", "for", "columns", "until (UTC)", "review by", "reason"];
      io.out(...formatTable(head, rows).map((line) => paint(io, "red", line)));
    }
    return every.some((opening) => isOverdue(opening, now)) ? 1 : 0;
  } finally {
    await reader.close();
  }
}

function stateOf(opening: BreakGlass, now: string): string {
  if (opening.review !== null) return opening.review.finding;
  if (isOpen(opening, now)) return "OPEN";
  return isOverdue(opening, now) ? "OVERDUE" : "to review";
}
