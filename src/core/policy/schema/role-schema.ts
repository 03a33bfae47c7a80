// roles/*.yaml: what a role may do and see.

import { z } from "zod";
import { classSchema, relationSchema, treatmentSchema } from "./treatment-schema.ts";

const bytes = z
  .union([
    z.int().positive(),
    z.string().regex(/^\d+(KiB|MiB)$/, "a size is a number of bytes, or like 512KiB or 4MiB"),
  ])
  .transform((written) => {
    if (typeof written === "number") return written;
    const unit = written.endsWith("MiB") ? 1_048_576 : 1_024;
    return Number.parseInt(written, 10) * unit;
  })
  .pipe(z.int().max(4 * 1_048_576, "a result has at most 4MiB, so that it fits a message"));

export const roleSchema = z
  .strictObject({
    role: z.string().min(1).describe("The role's name."),
    description: z.string().min(1).describe("What the role is for; one sentence."),
    reads: z
      .enum(["none", "schema", "masked"])
      .describe("`none`, `schema` (describe-schema alone) or `masked` (rows, treated)."),
    "own-datasets": z
      .enum(["masked", "clear"])
      .default("masked")
      .describe("What the caller gets of relations that name it among their owners."),
    classes: z.record(classSchema, treatmentSchema).default({}).describe("What the role gets of each class."),
    levels: z
      .strictObject({
        public: treatmentSchema,
        internal: treatmentSchema,
        confidential: treatmentSchema,
        restricted: treatmentSchema,
      })
      .describe("What the role gets of columns whose class it does not name."),
    unclassified: treatmentSchema
      .default({ kind: "hide" })
      .describe("What it gets of columns that no policy names, in a relation that one lists."),
    rows: z
      .record(z.string(), z.record(relationSchema, z.string().min(1)))
      .default({})
      .describe("Row filters by database and relation: a boolean SQL expression over the relation's raw columns."),
    functions: z
      .array(relationSchema)
      .default([])
      .describe(
        "User functions that the role may call, as `schema.name`; they see masked values, and run with the database role's rights.",
      ),
    limits: z
      .strictObject({
        rows: z.int().min(1).max(100_000).default(1_000).describe("Rows of a result."),
        bytes: bytes.default(1_048_576).describe("Size of a result, such as 1MiB; at most 4MiB."),
        seconds: z.number().positive().max(3_600).default(30).describe("Time of a statement."),
      })
      .default({ rows: 1_000, bytes: 1_048_576, seconds: 30 }),
    excludes: z.array(z.string()).default([]).describe("Roles that no identity may hold together with this one."),
    ledger: z.enum(["none", "read"]).default("none").describe("Whether the role reads the ledger."),
  })
  .describe("A governance role.");

export type RoleFile = z.infer<typeof roleSchema>;
