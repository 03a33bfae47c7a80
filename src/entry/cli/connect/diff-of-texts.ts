// What an edit changes, as lines of a unified diff without the lines around it: those are other servers', and may hold their secrets.

const LONGEST = 400;

/**
 * Empty where nothing changes. `-` is before, `+` is after; of lines that are changed in part, the part. `counted` are lines of somebody else's
 * that go or come back: how many, and not what is in them.
 */
export function diffOf(before: string, after: string, counted: "-" | "+" | null = null): readonly string[] {
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
    ...shown("-", gone, { beside: come, counted }),
    ...shown("+", come, { beside: gone, counted }),
  ];
}

function shown(
  sign: "-" | "+",
  lines: readonly string[],
  { beside, counted }: { beside: readonly string[]; counted: "-" | "+" | null },
): readonly string[] {
  if (sign === counted && lines.length > 0)
    return [`${sign}(${lines.length} ${lines.length === 1 ? "line" : "lines"} of another entry)`];
  return lines.map((line, at) => `${sign}${shortened(line, beside[at])}`);
}

function linesOf(text: string): readonly string[] {
  const lines = text.split(/\r?\n/);
  return lines.at(-1) === "" ? lines.slice(0, -1) : lines;
}

/** As `diff -U0` counts: of no lines, the one before. */
function place(head: number, lines: readonly string[]): string {
  return lines.length === 0 ? `${head},0` : `${head + 1},${lines.length}`;
}

/** What a line has in common with the one in its place is another server's, however short it is. */
function shortened(line: string, other: string | undefined): string {
  let head = 0;
  let tail = 0;
  if (other !== undefined) {
    while (head < line.length && line[head] === other[head]) head++;
    const most = Math.min(line.length, other.length) - head;
    while (tail < most && line.at(-1 - tail) === other.at(-1 - tail)) tail++;
  }
  const [start, end] = [line.slice(0, head), line.slice(line.length - tail)];
  const part = line.slice(head, line.length - tail);
  return `${isBare(start) ? start : "…"}${cut(part)}${isBare(end) ? end : "…"}`;
}

/** Nothing but what every file of the format has. */
function isBare(text: string): boolean {
  return /^[\s{}[\],"]*$/.test(text);
}

function cut(part: string): string {
  return part.length <= LONGEST ? part : `${part.slice(0, LONGEST)}…`;
}
