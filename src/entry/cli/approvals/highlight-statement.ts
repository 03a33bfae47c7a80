// A statement with its parts told apart by colour, for the eye alone: nothing is decided by it. Attacker-controlled text.
// The parts are those of the engine's own scanner: what it takes for code is never painted as a comment. What it does not read is not
// painted. Comments are the loudest, because nothing that runs stands in them; a name that mixes alphabets says so.

import type { Engine } from "../../../core/model/catalogue.ts";
import { visibleText } from "../../../core/model/visible-text.ts";
import type { SqlToken } from "../../../core/sql/sql-token.ts";
import { type Palette, paint } from "../terminal/paint.ts";

export type TellTokens = (text: string) => readonly SqlToken[] | null;

/** The scanner of an engine, loaded. */
export async function loadScanner(engine: Engine): Promise<TellTokens> {
  if (engine === "sqlite") return (await import("../../../core/sql/sqlite/parse/scan-tokens.ts")).scanTokens;
  const [{ loadModule }, { scanTokens }] = await Promise.all([
    import("libpg-query"),
    import("../../../core/sql/postgres/parse/scan-tokens.ts"),
  ]);
  await loadModule();
  return scanTokens;
}

const KEYWORDS = new Set(
  (
    "all and as asc between by case cascade conflict create cross default delete desc distinct do drop else end escape except exists " +
    "false fetch filter for from full group having in inner insert intersect into is isnull join key lateral left like ilike limit " +
    "matched merge natural not nothing notnull null offset on or order outer over partition primary recursive returning right row rows " +
    "select set some table then true truncate union update using values when where window with"
  ).split(" "),
);

export function highlightStatement(text: string, { tellTokens, io }: { tellTokens: TellTokens; io: Palette }): string {
  const tokens = tellTokens(text);
  if (tokens === null) return visibleText(text).replace(/[\p{L}\p{M}\p{N}_]+/gu, (word) => markForeign(word, io));
  return tokens.map((token) => highlight(token, io)).join("");
}

function highlight({ kind, text }: SqlToken, io: Palette): string {
  const shown = visibleText(text);
  switch (kind) {
    case "comment":
      return paintLines(io, "yellow", shown);
    case "string":
      return paintLines(io, "green", shown);
    case "parameter":
    case "number":
      return paint(io, "cyan", shown);
    case "name":
      return markForeign(shown, io);
    case "word":
      return KEYWORDS.has(text.toLowerCase()) ? paint(io, "bold", shown) : markForeign(shown, io);
    case "other":
      return shown;
  }
}

/** Letters of another alphabet can look like ours: `а` is not `a`. */
function markForeign(name: string, io: Palette): string {
  const foreign = [...new Set(name.match(/(?!\p{ASCII})\p{L}/gu) ?? [])];
  if (foreign.length === 0) return name;
  const numbers = foreign.map(
    (letter) => `U+${(letter.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`,
  );
  return `${name}${paint(io, "red", `‹${numbers.join(" ")}›`)}`;
}

/** Colour does not cross a line end, so that lines can be cut apart. */
function paintLines(io: Palette, style: "yellow" | "green", text: string): string {
  return text
    .split("\n")
    .map((line) => (line === "" ? line : paint(io, style, line)))
    .join("\n");
}
