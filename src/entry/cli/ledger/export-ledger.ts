// `gatehouse ledger export`: the ledger in forms that outlive this program. JSON Lines is the native one, and can be verified; the others
// are views for other programs, which a cursor lets follow. The export is recorded before anything leaves.

import { readCursor } from "../../../adapters/files/export-position.ts";
import { readColumns } from "../../../core/ledger/entry/entry-columns.ts";
import { readFilter, type WrittenFilter } from "../../../core/ledger/search/ledger-filter.ts";
import { Failure } from "../../../core/model/failure.ts";
import { nearNames } from "../../../core/policy/near-names.ts";
import { recordAct } from "../../wiring/terminal/record-act.ts";
import type { Io } from "../terminal/io.ts";
import { ENTRY_FORMATS, exportEntries } from "./export-entries.ts";
import type { ExportOptions } from "./export-options.ts";
import { ledgerAt } from "./ledger-at.ts";

const FORMATS = ["jsonl", ...Object.keys(ENTRY_FORMATS)];

export async function exportLedger(options: ExportOptions, io: Io): Promise<number> {
  checkOptions(options);
  const { project, stored } = await ledgerAt(options);
  const reader = await stored.read();
  const size = await reader.size();
  await reader.close();
  const { format, cursor } = options;
  const from = cursor === undefined ? (options.from ?? 0) : await readCursor(cursor, reader.origin);
  if (from > size) throw new Failure("usage", `The ledger has ${size} entries; export from one of them.`);
  if (project !== null) {
    const detail = { format, from, to: size, filter: JSON.stringify(filterOf(options)) };
    await recordAct(project, { kind: "ledger.export", detail });
  }
  if (format !== "jsonl") return exportEntries({ ...options, from }, io);
  await io.exact(stored.lines(from));
  return 0;
}

function checkOptions(options: ExportOptions): void {
  const { format, from, cursor, follow, columns } = options;
  if (!FORMATS.includes(format)) {
    const near = nearNames(format, FORMATS);
    throw new Failure(
      "usage",
      `There is no format ${format}; ${near.length > 0 ? `did you mean ${near.join(" or ")}?` : `choose one of ${FORMATS.join(", ")}.`}`,
    );
  }
  if (cursor !== undefined && from !== undefined) {
    throw new Failure("usage", "The cursor says where to begin; leave out --from or --cursor.");
  }
  if (columns !== undefined && format !== "csv") throw new Failure("usage", "Columns are of CSV; leave out --columns.");
  readColumns(columns);
  const { table: _table, column: _column, ...rest } = options; // they are read when it is known what entries touched
  readFilter(rest);
  if (format !== "jsonl") return;
  if (Object.keys(filterOf(options)).length > 0 || cursor !== undefined || follow === true) {
    throw new Failure(
      "usage",
      "JSON Lines holds every entry, so that it can be verified; filter and follow in another format.",
    );
  }
}

const NOT_FILTERS = new Set(["config", "file", "format", "from", "cursor", "follow", "columns"]);

function filterOf(options: ExportOptions): WrittenFilter {
  return Object.fromEntries(Object.entries(options).filter(([name]) => !NOT_FILTERS.has(name)));
}
