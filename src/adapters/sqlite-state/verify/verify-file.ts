// Verifies a ledger file, which servers may be writing to: what the head counts at one moment, in runs, on all cores where it is long.
// Entries are never changed by anybody honest, so that runs read later say the same; threads read what was erased by then themselves.

import { availableParallelism } from "node:os";
import { setImmediate as turn } from "node:timers/promises";
import { judgeCheckpoints, readCheckpointEntry, readRotation } from "../../../core/ledger/tree/judge-checkpoints.ts";
import { frontierAt } from "../../../core/ledger/tree/merkle-proof.ts";
import type { NoteCrypto } from "../../../core/ledger/tree/note-crypto.ts";
import type { Verdict, Wrong } from "../../../core/ledger/verify/verdict.ts";
import { LedgerVerification, type StoredHead } from "../../../core/ledger/verify/verify-ledger.ts";
import { type RangeResult, TILE } from "../../../core/ledger/verify/verify-range.ts";
import type { Verification } from "../../../gate/ports/stored-ledger.ts";
import { readCheckpoints } from "../ledger/ledger-checkpoints.ts";
import { openForReading, originOf, readHead, readingFailure, sealingOf } from "../ledger/ledger-file.ts";
import { type RangeQuestion, rangeVerifier } from "../ledger/ledger-range.ts";
import { findWrongSchema } from "../ledger/ledger-schema.ts";
import { ledgerTree } from "../ledger/ledger-tree.ts";
import { readProofEntries } from "../ledger/proof-entries.ts";
import { sealingCheck } from "../seal-payload.ts";
import { sha256 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";
import { findWrongApproval } from "./verify-approvals.ts";
import { findWrongLock } from "./verify-locks.ts";
import { type Run, verifyInThreads } from "./verify-threads.ts";
import { findWrongToken } from "./verify-tokens.ts";

export interface VerifyOptions extends Verification {
  /** Opens what is sealed aside, so that it is held against what the entries commit to. */
  readonly sealingKey?: Uint8Array | null;
  /** Opens the requests for approval, so that they are held against their digests. */
  readonly approvalsKey?: Uint8Array | null;
  readonly primitives: NoteCrypto;
  /** Threads to verify with; as many as there are cores, for a ledger that is worth them, when absent. */
  readonly threads?: number;
}

const RUN = 16 * TILE;
const MOST_THREADS = 16;
/** Shorter ledgers are done before a thread has started. */
const WORTH_THREADS = 20_000;

/** Rejects with a Failure `ledger-unreadable` or `ledger-newer`. Writes nothing. */
export async function verifyFile(file: string, options: VerifyOptions): Promise<Verdict> {
  const connection = openForReading(file);
  try {
    connection.exec("BEGIN");
    return await verifySnapshot(connection, { ...options, file });
  } catch (error) {
    throw readingFailure(error, file);
  } finally {
    connection.close();
  }
}

async function verifySnapshot(
  connection: StateConnection,
  options: VerifyOptions & { file: string },
): Promise<Verdict> {
  const { file, from = 0, trust, primitives, sealingKey = null, approvalsKey: key = null } = options;
  const schema = findWrongSchema(connection);
  if (schema !== null) return { ...schema, kind: "altered" };
  const origin = originOf(connection, file);
  const opens = sealingKey !== null && sealingOf(connection) === sealingCheck(sealingKey, origin);
  const rotations = readProofEntries(connection, "key.rotated").flatMap((record) => readRotation(record) ?? []);
  const judged = judgeCheckpoints(readCheckpoints(connection), { origin, trust, rotations, primitives });
  const head = readHead(connection, file);
  const { subtree, stored } = ledgerTree(connection);
  const begin = Math.min(from, head.size) - (Math.min(from, head.size) % TILE);
  const verification = new LedgerVerification({
    origin,
    start: { size: begin, frontier: frontierAt(begin, subtree) },
    head,
    claims: [...options.claims, ...judged.claims],
    stored,
    sha256,
    base64: (bytes) => Buffer.from(bytes).toString("base64"),
  });
  const question: RangeQuestion = {
    origin,
    sealingKey: opens ? sealingKey : null,
    marks: verification.marks,
  };
  const runs: Run[] = [];
  for (let at = begin; at < head.size; at += RUN) runs.push({ from: at, to: Math.min(at + RUN, head.size) });
  const worth = head.size - begin < WORTH_THREADS ? 1 : availableParallelism();
  const threads = Math.min(options.threads ?? worth, MOST_THREADS, runs.length);
  const results =
    threads > 1 ? verifyInThreads(runs, { file, question, threads }) : verifyHere(runs, { connection, question });
  for await (const result of results) {
    if (!verification.accept(result)) break;
    if (result.kind === "sound") options.progress?.(result.to, head.size);
  }
  const verdict = verification.conclude();
  if (verdict.kind === "forked" || (verdict.kind === "altered" && verdict.index !== null)) return verdict;
  const leftOver = findLeftOver(connection, head);
  if (leftOver !== null) return { ...leftOver, kind: "altered" };
  if (verdict.kind === "altered") return verdict;
  const wrong =
    judged.wrong ??
    findLostCheckpoint(connection) ??
    findOtherKey(connection, { origin, sealingKey }) ??
    findWrongLock(connection) ??
    findWrongToken(connection) ??
    findWrongApproval(connection, { from: begin, key, primitives });
  return wrong === null ? verdict : { ...wrong, kind: "altered" };
}

async function* verifyHere(
  runs: readonly Run[],
  { connection, question }: { connection: StateConnection; question: RangeQuestion },
): AsyncGenerator<RangeResult> {
  const verifyRange = rangeVerifier(connection, question);
  for (const { from, to } of runs) {
    yield verifyRange(from, to);
    await turn(); // a server that verifies goes on answering
  }
}

/** The file's word on the key that seals. Its length is all that can be said without the key. */
function findOtherKey(
  connection: StateConnection,
  { origin, sealingKey }: { origin: string; sealingKey: Uint8Array | null },
): Wrong | null {
  const check = sealingOf(connection);
  const names = Number(connection.prepare("SELECT count(*) FROM meta").pluck().get());
  const known = sealingKey === null ? /^[0-9a-f]{64}$/.test(check ?? "") : check === sealingCheck(sealingKey, origin);
  if (known && names === 2) return null;
  return {
    damage: "head",
    index: null,
    message: "What the file says of the key that seals is not what it was begun with.",
  };
}

/** Each stored checkpoint has its entry, and each entry its checkpoint. */
function findLostCheckpoint(connection: StateConnection): Wrong | null {
  const told = new Set(
    readProofEntries(connection, "checkpoint").flatMap((record) => readCheckpointEntry(record)?.size ?? []),
  );
  const stored = new Set(readCheckpoints(connection).map(({ size }) => size));
  const lost = [...told].find((size) => !stored.has(size));
  const added = [...stored].find((size) => !told.has(size));
  if (lost === undefined && added === undefined) return null;
  const message =
    lost === undefined
      ? `A checkpoint at ${added} is stored that no entry tells of.`
      : `The checkpoint at ${lost}, which entry ${lost} tells of, is not there.`;
  return { damage: "checkpoint", index: null, message };
}

/** What stands in the file and belongs to no entry that the head counts. */
function findLeftOver(connection: StateConnection, { size }: StoredHead): Wrong | null {
  for (const table of ["entries", "payloads"]) {
    // Two look-ups at the ends: one with OR would go through all of it.
    const row =
      connection.prepare<[], { idx: number }>(`SELECT idx FROM ${table} WHERE idx < 0 ORDER BY idx LIMIT 1`).get() ??
      connection
        .prepare<[number], { idx: number }>(`SELECT idx FROM ${table} WHERE idx >= ? ORDER BY idx LIMIT 1`)
        .get(size);
    if (row === undefined) continue;
    const message = `The table ${table} has something for entry ${row.idx}, and the head counts ${size} entries.`;
    return { damage: "inserted", index: row.idx, message };
  }
  const indexed = Number(
    connection.prepare("SELECT count(*) FROM entries INDEXED BY entries_by_correlation").pluck().get(),
  );
  if (indexed !== size) {
    const message = `The index of calls leads to ${indexed} entries, and there are ${size}.`;
    return { damage: "derived", index: null, message };
  }
  let expected = 0;
  for (let tiles = Math.floor(size / TILE); tiles > 0; tiles = Math.floor(tiles / TILE)) expected += tiles;
  const found = Number(connection.prepare("SELECT count(*) FROM nodes").pluck().get());
  if (found === expected) return null;
  const message = `The file stores ${found} hashes of the tree, and there are ${expected}.`;
  return { damage: "derived", index: null, message };
}
