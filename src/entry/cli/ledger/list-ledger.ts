// `gatehouse ledger list`: entries, newest first, a line each.

import type { LedgerFilter } from "../../../adapters/sqlite/ledger-reader.ts";
import type { LedgerRecord } from "../../../core/ledger/derived-columns.ts";
import { Failure } from "../../../core/model/failure.ts";
import { type Io, paint } from "../io.ts";
import { ledgerAt } from "./ledger-at.ts";

type ListOptions = Readonly<Record<string, string | number | true>> & {
  readonly config: string;
  readonly limit: number;
};

const TEXT_FILTERS = [
  "principal",
  "role",
  "client",
  "session",
  "tool",
  "database",
  "decision",
  "code",
  "kind",
] as const;

export async function listLedger(options: ListOptions, io: Io): Promise<number> {
  const filter = toFilter(options);
  const reader = await ledgerAt(options);
  try {
    const entries = reader.list(filter, options.limit + 1);
    const page = entries.slice(0, options.limit);
    if (options["json"] === true) {
      for (const entry of page) io.out(reader.show(entry.index)?.body ?? "");
      return 0;
    }
    if (page.length === 0) {
      io.out("No entry fits. The ledger is filled by calls; leave filters out to see more.");
      return 0;
    }
    io.out(paint(io, "bold", row(["index", "time (local)", "caller", "role", "tool", "decision", "rows", "what"])));
    for (const entry of page) io.out(describeEntry(entry, io));
    const last = page.at(-1);
    if (entries.length > page.length && last !== undefined)
      io.out(paint(io, "dim", `more: add --before ${last.index}`));
    return 0;
  } finally {
    reader.close();
  }
}

function toFilter(options: ListOptions): LedgerFilter {
  const filter: Record<string, string | number> = {};
  for (const name of TEXT_FILTERS) {
    const value = options[name];
    if (typeof value === "string") filter[name] = value;
  }
  if (typeof options["table"] === "string") filter["object"] = `relation ${options["table"]}`;
  if (typeof options["class"] === "string") {
    if (filter["object"] !== undefined)
      throw new Failure("usage", "Filter by --table or by --class, not by both at once.");
    filter["object"] = `class ${options["class"]}`;
  }
  for (const name of ["since", "until"] as const) {
    const value = options[name];
    if (typeof value !== "string") continue;
    const time = new Date(value);
    if (Number.isNaN(time.getTime()))
      throw new Failure("usage", `--${name} is no time; write it like 2026-11-21T08:00:00Z.`);
    filter[name] = time.toISOString();
  }
  if (typeof options["before"] === "number") filter["before"] = options["before"];
  return filter;
}

const WIDTHS = [7, 20, 14, 18, 17, 9, 6] as const;

function row(cells: readonly string[]): string {
  return cells
    .map((cell, place) =>
      place < WIDTHS.length ? cell.slice(0, (WIDTHS[place] ?? 0) - 1).padEnd(WIDTHS[place] ?? 0) : cell,
    )
    .join("");
}

function describeEntry(entry: LedgerRecord, io: Io): string {
  const effect = entry.decision?.effect ?? "";
  const text = row([
    String(entry.index),
    localTime(entry.time),
    entry.caller?.principal ?? "-",
    entry.caller?.role ?? "",
    entry.tool ?? entry.kind,
    effect,
    entry.result === undefined ? "" : String(entry.result.rows),
    visible(
      entry.decision?.code ??
        entry.statement?.normalised ??
        entry.touched?.map(({ relation }) => relation).join(", ") ??
        "",
    ).slice(0, 80),
  ]);
  return effect === "deny" ? paint(io, "red", text) : text;
}

/** Terminals obey control characters, and entries hold what callers wrote. */
export function visible(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => `\\u{${character.codePointAt(0)?.toString(16) ?? ""}}`);
}

function localTime(time: string): string {
  const date = new Date(time);
  const two = (value: number) => String(value).padStart(2, "0");
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())} ${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}`;
}
