// What an edit changes, as lines of a unified diff without the lines around it: those are other servers', and may hold their secrets.

const LONGEST = 160;
const SEEN = 24;

/** Empty where nothing changes. `-` is before, `+` is after. */
export function diffOf(before: string, after: string): readonly string[] {
  if (before === after) return [];
  const [old, now] = [linesOf(before), linesOf(after)];
  const shortest = Math.min(old.length, now.length);
  let head = 0;
  while (head < shortest && old[head] === now[head]) head++;
  let tail = 0;
  while (tail < shortest - head && old.at(-1 - tail) === now.at(-1 - tail)) tail++;
  const gone = old.slice(head, old.length - tail);
  const come = now.slice(head, now.length - tail);
  return [
    `@@ -${place(head, gone)} +${place(head, come)} @@`,
    ...gone.map((line, at) => `-${shortened(line, come[at] ?? "")}`),
    ...come.map((line, at) => `+${shortened(line, gone[at] ?? "")}`),
  ];
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** As `diff -U0` counts: of no lines, the one before. */
function place(head: number, lines: readonly string[]): string {
  return lines.length === 0 ? `${head},0` : `${head + 1},${lines.length}`;
}

/** A file of one line is not shown whole: only where it differs from the other. */
function shortened(line: string, other: string): string {
  if (line.length <= LONGEST) return line;
  let head = 0;
  while (head < line.length && line[head] === other[head]) head++;
  let tail = 0;
  while (tail < line.length - head && line.at(-1 - tail) === other.at(-1 - tail)) tail++;
  const [from, to] = [Math.max(0, head - SEEN), Math.min(line.length, line.length - tail + SEEN)];
  return `${from > 0 ? "…" : ""}${line.slice(from, to)}${to < line.length ? "…" : ""}`;
}
