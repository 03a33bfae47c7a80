// A report as one HTML file: no script, no request to anywhere, readable on a screen and on paper. Cells hold what callers wrote: they are
// text, and the file's own policy forbids whatever a mistake here could let in.

import type { ReportDocument, ReportSection, ReportTable } from "./report-document.ts";

const STYLE = `
:root { color-scheme: light; }
body { font: 15px/1.5 Georgia, "Times New Roman", serif; color: #1a1a1a; background: #fff; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1, h2, th, dt { font-family: "Helvetica Neue", Arial, sans-serif; }
h1 { font-size: 1.7rem; margin: 0 0 .5rem; }
h2 { font-size: 1.15rem; margin: 2rem 0 .5rem; border-bottom: 2px solid #1a1a1a; padding-bottom: .2rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .1rem 1rem; font-size: .9rem; }
dd { margin: 0; min-width: 0; overflow-wrap: break-word; }
table { border-collapse: collapse; width: 100%; margin: .8rem 0; font-size: .82rem; }
th, td { text-align: left; vertical-align: top; padding: .25rem .5rem; border-bottom: 1px solid #bbb; }
th { background: #eee; }
.none { color: #555; font-style: italic; }
@page { margin: 18mm 15mm; }
@media print { body { margin: 0; max-width: none; font-size: 10pt; } h2 { break-after: avoid; } tr { break-inside: avoid; } thead { display: table-header-group; } }
`;

export function renderHtml({ title, facts, sections }: ReportDocument): string {
  const about = facts.map(([name, what]) => `<dt>${escape(name)}</dt><dd>${escape(what)}</dd>`).join("\n");
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escape(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${escape(title)}</h1>
<dl>
${about}
</dl>
${sections.map(renderSection).join("\n")}
</body>
</html>
`;
}

function renderSection({ title, text, tables }: ReportSection): string {
  const paragraphs = text.map((paragraph) => `<p>${escape(paragraph)}</p>`);
  return `<section>\n<h2>${escape(title)}</h2>\n${[...paragraphs, ...tables.map(renderTable)].join("\n")}\n</section>`;
}

function renderTable({ head, rows, empty }: ReportTable): string {
  if (rows.length === 0) return `<p class="none">${escape(empty)}</p>`;
  const cells = (tag: "th" | "td", row: readonly string[]) =>
    row.map((text) => `<${tag}>${wrapped(text)}</${tag}>`).join("");
  return `<table>
<thead><tr>${cells("th", head)}</tr></thead>
<tbody>
${rows.map((row) => `<tr>${cells("td", row)}</tr>`).join("\n")}
</tbody>
</table>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** Words stay whole, so that columns are as wide as their words; what is longer than any word breaks at given places. */
function wrapped(text: string): string {
  const parts = text.split(/(\S{41,})/);
  return parts.map((part, place) => (place % 2 === 0 ? escape(part) : breakable(part))).join("");
}

function breakable(word: string): string {
  const pieces = [...word].reduce<string[]>((all, character, place) => {
    if (place % 16 === 0) all.push("");
    all[all.length - 1] += character;
    return all;
  }, []);
  return pieces.map(escape).join("<wbr>");
}

function escape(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}]/gu, " ").replace(/[&<>"']/g, (character) => ENTITIES[character] ?? "");
}
