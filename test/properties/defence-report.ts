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

/** `rows` without the bars at either end. Prints the section, and writes it where the page is made. */
export function reportSection(
  name: keyof typeof SECTIONS,
  { head, rows }: { head: readonly string[]; rows: readonly (readonly string[])[] },
): void {
  const line = (cells: readonly string[]) => `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  const { title, words } = SECTIONS[name];
  const text = `${words}\n\n${[line(head), `|${"---|".repeat(head.length)}`, ...rows.map(line)].join("\n")}\n`;
  process.stdout.write(`\n${title}\n${text}`);
  if (!isReported) return;
  const others = new Map(
    readFileSync(PAGE, "utf8")
      .split(/^## /m)
      .slice(1)
      .map((section) => [section.slice(0, section.indexOf("\n")), section.slice(section.indexOf("\n") + 2)] as const),
  );
  const sections = Object.values(SECTIONS).map((each) => ({
    title: each.title,
    text: each.title === title ? text : (others.get(each.title) ?? "").trimEnd().concat("\n"),
  }));
  writeFileSync(
    PAGE,
    `# Removed defences\n\nA proof that cannot fail proves nothing. Each row takes one defence away (two, where one stands behind the other), and says what noticed it; a test fails where a guarantee of the [threat model](threat-model.md) has no row. Written by \`${COMMAND}\`.\n${sections.map((section) => `\n## ${section.title}\n\n${section.text}`).join("")}`,
  );
}
