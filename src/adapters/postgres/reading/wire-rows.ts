// Rows from the server's messages to those for a client of the same protocol: as they came, but for values in which the content scan finds
// something that has to be replaced. Every text is attacker-controlled.

import { mayHoldIn } from "../../../core/masking/may-hold.ts";
import { type ColumnScan, scanValue } from "../../../core/masking/scan-rows.ts";
import type { JsonBytes } from "../../../core/model/json-text.ts";
import type { JsonValue } from "../../../core/model/json-value.ts";
import { baseOf, isTextInBinary, OID, type TypesByOid } from "../catalogue/types-by-oid.ts";
import { HEADER } from "../protocol/backend-messages.ts";
import { codeAt } from "../protocol/format-codes.ts";
import { encodeAs } from "../values/encode-parameter.ts";
import type { ResultShape } from "./result-shape.ts";

const DATA_ROW = 0x44;
const NULL_LENGTH = -1;
const JSONB_VERSION = 1;
/** Of the binary format of jsonb: a byte of version before the text. */
const VERSION = Buffer.from([JSONB_VERSION]);

interface Scanned {
  readonly column: number;
  readonly oid: number;
  readonly scan: ColumnScan;
  /** Null for text, which stands for itself. */
  readonly decode: ((text: string) => JsonValue) | null;
  /** That its values are behind a byte of version. */
  readonly versioned: boolean;
}

export class WireRows {
  readonly #largest: number;
  readonly #types: TypesByOid;
  readonly #width: number;
  readonly #scanned: readonly Scanned[];
  readonly redactions: number[];
  #messages: Buffer[] = [];
  #size = 0;
  #count = 0;
  #full = false;

  /** `largest`: bytes of all messages. */
  constructor(
    { forms, fields }: ResultShape,
    { largest, codes, types }: { largest: number; codes: readonly number[]; types: TypesByOid },
  ) {
    this.#largest = largest;
    this.#types = types;
    this.#width = fields.length;
    this.redactions = fields.map(() => 0);
    this.#scanned = fields.flatMap(({ oid }, column) => {
      const form = forms[column];
      if (form === undefined || !("scan" in form) || form.scan === null) return [];
      const binary = codeAt(codes, column) === 1;
      if (binary && !isTextInBinary(baseOf(oid, types)))
        throw new RangeError("a column that is looked through, in binary");
      const decode = form.kind === "decoded" ? form.decode : null;
      return [{ column, oid, scan: form.scan, decode, versioned: binary && baseOf(oid, types) === OID.jsonb }];
    });
  }

  get count(): number {
    return this.#count;
  }

  /** A row had no room: it and what came after it is not there. */
  get isFull(): boolean {
    return this.#full;
  }

  /** The body of a DataRow: `source` from `from` on. */
  row(source: Buffer, from: number): void {
    if (this.#full) return;
    if (source.readUInt16BE(from) !== this.#width) throw new RangeError("a row of another width than was described");
    const message = this.#scanned.length === 0 ? wholeOf(source, from) : this.#replaced(source, from);
    this.#size += message.length;
    if (this.#size > this.#largest) {
      this.#full = true;
      return;
    }
    this.#messages.push(message);
    this.#count += 1;
  }

  /** The messages, one after the other. Nothing can be written any more. */
  finish(): JsonBytes {
    const bytes = Buffer.concat(this.#messages);
    this.discard();
    return {
      bytes,
      get text() {
        return bytes.toString("latin1");
      },
    };
  }

  discard(): void {
    this.#full = true;
    this.#messages = [];
  }

  #replaced(source: Buffer, from: number): Buffer {
    const values = valuesAt(source, from);
    let replaced = false;
    for (const { column, oid, scan, decode, versioned } of this.#scanned) {
      const value = values[column] ?? null;
      if (value === null || (decode === null && !mayHoldIn(value, 0, value.length))) continue;
      const text = value.toString("utf8", versioned ? VERSION.length : 0);
      let found = 0;
      const clean = scanValue(decode?.(text) ?? text, scan, () => found++);
      if (found === 0) continue;
      this.redactions[column] = (this.redactions[column] ?? 0) + found;
      const written = Buffer.from(encodeAs(clean, oid, this.#types) ?? JSON.stringify(clean), "utf8");
      values[column] = versioned ? Buffer.concat([VERSION, written]) : written;
      replaced = true;
    }
    return replaced ? messageOf(values) : wholeOf(source, from);
  }
}

/** With the header, which stands before the body. */
function wholeOf(source: Buffer, from: number): Buffer {
  const start = from - HEADER;
  return source.subarray(start, start + 1 + source.readUInt32BE(start + 1));
}

function valuesAt(source: Buffer, from: number): (Buffer | null)[] {
  const values: (Buffer | null)[] = [];
  for (let at = from + 2, left = source.readUInt16BE(from); left > 0; left--) {
    const size = source.readInt32BE(at);
    at += 4;
    values.push(size < 0 ? null : source.subarray(at, at + size));
    at += Math.max(0, size);
  }
  return values;
}

function messageOf(values: readonly (Buffer | null)[]): Buffer {
  const size = values.reduce((sum, value) => sum + 4 + (value?.length ?? 0), 2);
  const message = Buffer.allocUnsafe(HEADER + size);
  message[0] = DATA_ROW;
  message.writeUInt32BE(4 + size, 1);
  let at = message.writeUInt16BE(values.length, HEADER);
  for (const value of values) {
    at = message.writeInt32BE(value?.length ?? NULL_LENGTH, at);
    at += value?.copy(message, at) ?? 0;
  }
  return message;
}
