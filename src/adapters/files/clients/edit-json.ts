// An entry into JSON with comments, and out of it again: indented as the file is, behind what is there, and nothing else is touched.

import { type Entry, type FileEditor, Unreadable } from "./file-editor.ts";
import { type JsonMember, type JsonTree, readJsonTree, valueOfTree } from "./json-tree.ts";

type JsonObject = Extract<JsonTree, { kind: "object" }>;

export const editJson: FileEditor = {
  parse: (text) => (isBlank(text) ? {} : valueOfTree(readJsonTree(text))),
  put: (text, { path, value }) => putInto(isBlank(text) ? `${text.trimEnd()}{}${lineEnd(text)}` : text, path, value),
  remove: (text, path) => {
    const object = objectAt(text, path.slice(0, -1));
    const at = memberPlace(object, path.at(-1) ?? "");
    if (at === null) throw new RangeError("what is removed is there");
    return cut(text, object, at);
  },
};

/** Some clients make an empty file. */
const isBlank = (text: string): boolean => text.replace("\uFEFF", "").trim() === "";

function putInto(text: string, path: readonly string[], value: Entry): string {
  const tree = readJsonTree(text);
  if (tree.kind !== "object") throw new Unreadable("holds no JSON object");
  let object = tree;
  for (const [place, key] of path.entries()) {
    const at = memberPlace(object, key);
    const member = at === null ? undefined : object.members[at];
    const rest = path.slice(place + 1);
    if (member === undefined) return insert(text, object, [key, ...rest], value);
    if (rest.length === 0) return replace(text, member, value);
    if (member.value.kind !== "object") throw new Unreadable(`has no object at \`${key}\``);
    object = member.value;
  }
  throw new RangeError("a path has an end");
}

function objectAt(text: string, path: readonly string[]): JsonObject {
  let tree = readJsonTree(text);
  for (const key of path) {
    if (tree.kind !== "object") break;
    const at = memberPlace(tree, key);
    const member = at === null ? undefined : tree.members[at];
    if (member === undefined) break;
    tree = member.value;
  }
  if (tree.kind !== "object") throw new Unreadable("holds no JSON object there");
  return tree;
}

/** Null where there is none. A key that stands twice is one that nobody can edit: clients differ in which they take. */
function memberPlace({ members }: JsonObject, key: string): number | null {
  const places = members.flatMap((member, place) => (member.key === key ? [place] : []));
  if (places.length > 1) throw new Unreadable(`has the key \`${key}\` twice`);
  return places[0] ?? null;
}

function replace(text: string, { start, value }: JsonMember, entry: Entry): string {
  const old = text.slice(value.start, value.end);
  const written =
    old.includes("\n") || !isInline(text, start)
      ? asWritten(text, entry, lineIndent(text, start))
      : JSON.stringify(entry);
  return text.slice(0, value.start) + written + text.slice(value.end);
}

function insert(text: string, object: JsonObject, path: readonly string[], value: Entry): string {
  const [key = "", ...rest] = path;
  const nested = rest.reduceRight<unknown>((inner, name) => ({ [name]: inner }), value);
  const last = object.members.at(-1);
  const brace = object.end - 1;
  if (last !== undefined && isInline(text, last.start) && !text.slice(last.value.end, brace).includes("\n")) {
    const at = last.comma === null ? last.value.end : last.comma + 1;
    const member = `${JSON.stringify(key)}: ${JSON.stringify(nested)}`;
    return `${text.slice(0, at)}${last.comma === null ? ", " : " "}${member}${text.slice(at)}`;
  }
  const outer = lineIndent(text, object.start);
  const indent = last === undefined || isInline(text, last.start) ? outer + unitOf(text) : lineIndent(text, last.start);
  const member = `${JSON.stringify(key)}: ${asWritten(text, nested, indent)}`;
  // behind the comments that follow the last member, which are about it
  const begin = last === undefined ? object.start + 1 : (last.comma ?? last.value.end - 1) + 1;
  const tail = text.slice(begin, brace);
  const kept = tail.trimEnd();
  const comma = last !== undefined && last.comma === null ? "," : "";
  const closing = /[\r\n]/.test(tail.slice(kept.length)) ? tail.slice(kept.length) : `${lineEnd(text)}${outer}`;
  const trailing = last !== undefined && last.comma !== null ? "," : "";
  return `${text.slice(0, begin)}${comma}${kept}${lineEnd(text)}${indent}${member}${trailing}${closing}${text.slice(brace)}`;
}

/** With its line where it has one of its own, and one of the commas around it. */
function cut(text: string, object: JsonObject, at: number): string {
  const member = object.members[at];
  if (member === undefined) throw new RangeError("a member that is there");
  const before = object.members[at - 1];
  const end = member.comma === null ? member.value.end : member.comma + 1;
  const line = lineStart(text, member.start);
  const own = text.slice(line, member.start).trim() === "";
  const from = own ? Math.max(line, 0) : member.start;
  const after = /^[ \t]*\r?\n/.exec(text.slice(end))?.[0].length;
  const cutText =
    own && after !== undefined
      ? text.slice(0, from) + text.slice(end + after)
      : text.slice(0, member.start) + text.slice(end);
  // what was last has no comma behind it, so the one before it goes
  if (member.comma !== null || before === undefined || before.comma === null) return cutText;
  return cutText.slice(0, before.comma) + cutText.slice(before.comma + 1);
}

/** As the file writes objects, behind a key that stands at `indent`. */
function asWritten(text: string, value: unknown, indent: string): string {
  return JSON.stringify(value, null, unitOf(text))
    .split("\n")
    .join(`${lineEnd(text)}${indent}`);
}

function isInline(text: string, at: number): boolean {
  return text.slice(lineStart(text, at), at).trim() !== "";
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf("\n", at - 1) + 1;
}

function lineIndent(text: string, at: number): string {
  return /^[ \t]*/.exec(text.slice(lineStart(text, at)))?.[0] ?? "";
}

/** One step of indentation: that of the first line that has any. */
function unitOf(text: string): string {
  return /\n([ \t]+)["}/]/.exec(text)?.[1] ?? "  ";
}

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
