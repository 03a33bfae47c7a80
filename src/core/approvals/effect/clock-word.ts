// The clock in a value that the database made: a time that is the time of the change, give or take a constant, is written as that.
// INVARIANT: the constant is part of what is written, so that another time is another value. A stored time that looks so by chance makes an
// approval stale later, and never binds too little.

/** Microseconds since the Unix epoch: when the transaction began, and when what it did was read. */
export interface Clock {
  readonly from: number;
  readonly to: number;
}

/** What a value is looked through for: times, dates, and words and numbers. */
export const TOKENS =
  /\d{4}-\d\d-\d\d[ T]\d\d:\d\d:\d\d(?:\.\d+)?(?: ?UTC|Z|[+-]\d\d(?::?\d\d)?)?|\d{4}-\d\d-\d\d|[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}|\d+(?:\.\d+)?|[A-Za-z0-9_]+/g;

const SECOND = 1_000_000;
const MINUTE = 60 * SECOND;
const QUARTER = 15 * MINUTE;
/** No zone is further from another. */
const ZONES = 14 * 60 * MINUTE;

export function clockWord(token: string, clock: Clock): string | null {
  if (/^\d{4}-\d\d-\d\d$/.test(token)) return isToday(token, clock) ? "<day of the change>" : null;
  if (/^\d{10}(?:\d{3})?(?:\.\d+)?$/.test(token)) return ofNumber(token, clock);
  const parts = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.(\d+))?(.*)$/.exec(token);
  if (parts === null) return null;
  const [, day = "", time = "", fraction = "", zone = ""] = parts;
  const whole = Date.parse(`${day}T${time}${zoneOf(zone)}`);
  if (Number.isNaN(whole)) return null;
  const at = whole * 1_000 + Number(fraction.padEnd(6, "0").slice(0, 6));
  return fraction === "" ? ofSeconds(at, clock) : ofMicroseconds(at, clock);
}

function zoneOf(zone: string): string {
  if (zone === "" || zone === "Z" || zone.endsWith("UTC")) return "Z";
  const digits = zone.replace(":", "").slice(1).padEnd(4, "0");
  return `${zone.slice(0, 1)}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

/** The transaction's own time to the microsecond, so many seconds before or after; or any moment of it, in whatever zone. */
function ofMicroseconds(at: number, { from, to }: Clock): string | null {
  const past = at - from;
  if (from % SECOND !== 0 && past % SECOND === 0) return said(past);
  const rest = ((past % QUARTER) + QUARTER) % QUARTER;
  // some write milliseconds
  if (rest <= to - from || QUARTER - rest < 1_000) return said(past - (rest <= to - from ? rest : rest - QUARTER));
  return null;
}

/** Whole seconds, cut or rounded: so many minutes before or after. */
function ofSeconds(at: number, { from, to }: Clock): string | null {
  const past = at - Math.floor(from / SECOND) * SECOND;
  const rest = ((past % MINUTE) + MINUTE) % MINUTE;
  return rest <= Math.ceil(to / SECOND) * SECOND - Math.floor(from / SECOND) * SECOND ? said(past - rest) : null;
}

function ofNumber(token: string, { from, to }: Clock): string | null {
  const unit = /^\d{13}/.test(token) ? 1_000 : SECOND;
  const at = Number(token) * unit;
  return at + unit > from && at <= to ? said(0) : null;
}

function isToday(day: string, { from, to }: Clock): boolean {
  const at = Date.parse(`${day}T00:00:00Z`) * 1_000;
  return at + 24 * 60 * MINUTE > from - ZONES && at <= to + ZONES;
}

function said(past: number): string {
  const seconds = Math.round(past / SECOND);
  return seconds === 0
    ? "<time of the change>"
    : `<time of the change ${seconds > 0 ? "+" : "-"} ${Math.abs(seconds)} s>`;
}
