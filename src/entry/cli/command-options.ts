// Options that several commands have.

import { type Command, InvalidArgumentError } from "commander";
import { systemClock } from "../../adapters/system/system-clock.ts";
import { formatTime } from "../../core/ledger/entry/entry-record.ts";
import { readTime, TIME_FORMS } from "../../core/ledger/entry/read-time.ts";

export function withConfig(command: Command): Command {
  return command.option("--config <file>", "the configuration", "gatehouse.yaml");
}

/** Who acts, for commands that the policies allow to some. */
export function withActor(command: Command): Command {
  return withConfig(command)
    .option("--as <identity>", "who you are in the policies; the name of your account if absent")
    .option("--role <role>", "the role to act in; the first that may if absent");
}

export function whole(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new InvalidArgumentError("Write a whole number.");
  return value;
}

/** A moment, as every command takes it; RFC 3339 comes out. */
export function time(text: string): string {
  const moment = readTime(text, formatTime(systemClock.now()));
  if (moment === null) throw new InvalidArgumentError(`It is no time; ${TIME_FORMS}.`);
  return moment;
}

/** How the help says it. */
export const TIMES = "2026-11-21, 2026-11-21T08:00:00Z, 24h, 7d, yesterday; in UTC";

const UNITS = { s: 1, m: 60, h: 3_600, d: 86_400 } as const;

/** How long something lasts, in seconds: 90s, 20m, 2h. */
export function span(text: string): number {
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  const seconds = Object.entries(UNITS).find(([known]) => known === unit)?.[1];
  if (count === undefined || seconds === undefined)
    throw new InvalidArgumentError("Write a number with its unit, such as 90s, 20m or 2h.");
  return Number(count) * seconds;
}
