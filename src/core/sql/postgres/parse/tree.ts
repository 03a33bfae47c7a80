// The parse tree as libpg-query gives it: plain JSON, a node being an object with one key, its kind.
// Reads it without trusting its shape; what is not there reads as empty.

export interface Struct {
  readonly [field: string]: unknown;
}

export interface Node {
  readonly kind: string;
  readonly body: Struct;
}

const EMPTY: Struct = {};

export function isStruct(value: unknown): value is Struct {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function struct(value: unknown): Struct {
  return isStruct(value) ? value : EMPTY;
}

export function list(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

export function word(value: unknown): string | null {
  return typeof value === "string" ? value : null;
}

export function whole(value: unknown): number | null {
  return typeof value === "number" ? value : null;
}

/** A wrapped node; null for `{}`, which stands for an absent member of a list. */
export function unwrap(value: unknown): Node | null {
  if (!isStruct(value)) return null;
  for (const kind in value) return { kind, body: struct(value[kind]) };
  return null;
}

/** The body of a wrapped node of this kind; null when it is another. */
export function bodyOf(value: unknown, kind: string): Struct | null {
  const node = unwrap(value);
  return node !== null && node.kind === kind ? node.body : null;
}

/** A list of String nodes, as names are; null when something else is among them. */
export function names(value: unknown): readonly string[] | null {
  const found: string[] = [];
  for (const item of list(value)) {
    const text = bodyOf(item, "String");
    if (text === null) return null;
    found.push(word(text["sval"]) ?? "");
  }
  return found;
}
