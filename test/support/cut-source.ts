// What vitest's loading of modules has more for proofs of power: `module.ts?without=…` is that module with texts in it replaced by others.
// Each text stands in the module once, or nothing is loaded: a removal that removes nothing proves nothing.

import { readFile } from "node:fs/promises";

const MARK = "?without=";

/** A text of a module, and what stands in its place. */
export type Cut = readonly [cut: string, put: string];

/** What `import()` takes for the module without those texts. */
export function withoutTexts(path: string, cuts: readonly Cut[]): string {
  return `${path}${MARK}${Buffer.from(JSON.stringify(cuts)).toString("base64url")}`;
}

/** Throws where one of them is not there once. */
export function cutTexts(path: string, text: string, cuts: readonly Cut[]): string {
  return cuts.reduce((left, [cut, put]) => {
    const times = left.split(cut).length - 1;
    if (times !== 1) throw new Error(`${path} holds this text ${times} times: ${cut}`);
    return left.replace(cut, () => put);
  }, text);
}

/** vitest's plugin that loads it. */
export const cutSource = {
  name: "cut-source",
  async load(id: string): Promise<string | null> {
    const at = id.indexOf(MARK);
    if (at === -1) return null;
    const cuts: Cut[] = JSON.parse(Buffer.from(id.slice(at + MARK.length), "base64url").toString());
    return cutTexts(id.slice(0, at), await readFile(id.slice(0, at), "utf8"), cuts);
  },
};
