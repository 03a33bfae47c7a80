// What a column's name says of what it holds. The head of a name is its end, `email_verified` being no e-mail address and `address_id` no
// address; in French, Spanish, Portuguese and Italian it is its beginning, `tipo_cliente` being no customer.

import { cutWord } from "./cut-word.ts";
import type { TableReading } from "./read-table.ts";
import { splitName } from "./split-name.ts";
import {
  HARMLESS_HEADS,
  HARMLESS_WORDS,
  MEANINGS,
  MEANINGS_OF_PEOPLE,
  type Meaning,
  NAMES,
  NEUTRAL_WORDS,
  PEOPLE_WORDS,
  TURNING_WORDS,
} from "./word-list.ts";

export type NameReading =
  | {
      readonly kind: "class";
      readonly meaning: Meaning;
      /** The name has no breaks, and was cut. */
      readonly cut: boolean;
      /** Its words say it together with the table's: `number` of `cards`. */
      readonly withTable: boolean;
    }
  | { readonly kind: "harmless"; readonly word: string }
  | { readonly kind: "unknown" };

/** A name of somebody or something, which the table decides about. */
export interface BareName {
  readonly kind: "bare-name";
}

export function readName(name: string, table: TableReading): NameReading | BareName {
  const { words, cut } = wordsOf(name);
  if (words.length > 1 && HARMLESS_WORDS.has(words.join(""))) return { kind: "harmless", word: words.join(" ") };
  const found = classOf(words, table);
  if (found !== null) return { kind: "class", meaning: found, cut, withTable: false };
  if (words.every((word) => NAMES.has(word) || NEUTRAL_WORDS.has(word)) && words.some((word) => NAMES.has(word)))
    return { kind: "bare-name" };
  const joint = withTable(words, table);
  if (joint !== null) return { kind: "class", meaning: joint, cut, withTable: true };
  const harmless = harmlessIn(words, table);
  return harmless === null ? { kind: "unknown" } : { kind: "harmless", word: harmless };
}

interface NameWords {
  readonly words: readonly string[];
  /** A word without breaks was cut. */
  readonly cut: boolean;
}

/** Tables call their columns alike, and each is asked about several times. */
const KNOWN = new Map<string, NameWords>();
const MOST_KNOWN = 1_000;

export function wordsOf(name: string): NameWords {
  const known = KNOWN.get(name);
  if (known !== undefined) return known;
  const apart = splitName(name);
  const words = apart.flatMap((word) => cutWord(word) ?? [word]);
  const found = { words, cut: words.length > apart.length };
  if (KNOWN.size >= MOST_KNOWN) KNOWN.clear();
  KNOWN.set(name, found);
  return found;
}

/** The phrase that ends last, and of those the longest; what follows may only be neutral. */
function classOf(words: readonly string[], table: TableReading): Meaning | null {
  for (let end = words.length; end > 0; end--) {
    for (let start = 0; start < end; start++) {
      const found = meaningOf(words.slice(start, end).join(""), table);
      if (found?.strength === "ofPeople" && HARMLESS_WORDS.has(words[start - 1] ?? "")) return null;
      if (found !== null) return start > 0 && TURNING_WORDS.has(words[0] ?? "") ? null : found;
    }
    if (isNamedPerson(words.slice(0, end))) return NAMED_PERSON;
    if (!NEUTRAL_WORDS.has(words[end - 1] ?? "")) return null;
  }
  return null;
}

function meaningOf(phrase: string, { ofPeople, linkedToPeople }: TableReading): Meaning | null {
  const found = MEANINGS.get(phrase);
  if (found !== undefined && found.strength !== "ofPeople") return found;
  const here = MEANINGS_OF_PEOPLE.get(phrase);
  if (here === undefined) return null;
  return ofPeople || (linkedToPeople && here.holds === "free-text") ? here : null;
}

const NAMED_PERSON: Meaning = {
  holds: "person-name",
  families: ["array", "json"],
  strength: "certain",
  phrase: "a person and `name`",
};
const PERSON: Meaning = { ...NAMED_PERSON, strength: "likely", phrase: "a word for people" };

/** `driver_name`, `nom_client`; `driver` alone is likely a name, where it is a text. */
function isNamedPerson(words: readonly string[]): boolean {
  const isPerson = (word: string): boolean => PEOPLE_WORDS.has(word);
  const [first = "", ...rest] = words;
  const last = words.at(-1) ?? "";
  const isOf = (some: readonly string[]): boolean =>
    some.some(isPerson) && some.every((word) => isPerson(word) || NEUTRAL_WORDS.has(word));
  return (NAMES.has(last) && isOf(words.slice(-2, -1))) || (NAMES.has(first) && isOf(rest));
}

/** A column that is called by a word for people alone. */
export function personIn(name: string): Meaning | null {
  const { words } = wordsOf(name);
  const last = words.findLast((word) => !NEUTRAL_WORDS.has(word)) ?? "";
  return PEOPLE_WORDS.has(last) && !TURNING_WORDS.has(words[0] ?? "") ? PERSON : null;
}

/** `number` of `cards`, `hash` of `passwords`, `value` of `api_keys`, `rate` of `pay_history`. */
function withTable(words: readonly string[], { words: tables }: TableReading): Meaning | null {
  const isNeutral = words.every((word) => NEUTRAL_WORDS.has(word));
  for (let from = Math.max(0, tables.length - 3); from < tables.length; from++) {
    for (const form of singularsOf(tables.slice(from).join(""))) {
      const found = MEANINGS.get(form + words.join("")) ?? (isNeutral ? MEANINGS.get(form) : undefined);
      if (found?.strength === "certain" && found.holds !== "free-text") return { ...found, strength: "likely" };
    }
  }
  return null;
}

function singularsOf(word: string): readonly string[] {
  return word.endsWith("es")
    ? [word, word.slice(0, -1), word.slice(0, -2)]
    : word.endsWith("s")
      ? [word, word.slice(0, -1)]
      : [word];
}

function harmlessIn(words: readonly string[], table: TableReading): string | null {
  const [first = ""] = words;
  const kept = words.slice(0, words.findLastIndex((word) => !NEUTRAL_WORDS.has(word) || HARMLESS_WORDS.has(word)) + 1);
  for (const tail of [words, kept]) {
    for (const from of [tail.length - 3, tail.length - 2, tail.length - 1]) {
      const phrase = from < 0 ? "" : tail.slice(from).join("");
      if (HARMLESS_WORDS.has(phrase)) return tail.slice(from).join(" ");
    }
  }
  const described = words.findLast((word) => !NEUTRAL_WORDS.has(word)) ?? "";
  if (table.ofThings && MEANINGS_OF_PEOPLE.get(described)?.holds === "free-text") return described;
  if (TURNING_WORDS.has(first) || (HARMLESS_HEADS.has(first) && words.length > 1)) return first;
  const before = kept.at(-2) ?? "";
  return NAMES.has(kept.at(-1) ?? "") && HARMLESS_WORDS.has(before) ? `${before} ${kept.at(-1)}` : null;
}
