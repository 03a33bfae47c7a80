// What one column holds, from its name, its type, its keys, its comment and what its table is about. No value is looked at.

import type { TypeFamily } from "../model/catalogue.ts";
import { UNSURE } from "../model/data-class.ts";
import type { Finding } from "./finding.ts";
import { fitsType } from "./fits-type.ts";
import { personIn, readName } from "./read-name.ts";
import type { TableReading } from "./read-table.ts";
import { splitName } from "./split-name.ts";
import type { ColumnShape } from "./table-shape.ts";
import { HARMLESS_WORDS, MEANINGS, type Meaning, type Strength } from "./word-list.ts";

const CONFIDENCE: Readonly<Record<Strength, number>> = { certain: 0.95, likely: 0.75, withOthers: 0.8, ofPeople: 0.8 };

/** Without more evidence, these hold nothing that one knows a person by. */
const HARMLESS_FAMILIES: Readonly<Partial<Record<TypeFamily, string>>> = {
  boolean: "a flag",
  timestamp: "a moment",
  time: "a time of day",
  interval: "a span of time",
  enum: "one of a list of labels",
  uuid: "a key without meaning",
};

export function judgeColumn(column: ColumnShape, { table, isKey }: { table: TableReading; isKey: boolean }): Finding {
  const family = familyOf(column);
  const isLink = isKey || column.references !== null;
  const reading = readName(column.name, table);
  if (reading.kind === "class" && fitsType(reading.meaning, { family, isLink }))
    return classed(reading.meaning, { ...reading, table });
  if (family === "network") return { holds: "ip-address", confidence: 0.9, reason: "a network address by its type" };
  if (isLink) return { holds: "internal", confidence: 0.95, reason: isKey ? "a key" : "a link to another table" };
  const harmless = HARMLESS_FAMILIES[family];
  if (harmless !== undefined) return { holds: "internal", confidence: 0.95, reason: harmless };
  const commented = reading.kind === "harmless" || column.comment === null ? null : inComment(column.comment);
  if (commented !== null && fitsType(commented, { family, isLink }))
    return { holds: commented.holds, confidence: 0.8, reason: `“${commented.phrase}” in its comment` };
  if (reading.kind === "harmless" && !isOpen(column, reading.word))
    return { holds: "internal", confidence: 0.9, reason: `“${reading.word}” in its name` };
  if (reading.kind === "bare-name") return judgeBareName(table, family);
  return judgeUnknown(column, table);
}

/** SQLite calls JSON what is a text to it. */
function familyOf({ type: { family, label } }: ColumnShape): TypeFamily {
  return /^jsonb?$/i.test(label) ? "json" : family;
}

/** What no name says: JSON and bytes can hold anything, and so can a `meta_value` in a table of keys and values. */
function isOpen(column: ColumnShape, word: string): boolean {
  const family = familyOf(column);
  if (family === "bytes") return true;
  if (family === "json") return !OF_PROGRAMS.test(word);
  return family === "text" && (/(?:value|val)$/i.test(column.name) || column.name === "v");
}

/** JSON that programs write for themselves. */
const OF_PROGRAMS =
  /^(?:settings?|config|configuration|options|permissions?|features?|flags|schema|layout|theme|template|tags?|labels?|dimensions?|metrics?|scopes?)$/;

function classed(
  meaning: Meaning,
  { cut, withTable, table }: { cut: boolean; withTable: boolean; table: TableReading },
): Finding {
  if (meaning.strength === "withOthers" && !table.classes.has(meaning.holds))
    return {
      holds: UNSURE,
      confidence: 0.5,
      reason: `“${meaning.phrase}” in its name, which can be ${meaning.holds} or none`,
    };
  const confidence = CONFIDENCE[meaning.strength] - (cut ? 0.07 : 0);
  const where = withTable ? "in its name and its table's" : "in its name";
  const around = meaning.strength === "ofPeople" ? ", in a table of people" : "";
  return { holds: meaning.holds, confidence, reason: `“${meaning.phrase}” ${where}${around}` };
}

/** A `name` in a table that is not called by people: theirs all the same where the table holds other things about them. */
function judgeBareName({ personal, ofThings }: TableReading, family: TypeFamily): Finding {
  if (family !== "text" && family !== "array") return { holds: "internal", confidence: 0.7, reason: "no text" };
  return personal && !ofThings
    ? { holds: UNSURE, confidence: 0.5, reason: "a name, in a table with personal data" }
    : { holds: "internal", confidence: 0.7, reason: "a name of something, in a table without personal data" };
}

const WHAT: Readonly<Partial<Record<TypeFamily, string>>> = {
  json: "JSON",
  bytes: "bytes",
  array: "a list",
  text: "text",
};

function judgeUnknown(column: ColumnShape, table: TableReading): Finding {
  const { name, type, comment } = column;
  const { personal, ofPeople } = table;
  const family = familyOf(column);
  const person = personIn(name);
  if (person !== null && fitsType(person, { family, isLink: false }))
    return classed(person, { cut: false, withTable: false, table });
  if (family === "integer" && person !== null)
    return { holds: "internal", confidence: 0.8, reason: "a link to people, by its name and type" };
  if (family === "text" && /\((1|2|3)\)$/.test(type.label))
    return { holds: "internal", confidence: 0.8, reason: "at most three characters" };
  const said = comment === null ? undefined : splitName(comment).at(-1);
  if (said !== undefined && HARMLESS_WORDS.has(said))
    return { holds: "internal", confidence: 0.7, reason: `“${said}” in its comment` };
  const counts = family === "integer" || family === "numeric" || family === "float" || family === "date";
  if (counts && !personal && !ofPeople)
    return { holds: "internal", confidence: 0.65, reason: "a number or a day, in a table without personal data" };
  const what = WHAT[family] ?? "values";
  return { holds: UNSURE, confidence: 0.3, reason: `${what} whose name says nothing of what it holds` };
}

/** The first phrase for certain in a sentence. */
function inComment(comment: string): Meaning | null {
  const words = splitName(comment.slice(0, 400));
  for (let start = 0; start < words.length; start++) {
    for (let end = Math.min(words.length, start + 4); end > start; end--) {
      const found = MEANINGS.get(words.slice(start, end).join(""));
      if (found?.strength === "certain") return found;
    }
  }
  return null;
}
