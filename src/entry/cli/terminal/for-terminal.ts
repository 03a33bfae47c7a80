// A line as a terminal gets it: coloured where we coloured it, and everything else only seen.

import { visibleLine } from "../../../core/model/visible-text.ts";
import { type Palette, piecesOf } from "./paint.ts";

export function forTerminal(line: string, { color }: Palette): string {
  return piecesOf(line)
    .map((piece) => (piece.kind === "text" ? visibleLine(piece.text) : color ? `\u001b[${piece.code}m` : ""))
    .join("");
}
