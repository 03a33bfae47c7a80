// One group commit: the drafts of a batch become entries in one transaction, chained to the head that it reads inside.
// A crash before COMMIT leaves nothing of the batch; after it, all of it is there, whether or not anybody was told.

import { randomBytes } from "node:crypto";
import { canonicalJson } from "../../../core/ledger/entry/canonical-json.ts";
import type { EntryDraft } from "../../../core/ledger/entry/entry-draft.ts";
import { type EntryPlace, RecordMaker, timeAfter } from "../../../core/ledger/entry/entry-record.ts";
import { DERIVED_COLUMNS, deriveColumns } from "../../../core/ledger/entry/ledger-record.ts";
import { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import { chainNext } from "../../../core/ledger/tree/chain.ts";
import {
  appendSubtree,
  type Frontier,
  frontierRoot,
  isStoredLevel,
  leafHash,
  type Subtree,
} from "../../../core/ledger/tree/merkle.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Lock } from "../../../core/model/lock.ts";
import { lockTable } from "../locks/lock-table.ts";
import { randomPool } from "../random-pool.ts";
import { decrypt, encrypt, sealPayload } from "../seal-payload.ts";
import { sha256 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";

export interface AppendOptions {
  readonly server: EntryPlace["server"];
  /** Microseconds since the Unix epoch. */
  readonly now: () => number;
  /** Wraps the keys that seal. */
  readonly sealingKey: Uint8Array;
}

interface HeadRow {
  readonly size: number;
  readonly chain: Uint8Array;
  readonly frontier: Uint8Array;
  readonly time: string;
}

const HASH = 32;

/** What is to be appended, from the locks in force in the transaction that appends it. */
export type DraftMaker = (locks: readonly Lock[]) => EntryDraft;

/** Adds an entry to a transaction; they are made and stand in the order in which they were given. */
export type Append = (entry: EntryDraft | DraftMaker) => void;

/** The prepared statements of one connection. */
export class LedgerAppender {
  readonly #commit: (makers: readonly DraftMaker[]) => Appended;
  readonly #transact: (act: (append: Append) => void) => Appended | null;

  /** `origin` is the ledger's own, as its file says. */
  constructor(connection: StateConnection, options: AppendOptions & { origin: string }) {
    const head = connection.prepare<[], HeadRow>("SELECT size, chain, frontier, time FROM head");
    const moveHead = connection.prepare("UPDATE head SET size = ?, root = ?, chain = ?, frontier = ?, time = ?");
    const addEntry = connection.prepare(
      `INSERT INTO entries (idx, body, leaf, chain, ${DERIVED_COLUMNS.join(", ")}) VALUES (?, ?, ?, ?${", ?".repeat(DERIVED_COLUMNS.length)})`,
    );
    const addPayload = connection.prepare("INSERT INTO payloads VALUES (?, ?, ?, ?)");
    const addNode = connection.prepare("INSERT INTO nodes VALUES (?, ?, ?)");
    const dataKey = dataKeys(connection, options);
    const completed = ({ level, index, root }: Subtree) => {
      if (isStoredLevel(level)) addNode.run(level, index, root);
    };
    const locks = lockTable(connection);
    const records = new RecordMaker();
    const random = randomPool();

    const append = (drafts: readonly EntryDraft[]) => {
      const before = head.get();
      if (before === undefined) throw new RangeError("a ledger without a head");
      let chain = before.chain;
      let frontier = readFrontier(before);
      let { time } = before;
      for (const draft of drafts) {
        const index = frontier.size;
        time = timeAfter(time, { now: options.now(), kind: draft.kind });
        const payload = draft.sealed === null ? null : sealDraft(draft, { index, day: time.slice(0, 10) });
        const record = records.makeRecord(draft, {
          index,
          time,
          server: options.server,
          sealed: payload?.digest ?? null,
        });
        const body = canonicalJson(record);
        const leaf = leafHash(Buffer.from(body, "utf8"), sha256);
        chain = chainNext(chain, { leaf, sha256 });
        frontier = appendSubtree(frontier, { leaves: 1, root: leaf, sha256, completed });
        const { kind, correlation, caller } = draft;
        const columns = deriveColumns({ time, kind, correlation, caller });
        addEntry.run(index, body, leaf, chain, ...DERIVED_COLUMNS.map((column) => columns[column]));
        if (payload !== null) addPayload.run(index, payload.key, payload.iv, payload.sealed);
      }
      const root = frontierRoot(frontier, sha256);
      moveHead.run(frontier.size, root, chain, Buffer.concat(frontier.roots), time);
      return { from: before.size, size: frontier.size, root };
    };

    const sealDraft = ({ sealed, caller }: EntryDraft, { index, day }: { index: number; day: string }) => {
      const key = `${day} ${caller?.principal ?? ""}`;
      const place = payloadPlace(options.origin, index);
      return { key, ...sealPayload(JSON.stringify(sealed), { key: dataKey(key), place, random }) };
    };

    const transaction = connection.transaction((makers: readonly DraftMaker[]) => {
      const inForce = locks.list();
      return append(makers.map((make) => make(inForce)));
    });
    this.#commit = (makers) => transaction.immediate(makers);
    const together = connection.transaction((act: (append: Append) => void) => {
      const entries: (EntryDraft | DraftMaker)[] = [];
      act((entry) => entries.push(entry));
      if (entries.length === 0) return null;
      const inForce = locks.list();
      return append(entries.map((entry) => (typeof entry === "function" ? entry(inForce) : entry)));
    });
    this.#transact = (act) => together.immediate(act);
  }

  /**
   * One transaction for what lives in the ledger's tables and the entries that speak of it; inside another one, a part of that. When `act`
   * throws, nothing was written. `act` reads and writes by the connection that this was made with.
   */
  transact(act: (append: Append) => void): Appended | null {
    return this.#transact(act);
  }

  /** One transaction, or a part of the one that is open. Throws the driver's error; then nothing of the batch is in the ledger, unless COMMIT itself failed. */
  commit(makers: readonly DraftMaker[]): Appended {
    return this.#commit(makers);
  }
}

/** What a transaction appended. */
export interface Appended {
  /** The index of the first entry. */
  readonly from: number;
  readonly size: number;
  readonly root: Uint8Array;
}

/** To be given once the transaction is durable; none where nothing was appended. */
export function receiptsFor(appended: Appended | null): readonly LedgerReceipt[] {
  if (appended === null) return [];
  const { from, size } = appended;
  const root = Buffer.from(appended.root).toString("base64");
  return Array.from({ length: size - from }, (_, place) => LedgerReceipt.durable({ index: from + place, size, root }));
}

export function payloadPlace(origin: string, index: number): string {
  return `${origin}|${index}`;
}

function readFrontier({ size, frontier }: HeadRow): Frontier {
  const roots: Uint8Array[] = [];
  for (let at = 0; at < frontier.length; at += HASH) roots.push(frontier.subarray(at, at + HASH));
  return { size, roots };
}

export function keyPlace(origin: string, id: string): string {
  return `${origin}|key ${id}`;
}

/** The key of a caller's day, made on its first use and kept wrapped in the ledger. Destroying it erases what is sealed under it. */
function dataKeys(
  connection: StateConnection,
  { sealingKey, origin }: { sealingKey: Uint8Array; origin: string },
): (id: string) => Uint8Array {
  const find = connection.prepare<[string], { iv: Uint8Array; wrapped: Uint8Array }>(
    "SELECT iv, wrapped FROM data_keys WHERE id = ?",
  );
  const add = connection.prepare("INSERT INTO data_keys VALUES (?, ?, ?)");
  /** Opened last, and used again as long as the ledger still holds it. */
  let open: { readonly id: string; readonly wrapped: Uint8Array; readonly key: Uint8Array } | null = null;
  return (id) => {
    const place = keyPlace(origin, id);
    const known = find.get(id);
    if (known !== undefined) {
      if (open?.id === id && Buffer.compare(open.wrapped, known.wrapped) === 0) return open.key;
      const key = decrypt({ iv: known.iv, sealed: known.wrapped }, { key: sealingKey, place });
      if (key === null) {
        throw new Failure("ledger-altered", "A key of the ledger does not open; run gatehouse ledger verify.");
      }
      open = { id, wrapped: known.wrapped, key };
      return key;
    }
    const key = randomBytes(HASH);
    const { iv, sealed } = encrypt(key, { key: sealingKey, place });
    add.run(id, iv, sealed);
    return key;
  };
}
