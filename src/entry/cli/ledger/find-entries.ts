// A ledger opened to be searched: reader, index, and the pages of a search as one sequence. It writes nothing but the index,
// which stands in the project's state folder; for a file elsewhere it stays in memory.

import { knownValues } from "../../../adapters/sqlite-state/ledger/known-values.ts";
import type { ReadEntry } from "../../../adapters/sqlite-state/ledger/ledger-entries.ts";
import { type LedgerIndex, openLedgerIndex } from "../../../adapters/sqlite-state/ledger/ledger-index-file.ts";
import type { LedgerReader } from "../../../adapters/sqlite-state/ledger/ledger-reader.ts";
import { type PageRequest, searchLedger } from "../../../adapters/sqlite-state/ledger/ledger-search.ts";
import {
  type FilterName,
  type LedgerFilter,
  readFilter,
  type WrittenFilter,
} from "../../../core/ledger/search/ledger-filter.ts";
import { Failure } from "../../../core/model/failure.ts";
import { nearNames } from "../../../core/policy/near-names.ts";
import { searchIndexFile } from "../../wiring/open-ledger.ts";
import { readProject } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";
import { ledgerAt } from "./ledger-at.ts";

export interface OpenSearch {
  readonly reader: LedgerReader;
  /** Entries that fit, in order, from page to page. */
  find(filter: LedgerFilter, request: Omit<PageRequest, "limit">): Generator<ReadEntry>;
  /** A table or column that is written without its schema is the one that entries have touched. Throws a Failure `usage`. */
  filter(written: WrittenFilter): LedgerFilter;
  /** Throws a Failure `usage` when a table, column or class is named that no entry ever touched: a typing error, most likely. */
  refuseUnknown(written: WrittenFilter): void;
  close(): void;
}

const PAGE = 256;
const BLOCKS_AT_ONCE = 4;

export async function openSearch(options: { config: string; file?: string }, io: Io): Promise<OpenSearch> {
  const reader = await ledgerAt(options);
  const index = openLedgerIndex(await indexFile(options), reader.entries);
  const at = { entries: reader.entries, index };
  return {
    reader,
    *find(filter, request) {
      // What is asked for without a filter needs no index, and a first page is not to wait for one.
      if (filter.terms.length > 0 || filter.since !== null || filter.until !== null)
        bringUpToDate(index, { reader, io });
      for (let cursor: number | null = request.cursor; ; ) {
        const page = searchLedger(filter, { ...request, cursor, limit: PAGE }, at);
        yield* page.entries;
        if (page.next === null) return;
        cursor = page.next;
      }
    },
    filter: (written) => {
      const short = (["table", "column"] as const).filter((name) => isShort(name, written[name]));
      if (short.length > 0) bringUpToDate(index, { reader, io });
      return readFilter({
        ...written,
        ...(written.approval !== undefined && { approval: nameApproval(written.approval, reader) }),
        ...Object.fromEntries(short.map((name) => [name, complete(name, written[name] ?? "", knownValues(name, at))])),
      });
    },
    refuseUnknown: (given) => {
      bringUpToDate(index, { reader, io });
      const written = { ...given };
      for (const name of ["table", "column"] as const)
        if (isShort(name, given[name])) written[name] = complete(name, given[name] ?? "", knownValues(name, at));
      for (const name of ["table", "column", "class"] as const satisfies readonly FilterName[]) {
        const value = written[name];
        if (value === undefined) continue;
        const known = knownValues(name, at);
        if (known.includes(value)) continue;
        if (
          searchLedger(readFilter({ [name]: value }), { limit: 1, descending: true, cursor: null }, at).entries.length >
          0
        )
          continue;
        const near = nearNames(value, known);
        const hint =
          near.length > 0 ? `did you mean ${near.join(" or ")}?` : "gatehouse ledger list shows what there is.";
        throw new Failure("usage", `No entry ever touched the ${name} \`${value}\`; ${hint}`);
      }
    },
    close: () => {
      index.close();
      reader.close();
    },
  };
}

/** A request by its id or by the beginning or end of it. One that the file has no row of is looked for as it is written. */
export function nameApproval(given: string, reader: LedgerReader): string {
  const [first = given, second] = reader.approvalsNamed(given.toLowerCase());
  if (second === undefined) return first;
  throw new Failure("usage", "Several requests have an id that begins or ends so; write more of it.");
}

/** `film` for `public.film`, `film.title` for `public.film.title`. */
function isShort(name: "table" | "column", value: string | undefined): boolean {
  if (value === undefined || value === "") return false;
  return value.split(".").length < (name === "table" ? 2 : 3);
}

function complete(name: "table" | "column", short: string, known: readonly string[]): string {
  const [only, ...others] = known.filter((each) => each.endsWith(`.${short}`));
  if (only !== undefined && others.length === 0) return only;
  if (only !== undefined)
    throw new Failure(
      "usage",
      `Several have the ${name} \`${short}\`: ${[only, ...others].join(", ")}; write one of them.`,
    );
  const near = nearNames(
    short,
    known.flatMap((each) => [each, each.slice(each.indexOf(".") + 1)]),
  );
  const hint = near.length > 0 ? `did you mean ${near.join(" or ")}?` : "gatehouse ledger list shows what there is.";
  throw new Failure("usage", `No entry ever touched the ${name} \`${short}\`; ${hint}`);
}

async function indexFile({ config, file }: { config: string; file?: string }): Promise<string | null> {
  if (file !== undefined) return null;
  const project = await readProject(config);
  return project.kind === "problems" ? null : searchIndexFile(project);
}

function bringUpToDate(index: LedgerIndex, { reader, io }: { reader: LedgerReader; io: Io }): void {
  const size = reader.entries.size();
  for (let shown = false; ; shown = true) {
    const done = index.advance(reader.entries, BLOCKS_AT_ONCE);
    if (!done || shown) io.progress(done ? null : `indexed ${Math.min(index.size(), size)} of ${size}`);
    if (done) return;
  }
}
