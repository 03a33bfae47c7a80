// The house style, as far as a machine can tell: names of files, their length, their main export, their opening comment.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { countCodeLines, listSources, ROOT, readSource } from "./source-file.ts";

const MOST_LINES = 300;
const NOT_NAMES = [
  "util",
  "utils",
  "helper",
  "helpers",
  "common",
  "misc",
  "manager",
  "service",
  "handler",
  "base",
  "impl",
  "types",
  "index",
];

/** Lookup tables may be longer; oxlint's configuration names them, once. */
const TABLES = readTables();

function readTables(): readonly string[] {
  const config: unknown = JSON.parse(readFileSync(join(ROOT, ".oxlintrc.json"), "utf8"));
  const overrides: unknown =
    typeof config === "object" && config !== null && "overrides" in config ? config.overrides : [];
  if (!Array.isArray(overrides)) return [];
  return overrides.flatMap((override: unknown) => {
    if (typeof override !== "object" || override === null || !("files" in override) || !("rules" in override))
      return [];
    const off = typeof override.rules === "object" && override.rules !== null && "max-lines" in override.rules;
    return off && Array.isArray(override.files) ? override.files.map(String) : [];
  });
}

function wordsOf(name: string): readonly string[] {
  return name
    .replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2")
    .split(/[\s_-]+/)
    .map((word) => word.toLowerCase().replace(/s$/, ""));
}

describe.each(listSources("src", "no tests").map((path) => ({ path })))("$path", ({ path }) => {
  const source = readSource(path);
  const name = path.slice(path.lastIndexOf("/") + 1, -".ts".length);

  test("has a name of the domain, in kebab-case", () => {
    expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
    expect(NOT_NAMES).not.toContain(name.split("-").at(-1));
  });

  test("is short enough to be read", () => {
    if (!TABLES.includes(path)) expect(countCodeLines(source.syntax)).toBeLessThanOrEqual(MOST_LINES);
  });

  test("is named after what it exports, when that is one thing", () => {
    if (source.exports.length !== 1) return;
    const exported = source.exports.flatMap(wordsOf);
    // `group` and `grouping` are one word here.
    const akin = (a: string, b: string): boolean => a.startsWith(b) || b.startsWith(a);
    expect(wordsOf(name).filter((word) => exported.some((each) => akin(word, each)))).not.toEqual([]);
  });

  test("opens with what it is for", () => {
    expect(source.syntax.text.replace(/^#!.*\n/, "")).toMatch(/^(\/\/ \S|\/\*\*)/);
  });
});
