// What a database has beside pg_catalog, as the model has it.

import type { ClientBase } from "pg";
import { z } from "zod";
import type { ForeignNames, UserCast, UserDefinedName } from "../../../core/model/catalogue.ts";
import { USER_DEFINED_QUERIES } from "./user-defined-queries.ts";

const nameSchema = z.strictObject({
  schema: z.string(),
  name: z.string(),
  routine: z.string(),
  operands: z.tuple([z.string().nullable(), z.string().nullable()]).optional(),
  extension: z.string().nullable(),
  nonVolatile: z.boolean(),
  takes: z.array(z.string()),
  gives: z.string().nullable(),
  unary: z.boolean(),
  anyRow: z.boolean(),
});
const typeSchema = z.strictObject({
  oid: z.string().transform(Number),
  key: z.string(),
  extension: z.string().nullable(),
});
const castSchema = z.strictObject({
  source: z.string(),
  target: z.string(),
  context: z.enum(["e", "a", "i"]),
  routine: z.string(),
});
const extensionSchema = z.strictObject({ name: z.string() });

export interface ReadUserDefined {
  readonly names: ForeignNames;
  /** Keys of types by oid, arrays and domains included. */
  readonly keyOf: ReadonlyMap<number, string>;
  /** Changes when any of it does. */
  readonly identity: readonly unknown[];
}

/** In a transaction of the caller's, under the search path pg_catalog. */
export async function readUserDefined(client: ClientBase): Promise<ReadUserDefined> {
  const read = async <T>(text: string, schema: z.ZodType<T>): Promise<readonly T[]> => {
    const { rows } = await client.query<Record<string, unknown>>(text);
    return rows.map((row) => schema.parse(row));
  };
  const types = await read(USER_DEFINED_QUERIES.types, typeSchema);
  const functions = await read(USER_DEFINED_QUERIES.functions, nameSchema);
  const operators = await read(USER_DEFINED_QUERIES.operators, nameSchema);
  const casts = await read(USER_DEFINED_QUERIES.casts, castSchema);
  const extensions = await read(USER_DEFINED_QUERIES.extensions, extensionSchema);
  return {
    names: {
      types: new Map(types.map(({ key, extension }) => [key, { extension }])),
      functions: byName(functions),
      operators: byName(operators),
      casts: casts.map(({ context, ...cast }) => ({ ...cast, context: CONTEXTS[context] })),
      extensions: new Set(extensions.map(({ name }) => name)),
    },
    keyOf: new Map(types.map(({ oid, key }) => [oid, key])),
    identity: [types, functions, operators, casts, extensions],
  };
}

const CONTEXTS: Readonly<Record<"e" | "a" | "i", UserCast["context"]>> = {
  e: "explicit",
  a: "assignment",
  i: "implicit",
};

function byName(found: readonly z.infer<typeof nameSchema>[]): ReadonlyMap<string, readonly UserDefinedName[]> {
  const all = new Map<string, UserDefinedName[]>();
  for (const one of found) {
    const { operands, ...others } = one;
    const name: UserDefinedName = { ...others, ...(operands !== undefined && { operands }) };
    const known = all.get(name.name);
    if (known === undefined) all.set(name.name, [name]);
    else known.push(name);
  }
  return all;
}
