// What an editor of one format does with a file's text. Everything that is not the entry stays byte for byte where the format allows it,
// comments and order included; who calls checks afterwards that the text means what it should.

export interface FileEditor {
  /** What the text means. Throws an Unreadable. */
  parse(text: string): unknown;
  /** With the value at that path, in place of what was there or after what is there. Throws an Unreadable. */
  put(text: string, at: { readonly path: readonly string[]; readonly value: Entry }): string;
  /** Without what is at that path, which is there. Throws an Unreadable. */
  remove(text: string, path: readonly string[]): string;
}

export type Entry = Readonly<Record<string, unknown>>;

/** Why a text cannot be edited: a sentence that begins after the file's name. */
export class Unreadable extends Error {
  override readonly name = "Unreadable";
}
