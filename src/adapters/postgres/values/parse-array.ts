// PostgreSQL's array output syntax (manual, 8.15.6): `{1,NULL,"a \"b\""}`, nested.

export type ArrayText = readonly (string | null | ArrayText)[];

/** Null when the text is not an array literal, or says its bounds, which a list does not have: `[0:1]={1,2}`. */
export function parseArray(text: string, delimiter = ","): ArrayText | null {
  const stack: (string | null | ArrayText)[][] = [];
  let at = 0;
  while (at < text.length) {
    const character = text[at];
    if (character === "{") {
      stack.push([]);
      at += 1;
    } else if (character === "}") {
      const done = stack.pop();
      if (done === undefined) return null;
      const parent = stack.at(-1);
      if (parent === undefined) return at === text.length - 1 ? done : null;
      parent.push(done);
      at += 1;
    } else if (character === delimiter) {
      at += 1;
    } else {
      const element = character === '"' ? quoted(text, at) : bare(text, at, delimiter);
      const list = stack.at(-1);
      if (element === null || list === undefined) return null;
      list.push(element.value);
      at = element.end;
    }
  }
  return null;
}

interface Element {
  readonly value: string | null;
  readonly end: number;
}

function quoted(text: string, start: number): Element | null {
  let value = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === '"') return { value, end: at + 1 };
    if (character === "\\") at += 1;
    value += text[at] ?? "";
  }
  return null;
}

function bare(text: string, start: number, delimiter: string): Element {
  let end = start;
  while (end < text.length && text[end] !== delimiter && text[end] !== "}") end += 1;
  const value = text.slice(start, end);
  return { value: value === "NULL" ? null : value, end };
}
