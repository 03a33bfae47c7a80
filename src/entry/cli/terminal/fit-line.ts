// Lines that hold marks of colour, fitted to a window: cut, or broken into several. Widths are columns of a terminal.

import { mark, piecesOf } from "./paint.ts";

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Extended_Pictographic}/u;

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
  for (const piece of piecesOf(line)) {
    if (piece.kind === "style") {
      style = piece.code === 0 ? "" : style + mark(piece.code);
      current += mark(piece.code);
      continue;
    }
    for (const letter of piece.text) {
      const wide = columnsOf(letter);
      if (columns + wide > width && columns > 0) {
        lines.push(style === "" ? current : current + mark(0));
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
