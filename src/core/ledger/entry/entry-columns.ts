// An entry as a row: what a table, a CSV file or a script takes from it. A lossy view; the canonical entry is what is proved.

import { Failure } from "../../model/failure.ts";
import { nearNames } from "../../policy/near-names.ts";
import { approvalsOf } from "./entry-terms.ts";
import type { LedgerRecord } from "./ledger-record.ts";

type Cell = string | number | boolean | undefined;

const COLUMNS = {
  index: ({ index }) => index,
  time: ({ time }) => time,
  kind: ({ kind }) => kind,
  caller: ({ caller }) => caller?.principal,
  role: ({ caller }) => caller?.role,
  method: ({ caller }) => caller?.method,
  owner: ({ caller }) => caller?.owner,
  client: ({ agent }) => agent?.client,
  client_version: ({ agent }) => agent?.version,
  model: ({ agent }) => agent?.model,
  session: ({ agent }) => agent?.session,
  correlation: ({ correlation }) => correlation,
  approval: (record) => approvalsOf(record).join(" "),
  tool: ({ tool }) => tool,
  database: ({ target }) => target?.database,
  statement_kind: ({ statement }) => statement?.kind,
  fingerprint: ({ statement }) => statement?.fingerprint,
  statement: ({ statement }) => statement?.normalised,
  tables: ({ touched }) => touched?.map(({ relation }) => relation).join(" "),
  columns: ({ touched }) =>
    touched?.flatMap(({ relation, columns }) => columns.map((column) => `${relation}.${column}`)).join(" "),
  classes: ({ touched }) => [...new Set(touched?.flatMap(({ classes }) => classes))].join(" "),
  treatments: ({ touched }) =>
    touched
      ?.flatMap(({ relation, treatments }) =>
        Object.entries(treatments).map(([column, treatment]) => `${relation}.${column}=${treatment}`),
      )
      .join(" "),
  decision: ({ decision }) => decision?.effect,
  rule: ({ decision }) => decision?.rule,
  code: ({ decision }) => decision?.code,
  status: ({ result }) => result?.status,
  rows: ({ result }) => result?.rows,
  bytes: ({ result }) => result?.bytes,
  truncated: ({ result }) => result?.truncated,
  microseconds: ({ result }) => result?.microseconds,
  reason: ({ reason }) => reason,
  policy: ({ policy }) => policy,
} as const satisfies Readonly<Record<string, (record: LedgerRecord) => Cell>>;

export type EntryColumn = keyof typeof COLUMNS;

const NAMES = Object.keys(COLUMNS).filter(isColumn);

function isColumn(name: string): name is EntryColumn {
  return name in COLUMNS;
}

/** `index,time,caller`; every column when nothing is written. Throws a Failure `usage`. */
export function readColumns(written: string | undefined): readonly EntryColumn[] {
  if (written === undefined) return NAMES;
  const names = written.split(",").map((name) => name.trim());
  return names.map((name) => {
    if (isColumn(name)) return name;
    const near = nearNames(name, NAMES);
    const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : `there is ${NAMES.join(", ")}.`;
    throw new Failure("usage", `Entries have no column \`${name}\`; ${hint}`);
  });
}

export function cellsOf(record: LedgerRecord, columns: readonly EntryColumn[]): readonly Cell[] {
  return columns.map((column) => COLUMNS[column](record));
}

/**
 * A line of CSV (RFC 4180), without its line end. A cell that a spreadsheet would take for a formula gets an apostrophe before it:
 * entries hold what callers wrote.
 */
export function csvLine(cells: readonly Cell[]): string {
  return cells.map(csvCell).join(",");
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return "";
  if (typeof cell !== "string") return String(cell);
  const text = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
