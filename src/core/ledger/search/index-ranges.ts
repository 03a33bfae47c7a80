// Indexes of entries in a line of text: `3,7-9`. In order, without overlaps; anything else is none.

export type IndexRanges = readonly (readonly [from: number, to: number])[];

/** `indexes` in ascending order, each once. */
export function formatRanges(indexes: readonly number[]): string {
  const ranges: [number, number][] = [];
  for (const index of indexes) {
    const last = ranges.at(-1);
    if (last !== undefined && last[1] + 1 === index) last[1] = index;
    else ranges.push([index, index]);
  }
  return ranges.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)).join(",");
}

export function parseRanges(text: string): IndexRanges | null {
  const ranges: [number, number][] = [];
  for (const part of text.split(",")) {
    const [, from, to = from] = /^(0|[1-9]\d{0,14})(?:-([1-9]\d{0,14}))?$/.exec(part) ?? [];
    if (from === undefined) return null;
    const range: [number, number] = [Number(from), Number(to)];
    if (range[0] > range[1] || range[0] <= (ranges.at(-1)?.[1] ?? -1)) return null;
    ranges.push(range);
  }
  return ranges;
}

export function isWithin(ranges: IndexRanges, index: number): boolean {
  let [low, high] = [0, ranges.length - 1];
  while (low <= high) {
    const middle = (low + high) >> 1;
    const [from, to] = ranges[middle] ?? [0, -1];
    if (index < from) high = middle - 1;
    else if (index > to) low = middle + 1;
    else return true;
  }
  return false;
}

/** The same indexes in several texts, none much longer than `longest`: an entry has to fit its leaf. */
export function splitRanges(text: string, longest: number): readonly string[] {
  const parts: string[] = [];
  let rest = text;
  while (rest.length > longest) {
    const cut = rest.lastIndexOf(",", longest);
    if (cut <= 0) break;
    parts.push(rest.slice(0, cut));
    rest = rest.slice(cut + 1);
  }
  return [...parts, rest];
}
