// Processor time that a process has used, all of its threads, as Linux tells it; null elsewhere.

import { readdir, readFile } from "node:fs/promises";

/** Microseconds. */
export async function processorTime(pid: number | null): Promise<number | null> {
  if (pid === null || process.platform !== "linux") return null;
  const threads = await readdir(`/proc/${pid}/task`);
  const times = await Promise.all(
    threads.map(async (thread) => {
      const text = await readFile(`/proc/${pid}/task/${thread}/schedstat`, "utf8").catch(() => "0");
      return Number.parseInt(text, 10) / 1_000;
    }),
  );
  return times.reduce((sum, time) => sum + time, 0);
}
