// *_test.yaml: what the policies are expected to decide, statement by statement. Read by `gatehouse check` alone.

import { z } from "zod";

/** What a test calls the outcome. A write that a role may send is weighed: the rules of risk decide over its exact effect. */
export const OUTCOMES = ["allow", "deny", "weigh"] as const;

const expectationSchema = z.strictObject({
  decision: z
    .enum(OUTCOMES)
    .describe("`weigh`: a write that the role may send, over whose effect the rules of risk decide when it is sent."),
  rule: z.string().optional().describe("The rule that decided, such as `role analyst`."),
  code: z.string().optional().describe("Of a refusal: its code, as docs/errors.md lists them."),
  treatments: z
    .record(z.string(), z.enum(["clear", "redact", "null", "partial", "year", "bucket", "token", "hide"]))
    .default({})
    .describe(
      "How columns that it reads are shown: `public.customers.email: token`, or as much of the end as says which.",
    ),
  columns: z.array(z.string()).optional().describe("The names of the result's columns, in order."),
  filtered: z
    .array(z.string())
    .optional()
    .describe("The relations that it reads of which a row filter lets some rows through, all of them."),
});

const testSchema = z.strictObject({
  name: z.string().min(1).describe("What it shows, in a few words."),
  as: z.string().describe("The identity that sends the statement."),
  role: z.string().optional().describe("One of its roles; its first unless it is said."),
  database: z.string().optional().describe("Not needed when there is only one."),
  statement: z.string().min(1).describe("SQL, as a caller sends it. It is not run."),
  expect: expectationSchema.describe("What is not written is not looked at."),
});

export const testsSchema = z.strictObject({
  tests: z.array(testSchema).min(1).describe("Each is a statement of a caller and what comes of it."),
});

export type TestsFile = z.infer<typeof testsSchema>;
export type PolicyTest = TestsFile["tests"][number];
