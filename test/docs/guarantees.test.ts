// A guarantee without a test is a wish. Each id of the threat model is cited by a test, and no test cites an id that is not there.
// A test cites an id in its title: `[G-…]`.

import { describe, expect, test } from "vitest";
import { listFiles, readPage } from "./tracked-files.ts";

const PAGE = "docs/threat-model.md";
const rows = [...readPage(PAGE).matchAll(/^\| (G-[A-Z0-9-]+) \|(.*)\|$/gm)].map(([, id = "", rest = ""]) => ({
  id,
  rest,
}));
const tests = listFiles()
  .filter((path) => path.endsWith(".test.ts"))
  .map((path) => ({ path, text: readPage(path) }));

function citing(id: string): readonly string[] {
  return tests.filter(({ text }) => text.includes(`[${id}]`)).map(({ path }) => path);
}

describe("each guarantee is proved", () => {
  test.each(rows)("$id", ({ id }) => {
    expect(citing(id)).not.toEqual([]);
  });
});

test("each guarantee has an id of its own, a control and what would defeat it", () => {
  expect(rows.length).toBeGreaterThan(0);
  expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  for (const { rest } of rows) {
    const [guarantee = "", defeat = ""] = rest.split("|").map((cell) => cell.trim());
    expect(guarantee).not.toBe("");
    expect(defeat).not.toBe("");
  }
});

test("no test cites a guarantee that is not in the threat model", () => {
  const known = rows.map(({ id }) => id);
  const unknown = tests.flatMap(({ path, text }) =>
    [...text.matchAll(/\[(G-[A-Z0-9-]+)\]/g)]
      .map(([, id = ""]) => id)
      .filter((id) => !known.includes(id))
      .map((id) => `${id} in ${path}`),
  );
  expect(unknown).toEqual([]);
});
