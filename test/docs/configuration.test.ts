// Each configuration key is in the policy reference. The keys are those of the JSON Schemas that editors are given.

import { describe, expect, test } from "vitest";
import { listFiles, readPage } from "./tracked-files.ts";

const REFERENCE = "docs/policy-reference.md";
const files = listFiles();
const schemas = files.filter((path) => path.endsWith(".schema.json"));

/** Names under every `properties`, at any depth. */
function keysOf(schema: unknown): readonly string[] {
  if (Array.isArray(schema)) return schema.flatMap(keysOf);
  if (typeof schema !== "object" || schema === null) return [];
  const own =
    "properties" in schema && typeof schema.properties === "object" && schema.properties !== null
      ? Object.keys(schema.properties)
      : [];
  return [...own, ...Object.values(schema).flatMap(keysOf)];
}

test("there are schemas and a reference", () => {
  expect(schemas).not.toEqual([]);
  expect(files).toContain(REFERENCE);
});

describe.each(schemas)("%s", (path) => {
  test("holds no key that the policy reference lacks", () => {
    const reference = readPage(REFERENCE);
    const missing = [...new Set(keysOf(JSON.parse(readPage(path))))].filter((key) => !reference.includes(`\`${key}\``));
    expect(missing).toEqual([]);
  });
});
