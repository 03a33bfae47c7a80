// A ledger opened to be searched: reader, index, and the pages of a search as one sequence. It writes nothing but the index,
// which stands in the project's state folder; for a file elsewhere it stays in memory.

import {
  type FilterName,
  type LedgerFilter,
  readFilter,
  type WrittenFilter,
} from "../../../core/ledger/search/ledger-filter.ts";
import { Failure } from "../../../core/model/failure.ts";
import { nearNames } from "../../../core/policy/near-names.ts";
import type { LedgerReader, PageRequest, StoredEntry } from "../../../gate/ports/ledger-reader.ts";
import type { Io } from "../terminal/io.ts";
import { ledgerAt } from "./ledger-at.ts";

export interface OpenSearch {
  readonly reader: LedgerReader;
  /** Entries that fit, in order, from page to page. */
  find(filter: LedgerFilter, request: Omit<PageRequest, "limit">): AsyncGenerator<StoredEntry>;
  /** A table or column that is written without its schema is the one that entries have touched. Rejects with a Failure `usage`. */
  filter(written: WrittenFilter): Promise<LedgerFilter>;
  /** Rejects with a Failure `usage` when a table, column or class is named that no entry ever touched: a typing error, most likely. */
  refuseUnknown(written: WrittenFilter): Promise<void>;
  close(): Promise<void>;
}

const PAGE = 256;

export async function openSearch(options: { config: string; file?: string }, io: Io): Promise<OpenSearch> {
  const { stored } = await ledgerAt(options);
  const reader = await stored.read({
    indexing: (done, size) => io.progress(done === null ? null : `indexed ${done} of ${size}`),
  });
  return {
    reader,
    async *find(filter, request) {
      for (let cursor: number | null = request.cursor; ; ) {
        const page = await reader.search(filter, { ...request, cursor, limit: PAGE });
        yield* page.entries;
        if (page.next === null) return;
        cursor = page.next;
      }
    },
    filter: async (written) =>
      readFilter({
        ...(await completed(written, reader)),
        ...(written.approval !== undefined && { approval: await nameApproval(written.approval, reader) }),
      }),
    refuseUnknown: async (written) => {
      const given = await completed(written, reader);
      for (const name of ["table", "column", "class"] as const satisfies readonly FilterName[]) {
        const value = given[name];
        if (value === undefined) continue;
        const known = await reader.values(name);
        if (known.includes(value)) continue;
        const found = await reader.search(readFilter({ [name]: value }), { limit: 1, descending: true, cursor: null });
        if (found.entries.length > 0) continue;
        const near = nearNames(value, known);
        const hint =
          near.length > 0 ? `did you mean ${near.join(" or ")}?` : "gatehouse ledger list shows what there is.";
        throw new Failure("usage", `No entry ever touched the ${name} \`${value}\`; ${hint}`);
      }
    },
    close: () => reader.close(),
  };
}

/** A request by its id or by the beginning or end of it. One that the file has no row of is looked for as it is written. */
export async function nameApproval(given: string, reader: LedgerReader): Promise<string> {
  const [first = given, second] = await reader.approvalsNamed(given.toLowerCase());
  if (second === undefined) return first;
  throw new Failure("usage", "Several requests have an id that begins or ends so; write more of it.");
}

/** With a table and a column in full, where they were written without their schema. */
async function completed(written: WrittenFilter, reader: LedgerReader): Promise<WrittenFilter> {
  const full = { ...written };
  for (const name of ["table", "column"] as const) {
    if (isShort(name, written[name])) full[name] = complete(name, written[name] ?? "", await reader.values(name));
  }
  return full;
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
