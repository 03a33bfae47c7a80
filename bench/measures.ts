// What is measured of a contender in one round. Each measure is one number; the report takes the median over the rounds.

import type { Contender, Session } from "./contender.ts";
import { residentMemory } from "./resident-memory.ts";
import { CUSTOMERS } from "./shop-database.ts";
import { median, times } from "./timing.ts";

export const MEASURES = ["start", "select-1", "lookup", "throughput", "rows-10000", "memory"] as const;
export type Measure = (typeof MEASURES)[number];
export type Round = Readonly<Record<Measure, number | null>>;

const QUICK = 60;
const LOOKUPS = 120;
const IN_FLIGHT = 16;
const FLIGHTS = 480;
const BULK = 3;

/** Milliseconds until `tools/list` answers; null for a contender that is no server. */
export async function measureStart(contender: Contender): Promise<number | null> {
  const started = performance.now();
  const session = await contender.start();
  const milliseconds = performance.now() - started;
  await session.close();
  return session.pid === null ? null : milliseconds;
}

/** Milliseconds (the median of many), lookups a second, and MiB. */
export async function measureRound(session: Session): Promise<Omit<Round, "start">> {
  const quick = await times(QUICK, () => session.ask("SELECT 1", "1"));
  const lookup = await times(LOOKUPS, () => lookUp(session));
  const seconds = await lookUpInFlight(session, FLIGHTS);
  const bulk = await times(BULK, () => readLarge(session));
  return {
    "select-1": median(quick),
    lookup: median(lookup),
    throughput: FLIGHTS / seconds,
    "rows-10000": median(bulk),
    memory: session.pid === null ? null : await residentMemory(session.pid),
  };
}

/** Seconds for so many lookups by sixteen callers at once. */
export async function lookUpInFlight(session: Session, lookups: number): Promise<number> {
  const started = performance.now();
  let left = lookups;
  await Promise.all(
    Array.from({ length: IN_FLIGHT }, async () => {
      while (left-- > 0) await lookUp(session);
    }),
  );
  return (performance.now() - started) / 1000;
}

export function readLarge(session: Session): Promise<void> {
  return session.ask("SELECT * FROM public.customers WHERE id <= 10000 ORDER BY id LIMIT 10000", "City 499");
}

/** Another customer each time, named in the text as models do; half of the columns are masked where anything is. */
export function lookUp(session: Session): Promise<void> {
  const id = 1 + Math.floor(Math.random() * CUSTOMERS);
  return session.ask(
    `SELECT id, email, full_name, phone, ssn, country, city, created_at FROM public.customers WHERE id = ${id}`,
    `City ${id % 500}`,
  );
}
