// A statement with its parts told apart by colour, for the eye alone: nothing is decided by it. Attacker-controlled text.
// Comments are the loudest, because nothing that runs stands in them; a name that mixes alphabets says so.

import { type Io, paint } from "../io.ts";
import { visibleText } from "../visible-text.ts";

const PARTS =
  /(?<comment>--[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<string>[eEbBxXnN]?'(?:[^']|'')*(?:'|$)|\$(?<tag>\w*)\$[^]*?(?:\$\k<tag>\$|$))|(?<name>"(?:[^"]|"")*(?:"|$)|`[^`]*`)|(?<parameter>[$?:@]\w+|\?)|(?<number>\b\d[\w.]*)|(?<word>[\p{L}\p{M}_][\p{L}\p{M}\p{N}_$]*)/gu;

const KEYWORDS = new Set(
  (
    "all and as asc between by case cascade conflict create cross default delete desc distinct do drop else end escape except exists " +
    "false fetch filter for from full group having in inner insert intersect into is isnull join key lateral left like ilike limit " +
    "matched merge natural not nothing notnull null offset on or order outer over partition primary recursive returning right row rows " +
    "select set some table then true truncate union update using values when where window with"
  ).split(" "),
);

export function highlightStatement(text: string, io: Io): string {
  return visibleText(text).replace(PARTS, (part: string, ...rest: unknown[]) => {
    const groups: unknown = rest.at(-1);
    const kind = kindOf(groups);
    switch (kind) {
      case "comment":
        return paintLines(io, "yellow", part);
      case "string":
        return paintLines(io, "green", part);
      case "parameter":
      case "number":
        return paint(io, "cyan", part);
      case "name":
        return markForeign(part, io);
      case "word":
        return KEYWORDS.has(part.toLowerCase()) ? paint(io, "bold", part) : markForeign(part, io);
    }
  });
}

type Kind = "comment" | "string" | "name" | "parameter" | "number" | "word";

function kindOf(groups: unknown): Kind {
  const kinds: readonly Kind[] = ["comment", "string", "name", "parameter", "number"];
  if (typeof groups !== "object" || groups === null) return "word";
  const found = new Map<string, unknown>(Object.entries(groups));
  return kinds.find((kind) => found.get(kind) !== undefined) ?? "word";
}

/** Letters of another alphabet can look like ours: `а` is not `a`. */
function markForeign(name: string, io: Io): string {
  const foreign = [...new Set(name.match(/(?!\p{ASCII})\p{L}/gu) ?? [])];
  if (foreign.length === 0) return name;
  const numbers = foreign.map(
    (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return `${name}${paint(io, "red", `‹${numbers.join(" ")}›`)}`;
}

/** Colour does not cross a line end, so that lines can be cut apart. */
function paintLines(io: Io, style: "yellow" | "green", text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : paint(io, style, line)))
    .join("\n");
}
