// Replacements in a text, by index. An edit may render another part of the same text with its own edits, as TABLESAMPLE moves inside.

export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly render: () => string;
}

export class Edits {
  readonly #text: string;
  readonly #edits: Edit[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  replace(start: number, end: number, text: string | (() => string)): Edit {
    const edit: Edit = { start, end, render: typeof text === "string" ? () => text : text };
    this.#edits.push(edit);
    return edit;
  }

  /** The text from `start` to `end` with the edits within; `except` is left out. The outermost of nested edits counts. */
  render(start: number, end: number, except: Edit | null = null): string {
    const within = this.#edits
      .filter((edit) => edit !== except && edit.start >= start && edit.end <= end)
      .sort((a, b) => a.start - b.start || b.end - a.end);
    let text = "";
    let at = start;
    for (const edit of within) {
      if (edit.start < at) continue;
      text += this.#text.slice(at, edit.start) + edit.render();
      at = edit.end;
    }
    return text + this.#text.slice(at, end);
  }
}
