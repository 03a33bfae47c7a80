// Text constants that stand for days, instants and spans of time, spelled so that no setting reads them otherwise.

import type { Sort } from "./value-sort.ts";

const DAY = String.raw`\d{4,6}-\d{1,2}-\d{1,2}`;
const CLOCK = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?`;
const ZONE = String.raw`[+-]\d{2}(?::?\d{2})?`;
const ISO = new RegExp(`^(${DAY})(?:[T ](${CLOCK}))?\\s*(Z|UTC|GMT|${ZONE})?$`, "i");
const ENDLESS = /^-?infinity$/i;

/** Regular expressions of PostgreSQL for texts that are known when rows are read: those that are not spelled so are NULL. */
export const PLAIN_DAY = `^\\s*${DAY}([T ]${CLOCK})?\\s*$`;
export const ZONED_DAY = `^\\s*${DAY}[T ]${CLOCK}\\s*(Z|${ZONE})\\s*$`;
export const PLAIN_SPAN = String.raw`^\s*[P+]?\d[^-]*$`;
export const PLAIN_TIME = `^\\s*${CLOCK}\\s*$`;

/** The constant as the type reads it under any settings, without a zone where it is UTC; null when it is spelled otherwise. */
export function spellLiteral(text: string, sort: Sort): string | null {
  const written = text.trim();
  if (sort === "interval") return /^-\D*\d\D+\d/.test(written) || /\bago\b/i.test(written) ? null : written;
  if (sort === "time") return new RegExp(`^${CLOCK}$`).test(written) ? written : null;
  if (sort === "zoned-time") return new RegExp(`^${CLOCK}${ZONE}$`).test(written) ? written : null;
  if (ENDLESS.test(written)) return written;
  const [, day, clock, zone] = ISO.exec(written) ?? [];
  if (day === undefined) return null;
  if (sort === "date") return zone === undefined ? day : null;
  if (sort === "timestamp") return zone === undefined ? `${day} ${clock ?? "00:00"}` : null;
  const offset = zone === undefined || /^[a-z]/i.test(zone) ? "+00" : zone;
  return `${day} ${clock ?? "00:00"}${offset}`;
}

/** Whether some type could read a day or a time in it. */
export function looksLikeDay(text: string): boolean {
  return /\d{1,6}[-/. ]\w{1,9}[-/. ,]+\d{1,4}|\d{1,2}:\d{2}|^\d{8}$|^\s*(now|today|tomorrow|yesterday|epoch|-?infinity)\s*$/i.test(
    text,
  );
}
