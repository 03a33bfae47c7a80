// A ledger file as the lines of an export, of one moment, while servers go on writing.

import {
  type Base64,
  writeCheckpoint,
  writeEnd,
  writeEntry,
  writeHeader,
} from "../../../core/ledger/export/export-lines.ts";
import { chainStart } from "../../../core/ledger/tree/chain.ts";
import { frontierAt } from "../../../core/ledger/tree/merkle-proof.ts";
import { Failure } from "../../../core/model/failure.ts";
import { sha256, utf8 } from "../sha256.ts";
import { openForReading, originOf, readHead, readingFailure } from "./ledger-file.ts";
import { ledgerTree } from "./ledger-tree.ts";

/** From entry `from` on. Throws a Failure `ledger-unreadable`, `ledger-newer`, or `usage` when there are not so many entries. */
export function* exportLedger(file: string, { from, base64 }: { from: number; base64: Base64 }): Generator<string> {
  const connection = openForReading(file);
  try {
    connection.exec("BEGIN");
    const origin = originOf(connection, file);
    const head = readHead(connection, file);
    if (from > head.size) throw new Failure("usage", `The ledger has ${head.size} entries; export from one of them.`);
    const before = connection
      .prepare<[number], { chain: Uint8Array; time: string }>("SELECT chain, time FROM entries WHERE idx = ?")
      .get(from - 1) ?? { chain: chainStart(origin, { sha256, utf8 }), time: "" };
    const { roots } = frontierAt(from, ledgerTree(connection).subtree);
    yield writeHeader({ origin, first: from, frontier: roots, ...before }, base64);
    const notes = connection.prepare<[], { note: string }>("SELECT note FROM checkpoints ORDER BY size");
    for (const { note } of notes.all()) yield writeCheckpoint(note);
    const entries = connection.prepare<[number, number], { body: string; chain: Uint8Array }>(
      "SELECT body, chain FROM entries WHERE idx >= ? AND idx < ? ORDER BY idx",
    );
    for (const { body, chain } of entries.iterate(from, head.size)) yield writeEntry(body, chain, base64);
    yield writeEnd(head, base64);
  } catch (error) {
    throw readingFailure(error, file);
  } finally {
    connection.close();
  }
}
