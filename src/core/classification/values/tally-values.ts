// The one function that sees sampled values. It counts what they are, and its counts are all that leaves it: no value, no part of one and no
// key of a document, but for words that our own lists have.

import { scanContent } from "../../masking/scan-content.ts";
import { ALL_KINDS } from "./all-kinds.ts";
import { readDocument } from "./read-document.ts";

/** Values of a column that are asked for. */
export const SAMPLE_SIZE = 200;
/** Characters of each; what is longer is cut by the database. */
export const LONGEST_VALUE = 2_000;

/** INVARIANT: counts, and words of our own. */
export interface Tally {
  /** How many were looked at, without NULL and empty ones. */
  readonly values: number;
  /** How many are of each kind, by its place in ALL_KINDS. */
  readonly hits: readonly number[];
  /** How many are sentences. */
  readonly prose: number;
  /** Of these, those in which somebody speaks of themselves or to somebody. */
  readonly personal: number;
  /** Of all, those in which the content scan finds something personal. */
  readonly telling: number;
  /** How many are JSON objects or lists. */
  readonly documents: number;
  /** What stands in these: a class, what says so (a listed phrase of a key, or a kind of value), and in how many of them. */
  readonly within: readonly DocumentCount[];
}

export interface DocumentCount {
  readonly holds: string;
  readonly because: string;
  readonly count: number;
}

/** `values` are attacker-controlled, as a driver gives them. */
export function tallyValues(values: Iterable<unknown>): Tally {
  const hits = ALL_KINDS.map(() => 0);
  const within = new Map<string, DocumentCount>();
  let [count, prose, personal, telling, documents] = [0, 0, 0, 0, 0];
  for (const value of values) {
    const text = textOf(value);
    if (text === "") continue;
    count += 1;
    const found = readDocument(text);
    if (found !== null) {
      documents += 1;
      for (const one of found) countDocument(within, one);
      continue;
    }
    for (const [place, kind] of ALL_KINDS.entries()) if (kind.fits(text)) hits[place] = (hits[place] ?? 0) + 1;
    if (isProse(text)) {
      prose += 1;
      if (OF_SOMEBODY.test(text)) personal += 1;
    }
    if (text.length > 12 && scanContent(text).found > 0) telling += 1;
  }
  return { values: count, hits, prose, personal, telling, documents, within: [...within.values()] };
}

function countDocument(within: Map<string, DocumentCount>, one: Omit<DocumentCount, "count">): void {
  const key = `${one.holds} ${one.because}`;
  within.set(key, { ...one, count: (within.get(key)?.count ?? 0) + 1 });
}

function textOf(value: unknown): string {
  if (typeof value === "string") return value.slice(0, LONGEST_VALUE).trim();
  return typeof value === "number" || typeof value === "bigint" ? String(value) : "";
}

/** What somebody wrote: words in a row, most of them in small letters. */
function isProse(text: string): boolean {
  const words = text.split(/\s+/, 60);
  return words.length >= 5 && words.filter((word) => /^\p{Ll}{2,}[,.;:!?]?$/u.test(word)).length >= words.length / 2;
}

/** By which somebody speaks of themselves or to somebody: what describes a thing has none of them. */
const OF_SOMEBODY =
  /(?:^|[^\p{L}])(?:I|I'm|I've|me|my|mine|we|our|ours|us|you|your|he|his|she|her|please|thanks?|hello|hi|dear|ich|mir|mich|mein\w*|wir|uns\w*|bitte|danke|hallo|geehrte\w*|je|j'ai|moi|mon|ma|mes|nous|notre|vous|votre|merci|bonjour|yo|mi|mis|nosotros|nuestr\w+|gracias|hola|usted|eu|meu|minha|nós|nosso|nossa|obrigad[oa]|olá|io|mio|mia|noi|nostro|nostra|grazie|ciao|buongiorno)(?![\p{L}])/u;
