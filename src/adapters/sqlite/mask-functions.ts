// The functions that masks are made of, registered on a reader's connection. Total: no stored value makes one throw.
// The key's pads are those of the caller whose plan is running; no caller can call these functions.

import { createHash } from "node:crypto";
import type Database from "better-sqlite3";

export interface Pads {
  inner: Uint8Array;
  outer: Uint8Array;
}

export function registerMasks(connection: Database.Database, pads: Pads): void {
  const define = (name: string, implementation: (...values: unknown[]) => unknown) =>
    connection.function(name, { deterministic: false, varargs: false, safeIntegers: true }, implementation);
  define("gatehouse_token", (dataClass: unknown, value: unknown) =>
    value === null
      ? null
      : isHuge(value)
        ? REDACTED
        : `${String(dataClass)}_${hash(pads, dataClass, value).subarray(0, 8).toString("hex")}`,
  );
  define("gatehouse_token_integer", (dataClass: unknown, value: unknown) =>
    value === null || isHuge(value) ? null : BigInt(`0x${hash(pads, dataClass, value).toString("hex").slice(0, 13)}`),
  );
  define("gatehouse_partial", (keep: unknown, count: unknown, value: unknown) =>
    value === null
      ? null
      : isHuge(value)
        ? REDACTED
        : partial(textOf(value), { keep: String(keep), count: Number(count) }),
  );
  define("gatehouse_year", (value: unknown) => {
    const year = /^(\d{4})-\d{2}-\d{2}/.exec(value === null || isHuge(value) ? "" : textOf(value))?.[1];
    return year === undefined ? null : `${year}-01-01`;
  });
  define("gatehouse_bucket", (size: unknown, value: unknown) => {
    const floored = bucket(Number(size), value);
    return floored === null ? null : floored;
  });
  define("gatehouse_bucket_integer", (size: unknown, value: unknown) => {
    const floored = bucket(Number(size), value);
    return floored === null || !Number.isSafeInteger(Math.trunc(floored)) ? null : BigInt(Math.trunc(floored));
  });
}

/** Beyond what anybody looks at: its mask would take the process's memory, or be longer than a string can be. */
const HUGE = 1_048_576;
const REDACTED = "[redacted]";

/** Bytes of a blob, characters of a text. */
function isHuge(value: unknown): boolean {
  return (Buffer.isBuffer(value) || typeof value === "string") && value.length > HUGE;
}

/** HMAC-SHA256 (RFC 2104) over class, a colon and the value's text; the same as the PostgreSQL dialect computes. */
function hash(pads: Pads, dataClass: unknown, value: unknown): Buffer {
  const inner = createHash("sha256")
    .update(pads.inner)
    .update(`${String(dataClass)}:${textOf(value)}`, "utf8")
    .digest();
  return createHash("sha256").update(pads.outer).update(inner).digest();
}

function textOf(value: unknown): string {
  return Buffer.isBuffer(value) ? value.toString("hex") : String(value);
}

function partial(text: string, { keep, count }: { keep: string; count: number }): string {
  const characters = [...text];
  const stars = (length: number) => "*".repeat(length);
  if (keep === "domain") {
    const at = characters.lastIndexOf("@");
    return at < 0 ? stars(characters.length) : stars(at + 1) + characters.slice(at + 1).join("");
  }
  if (count <= 0 || characters.length <= count) return stars(characters.length);
  const hidden = characters.length - count;
  return keep === "first"
    ? characters.slice(0, count).join("") + stars(hidden)
    : stars(hidden) + characters.slice(hidden).join("");
}

function bucket(size: number, value: unknown): number | null {
  const number = typeof value === "bigint" || typeof value === "number" ? Number(value) : Number.NaN;
  const floored = Math.floor(number / size) * size;
  return Number.isFinite(floored) && size > 0 ? floored : null;
}
