// What was found of a column: a class, a level where nothing personal shows, or that nobody can tell.

import { UNSURE } from "../model/data-class.ts";

export interface Finding {
  /** A class, a level, or UNSURE. */
  readonly holds: string;
  /** From 0 to 1: how sure, from the evidence at hand. */
  readonly confidence: number;
  /** Half a sentence for people, without any value. */
  readonly reason: string;
}

export function isUnsure({ holds }: Finding): boolean {
  return holds === UNSURE;
}
