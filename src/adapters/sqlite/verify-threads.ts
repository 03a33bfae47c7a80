// Runs of a ledger file, verified in threads. Each thread has every n-th run and does its runs in order.

import { Worker } from "node:worker_threads";
import { z } from "zod";
import { DAMAGES } from "../../core/ledger/verdict.ts";
import type { RangeResult } from "../../core/ledger/verify-range.ts";
import type { RangeQuestion } from "./ledger-range.ts";

export interface Run {
  readonly from: number;
  readonly to: number;
}

const bytes = z.instanceof(Uint8Array);
const frontierSchema = z.strictObject({ size: z.int(), roots: z.array(bytes) });
const resultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("sound"),
    from: z.int(),
    to: z.int(),
    chain: bytes,
    time: z.string(),
    tiles: z.array(bytes),
    rest: frontierSchema,
    marks: z.array(z.strictObject({ size: z.int(), rest: frontierSchema })),
    erased: z.int(),
  }),
  z.strictObject({ kind: z.literal("wrong"), damage: z.enum(DAMAGES), index: z.int().nullable(), message: z.string() }),
]);

/** Results in the order of the runs, whichever thread is done first. The threads end with the iteration, however it ends. */
export async function* verifyInThreads(
  runs: readonly Run[],
  { file, question, threads }: { file: string; question: RangeQuestion; threads: number },
): AsyncGenerator<RangeResult> {
  const waiting = Array.from({ length: threads }, (): Settle[] => []);
  const workers = waiting.map((queue) => startWorker(queue, { file, question }));
  const results = runs.map(
    (run, place) =>
      new Promise<RangeResult>((resolve, reject) => {
        waiting[place % threads]?.push({ resolve, reject });
        workers[place % threads]?.postMessage(run);
      }),
  );
  for (const result of results) result.catch(() => undefined); // told to whoever waits for it; after a failure nobody does
  try {
    for (const result of results) yield await result;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

interface Settle {
  resolve(result: RangeResult): void;
  reject(error: unknown): void;
}

function startWorker(queue: Settle[], workerData: { file: string; question: RangeQuestion }): Worker {
  const worker = new Worker(workerProgram(), { workerData });
  worker.on("message", (message: unknown) => queue.shift()?.resolve(resultSchema.parse(message)));
  worker.on("error", (error) => {
    for (const { reject } of queue.splice(0)) reject(error);
  });
  worker.on("exit", () => {
    for (const { reject } of queue.splice(0)) reject(new Error("a thread of the verification ended early"));
  });
  return worker;
}

/** The built program: tests run from the sources, which a thread cannot. */
function workerProgram(): URL {
  const here = import.meta.url;
  return here.endsWith(".ts")
    ? new URL("../../../dist/adapters/sqlite/verify-worker.js", here)
    : new URL("./verify-worker.js", here);
}
