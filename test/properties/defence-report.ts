// The page of what was removed and what noticed it: each test of removals writes its own section, where it is told to.

import { readFileSync, writeFileSync } from "node:fs";

const PAGE = "docs/removed-defences.md";
const COMMAND =
  "GATEHOUSE_WRITE_REPORT=1 npx vitest run test/properties/removed-defences.test.ts test/properties/removed-texts.test.ts";

const SECTIONS = {
  modules: {
    title: "Modules that were replaced",
    words: "Another module stands in the place of one, and a probe made for it has to notice.",
  },
  texts: {
    title: "Texts that were taken out",
    words:
      "A text is taken out of the source or replaced, and a test of the suite that cites the guarantee fails, which passes with it.",
  },
} as const;

/** True where the page is made: then slow removals are tried, too. */
export const isReported = process.env["GATEHOUSE_WRITE_REPORT"] === "1";

/**
 * Prints what was noticed, and puts it into its section where the page is made: a row takes the place of the one of the same removal, so that a
 * part of them can be tried alone. `known`: all that there are, by their first two cells, in order; others are taken off the page.
 */
export function reportSection(
  name: keyof typeof SECTIONS,
  {
    head,
    known,
    rows,
  }: Record<"known" | "rows", readonly (readonly string[])[]> & { readonly head: readonly string[] },
): void {
  for (const row of rows) process.stdout.write(`${lineOf(row)}\n`);
  if (!isReported) return;
  const texts = new Map(
    readFileSync(PAGE, "utf8")
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf("\n")), section.slice(section.indexOf("\n") + 2)] as const),
  );
  const { title, words } = SECTIONS[name];
  const lines = [...(texts.get(title) ?? "").split("\n"), ...rows.map(lineOf)];
  const shown = known.flatMap((cells) => lines.findLast((line) => line.startsWith(lineOf(cells).slice(0, -1))) ?? []);
  texts.set(title, `${words}\n\n${[lineOf(head), `|${"---|".repeat(head.length)}`, ...shown].join("\n")}\n`);
  const sections = Object.values(SECTIONS).map(
    (each) => `\n## ${each.title}\n\n${(texts.get(each.title) ?? "").trimEnd()}\n`,
  );
  writeFileSync(
    PAGE,
    `# Removed defences\n\nA proof that cannot fail proves nothing. Each row takes one defence away (two, where one stands behind the other), and says what noticed it; a test fails where a guarantee of the [threat model](threat-model.md) has no row. Written by \`${COMMAND}\`.\n${sections.join("")}`,
  );
}

function lineOf(cells: readonly string[]): string {
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}
