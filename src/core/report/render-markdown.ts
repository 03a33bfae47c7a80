// A report as Markdown (GitHub's tables). Cells hold what callers wrote: nothing in them is markup.

import type { ReportDocument, ReportSection, ReportTable } from "./report-document.ts";

export function renderMarkdown({ title, facts, sections }: ReportDocument): string {
  const about = facts.map(([name, what]) => `- **${plain(name)}**: ${plain(what)}`).join("\n");
  return `${[`# ${plain(title)}`, about, ...sections.map(renderSection)].join("\n\n")}\n`;
}

function renderSection({ title, text, tables }: ReportSection): string {
  return [`## ${plain(title)}`, ...text.map(plain), ...tables.map(renderTable)].join("\n\n");
}

function renderTable({ head, rows, empty }: ReportTable): string {
  if (rows.length === 0) return `*${plain(empty)}*`;
  const line = (cells: readonly string[]) => `| ${cells.map(plain).join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}

/** Backslash before everything that Markdown could take for its own (CommonMark, 2.4), and no line breaks or control characters. */
function plain(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\p{Cc}\p{Cf}]/gu, "�")
    .replace(/[\\`*_{}[\]<>|~&]/g, "\\$&");
}
