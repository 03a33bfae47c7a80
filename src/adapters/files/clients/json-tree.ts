// JSON with comments and trailing commas (as editors' settings have them) as a tree that knows where each value stands in the text.

import { type ParseErrorCode, printParseErrorCode, visit } from "jsonc-parser";
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
  comma: number | null;
}

const DEEPEST = 500;

/** An object or a list whose end has not come. */
interface Opened {
  readonly start: number;
  readonly members: JsonMember[];
  readonly items: JsonTree[];
  /** The key whose value comes next. */
  key: { readonly key: string; readonly start: number };
}

/** Throws an Unreadable that says where. */
export function readJsonTree(text: string): JsonTree {
  const opened: Opened[] = [];
  let root: JsonTree | null = null;
  const add = (tree: JsonTree): void => {
    const around = opened.at(-1);
    if (around === undefined) root = tree;
    else {
      around.items.push(tree);
      around.members.push({ ...around.key, value: tree, comma: null });
    }
  };
  const open = (start: number, _length: number, line: number, column: number): void => {
    if (opened.push({ start, members: [], items: [], key: { key: "", start } }) > DEEPEST)
      throw wrong("it is nested too deep", line, column);
  };
  const close = (kind: "object" | "array", end: number): void => {
    const { start, members, items } = opened.pop() ?? { start: 0, members: [], items: [] };
    add(kind === "object" ? { kind, start, end, members } : { kind, start, end, items });
  };
  // a byte order mark is no part of JSON (RFC 8259, section 8.1); a space keeps the places
  visit(
    text.replace(/^\uFEFF/, " "),
    {
      onObjectBegin: open,
      onArrayBegin: open,
      onObjectProperty: (key, start) => {
        const around = opened.at(-1);
        if (around !== undefined) around.key = { key, start };
      },
      onLiteralValue: (value: unknown, start, length) => add({ kind: "scalar", start, end: start + length, value }),
      onSeparator: (sign, offset) => {
        const member = opened.at(-1)?.members.at(-1);
        if (sign === "," && member !== undefined) member.comma = offset;
      },
      onObjectEnd: (offset, length) => close("object", offset + length),
      onArrayEnd: (offset, length) => close("array", offset + length),
      onError: (error, _offset, _length, line, column) => {
        throw wrong(sentenceOf(error), line, column);
      },
    },
    { allowTrailingComma: true },
  );
  if (root === null) throw wrong("it ends too soon", 0, 0);
  return root;
}

/** What a tree means. Of a key that stands twice the last counts, as with JSON.parse. */
export function valueOfTree(tree: JsonTree): unknown {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "array") return tree.items.map(valueOfTree);
  return Object.fromEntries(tree.members.map(({ key, value }) => [key, valueOfTree(value)]));
}

type ErrorName = ReturnType<typeof printParseErrorCode>;

/** Where the library's own name says it less well. */
const SENTENCES: Readonly<Partial<Record<ErrorName, string>>> = {
  EndOfFileExpected: "something follows the end",
  UnexpectedEndOfComment: "a comment has no end",
  UnexpectedEndOfString: "a text does not end on its line (a control character has to be escaped)",
  InvalidCharacter: "a text holds a control character",
};

function sentenceOf(error: ParseErrorCode): string {
  const name = printParseErrorCode(error);
  return SENTENCES[name] ?? name.replaceAll(/(?<=[a-z])(?=[A-Z])/g, " ").toLowerCase();
}

/** Line and column count from 0. */
function wrong(what: string, line: number, column: number): Unreadable {
  return new Unreadable(`is no JSON: ${what}, at line ${line + 1}, column ${column + 1}`);
}
