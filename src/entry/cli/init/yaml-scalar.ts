// A name of the database's as one word of a YAML file. What a reader would not see in it, or what would turn the line around, is escaped.

import { stringify } from "yaml";
import { visibleJson } from "../../../core/model/visible-text.ts";

/** As it is where that is a text to YAML, and else as JSON writes it, whose strings YAML reads alike. */
export function yamlScalar(text: string): string {
  const isPlain =
    /^[A-Za-z_][A-Za-z0-9_ -]*(?:\.[A-Za-z0-9_ -]*)?$/.test(text) && !/\s$/.test(text) && text.length < 500;
  return isPlain && !/^(?:null|true|false|yes|no|on|off|y|n)$/i.test(text) ? text : escaped(text);
}

/** A YAML text in which these keys are escaped where they stand at the beginning of a line; it means the same. */
export function withVisibleKeys(text: string, keys: readonly string[]): string {
  const unseen = keys
    .filter((key) => escaped(key) !== JSON.stringify(key))
    .map((key) => ({ raw: stringify(key, { lineWidth: 0 }).trimEnd(), seen: escaped(key) }));
  if (unseen.length === 0) return text;
  const lines = text.split("\n").map((line) => {
    const indent = /^ */.exec(line)?.[0].length ?? 0;
    const key = unseen.find(({ raw }) => line.startsWith(`${raw}:`, indent));
    return key === undefined ? line : `${" ".repeat(indent)}${key.seen}${line.slice(indent + key.raw.length)}`;
  });
  return lines.join("\n");
}

function escaped(text: string): string {
  return visibleJson(JSON.stringify(text));
}
