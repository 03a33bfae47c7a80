// Draws docs/first-minutes.svg, the picture that the README opens with, from the lines of docs/first-minutes.md, which a test holds against a run.
// A window of its own colours, so that it reads alike on a light page and on a dark one.

import { readFileSync, writeFileSync } from "node:fs";

const page = new URL("../docs/first-minutes.md", import.meta.url);
const picture = new URL("../docs/first-minutes.svg", import.meta.url);
const LINE = 19;
const LETTER = 7.83;
const [LEFT, TOP, BOTTOM] = [20, 58, 18];
const COLOURS = {
  plain: "#d0d7de",
  dim: "#8b949e",
  typed: "#f0f6fc",
  person: "#3fb950",
  agent: "#79c0ff",
  warned: "#d29922",
  gone: "#ff7b72",
};

/** What begins a line, and how the rest of it is drawn. */
const STYLES = [
  [/^\$ /, "person", "typed"],
  [/^> /, "agent", "agent"],
  [/^◇ {2}/, "agent", "typed"],
  [/^ {2}! /, "warned", "warned"],
  [/^ {2}- /, "gone", "gone"],
  [/^ {2}\+ /, "person", "person"],
  [/^wrote /, "person", "plain"],
  [/^approved /, "person", "plain"],
  [/^ {2}(?:pending_approval|executed)/, "warned", "dim"],
  [/^ {2}public\.\S+ +/, "plain", "dim"],
  [/^$|/, "plain", "plain"],
];

const [, block = ""] = /^```text\n([^]*?)^```$/m.exec(readFileSync(page, "utf8")) ?? [];
const lines = block.trimEnd().split("\n");
const width = Math.ceil(2 * LEFT + LETTER * Math.max(...lines.map((line) => line.length)));
const height = TOP + LINE * (lines.length - 1) + BOTTOM;
writeFileSync(
  picture,
  `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title">
<title id="title">A terminal: gatehouse init, gatehouse connect, and a change that a person signs for</title>
<style>text{font:13px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;white-space:pre}${stylesheet()}</style>
<rect x=".5" y=".5" width="${width - 1}" height="${height - 1}" rx="9" fill="#0d1117" stroke="#57606a"/>
<circle cx="22" cy="20" r="6" fill="#ff5f57"/><circle cx="42" cy="20" r="6" fill="#febc2e"/><circle cx="62" cy="20" r="6" fill="#28c840"/>
${lines
  .map(drawn)
  .filter((line) => line !== "")
  .join("\n")}
</svg>
`,
);

function stylesheet() {
  return Object.entries(COLOURS)
    .map(([name, colour]) => `.${name}{fill:${colour}}`)
    .join("");
}

function drawn(line, place) {
  if (line === "") return "";
  const [pattern, head, rest] = STYLES.find(([begins]) => begins.test(line));
  const [first] = pattern.exec(line);
  const spans = [
    [head, first],
    [rest, line.slice(first.length)],
  ].filter(([, text]) => text !== "");
  return `<text x="${LEFT}" y="${TOP + LINE * place}" xml:space="preserve">${spans.map(([name, text]) => `<tspan class="${name}">${escaped(text)}</tspan>`).join("")}</text>`;
}

function escaped(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
