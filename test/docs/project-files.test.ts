// What holds for every file of the project: no paths of a machine, no addresses of a registry. And the changelog has room for what is next.

import { describe, expect, test } from "vitest";
import { listFiles, readPage } from "./tracked-files.ts";

// A letter in brackets keeps this file from finding itself. Attacks name folders of a machine on purpose; they live in cases and tests.
const FORBIDDEN: readonly { readonly what: string; readonly pattern: RegExp; readonly everywhere: boolean }[] = [
  { what: "a path of a machine", pattern: /(^|[\s"'`(=:])\/(w[o]rk|r[o]ot|h[o]me\/[a-z]+)\//m, everywhere: true },
  { what: "a temporary path", pattern: /(^|[\s"'`(=:])\/t[m]p\//m, everywhere: false },
  { what: "the host of a registry", pattern: /r[e]gistry\.[a-z-]+\.[a-z]{2,}|n[p]mmirror/, everywhere: true },
  { what: "a download address", pattern: /"r[e]solved":/, everywhere: true },
];

const files = listFiles().filter((path) => !/\.(png|db|wasm|gz)$/.test(path));

describe.each(FORBIDDEN)("no file holds $what", ({ pattern, everywhere }) => {
  test("of those that are tracked or about to be", () => {
    const looked = everywhere ? files : files.filter((path) => !/^(cases|test)\/|\.test\.ts$/.test(path));
    expect(looked.filter((path) => pattern.test(readPage(path)))).toEqual([]);
  });
});

test("CHANGELOG.md has an Unreleased section that says something", () => {
  expect(readPage("CHANGELOG.md")).toMatch(/^## Unreleased\n+(### \w+\n+)?- \S/m);
});

test("links between pages lead somewhere", () => {
  const dead = files
    .filter((path) => path.endsWith(".md"))
    .flatMap((path) =>
      [...readPage(path).matchAll(/\]\(([^)#:]+)\)/g)]
        .map(([, target = ""]) => new URL(target, `file:///${path}`).pathname.slice(1))
        .filter((target) => !files.some((file) => file === target || file.startsWith(`${target}/`)))
        .map((target) => `${path} -> ${target}`),
    );
  expect(dead).toEqual([]);
});
