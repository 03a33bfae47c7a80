// What row filters meant when they were first used: a line for each, of the digests of its place and of its meaning. Lines are only ever
// added, and the first of a place counts, so that several processes may share the file. Who removes it starts afresh.

import { createHash } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import type { FilterMeanings } from "../../gate/ports/filter-meanings.ts";
import { appendDurably } from "./write-durably.ts";

/** `adds` is false for commands that look and change nothing. */
export function keptMeanings(file: string, { adds }: { adds: boolean }): FilterMeanings {
  let size = -1;
  let kept: ReadonlyMap<string, string> = new Map();
  return {
    isAsKept: (place, meaning) => {
      const [key, value] = [digestOf(place), digestOf(meaning)];
      const now = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
      if (now !== size) kept = readKept(file);
      size = now;
      const first = kept.get(key);
      if (first !== undefined) return first === value;
      // another process may add one at the same moment: the first of the two counts for both, from their next look on
      if (adds) appendDurably(file, `${key} ${value}\n`);
      return true;
    },
  };
}

function readKept(file: string): ReadonlyMap<string, string> {
  const kept = new Map<string, string>();
  const text = statSync(file, { throwIfNoEntry: false }) === undefined ? "" : readFileSync(file, "utf8");
  for (const line of text.split("\n")) {
    const [place = "", meaning = ""] = line.split(" ");
    if (place !== "" && !kept.has(place)) kept.set(place, meaning);
  }
  return kept;
}

function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("base64url");
}
