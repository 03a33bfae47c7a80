// What stands in one JSON document, by its paths: what their keys are called, read as names of columns are, and what their values are. Keys
// can be values (`{"ann@example.com": …}`), so that of a key only the phrase of our lists leaves, by which it was read.

import { SHIPPED_CLASSES } from "../../model/data-class.ts";
import { readName } from "../read-name.ts";
import { readTable } from "../read-table.ts";
import { ALL_KINDS } from "./all-kinds.ts";

export interface InDocument {
  readonly holds: string;
  /** A listed phrase in quotes, or a kind of value. */
  readonly because: string;
}

const MOST_LEAVES = 200;
const DEEPEST = 8;
/** As if the document were a row of a table without a name. */
const NO_TABLE = readTable("", { comment: null, linked: false });

/** Each once; null for what is no object and no list. */
export function readDocument(text: string): readonly InDocument[] | null {
  if (!/^[[{]/.test(text)) return null;
  const document = parsed(text);
  if (typeof document !== "object" || document === null) return null;
  const found = new Map<string, InDocument>();
  let leaves = 0;
  const walk = (value: unknown, path: readonly string[], depth: number): void => {
    if (depth > DEEPEST || leaves >= MOST_LEAVES) return;
    if (Array.isArray(value)) return value.forEach((each: unknown) => walk(each, path, depth + 1));
    if (typeof value === "object" && value !== null)
      return Object.entries(value).forEach(([key, each]) => walk(each, [...path, key], depth + 1));
    leaves += 1;
    const one = judgeLeaf(value, path);
    if (one !== null) found.set(`${one.holds} ${one.because}`, one);
  };
  walk(document, [], 0);
  return [...found.values()];
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function judgeLeaf(value: unknown, path: readonly string[]): InDocument | null {
  if (value === "" || (typeof value !== "string" && typeof value !== "number")) return null;
  const text = String(value).trim();
  const kind = ALL_KINDS.find(({ isShape, fits }) => isShape !== true && fits(text));
  const key = path.at(-1) ?? "";
  const named = key.length > 60 ? null : (classOf(key) ?? classOf(`${path.at(-2) ?? ""}_${key}`));
  if (named !== null && (typeof value === "string" || named.holds !== "free-text")) return named;
  // a number alone passes a check digit now and then
  return kind === undefined || kind.byChance > 1 / 90 ? null : { holds: kind.holds, because: kind.says };
}

function classOf(name: string): InDocument | null {
  const reading = readName(name, NO_TABLE);
  if (reading.kind !== "class" || reading.meaning.strength !== "certain") return null;
  const { holds, phrase } = reading.meaning;
  return Object.hasOwn(SHIPPED_CLASSES, holds) ? { holds, because: `“${phrase}”` } : null;
}
