// The layers and the permits, proved twice: on the real source, and on fixtures that break them and must be caught.
// A fixture's first lines say where it would lie and what must be said of it: a compiler error, or a breach that the scan reports.

import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { compileFixture } from "./compile-fixture.ts";
import { findCircles } from "./find-circles.ts";
import { findBreaches, PERMITS } from "./layer-rules.ts";
import { listSources, readSource } from "./source-file.ts";

const FIXTURES = new URL("fixtures/", import.meta.url);

describe("the source keeps to its layers and makes permits only where the step is taken [G-LAYERS-COMPILED] [G-PERMITS-NOT-FORGED]", () => {
  test.each(listSources("src", "no tests"))("%s", (path) => {
    expect(findBreaches(readSource(path))).toEqual([]);
  });
});

describe("a breach is caught [G-LAYERS-COMPILED] [G-PERMITS-NOT-FORGED]", () => {
  test.each(readdirSync(FIXTURES))("%s", (name) => {
    const text = readFileSync(new URL(name, FIXTURES), "utf8");
    const at = /^\/\/ at: (\S+)$/m.exec(text)?.[1] ?? "";
    const demands = [...text.matchAll(/^\/\/ demands: (.+)$/gm)].map(([, demand]) => demand ?? "");
    expect(demands).not.toEqual([]);
    const breaches = findBreaches(readSource(at, text));
    const codes = demands.some((demand) => /^TS\d+$|^nothing/.test(demand)) ? compileFixture(at, text) : [];
    for (const demand of demands) {
      if (demand.startsWith("nothing")) expect({ breaches, codes }).toEqual({ breaches: [], codes: [] });
      else if (demand.startsWith("TS")) expect(codes.map((code) => `TS${code}`)).toContain(demand);
      else expect(breaches.join("\n")).toContain(demand);
    }
  });
});

test("each permit is a class with a private constructor", () => {
  for (const { name, definedIn } of PERMITS) {
    const { syntax } = readSource(definedIn);
    expect(syntax.text).toMatch(new RegExp(`export class ${name} \\{[^]*?private constructor\\(`));
    expect(syntax.text).toContain("readonly #made = true;");
  }
});

describe("no file imports itself by way of others, types included", () => {
  test("the source", () => {
    expect(findCircles(listSources("src", "no tests").map((path) => readSource(path)))).toEqual([]);
  });

  test("a circle is found, whatever it consists of", () => {
    const files = {
      "src/core/a.ts": 'import type { B } from "./b.ts";',
      "src/core/b.ts": 'export type { C } from "./c.ts";',
      "src/core/c.ts": 'export const a = () => import("./a.ts");',
      "src/core/d.ts": 'import { a } from "./c.ts";',
    };
    const sources = Object.entries(files).map(([path, text]) => readSource(path, text));
    expect(findCircles(sources)).toEqual(["src/core/a.ts -> src/core/b.ts -> src/core/c.ts -> src/core/a.ts"]);
    expect(findCircles(sources.slice(1))).toEqual([]);
  });
});
