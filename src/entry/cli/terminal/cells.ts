// Text in columns of a terminal: letters of East Asian scripts take two (Unicode's annex 11), marks that combine take none.

import measure from "fast-string-truncated-width";

/** In columns of a terminal. */
export function cellWidth(text: string): number {
  return measure(text).width;
}

/** Filled with spaces up to so many columns; what is wider stays as it is. */
export function padCell(text: string, width: number): string {
  return text + " ".repeat(Math.max(0, width - cellWidth(text)));
}

/** At most so many columns, the last of them an ellipsis where something was cut off. */
export function cutCell(text: string, width: number): string {
  if (cellWidth(text) <= width) return text;
  const { index } = measure(text, { limit: width, ellipsis: "…", ellipsisWidth: 1 });
  return `${text.slice(0, index)}…`;
}
