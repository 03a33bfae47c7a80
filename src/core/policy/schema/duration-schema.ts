// A length of time in policy files, such as `30m`, `24h` or `7d`; in seconds once it is read.

import { z } from "zod";

const UNITS: Readonly<Record<string, number>> = { m: 60, h: 3_600, d: 86_400 };

export const durationSchema = z
  .string()
  .regex(/^[1-9]\d{0,4}[mhd]$/, "a duration is written like 30m, 24h or 7d")
  .transform((written) => Number.parseInt(written, 10) * (UNITS[written.slice(-1)] ?? 1));
