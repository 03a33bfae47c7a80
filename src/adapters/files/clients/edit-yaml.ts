// An entry into a block map of a YAML file, as lines behind its last key. Where the map is not there yet, or written on one line, the
// document is written anew: comments and order stay, the spacing may not.

import { type Document, isMap, isScalar, parseDocument, stringify, YAMLParseError } from "yaml";
import { type Entry, type FileEditor, Unreadable } from "./file-editor.ts";

export const editYaml: FileEditor = {
  parse: (text) => {
    const value: unknown = read(text).toJS();
    return value ?? {};
  },
  put: (text, { path, value }) => {
    const document = read(text);
    if (document.contents === null) return `${text}${gapAfter(text)}${stringify(nested(path, value), LONG)}`;
    if (!isMap(document.contents)) throw new Unreadable("holds no YAML map");
    const [group = "", key = ""] = path;
    const map = document.get(group, true);
    if (map === undefined) return `${text}${gapAfter(text)}${stringify(nested(path, value), LONG)}`;
    const first = isMap(map) ? map.items[0]?.key : undefined;
    if (isMap(map) && map.flow !== true && !map.has(key) && isScalar(first) && map.range && first.range) {
      const indent = columnOf(text, first.range[0]);
      const end = text.slice(0, map.range[1]).trimEnd().length;
      const at = text.indexOf("\n", end) < 0 ? text.length : text.indexOf("\n", end) + 1;
      const lines = stringify({ [key]: value }, LONG).replaceAll(/^(?=.)/gm, " ".repeat(indent));
      return `${text.slice(0, at)}${gapAfter(text.slice(0, at))}${lines}${text.slice(at)}`;
    }
    document.setIn(path, value);
    return document.toString(LONG);
  },
  remove: (text, path) => {
    const document = read(text);
    document.deleteIn(path);
    return document.toString(LONG);
  },
};

/** No line is folded. */
const LONG = { lineWidth: 0 };

function read(text: string): Document {
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error === undefined) return document;
  const place = error instanceof YAMLParseError ? error.linePos?.[0] : undefined;
  const what = error.message.split("\n")[0]?.replace(/ at line .*$/, "") ?? "";
  throw new Unreadable(
    `is no YAML: ${what}${place === undefined ? "" : `, at line ${place.line}, column ${place.col}`}`,
  );
}

function nested(path: readonly string[], value: Entry): unknown {
  return path.reduceRight<unknown>((inner, key) => ({ [key]: inner }), value);
}

function gapAfter(text: string): string {
  return text === "" || text.endsWith("\n") ? "" : "\n";
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf("\n", at - 1) + 1);
}
