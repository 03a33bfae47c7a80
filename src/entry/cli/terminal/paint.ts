// Colour as marks that nobody else can write: what stands in a text that others wrote is never taken for ours. The door turns them into
// what a terminal obeys, or drops them where nothing is to be coloured.

import { randomUUID } from "node:crypto";

/** Of this process alone; who writes an entry cannot know it. */
const OWN = randomUUID();
const MARK = new RegExp(`\u0000${OWN}:([0-9]+)\u0000`, "u");

const CODES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34, cyan: 36 } as const;

export type Style = keyof typeof CODES;

/** Whether colours are for anybody here. */
export interface Palette {
  readonly color: boolean;
}

/** A piece of a line: a text, or the code that is in force from there on; 0 ends all. */
export type Piece =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "style"; readonly code: number };

export function paint({ color }: Palette, style: Style, text: string): string {
  return color ? `${mark(CODES[style])}${text}${mark(0)}` : text;
}

export function mark(code: number): string {
  return `\u0000${OWN}:${code}\u0000`;
}

export function piecesOf(line: string): readonly Piece[] {
  return line
    .split(MARK)
    .map(
      (part, place): Piece => (place % 2 === 0 ? { kind: "text", text: part } : { kind: "style", code: Number(part) }),
    )
    .filter((piece) => piece.kind === "style" || piece.text !== "");
}
