// What the schema of entries says, as a table for a reader of bytes: which kinds of value may stand where, and which members have to be there.
// Made from the schema itself, so that the two cannot say different things; a part of it that has no place in the table throws.

import { z } from "zod";

/** Kinds of JSON values, one bit each. Entries hold no null. */
export const TEXT = 1;
export const INTEGER = 2;
export const BOOLEAN = 4;
export const LIST = 8;
export const OBJECT = 16;

export interface Shape {
  /** Bits of the kinds that may stand here. */
  readonly kinds: number;
  /** Of an integer. */
  readonly least: number;
  /** The one integer that may stand here; null for any. */
  readonly only: number | null;
  /** Of an object, in order of their names. */
  readonly members: readonly Member[];
  /** The object's other members, or what stands in the list. Null for anything. */
  readonly others: Shape | null;
}

export interface Member {
  /** ASCII. */
  readonly name: Uint8Array;
  readonly needed: boolean;
  readonly shape: Shape;
  /** Dotted names from the top: `caller.principal`. */
  readonly path: string;
}

export const ANYTHING: Shape = {
  kinds: TEXT | INTEGER | BOOLEAN | LIST | OBJECT,
  least: Number.NEGATIVE_INFINITY,
  only: null,
  members: [],
  others: null,
};

/** `path` is where the schema stands. */
export function shapeOf(schema: unknown, path = ""): Shape {
  if (schema instanceof z.ZodString && unchecked(schema)) return { ...ANYTHING, kinds: TEXT };
  if (schema instanceof z.ZodBoolean) return { ...ANYTHING, kinds: BOOLEAN };
  if (schema instanceof z.ZodNumber && (schema.maxValue ?? 0) >= Number.MAX_SAFE_INTEGER) {
    const { minValue } = schema;
    return minValue === null ? { ...ANYTHING, kinds: INTEGER } : { ...ANYTHING, kinds: INTEGER, least: minValue };
  }
  if (schema instanceof z.ZodLiteral && typeof schema.value === "number") {
    return { ...ANYTHING, kinds: INTEGER, only: schema.value };
  }
  if (schema instanceof z.ZodArray && unchecked(schema)) {
    return { ...ANYTHING, kinds: LIST, others: shapeOf(schema.element, path) };
  }
  if (schema instanceof z.ZodRecord && schema.keyType instanceof z.ZodString) {
    return { ...ANYTHING, kinds: OBJECT, others: shapeOf(schema.valueType, path) };
  }
  if (schema instanceof z.ZodUnion) return unionOf(schema.options, path);
  if (schema instanceof z.ZodObject && schema.def.catchall instanceof z.ZodUnknown && unchecked(schema)) {
    const members = Object.entries(schema.shape).map(([name, member]) => memberOf(name, { member, path }));
    return { ...ANYTHING, kinds: OBJECT, members: members.toSorted((a, b) => (a.path < b.path ? -1 : 1)) };
  }
  throw new RangeError(`the schema of entries has a part at "${path}" that cannot be read from bytes`);
}

function unchecked({ def }: { readonly def: { readonly checks?: readonly unknown[] | undefined } }): boolean {
  return (def.checks ?? []).length === 0;
}

function memberOf(name: string, { member, path }: { member: unknown; path: string }): Member {
  const at = path === "" ? name : `${path}.${name}`;
  const optional = member instanceof z.ZodOptional;
  return {
    name: Uint8Array.from(name, (character) => character.charCodeAt(0)),
    needed: !optional,
    shape: shapeOf(optional ? member.unwrap() : member, at),
    path: at,
  };
}

/** Of plain values alone. */
function unionOf(options: readonly unknown[], path: string): Shape {
  const shapes = options.map((option) => shapeOf(option, path));
  const plain = shapes.every(({ kinds, least, only }) => kinds < LIST && least === ANYTHING.least && only === null);
  if (!plain) throw new RangeError(`the schema of entries has a union at "${path}" that cannot be read from bytes`);
  return { ...ANYTHING, kinds: shapes.reduce((all, { kinds }) => all | kinds, 0) };
}
