// A parameter's value from the binary format to text: the gate, the ledger and the digest of a write have one form of a value. By the type's
// send and receive functions in PostgreSQL's source (src/backend/utils/adt). Every byte is attacker-controlled.

import { isUtf8 } from "node:buffer";
import { quoteElement } from "../../adapters/postgres/values/encode-parameter.ts";
import { ProtocolViolation } from "./client-messages.ts";

type Read = (bytes: Buffer) => string;

const DAY = 86_400_000;
/** 2000-01-01, from which dates and times count. */
const EPOCH = Date.UTC(2000, 0, 1);
const MICROSECONDS = 1_000n;
const NUMERIC_DIGIT = 4;
const NEGATIVE = 0x4000;
const MOST_DIMENSIONS = 6;

const text: Read = (bytes) => {
  if (!isUtf8(bytes)) throw new ProtocolViolation("a text that is not UTF-8");
  return bytes.toString("utf8");
};

/** By the type's oid in pg_type. */
const READERS: ReadonlyMap<number, Read> = new Map<number, Read>([
  [0, text],
  [16, sized(1, (bytes) => (bytes[0] === 0 ? "f" : "t"))],
  [17, (bytes) => `\\x${bytes.toString("hex")}`],
  [18, text],
  [19, text],
  [20, sized(8, (bytes) => String(bytes.readBigInt64BE()))],
  [21, sized(2, (bytes) => String(bytes.readInt16BE()))],
  [23, sized(4, (bytes) => String(bytes.readInt32BE()))],
  [25, text],
  [26, sized(4, (bytes) => String(bytes.readUInt32BE()))],
  [114, text],
  [700, sized(4, (bytes) => floatText(bytes.readFloatBE()))],
  [701, sized(8, (bytes) => floatText(bytes.readDoubleBE()))],
  [705, text],
  [1042, text],
  [1043, text],
  [1082, sized(4, (bytes) => isoOf(bytes.readInt32BE() * DAY + EPOCH).slice(0, 10))],
  [1114, sized(8, timestamp)],
  [1184, sized(8, (bytes) => `${timestamp(bytes)}+00`)],
  [1700, numeric],
  [2950, sized(16, (bytes) => bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-"))],
  [3802, (bytes) => text(bytes.subarray(1))],
]);

/** Of arrays, the type of the elements. */
const ELEMENTS: ReadonlyMap<number, number> = new Map([
  [1000, 16],
  [1001, 17],
  [1005, 21],
  [1007, 23],
  [1009, 25],
  [1015, 1043],
  [1016, 20],
  [1021, 700],
  [1022, 701],
  [1115, 1114],
  [1182, 1082],
  [1185, 1184],
  [1231, 1700],
  [2951, 2950],
]);

/** Null for a type whose binary format is not read here. Throws a ProtocolViolation for bytes that are no value of the type. */
export function textOfBinary(bytes: Buffer, oid: number): string | null {
  const read = READERS.get(oid);
  if (read !== undefined) return read(bytes);
  const element = ELEMENTS.get(oid);
  return element === undefined ? null : arrayText(bytes, READERS.get(element) ?? text);
}

function sized(size: number, read: Read): Read {
  return (bytes) => {
    if (bytes.length !== size) throw new ProtocolViolation("a binary value of another length than its type has");
    return read(bytes);
  };
}

function floatText(value: number): string {
  return Object.is(value, -0) ? "-0" : String(value);
}

/** Throws where PostgreSQL's own text would be another: beyond the years that both write alike. */
function isoOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  const year = date.getUTCFullYear();
  if (!(year >= 1 && year <= 9_999)) throw new ProtocolViolation("a date beyond the years 1 to 9999 in binary");
  return date.toISOString();
}

function timestamp(bytes: Buffer): string {
  const microseconds = bytes.readBigInt64BE();
  const milliseconds = microseconds >= 0n ? microseconds / MICROSECONDS : (microseconds - 999n) / MICROSECONDS;
  const within = microseconds - milliseconds * MICROSECONDS;
  const iso = isoOf(Number(milliseconds) + EPOCH);
  return `${iso.slice(0, 10)} ${iso.slice(11, 23)}${String(within).padStart(3, "0")}`;
}

/** Digits of base 10000: how many, the power of the first, the sign, and how many decimals are shown. */
function numeric(bytes: Buffer): string {
  if (bytes.length < 8) throw new ProtocolViolation("a numeric without its head");
  const [count, weight, sign, scale] = [
    bytes.readUInt16BE(0),
    bytes.readInt16BE(2),
    bytes.readUInt16BE(4),
    bytes.readUInt16BE(6),
  ];
  if (sign === 0xc000) return "NaN";
  if (sign === 0xd000) return "Infinity";
  if (sign === 0xf000) return "-Infinity";
  if (bytes.length !== 8 + count * 2) throw new ProtocolViolation("a numeric of another length than it says");
  const digit = (power: number): string => {
    const place = weight - power;
    const value = place >= 0 && place < count ? bytes.readUInt16BE(8 + place * 2) : 0;
    return String(value).padStart(NUMERIC_DIGIT, "0");
  };
  let whole = "";
  for (let power = Math.max(weight, 0); power >= 0; power--) whole += digit(power);
  let fraction = "";
  for (let power = -1; fraction.length < scale; power--) fraction += digit(power);
  const shown = fraction.slice(0, scale);
  const unsigned = `${whole.replace(/^0+(?=\d)/, "")}${shown === "" ? "" : `.${shown}`}`;
  return sign === NEGATIVE ? `-${unsigned}` : unsigned;
}

/** Dimensions, whether there are NULLs, the elements' type, of each dimension its length and lower bound, and the elements. */
function arrayText(bytes: Buffer, read: Read): string {
  if (bytes.length < 12) throw new ProtocolViolation("an array without its head");
  const dimensions = bytes.readInt32BE(0);
  if (dimensions === 0) return "{}";
  if (dimensions < 0 || dimensions > MOST_DIMENSIONS || bytes.length < 12 + dimensions * 8) {
    throw new ProtocolViolation("an array of no dimensions");
  }
  const lengths = Array.from({ length: dimensions }, (_, place) => bytes.readInt32BE(12 + place * 8));
  const most = lengths.reduce((product, length) => product * Math.max(0, length), 1);
  if (most < 1 || most * 4 > bytes.length) throw new ProtocolViolation("an array of other dimensions than it holds");
  let at = 12 + dimensions * 8;
  const element = (): string => {
    if (at + 4 > bytes.length) throw new ProtocolViolation("an array without its elements");
    const size = bytes.readInt32BE(at);
    at += 4;
    if (size === -1) return "NULL";
    if (size < 0 || at + size > bytes.length) throw new ProtocolViolation("an array without its elements");
    const value = read(bytes.subarray(at, at + size));
    at += size;
    return quoteElement(value);
  };
  const dimension = (place: number): string => {
    const parts: string[] = [];
    for (let left = lengths[place] ?? 0; left > 0; left--) {
      parts.push(place === dimensions - 1 ? element() : dimension(place + 1));
    }
    return `{${parts.join(",")}}`;
  };
  const written = dimension(0);
  if (at !== bytes.length) throw new ProtocolViolation("an array with more than its elements");
  return written;
}
