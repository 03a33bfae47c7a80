// A statement as the ledger keeps it, without its literals, made one that can be planned: a literal that fits anywhere stands for each that was
// left out, and a row of VALUES is as long as the list of columns before it. What a shortened list was elsewhere nobody can tell any more.

import type { Engine } from "../../../core/model/catalogue.ts";

/** Fits where a value of any type is wanted, and after the name of a type (`date '0'`). */
const VALUES: Readonly<Record<Engine, string>> = { postgres: "'0'", sqlite: "?" };
/** `?` for a literal and `?, ...` or `?, …` for several (normalise.ts of each dialect); names in quotes are passed over. */
const LEFT_OUT = /"(?:[^"]|"")*"|\b[Nn]\?|\?(?:, (?:\.\.\.|…))?/g;
const INSERT = /^([^(]*\binsert\s+(?:or\s+\w+\s+)?into\b[^(]*)\(((?:"(?:[^"]|"")*"|[^()"])*)\)/i;
const ROW = /\(([^()]*\?, (?:\.\.\.|…)[^()]*)\)/g;

export function plannableText(normalised: string, engine: Engine): string {
  const value = VALUES[engine];
  return withWholeRows(normalised).replace(LEFT_OUT, (left) => (left.startsWith('"') ? left : value));
}

function withWholeRows(text: string): string {
  const [head, , columns] = INSERT.exec(text) ?? [];
  if (head === undefined || columns === undefined) return text;
  const width = columns.replaceAll(/"(?:[^"]|"")*"/g, "x").split(",").length;
  return (
    head +
    text.slice(head.length).replace(ROW, (row, inside: string) => {
      const values = inside.split(",").map((each) => each.trim());
      const more = values.findIndex((each) => each === "..." || each === "…");
      const missing = width - (values.length - 1);
      return missing < 0
        ? row
        : `(${values.toSpliced(more, 1, ...Array.from({ length: missing }, () => "?")).join(", ")})`;
    })
  );
}
