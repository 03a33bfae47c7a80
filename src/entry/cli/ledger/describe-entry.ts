// One entry as a line of a table for people.

import type { LedgerRecord } from "../../../core/ledger/entry/ledger-record.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { cutCell, padCell } from "../terminal/cells.ts";
import { type Palette, paint } from "../terminal/paint.ts";

const HEAD = ["index", "time (local)", "caller", "role", "what", "decision", "rows", ""] as const;
const WIDTHS = [8, 20, 14, 18, 17, 9, 6] as const;
const LONGEST = 100;

export function entryHead(io: Palette): string {
  return paint(io, "bold", row(HEAD).trimEnd());
}

export function entryLine(entry: LedgerRecord, io: Palette): string {
  const effect = entry.decision?.effect ?? "";
  const line = row([
    String(entry.index),
    localTime(entry.time),
    entry.caller?.principal ?? "-",
    entry.caller?.role ?? "",
    entry.tool ?? entry.kind,
    effect,
    entry.result === undefined ? "" : String(entry.result.rows),
    gist(entry),
  ]).trimEnd();
  return effect === "deny" ? paint(io, "red", line) : line;
}

/** What an entry is about, in a few words: why it was refused, what it read, what it says. */
function gist(entry: LedgerRecord): string {
  const { decision, statement, touched, reason, detail } = entry;
  const about = [
    decision?.code,
    statement?.normalised ?? touched?.map(({ relation }) => relation).join(", "),
    statement === undefined && detail !== undefined ? detailText(detail) : undefined,
    reason === undefined ? undefined : `“${reason}”`,
  ];
  return cutCell(visibleLine(about.filter((part) => part !== undefined && part !== "").join("  ")), LONGEST);
}

/** A signature and the text under it take a page: `ledger show` has them. */
const LONG_DETAILS: ReadonlySet<string> = new Set(["signature", "signed"]);

export function detailText(detail: NonNullable<LedgerRecord["detail"]>): string {
  return Object.entries(detail)
    .filter(([name]) => !LONG_DETAILS.has(name))
    .map(([name, value]) => `${name}=${String(value)}`)
    .join(" ");
}

function row(cells: readonly string[]): string {
  return cells
    .map((cell, place) => {
      const width = WIDTHS[place];
      if (width === undefined) return cell;
      return padCell(cutCell(visibleLine(cell), width - 1), width);
    })
    .join("");
}

export function localTime(time: string): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
