// The packages `gatehouse` and `gatehouse-mcp` of the npm registry are other people's: nothing of ours sends anybody there.

import { expect, test } from "vitest";
import { listFiles, readPage } from "./tracked-files.ts";

/** What asks the registry for a package, with the names that follow. */
const ASKS =
  /\b(?:npx|bunx|pnpm dlx|yarn dlx|npm (?:i|install|exec|add)|pnpm (?:i|add)|yarn add|bun add)((?: +(?:-\S+|[@\w][\w@/.-]*))+)/g;
const FOREIGN = /^gatehouse(?:-mcp)?(?:@\S*)?$/;

const pages = listFiles().filter(
  (path) => !/\.(png|db|wasm|gz)$/.test(path) && path !== "test/docs/package-name.test.ts",
);

test("no page, message or configuration installs or runs a package of another's name", () => {
  const wrong = pages.flatMap((path) => {
    const text = readPage(path);
    const asked = [...text.matchAll(ASKS)].filter(([, words = ""]) =>
      words.split(/ +/).some((word) => FOREIGN.test(word)),
    );
    const kept = [...text.matchAll(/node_modules\/gatehouse(?:-mcp)?(?=[/"'\s])/g)];
    return [...asked, ...kept].map(([found]) => `${path}: ${found}`);
  });
  expect(wrong).toEqual([]);
});

test("the package has a name of its own, and the command is called gatehouse", () => {
  const { name, bin }: { name: string; bin: Record<string, string> } = JSON.parse(readPage("package.json"));
  expect(name).toBe("gatehouse-db");
  expect(Object.keys(bin)).toEqual(["gatehouse"]);
});

test("the guard sees what it is for", () => {
  const found = (text: string) =>
    [...text.matchAll(ASKS)].some(([, words = ""]) => words.split(/ +/).some((word) => FOREIGN.test(word)));
  expect(["npx gatehouse serve", "npx -y gatehouse-mcp", "npm install --global gatehouse@latest"].map(found)).toEqual([
    true,
    true,
    true,
  ]);
  expect(["npx gatehouse-db serve", "npm i -g gatehouse-db"].map(found)).toEqual([false, false]);
});
