// An entry as a table of a TOML file, at its end, and out of it again. The text is read by a TOML parser, and cut and added to by lines.

import { parse, TomlError } from "smol-toml";
import { type Entry, type FileEditor, Unreadable } from "./file-editor.ts";
import { findTomlTables } from "./toml-tables.ts";

export const editToml: FileEditor = {
  parse: (text) => read(text),
  put: (text, { path, value }) => {
    read(text);
    const tables = findTomlTables(text, path);
    const written = tableOf(path, value);
    const [first] = tables;
    if (first === undefined) return append(text, written);
    return text.slice(0, first.start) + ended(written, text) + without(text, tables).slice(first.start);
  },
  remove: (text, path) => {
    read(text);
    const tables = findTomlTables(text, path);
    if (tables.length === 0) throw new Unreadable(`has ${path.join(".")} in a form that is edited by hand`);
    return without(text, tables);
  },
};

function read(text: string): unknown {
  try {
    return parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    if (!(error instanceof TomlError)) throw error;
    const what = error.message.split("\n")[0]?.replace(/^Invalid TOML document: /, "") ?? "";
    throw new Unreadable(`is no TOML: ${what}, at line ${error.line}, column ${error.column}`);
  }
}

function append(text: string, table: string): string {
  const end = lineEnd(text);
  const gap = text === "" ? "" : text.endsWith("\n") ? (/\n\r?\n$/.test(text) ? "" : end) : `${end}${end}`;
  return `${text}${gap}${ended(table, text)}`;
}

function without(text: string, ranges: readonly { readonly start: number; readonly end: number }[]): string {
  return ranges.toReversed().reduce((left, { start, end }) => left.slice(0, start) + left.slice(end), text);
}

function tableOf(path: readonly string[], value: Entry): string {
  const lines = Object.entries(value).map(([key, each]) => `${keyOf(key)} = ${valueOf(each)}\n`);
  return `[${path.map(keyOf).join(".")}]\n${lines.join("")}`;
}

function keyOf(key: string): string {
  return /^[A-Za-z0-9_-]+$/.test(key) ? key : valueOf(key);
}

/** Strings, lists of them, numbers and booleans: what entries are made of. */
function valueOf(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(valueOf).join(", ")}]`;
  // a basic string escapes as JSON does, and DEL besides (TOML 1.0, Strings)
  return JSON.stringify(value).replaceAll("\u007f", "\\u007F");
}

function ended(table: string, text: string): string {
  return table.replaceAll("\n", lineEnd(text));
}

function lineEnd(text: string): string {
  return text.includes("\r\n") ? "\r\n" : "\n";
}
