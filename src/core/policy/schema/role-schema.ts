// roles/*.yaml: what a role may do and see.

import { z } from "zod";
import type { SchemaGrant } from "../../model/schema-change.ts";
import type { GrantedColumns, WriteGrant } from "../../model/write-grant.ts";
import { durationSchema } from "./duration-schema.ts";
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

const columns = z
  .union([z.literal("all"), z.array(z.string().min(1))])
  .describe("`all`, or the columns that may be given a value.");

const grantSchema = z
  .union([
    z.literal("all"),
    z.strictObject({
      insert: columns.optional().describe("Columns that a new row may be given."),
      update: columns.optional().describe("Columns that may be changed."),
      delete: z.boolean().default(false).describe("Whether rows may be deleted."),
    }),
  ])
  .transform((written): WriteGrant => {
    if (written === "all") return { insert: "all", update: "all", delete: true };
    return { insert: granted(written.insert), update: granted(written.update), delete: written.delete };
  })
  .describe("What may be changed: `all`, or `{ insert, update, delete }`.");

function granted(written: "all" | readonly string[] | undefined): GrantedColumns {
  if (written === undefined) return null;
  return written === "all" ? "all" : new Set(written);
}

const schemaVerbs = z
  .union([z.literal("all"), z.array(z.enum(["alter", "drop", "truncate"])).min(1)])
  .transform((written): SchemaGrant["verbs"] => new Set(written === "all" ? ["alter", "drop", "truncate"] : written))
  .describe("`all`, or some of `alter` (columns, constraints, indexes, comments), `drop` and `truncate`.");

const schemaChangesSchema = z.strictObject({
  "create-in": z.array(z.string().min(1)).default([]).describe("Schemas in which new tables may be asked for."),
  tables: z.record(relationSchema, schemaVerbs).default({}).describe("What may be changed of tables that are there."),
});

const APPROVES = ["own-datasets", "all-datasets", "access", "erasures"] as const;

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
      .describe(
        "Row filters by database and relation: a boolean SQL expression over the relation's raw columns, the same under any settings of a session (docs/row-filters.md).",
      ),
    writes: z
      .record(z.string(), z.record(relationSchema, grantSchema))
      .default({})
      .describe(
        "What the role may change, by database and relation. A class of which it may write a value anywhere is redacted wherever it would be a token, since a guess could be written and its token looked up; `all` means what the role sees in the clear.",
      ),
    "own-writes": z
      .enum(["none", "all"])
      .default("none")
      .describe("What the caller may change of relations that name it among their owners."),
    "schema-changes": z
      .record(z.string(), schemaChangesSchema)
      .default({})
      .describe("Changes of the schema that the role may ask for, by database. Every one of them waits for approval."),
    functions: z
      .array(relationSchema)
      .default([])
      .describe(
        "User functions that the role may call, as `schema.name`; they see masked values, and run with the database role's rights.",
      ),
    limits: z
      .strictObject({
        rows: z.int().min(1).max(100_000).default(1_000).describe("Rows of a result."),
        bytes: bytes
          .default(1_048_576)
          .describe("Size of a result: bytes, or such as 512KiB; at most 4MiB. 1MiB if absent."),
        seconds: z.number().positive().max(3_600).default(30).describe("Time of a statement."),
      })
      .default({ rows: 1_000, bytes: 1_048_576, seconds: 30 })
      .describe("What a statement of the role may take."),
    explain: z
      .boolean()
      .default(false)
      .describe(
        "Whether EXPLAIN SELECT is answered (PostgreSQL): kinds of nodes and names of visible tables, with estimates where nothing of the tables is masked or hidden. Which plan is chosen can depend on hidden values.",
      ),
    catalogue: z
      .enum(["none", "governed"])
      .default("none")
      .describe(
        "Whether pg_catalog and information_schema can be read (PostgreSQL): `governed` shows of them what the role sees of the database, `none` refuses them.",
      ),
    approves: z
      .array(z.enum(APPROVES))
      .default([])
      .describe(
        "Whose requests its people decide on: changes to `own-datasets`, to `all-datasets`, `access` grants, `erasures` of what the ledger keeps sealed aside.",
      ),
    "access-minutes": z
      .int()
      .min(0)
      .max(1_440)
      .default(60)
      .describe("The longest that the role may ask to read masked columns in the clear; 0 if it may not ask."),
    "access-roles": z
      .array(z.string())
      .default([])
      .describe("Roles that the role may ask to act in for a time, `access-minutes` at most; none if absent."),
    dpop: z
      .enum(["accepted", "required"])
      .default("accepted")
      .describe(
        "`required`: over HTTP the role is taken with a token of an identity provider alone that is bound to a key of the client's, by DPoP (RFC 9449).",
      ),
    excludes: z.array(z.string()).default([]).describe("Roles that no identity may hold together with this one."),
    "review-days": z
      .int()
      .min(1)
      .max(3_650)
      .optional()
      .describe(
        "Days after an auditor's signed review until the role is locked from data for want of another; never if absent.",
      ),
    locks: z
      .boolean()
      .default(false)
      .describe("Whether the role may lock a caller, a role, a database or everything, and lift locks."),
    "break-glass": z
      .strictObject({
        minutes: z.int().min(1).max(1_440).describe("The longest that one lasts."),
        "review-within": durationSchema
          .default(259_200)
          .describe(
            "How soon somebody else, in a role with `ledger: audit`, has to sign off what was done, such as 12h; 3d if absent.",
          ),
        overdue: z
          .enum(["report", "lock"])
          .default("report")
          .describe(
            "What an overdue sign-off does besides being reported: `lock` keeps who opened it, and their agents, from data and from opening another.",
          ),
        own: z
          .boolean()
          .default(false)
          .describe("Whether it may be opened for oneself and for the agents and services that one answers for."),
        assurance: z
          .union([z.literal(1), z.literal(2), z.literal(3)])
          .default(1)
          .describe(
            "What the signature has to be: 1 a key in software, 2 one on another machine, 3 a hardware key, touched.",
          ),
      })
      .optional()
      .describe(
        "Whether the role's people may open masked columns to a named caller for some minutes, without asking a second person. Absent: they may not.",
      ),
    ledger: z
      .enum(["none", "read", "audit"])
      .default("none")
      .describe("`read` searches the ledger; `audit` also verifies it and signs off reviews."),
  })
  .describe("A governance role.");

export type RoleFile = z.infer<typeof roleSchema>;
