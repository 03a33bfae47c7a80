// The text of a client's file with an entry, or without it. INVARIANT: what comes back means exactly what the text meant but for the entry,
// by the format's own parser; where an edit would come to anything else, nothing is changed and the file's owner is told.

import { isDeepStrictEqual } from "node:util";
import type { Client } from "./client.ts";
import { editJson } from "./edit-json.ts";
import { editToml } from "./edit-toml.ts";
import { editYaml } from "./edit-yaml.ts";
import { type Entry, type FileEditor, Unreadable } from "./file-editor.ts";

const EDITORS: Readonly<Record<Client["format"], FileEditor>> = { json: editJson, toml: editToml, yaml: editYaml };

/** The entry of that name as it is in the text; undefined where there is none. Throws an Unreadable. */
export function entryIn(text: string, { client, name }: { client: Client; name: string }): unknown {
  const meaning = EDITORS[client.format].parse(text);
  return at(meaning, [...keysIn(meaning, client), name]);
}

/** Throws an Unreadable. */
export function withEntry(
  text: string,
  { client, name, entry }: { client: Client; name: string; entry: Entry },
): string {
  const editor = EDITORS[client.format];
  const before = editor.parse(text);
  const path = [...keysIn(before, client), name];
  const after = editor.put(text, { path, value: entry });
  return agreed(editor, after, put(before, path, entry));
}

/** Throws an Unreadable. */
export function withoutEntry(text: string, { client, name }: { client: Client; name: string }): string {
  const editor = EDITORS[client.format];
  const before = editor.parse(text);
  const group = keysIn(before, client);
  const after = editor.remove(text, [...group, name]);
  const meaning = put(before, [...group, name], undefined);
  // a group of nothing is there by its name in some formats, and by what is in it in others
  const isGone = at(editor.parse(after), group) === undefined && isDeepStrictEqual(plain(at(meaning, group)), {});
  return agreed(editor, after, isGone ? put(before, group, undefined) : meaning);
}

function agreed(editor: FileEditor, text: string, meaning: unknown): string {
  if (!isDeepStrictEqual(plain(editor.parse(text)), plain(meaning)))
    throw new Unreadable("is written in a form that is better edited by hand (--print gives the block)");
  return text;
}

/** The key that servers stand under in this file. */
function keysIn(meaning: unknown, { keys }: Client): readonly string[] {
  const there = keys.findLast((path) => isObject(at(meaning, path)) && path.length > 1 && !isEntry(at(meaning, path)));
  return there ?? keys[0] ?? [];
}

/** A server that happens to have the name of a group. */
function isEntry(value: unknown): boolean {
  return isObject(value) && (typeof value["type"] === "string" || "command" in value);
}

function at(meaning: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => (isObject(inner) ? inner[key] : undefined), meaning);
}

/** A copy with the value there; without the key where it is undefined. */
function put(meaning: unknown, path: readonly string[], value: unknown): unknown {
  const [key, ...rest] = path;
  if (key === undefined) return value;
  const { [key]: old, ...others } = isObject(meaning) ? meaning : {};
  const inner = put(old, rest, value);
  return inner === undefined ? others : { ...others, [key]: inner };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Parsers make objects of several prototypes. */
function plain(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plain);
  if (!isObject(value) || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, plain(each)]));
}
