// What a server of PostgreSQL's protocol sends (PostgreSQL manual, 54.7 and 54.8), from values to bytes. Pure.

import { codeAt } from "../../adapters/postgres/protocol/format-codes.ts";
import type { WireField } from "../../gate/ports/execution.ts";

function message(type: string, ...parts: readonly (Buffer | string)[]): Buffer {
  const body = parts.map((part) => (typeof part === "string" ? Buffer.from(`${part}\0`, "utf8") : part));
  const size = body.reduce((sum, part) => sum + part.length, 4);
  const head = Buffer.alloc(5);
  head.write(type, "latin1");
  head.writeUInt32BE(size, 1);
  return Buffer.concat([head, ...body]);
}

function int16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeInt16BE(value > 0x7fff ? value - 0x1_0000 : value); // counts are unsigned
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32BE(value);
  return bytes;
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

export function authenticationSasl(mechanisms: readonly string[]): Buffer {
  return message("R", int32(10), ...mechanisms, Buffer.from([0]));
}

export function authenticationSaslContinue(data: string): Buffer {
  return message("R", int32(11), Buffer.from(data, "utf8"));
}

export function authenticationSaslFinal(data: string): Buffer {
  return message("R", int32(12), Buffer.from(data, "utf8"));
}

export function authenticationOk(): Buffer {
  return message("R", int32(0));
}

export function negotiateProtocolVersion(minor: number, unknown: readonly string[]): Buffer {
  return message("v", int32((3 << 16) | minor), int32(unknown.length), ...unknown);
}

export function parameterStatus(name: string, value: string): Buffer {
  return message("S", name, value);
}

export function backendKeyData(process: number, secret: Buffer): Buffer {
  return message("K", uint32(process), secret);
}

/** In no transaction, in one, or in one that failed. */
export type TransactionState = "I" | "T" | "E";

export function readyForQuery(state: TransactionState): Buffer {
  return message("Z", Buffer.from(state, "latin1"));
}

export const PARSE_COMPLETE = message("1");
export const BIND_COMPLETE = message("2");
export const CLOSE_COMPLETE = message("3");
export const NO_DATA = message("n");
export const PORTAL_SUSPENDED = message("s");
export const EMPTY_QUERY_RESPONSE = message("I");

export function parameterDescription(types: readonly number[]): Buffer {
  return message("t", int16(types.length), ...types.map(uint32));
}

/** No field says of which table it is: that would name the tables behind views. `codes` are formats as Bind has them. */
export function rowDescription(fields: readonly WireField[], codes: readonly number[] = []): Buffer {
  const body = fields.flatMap(({ name, oid, size, modifier }, place) => [
    name,
    uint32(0),
    int16(0),
    uint32(oid),
    int16(size),
    int32(modifier),
    int16(codeAt(codes, place)),
  ]);
  return message("T", int16(fields.length), ...body);
}

/** In the text format. */
export function dataRow(values: readonly (string | null)[]): Buffer {
  const body = values.flatMap((value) => {
    if (value === null) return [int32(-1)];
    const bytes = Buffer.from(value, "utf8");
    return [int32(bytes.length), bytes];
  });
  return message("D", int16(values.length), ...body);
}

export function commandComplete(tag: string): Buffer {
  return message("C", tag);
}

export interface Report {
  readonly severity: "FATAL" | "ERROR" | "WARNING" | "NOTICE";
  readonly sqlstate: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  /** In characters from 1, in the text of the statement. */
  readonly position?: number | null;
}

/** ErrorResponse, or NoticeResponse. */
export function report({ severity, sqlstate, message: said, detail, hint, position }: Report): Buffer {
  const fields: [string, string | undefined][] = [
    ["S", severity],
    ["V", severity],
    ["C", sqlstate],
    ["M", said],
    ["D", detail],
    ["H", hint],
    ["P", position === null || position === undefined ? undefined : String(position)],
  ];
  const body = fields.flatMap(([code, value]) =>
    value === undefined ? [] : [Buffer.from(`${code}${value.replaceAll("\0", "")}\0`, "utf8")],
  );
  const type = severity === "ERROR" || severity === "FATAL" ? "E" : "N";
  return message(type, ...body, Buffer.from([0]));
}

/** Messages that stand one after the other, cut behind the first `count`. */
export function cutAfter(messages: Uint8Array, count: number): [Uint8Array, Uint8Array] {
  const view = new DataView(messages.buffer, messages.byteOffset, messages.byteLength);
  let at = 0;
  for (let left = count; left > 0 && at < messages.length; left--) at += 1 + view.getUint32(at + 1);
  return [messages.subarray(0, at), messages.subarray(at)];
}
