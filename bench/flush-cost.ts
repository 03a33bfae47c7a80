// What it costs on this disk to make a small record durable, alone: the least that a durable ledger can take.

import { closeSync, fdatasyncSync, fsyncSync, openSync, rmSync, writeSync } from "node:fs";
import { join } from "node:path";
import { median } from "./timing.ts";

const RECORD = Buffer.alloc(1_700, "x");
const RECORDS = 200;

/** Median milliseconds of an overwrite and its flush, in a file that has its room already. */
export function flushCost(folder: string): number {
  const path = join(folder, "flush");
  const file = openSync(path, "w");
  try {
    writeSync(file, Buffer.alloc(RECORD.length * RECORDS));
    fsyncSync(file);
    const taken: number[] = [];
    for (let record = 0; record < RECORDS; record++) {
      const started = performance.now();
      writeSync(file, RECORD, 0, RECORD.length, record * RECORD.length);
      fdatasyncSync(file);
      taken.push(performance.now() - started);
    }
    return median(taken);
  } finally {
    closeSync(file);
    rmSync(path);
  }
}
