// data/<database>.yaml: what the columns of a database hold.

import { z } from "zod";
import { HARMLESS_EXTENSIONS } from "../../sql/named-extensions.ts";
import { classSchema, levelSchema, relationSchema } from "./treatment-schema.ts";

const columnSchema = z
  .union([
    levelSchema,
    classSchema,
    z.null(),
    z.strictObject({ class: classSchema.optional(), level: levelSchema.optional() }),
  ])
  .describe("A level, a class, or `{ class, level }`; empty for the relation's own level.");

const relationPolicySchema = z.strictObject({
  owners: z.array(z.string()).default([]).describe("Identities that own the dataset."),
  level: levelSchema.optional().describe("The level of listed columns that name none."),
  critical: z.boolean().default(false).describe("Whether every write to it needs an approval."),
  columns: z
    .record(z.string().min(1), columnSchema)
    .describe("Columns by name. A column that is not named is unclassified."),
});

export const dataSchema = z.strictObject({
  database: z.string().min(1).describe("The database's name in gatehouse.yaml."),
  extensions: z
    .array(z.enum(HARMLESS_EXTENSIONS))
    .default([])
    .describe(
      "Extensions of PostgreSQL whose operators, functions and types callers may use. A value of theirs is compared as the server compares it; where its extension is not named, a comparison is refused.",
    ),
  types: z
    .array(relationSchema)
    .default([])
    .describe(
      "Types of the database's own (enums, domains, composites, ranges) that callers may name, as `schema.name`. Those of columns that a role sees in the clear need no listing, nor do types of rows of which it sees every column so.",
    ),
  relations: z
    .record(relationSchema, relationPolicySchema)
    .describe("Relations by `schema.name`. One that is not named does not exist for callers."),
});

export type DataFile = z.infer<typeof dataSchema>;
