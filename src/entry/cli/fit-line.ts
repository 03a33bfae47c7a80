// Lines that hold colour codes, fitted to a window: cut, or broken into several. Widths are columns of a terminal.

const PARTS = /(\p{Cc}\[[0-9;]*m)/u;
const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;
const RESET = "\u001b[0m";

/** At most `width` columns; what was cut off is marked. */
export function cutLine(line: string, width: number): string {
  const [first = "", ...more] = breakLine(line, width);
  if (more.length === 0) return first;
  return `${breakLine(line, Math.max(1, width - 1))[0] ?? ""}…`;
}

/** Each of at most `width` columns; colour goes on where a line is broken. */
export function breakLine(line: string, width: number): readonly string[] {
  const lines: string[] = [];
  let [current, columns, style] = ["", 0, ""];
  for (const part of line.split(PARTS)) {
    if (PARTS.test(part)) {
      style = part === RESET ? "" : style + part;
      current += part;
      continue;
    }
    for (const letter of part) {
      const wide = columnsOf(letter);
      if (columns + wide > width && columns > 0) {
        lines.push(style === "" ? current : current + RESET);
        [current, columns] = [style, 0];
      }
      current += letter;
      columns += wide;
    }
  }
  return [...lines, current];
}

function columnsOf(letter: string): number {
  if (/\p{M}/u.test(letter)) return 0;
  return WIDE.test(letter) ? 2 : 1;
}
