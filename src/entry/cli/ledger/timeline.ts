// `gatehouse ledger timeline`: one session, approval or call from its first entry to its last, as it went on.

import type { LedgerRecord } from "../../../core/ledger/entry/ledger-record.ts";
import { readFilter, type WrittenFilter } from "../../../core/ledger/search/ledger-filter.ts";
import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { detailText, localTime } from "./describe-entry.ts";
import { nameApproval, openSearch } from "./find-entries.ts";

export interface TimelineOptions extends Pick<WrittenFilter, "session" | "approval" | "correlation"> {
  readonly config: string;
  readonly file?: string;
  readonly json?: true;
}

export async function timeline(options: TimelineOptions, io: Io): Promise<number> {
  const { session, approval, correlation } = options;
  const named = Object.entries({ session, approval, correlation }).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, value] as const],
  );
  const [only, ...others] = named;
  if (only === undefined || others.length > 0)
    throw new Failure("usage", "Name one of --session, --approval and --correlation.");
  const [what, given] = only;
  const search = await openSearch(options, io);
  try {
    const id = what === "approval" ? await nameApproval(given, search.reader) : given;
    let first: LedgerRecord | null = null;
    for await (const { record, body } of search.find(readFilter({ [what]: id }), { descending: false, cursor: null })) {
      if (options.json === true) io.jsonText(body);
      else {
        if (first === null)
          io.out(`${paint(io, "bold", `${what} ${visibleLine(id)}`)}, from ${localTime(record.time)}`);
        first ??= record;
        io.out(...describeStep(record, { start: first.time, io }));
      }
      first ??= record;
    }
    if (first === null)
      throw new Failure(
        "usage",
        `No entry belongs to the ${what} \`${visibleLine(id)}\`; gatehouse ledger list --json shows ids.`,
      );
    return 0;
  } finally {
    await search.close();
  }
}

function describeStep(record: LedgerRecord, { start, io }: { start: string; io: Io }): readonly string[] {
  const { decision, result, caller, statement, detail, reason } = record;
  const seconds = ((Date.parse(record.time) - Date.parse(start)) / 1_000).toFixed(3);
  const effect = decision?.effect ?? "";
  const said = [
    paint(io, "bold", record.tool ?? record.kind),
    caller === undefined ? "" : `${visibleLine(caller.principal)} (${visibleLine(caller.role)})`,
    paint(io, effect === "deny" ? "red" : effect === "ask" ? "yellow" : "green", effect),
    decision?.code ?? "",
    result === undefined
      ? ""
      : `${result.rows} ${result.rows === 1 ? "row" : "rows"} in ${(result.microseconds / 1_000).toFixed(1)} ms`,
  ];
  const more = [
    statement?.normalised,
    ...(record.touched ?? []).map(({ relation, access, columns, treatments }) => {
      const shown = columns.map((column) => `${column}${column in treatments ? `→${treatments[column] ?? ""}` : ""}`);
      return `${access} ${relation}(${shown.join(", ")})`;
    }),
    detail === undefined ? undefined : detailText(detail),
    reason === undefined ? undefined : `“${reason}”`,
  ];
  return [
    `${`+${seconds} s`.padStart(12)}  #${String(record.index).padEnd(8)}${said.filter((part) => part !== "").join("  ")}`,
    ...more
      .filter((line) => line !== undefined)
      .map((line) => `${" ".repeat(23)}${paint(io, "dim", visibleLine(line))}`),
  ];
}
