// One group commit: the drafts of a batch become entries in one transaction, chained to the head that it reads inside.
// A crash before COMMIT leaves nothing of the batch; after it, all of it is there, whether or not anybody was told.

import { hash, randomBytes } from "node:crypto";
import { canonicalJson } from "../../core/ledger/canonical-json.ts";
import { DERIVED_COLUMNS, deriveColumns, deriveObjects, recordSchema } from "../../core/ledger/derived-columns.ts";
import type { EntryDraft } from "../../core/ledger/entry.ts";
import { appendLeaf, type Frontier, frontierRoot, leafHash, type Sha256 } from "../../core/ledger/merkle.ts";
import { LedgerReceipt } from "../../core/ledger/receipt.ts";
import { type EntryPlace, formatTime, makeRecord } from "../../core/ledger/record.ts";
import type { Connection } from "./ledger-file.ts";
import { decrypt, encrypt, sealPayload } from "./seal-payload.ts";

export const sha256: Sha256 = (...parts) => hash("sha256", Buffer.concat(parts), "buffer");

export interface AppendOptions {
  readonly origin: string;
  readonly server: EntryPlace["server"];
  /** Microseconds since the Unix epoch. */
  readonly now: () => number;
  /** Wraps the keys of the days. */
  readonly sealingKey: Uint8Array;
}

interface HeadRow {
  readonly size: number;
  readonly chain: Uint8Array;
  readonly frontier: Uint8Array;
}

const HASH = 32;

/** The prepared statements of one connection. */
export class LedgerAppender {
  readonly #options: AppendOptions;
  readonly #commit: (drafts: readonly EntryDraft[]) => { from: number; size: number; root: Uint8Array };

  constructor(connection: Connection, options: AppendOptions) {
    this.#options = options;
    const head = connection.prepare<[], HeadRow>("SELECT size, chain, frontier FROM head");
    const moveHead = connection.prepare("UPDATE head SET size = ?, root = ?, chain = ?, frontier = ?");
    const addEntry = connection.prepare(
      `INSERT INTO entries (idx, body, leaf, chain, ${DERIVED_COLUMNS.join(", ")}) VALUES (?, ?, ?, ?${", ?".repeat(DERIVED_COLUMNS.length)})`,
    );
    const addObject = connection.prepare("INSERT INTO objects VALUES (?, ?)");
    const addPayload = connection.prepare("INSERT INTO payloads VALUES (?, ?, ?, ?)");
    const dayKey = dayKeys(connection, options);

    const append = (drafts: readonly EntryDraft[]) => {
      const before = head.get();
      if (before === undefined) throw new RangeError("a ledger without a head");
      let chain = before.chain;
      let frontier = readFrontier(before);
      for (const draft of drafts) {
        const index = frontier.size;
        const time = formatTime(options.now());
        const payload = draft.sealed === null ? null : sealDraft(draft.sealed, { index, day: time.slice(0, 10) });
        const record = makeRecord(draft, { index, time, server: options.server, sealed: payload?.digest ?? null });
        const body = canonicalJson(record);
        const leaf = leafHash(Buffer.from(body, "utf8"), sha256);
        chain = sha256(chain, leaf);
        frontier = appendLeaf(frontier, { leaf, sha256 });
        const parsed = recordSchema.parse(record);
        const columns = deriveColumns(parsed);
        addEntry.run(index, body, leaf, chain, ...DERIVED_COLUMNS.map((column) => columns[column]));
        for (const object of deriveObjects(parsed)) addObject.run(object, index);
        if (payload !== null) addPayload.run(index, payload.day, payload.iv, payload.sealed);
      }
      const root = frontierRoot(frontier, sha256);
      moveHead.run(frontier.size, root, chain, Buffer.concat(frontier.roots));
      return { from: before.size, size: frontier.size, root };
    };

    const sealDraft = (sealed: NonNullable<EntryDraft["sealed"]>, { index, day }: { index: number; day: string }) => {
      const text = JSON.stringify(sealed);
      return { day, ...sealPayload(text, { key: dayKey(day), place: payloadPlace(options.origin, index) }) };
    };

    const transaction = connection.transaction(append);
    this.#commit = (drafts) => transaction.immediate(drafts);
  }

  /** Durable when it returns. Throws the driver's error; then nothing of the batch is in the ledger, unless COMMIT itself failed. */
  commit(drafts: readonly EntryDraft[]): readonly LedgerReceipt[] {
    const { from, size, root } = this.#commit(drafts);
    const text = Buffer.from(root).toString("base64");
    return drafts.map((_, place) => LedgerReceipt.durable({ index: from + place, size, root: text }));
  }

  get origin(): string {
    return this.#options.origin;
  }
}

export function payloadPlace(origin: string, index: number): string {
  return `${origin}|${index}`;
}

function readFrontier({ size, frontier }: HeadRow): Frontier {
  const roots: Uint8Array[] = [];
  for (let at = 0; at < frontier.length; at += HASH) roots.push(frontier.subarray(at, at + HASH));
  return { size, roots };
}

/** The key of a day, made on its first use and kept wrapped in the ledger. */
function dayKeys(connection: Connection, { sealingKey, origin }: AppendOptions): (day: string) => Uint8Array {
  const find = connection.prepare<[string], { iv: Uint8Array; wrapped: Uint8Array }>(
    "SELECT iv, wrapped FROM data_keys WHERE day = ?",
  );
  const add = connection.prepare("INSERT INTO data_keys VALUES (?, ?, ?)");
  return (day) => {
    const place = `${origin}|day ${day}`;
    const known = find.get(day);
    if (known !== undefined) {
      const key = decrypt({ iv: known.iv, sealed: known.wrapped }, { key: sealingKey, place });
      if (key === null) throw new RangeError("the sealing key does not open the ledger's keys");
      return key;
    }
    const key = randomBytes(HASH);
    const { iv, sealed } = encrypt(key, { key: sealingKey, place });
    add.run(day, iv, sealed);
    return key;
  };
}
