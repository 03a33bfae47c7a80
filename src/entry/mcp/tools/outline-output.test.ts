import { expect, it } from "vitest";
import { z } from "zod";
import { outlineOutput } from "./outline-output.ts";
import { TOOLS } from "./tool-list.ts";

const outlineOf = (schema: z.ZodType) => outlineOutput(z.toJSONSchema(schema, { io: "output" }));

it("outlineOutput() keeps names, types and words, and the parts of what every answer lists", () => {
  const schema = z.object({
    rows: z.array(z.object({ name: z.string().describe("Left off."), more: z.array(z.string()).optional() })),
    preview: z.object({ before: z.string() }).optional().describe("Some rows."),
    by: z.enum(["rows", "bytes"]),
  });
  expect(outlineOf(schema)).toEqual({
    type: "object",
    properties: {
      rows: {
        type: "array",
        items: {
          type: "object",
          properties: { name: { type: "string" }, more: { type: "array" } },
          required: ["name"],
        },
      },
      preview: { type: "object", description: "Some rows." },
      by: { type: "string", enum: ["rows", "bytes"] },
    },
    required: ["rows", "by"],
  });
});

it.each(TOOLS.map((tool) => ({ name: tool.name, tool })))(
  "$name: every field of an answer is in the outline",
  ({ tool }) => {
    const whole = z.toJSONSchema(tool.output, { io: "output" });
    const { properties, required } = outlineOf(tool.output);
    expect(Object.keys(properties)).toEqual(Object.keys(whole.properties ?? {}));
    expect(required).toEqual(whole.required);
  },
);
