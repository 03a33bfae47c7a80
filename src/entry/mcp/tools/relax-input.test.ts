import { expect, it } from "vitest";
import { z } from "zod";
import { InputRelaxer } from "./relax-input.ts";
import { parametersSchema, waitSchema } from "./tool-input.ts";

const schema = z.strictObject({
  sql: z.string(),
  parameters: parametersSchema,
  wait_seconds: waitSchema,
  access: z.strictObject({ columns: z.array(z.string()).optional(), minutes: z.int().optional() }).optional(),
});
const relaxer = new InputRelaxer(z.toJSONSchema(schema, { io: "input" }));

it.each([
  [{ sql: "x", parameters: null, wait_seconds: null, access: null }, { sql: "x" }],
  [
    { sql: "x", wait_seconds: "30" },
    { sql: "x", wait_seconds: 30 },
  ],
  [
    { sql: "x", parameters: '[1, "a", null]' },
    { sql: "x", parameters: [1, "a", null] },
  ],
  [
    { sql: "x", parameters: [null, "30"] },
    { sql: "x", parameters: [null, "30"] },
  ],
  [{ sql: "30" }, { sql: "30" }],
  [
    { sql: "x", access: { columns: null, minutes: "5" } },
    { sql: "x", access: { minutes: 5 } },
  ],
])("%j is taken for %j", (given, meant) => {
  expect(relaxer.relax(given)).toEqual(meant);
  expect(schema.safeParse(relaxer.relax(given)).success).toBe(true);
});

it.each([
  { sql: null },
  { sql: "x", wait_seconds: "soon" },
  { sql: "x", wait_seconds: "1e3" },
  { sql: "x", wait_seconds: "" },
  { sql: "x", parameters: "[1" },
  { sql: "x", parameters: "1, 2" },
  { sql: "x", parameters: "[9007199254740993]" },
  { sql: "x", other: null },
  "x",
  null,
  ["sql"],
])("%j stays what it is, and is refused", (given) => {
  expect(schema.safeParse(relaxer.relax(given)).success).toBe(false);
});
