// Runs of a ledger file, verified in threads. Each does the next run that nobody does yet.

import { Worker } from "node:worker_threads";
import { z } from "zod";
import { DAMAGES } from "../../../core/ledger/verify/verdict.ts";
import type { RangeResult } from "../../../core/ledger/verify/verify-range.ts";
import type { RangeQuestion } from "../ledger/ledger-range.ts";

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
  const tasks = runs.map((run) => new Task(run));
  const waiting = [...tasks];
  const workers = Array.from({ length: threads }, () => startWorker(() => waiting.shift(), { file, question }));
  try {
    for (const { result } of tasks) yield await result;
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

class Task {
  readonly run: Run;
  readonly result: Promise<RangeResult>;
  resolve: (result: RangeResult) => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;

  constructor(run: Run) {
    this.run = run;
    this.result = new Promise((resolve, reject) => {
      this.resolve = resolve;
      this.reject = reject;
    });
    this.result.catch(() => undefined); // told to whoever waits for it; after a failure nobody does
  }
}

/** A thread that does one run after the other, whichever is next: where others want the processors, too, none waits for the slowest. */
function startWorker(next: () => Task | undefined, workerData: { file: string; question: RangeQuestion }): Worker {
  const worker = new Worker(workerProgram(), { workerData });
  let task: Task | undefined;
  const begin = () => {
    task = next();
    if (task !== undefined) worker.postMessage(task.run, []);
  };
  const fail = (error: unknown) => {
    for (let failed = task; failed !== undefined; failed = next()) failed.reject(error);
    task = undefined;
  };
  worker.on("message", (message: unknown) => {
    task?.resolve(resultSchema.parse(message));
    begin();
  });
  worker.on("error", fail);
  worker.on("exit", () => fail(new Error("a thread of the verification ended early")));
  begin();
  return worker;
}

/** The built program: tests run from the sources, which a thread cannot. */
function workerProgram(): URL {
  const here = import.meta.url;
  return here.endsWith(".ts")
    ? new URL("../../../../dist/adapters/sqlite-state/verify/verify-worker.js", here)
    : new URL("./verify-worker.js", here);
}
