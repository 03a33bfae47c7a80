// Times as people write them: a day or a moment (in UTC where no zone is given), a span before now (24h, 7d), or today and yesterday, in UTC.

const UNITS = { s: 1, m: 60, h: 3_600, d: 86_400, w: 604_800 } as const;
const DAY = 86_400_000;
const MOMENT = /^\d{4}-\d{2}-\d{2}([T ]\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2})?)?$/;

/** What a sentence says of it. */
export const TIME_FORMS = "write it like 2026-11-21, 2026-11-21T08:00:00Z, 24h, 7d, yesterday or today";

/** RFC 3339 with six digits, as entries have them; null for what is no time. `now` is RFC 3339; without it there are no spans. */
export function readTime(written: string, now: string | null): string | null {
  if (now !== null) {
    const [, count, unit] = /^(\d{1,6})([smhdw])$/.exec(written) ?? [];
    if (count !== undefined) return format(Date.parse(now) - Number(count) * UNITS[isUnit(unit) ? unit : "s"] * 1_000);
    const day = Date.parse(`${now.slice(0, 10)}T00:00:00Z`);
    if (written === "today") return format(day);
    if (written === "yesterday") return format(day - DAY);
    if (written === "now") return now;
  }
  return readMoment(written);
}

function readMoment(written: string): string | null {
  const zoned = /(Z|[+-]\d{2}:\d{2})$/.test(written) ? written : written.length === 10 ? written : `${written}Z`;
  const time = new Date(zoned.replace(" ", "T"));
  // 30 February is no day, whatever Date makes of it.
  if (!MOMENT.test(written) || Number.isNaN(time.getTime()) || !isDay(written.slice(0, 10))) return null;
  const fraction = /\.(\d+)/.exec(written)?.[1] ?? "";
  return time.toISOString().replace(/\.\d+Z$/, `.${fraction.padEnd(6, "0")}Z`);
}

function isUnit(unit: string | undefined): unit is keyof typeof UNITS {
  return unit !== undefined && unit in UNITS;
}

function isDay(text: string): boolean {
  const day = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(text);
}

function format(milliseconds: number): string | null {
  const time = new Date(milliseconds);
  return Number.isNaN(time.getTime()) ? null : time.toISOString().replace("Z", "000Z");
}
