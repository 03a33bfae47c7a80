// How treatments, classes and levels are written in policy files.

import { z } from "zod";
import { LEVELS } from "../../model/data-class.ts";
import type { Treatment } from "../../model/treatment.ts";

const word = z.enum(["clear", "redact", "null", "year", "token", "hide"]);

export const treatmentSchema = z
  .union([
    word,
    z.null(),
    z.strictObject({
      partial: z
        .strictObject({
          keep: z
            .enum(["first", "last", "domain"])
            .describe("Which part stays readable; `domain` is what follows the last @."),
          count: z
            .int()
            .min(0)
            .max(64)
            .default(0)
            .describe("How many characters stay readable; not used with `domain`."),
        })
        .describe("A part stays readable, the rest is `*`."),
    }),
    z.strictObject({ bucket: z.number().positive().describe("Numbers are rounded down to a multiple of this.") }),
  ])
  .transform((written): Treatment => {
    if (written === null) return { kind: "null" };
    if (typeof written === "string") return { kind: written };
    return "partial" in written ? { kind: "partial", ...written.partial } : { kind: "bucket", size: written.bucket };
  })
  .describe(
    "What a role gets: `clear`, `token` (a keyed pseudonym), `redact`, `null`, `year`, `{ partial: { keep, count } }`, `{ bucket: size }`, or `hide` (the column does not exist).",
  );

export const levelSchema = z.enum(LEVELS).describe("How sensitive: public, internal, confidential or restricted.");

export const classSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "a class is lower-case words joined by hyphens")
  .describe("What a column holds, such as `email` or `national-id`.");

/** `schema.relation`; the schema of SQLite is `main`. */
export const relationSchema = z
  .string()
  .regex(/^[^.]+\.[^.][\s\S]*$/, "a relation is written schema.name")
  .describe("A relation, as `schema.name`; the schema of SQLite is `main`.");
