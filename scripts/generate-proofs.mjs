// Fills the last column of the table of guarantees in docs/threat-model.md: the tests that cite each id as [G-…].

import { readdirSync, readFileSync, writeFileSync } from "node:fs";

const root = new URL("../", import.meta.url);
const page = new URL("docs/threat-model.md", root);

const tests = ["src", "test"]
  .flatMap((folder) =>
    readdirSync(new URL(folder, root), { recursive: true }).map((name) => `${folder}/${name.replaceAll("\\", "/")}`),
  )
  .filter((path) => path.endsWith(".test.ts"))
  .toSorted()
  .map((path) => ({ path, text: readFileSync(new URL(path, root), "utf8") }));

const before = readFileSync(page, "utf8");
const after = before.replaceAll(/^\| (G-[A-Z0-9-]+) \|(.*)\|([^|]*)\|$/gm, (_, id, middle) => {
  const proofs = tests.filter(({ text }) => text.includes(`[${id}]`)).map(({ path }) => `\`${path}\``);
  return `| ${id} |${middle}| ${proofs.join(", ")} |`.replace(/ {2}\|$/, " |");
});
if (after !== before) writeFileSync(page, after);
