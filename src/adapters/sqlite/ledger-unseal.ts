// Opens what is sealed aside, with the key that wraps the ledger's keys. Reads only.

import { keyPlace, payloadPlace } from "./ledger-append.ts";
import { decrypt, openDigest, openPayload } from "./seal-payload.ts";
import type { StateConnection } from "./state-connection.ts";

export interface SealedRow {
  readonly idx: number;
  readonly key: string;
  readonly iv: Uint8Array;
  readonly sealed: Uint8Array;
}

export class Unsealer {
  readonly #origin: string;
  readonly #sealingKey: Uint8Array | null;
  readonly #wrapped: (id: string) => { iv: Uint8Array; wrapped: Uint8Array } | undefined;
  readonly #present = new Map<string, boolean>();
  readonly #keys = new Map<string, Uint8Array | null>();

  constructor(connection: StateConnection, { origin, sealingKey }: { origin: string; sealingKey: Uint8Array | null }) {
    this.#origin = origin;
    this.#sealingKey = sealingKey;
    const find = connection.prepare<[string], { iv: Uint8Array; wrapped: Uint8Array }>(
      "SELECT iv, wrapped FROM data_keys WHERE id = ?",
    );
    this.#wrapped = (id) => find.get(id);
  }

  /** False when the key was destroyed: then nobody opens it any more. */
  hasKey({ key }: Pick<SealedRow, "key">): boolean {
    const known = this.#keys.get(key) ?? this.#present.get(key);
    if (known !== undefined) return known !== null && known !== false;
    const present = this.#wrapped(key) !== undefined;
    this.#present.set(key, present);
    return present;
  }

  /** Null when it does not open: no key at hand, another key, another place, or altered. */
  open(row: SealedRow): { text: string; digest: string } | null {
    const key = this.#keyOf(row);
    return key === null ? null : openPayload(row, { key, place: payloadPlace(this.#origin, row.idx) });
  }

  /** What its entry has to commit to; null when it does not open. */
  digest(row: SealedRow): string | null {
    const key = this.#keyOf(row);
    return key === null ? null : openDigest(row, { key, place: payloadPlace(this.#origin, row.idx) });
  }

  #keyOf({ key }: SealedRow): Uint8Array | null {
    return this.#keys.get(key) ?? this.#unwrap(key);
  }

  #unwrap(id: string): Uint8Array | null {
    const found = this.#wrapped(id);
    if (found === undefined || this.#sealingKey === null) return null;
    const sealed = { iv: found.iv, sealed: found.wrapped };
    const key = decrypt(sealed, { key: this.#sealingKey, place: keyPlace(this.#origin, id) });
    this.#keys.set(id, key);
    return key;
  }
}
