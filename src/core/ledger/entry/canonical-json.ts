// Canonical JSON (RFC 8785) for ledger entries and approval requests. They hold strings, safe integers, booleans, null, lists and mappings alone,
// so numbers need no floating-point rules. What cannot be written canonically throws: it is a bug to have put it there.

export type Canonical =
  | Written
  | null
  | string
  | number
  | boolean
  | readonly Canonical[]
  | { readonly [key: string]: Canonical | undefined };

/** A value that was written before: what many entries share is written once. */
export class Written {
  readonly text: string;

  private constructor(text: string) {
    this.text = text;
  }

  static of(value: Canonical): Written {
    return new Written(canonicalJson(value));
  }
}

/** Keys in order of their UTF-16 code units; `undefined` members are left out. */
export function canonicalJson(value: Canonical): string {
  if (value === null) return "null";
  if (typeof value === "string") {
    if (!value.isWellFormed()) throw new RangeError("canonical JSON cannot hold a lone surrogate");
    return JSON.stringify(value);
  }
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new RangeError("canonical JSON of an entry holds safe integers alone");
    return String(value);
  }
  if (typeof value === "boolean") return String(value);
  if (value instanceof Written) return value.text;
  if (isList(value)) return `[${value.map(canonicalJson).join(",")}]`;
  let members = "";
  for (const key of sortedKeys(value)) {
    const member = value[key];
    if (member !== undefined) members += `${members === "" ? "" : ","}${canonicalJson(key)}:${canonicalJson(member)}`;
  }
  return `{${members}}`;
}

/** What is made in order needs no sorting. */
function sortedKeys(value: object): readonly string[] {
  const keys = Object.keys(value);
  return keys.every((key, place) => place === 0 || (keys[place - 1] ?? "") < key) ? keys : keys.sort();
}

function isList(value: object): value is readonly Canonical[] {
  return Array.isArray(value);
}
