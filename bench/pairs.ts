// Two contenders at a time, in blocks that alternate: a server that is asked call by call in turn with others is never warm, and a slow minute
// that falls on one of them alone makes a ratio of two minutes. What is told is the median of the blocks' ratios.

import type { Contender, Session } from "./contender.ts";
import { lookUp, lookUpInFlight, measureStart, readLarge } from "./measures.ts";
import { processorTime } from "./processor-time.ts";
import { residentMemory } from "./resident-memory.ts";
import { median, times } from "./timing.ts";

export const PAIRED = ["start", "lookup", "throughput", "rows-10000", "processor", "memory"] as const;
export type Paired = (typeof PAIRED)[number];
type Block = Readonly<Record<Paired, number | null>>;

const LONE = 100;
const FLIGHTS = 160;

export type Ratios = Readonly<Record<Paired, number | null>>;

/** Of `own` to `other`; null where one of them has no such measure. */
export async function measurePair(
  own: Contender,
  { other, rounds }: { other: Contender; rounds: number },
): Promise<Ratios> {
  const pair = [own, other] as const;
  const sessions = await Promise.all(pair.map((contender) => contender.start()));
  try {
    for (const session of sessions) await measureBlock(session, null); // not counted
    const blocks: { readonly own: Block; readonly other: Block }[] = [];
    for (let round = 0; round < rounds; round++) {
      const measured: (Block | undefined)[] = [undefined, undefined];
      for (const place of round % 2 === 0 ? [0, 1] : [1, 0]) {
        const [contender, session] = [pair[place], sessions[place]];
        if (contender !== undefined && session !== undefined) measured[place] = await measureBlock(session, contender);
      }
      const [ofOwn, ofOther] = measured;
      if (ofOwn !== undefined && ofOther !== undefined) blocks.push({ own: ofOwn, other: ofOther });
    }
    const ratioOf = (measure: Paired): number | null => {
      const ratios = blocks.flatMap((block) => {
        const [one, another] = [block.own[measure], block.other[measure]];
        return one === null || another === null ? [] : [one / another];
      });
      return ratios.length === 0 ? null : median(ratios);
    };
    return {
      start: ratioOf("start"),
      lookup: ratioOf("lookup"),
      throughput: ratioOf("throughput"),
      "rows-10000": ratioOf("rows-10000"),
      processor: ratioOf("processor"),
      memory: ratioOf("memory"),
    };
  } finally {
    await Promise.all(sessions.map((session) => session.close()));
  }
}

/** Without a contender there is no start to measure. */
async function measureBlock(session: Session, contender: Contender | null): Promise<Block> {
  const { pid } = session;
  const lookup = median(await times(LONE, () => lookUp(session)));
  const before = await processorTime(pid);
  const seconds = await lookUpInFlight(session, FLIGHTS);
  const after = await processorTime(pid);
  const large = median(await times(1, () => readLarge(session)));
  return {
    start: contender === null ? null : await measureStart(contender),
    lookup,
    throughput: FLIGHTS / seconds,
    "rows-10000": large,
    processor: before === null || after === null ? null : (after - before) / FLIGHTS,
    memory: pid === null ? null : await residentMemory(pid),
  };
}
