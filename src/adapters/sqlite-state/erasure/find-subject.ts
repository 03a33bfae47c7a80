// The entries whose sealed detail, request or images name a data subject: everything is opened in this process and compared there, and
// nothing of it leaves. Reads only; servers may be writing to the file.

import { subjectFinder } from "../../../core/ledger/search/subject-finder.ts";
import type { SubjectFound, SubjectSearch } from "../../../gate/ports/stored-ledger.ts";
import { FIRST_STEP, hasApprovals, imagesPlace, requestPlace } from "../approvals/approval-rows.ts";
import { openForReading, originOf } from "../ledger/ledger-file.ts";
import { type SealedRow, Unsealer } from "../ledger/ledger-unseal.ts";
import { decrypt } from "../seal-payload.ts";
import type { StateConnection } from "../state-connection.ts";

interface KeyedSearch extends SubjectSearch {
  readonly sealingKey: Uint8Array;
  readonly approvalsKey: Uint8Array;
}

/** Rejects with a Failure `ledger-unreadable`, and a RangeError for a subject that names nothing. */
export function findSubject(file: string, search: KeyedSearch): SubjectFound {
  const names = subjectFinder(search.subject);
  const connection = openForReading(file);
  try {
    return connection.transaction(() => {
      const found = new Set<number>();
      let unreadable = 0;
      const look = (index: number, text: string | null) => {
        if (text === null) unreadable += 1;
        else if (names(text)) found.add(index);
      };
      const origin = originOf(connection, file);
      const unsealer = new Unsealer(connection, { origin, sealingKey: search.sealingKey });
      for (const row of payloads(connection, search)) look(row.idx, unsealer.open(row)?.text ?? null);
      for (const { idx, text } of requests(connection, search)) look(idx, text);
      return { indexes: [...found].sort((a, b) => a - b), unreadable };
    })();
  } finally {
    connection.close();
  }
}

function conditionOf({ before, caller }: SubjectSearch): { where: string; bound: Record<string, string> } {
  const conditions = [
    ...(before === undefined ? [] : ["entries.time < $before"]),
    ...(caller === undefined ? [] : ["entries.principal = $caller"]),
  ];
  return {
    where: conditions.length === 0 ? "" : `WHERE ${conditions.join(" AND ")}`,
    bound: { ...(before !== undefined && { before }), ...(caller !== undefined && { caller }) },
  };
}

function payloads(connection: StateConnection, search: KeyedSearch): IterableIterator<SealedRow> {
  const { where, bound } = conditionOf(search);
  return connection
    .prepare<[Record<string, string>], SealedRow>(
      `SELECT payloads.idx, key, iv, sealed FROM payloads JOIN entries ON entries.idx = payloads.idx ${where} ORDER BY payloads.idx`,
    )
    .iterate(bound);
}

/** What is sealed of requests and of the rows that they changed, at the entry that each begins with. */
function* requests(
  connection: StateConnection,
  search: KeyedSearch,
): Generator<{ readonly idx: number; readonly text: string | null }> {
  if (!hasApprovals(connection)) return;
  const { where, bound } = conditionOf(search);
  const places = { approval_requests: requestPlace, approval_images: imagesPlace };
  for (const [table, place] of Object.entries(places)) {
    const rows = connection
      .prepare<[Record<string, string>], { id: string; idx: number; iv: Uint8Array; sealed: Uint8Array }>(
        `SELECT sealed.id, entries.idx, sealed.iv, sealed.sealed FROM ${table} sealed
         JOIN entries ON entries.correlation = sealed.id AND ${FIRST_STEP} ${where}`,
      )
      .iterate(bound);
    for (const { id, idx, iv, sealed } of rows) {
      const plain = decrypt({ iv, sealed }, { key: search.approvalsKey, place: place(id) });
      yield { idx, text: plain?.toString("utf8") ?? null };
    }
  }
}
