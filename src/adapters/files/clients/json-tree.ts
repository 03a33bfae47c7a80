// JSON with comments and trailing commas (as editors' settings have them) as a tree that knows where each value stands in the text.

import { Unreadable } from "./file-editor.ts";

export type JsonTree =
  | { readonly kind: "object"; readonly start: number; readonly end: number; readonly members: readonly JsonMember[] }
  | { readonly kind: "array"; readonly start: number; readonly end: number; readonly items: readonly JsonTree[] }
  | { readonly kind: "scalar"; readonly start: number; readonly end: number; readonly value: unknown };

export interface JsonMember {
  readonly key: string;
  /** Of the key, in quotes. */
  readonly start: number;
  readonly value: JsonTree;
  /** Of the comma behind it; null where there is none. */
  readonly comma: number | null;
}

/** Throws an Unreadable that says where. */
export function readJsonTree(text: string): JsonTree {
  return new Reader(text).document();
}

/** What a tree means. Of a key that stands twice the last counts, as with JSON.parse. */
export function valueOfTree(tree: JsonTree): unknown {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "array") return tree.items.map(valueOfTree);
  return Object.fromEntries(tree.members.map(({ key, value }) => [key, valueOfTree(value)]));
}

const SCALAR = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const STRING = /"(?:[^"\\]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*"/y;
const BLANK = /(?:[ \t\r\n\uFEFF]|\/\/[^\r\n]*|\/\*[^]*?\*\/)*/y;
const DEEPEST = 500;

class Reader {
  readonly #text: string;
  #at = 0;
  #depth = 0;

  constructor(text: string) {
    this.#text = text;
  }

  document(): JsonTree {
    this.#blank();
    const tree = this.#value();
    this.#blank();
    if (this.#at < this.#text.length) throw this.#wrong("something follows the end");
    return tree;
  }

  #value(): JsonTree {
    const sign = this.#text[this.#at];
    if (sign === "{") return this.#deeper(() => this.#object());
    if (sign === "[") return this.#deeper(() => this.#array());
    const start = this.#at;
    const found = sign === '"' ? this.#match(STRING) : this.#match(SCALAR);
    if (found === null) throw this.#wrong(sign === undefined ? "it ends too soon" : "no value begins here");
    return { kind: "scalar", start, end: this.#at, value: this.#parsed(found) };
  }

  #object(): JsonTree {
    const start = this.#at++;
    const members: JsonMember[] = [];
    for (;;) {
      this.#blank();
      if (this.#take("}")) return { kind: "object", start, end: this.#at, members };
      if (members.length > 0 && members.at(-1)?.comma === null) throw this.#wrong("a comma is missing");
      members.push(this.#member());
    }
  }

  #member(): JsonMember {
    const start = this.#at;
    const key = this.#match(STRING);
    if (key === null) throw this.#wrong("a key in quotes is missing");
    this.#blank();
    if (!this.#take(":")) throw this.#wrong("a colon is missing");
    this.#blank();
    const value = this.#value();
    this.#blank();
    const comma = this.#text[this.#at] === "," ? this.#at++ : null;
    return { key: String(this.#parsed(key)), start, value, comma };
  }

  #array(): JsonTree {
    const start = this.#at++;
    const items: JsonTree[] = [];
    for (let separated = true; ; ) {
      this.#blank();
      if (this.#take("]")) return { kind: "array", start, end: this.#at, items };
      if (!separated) throw this.#wrong("a comma is missing");
      items.push(this.#value());
      this.#blank();
      separated = this.#take(",");
    }
  }

  #parsed(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch {
      throw this.#wrong("a text that ends here holds a control character"); // all else of it fits the patterns
    }
  }

  #deeper(read: () => JsonTree): JsonTree {
    if (++this.#depth > DEEPEST) throw this.#wrong("it is nested too deep");
    const tree = read();
    this.#depth--;
    return tree;
  }

  #blank(): void {
    this.#match(BLANK);
    if (this.#text.startsWith("/*", this.#at)) throw this.#wrong("a comment has no end");
  }

  #take(sign: string): boolean {
    const found = this.#text[this.#at] === sign;
    if (found) this.#at++;
    return found;
  }

  #match(pattern: RegExp): string | null {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0];
    if (found === undefined) return null;
    this.#at += found.length;
    return found;
  }

  #wrong(what: string): Unreadable {
    const before = this.#text.slice(0, this.#at).split("\n");
    return new Unreadable(`is no JSON: ${what}, at line ${before.length}, column ${(before.at(-1)?.length ?? 0) + 1}`);
  }
}
