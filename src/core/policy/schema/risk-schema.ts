// risk.yaml: which writes wait for approval, how long, and what is kept to revert them.

import { z } from "zod";
import { durationSchema as duration } from "./duration-schema.ts";

const ruleSchema = z
  .strictObject({
    id: z
      .string()
      .regex(/^[a-z][a-z0-9]*(-[a-z0-9]+)*$/, "an id is lower-case words joined by hyphens")
      .describe("The rule's name, as agents, approvers and the ledger see it."),
    when: z
      .string()
      .min(1)
      .describe(
        "A condition in CEL over the facts below: `write`, `table`, `caller`, `recent`, `database` and `time`.",
      ),
    reason: z.string().min(1).describe("Why it asks for approval; one sentence."),
    quorum: z.int().min(1).max(10).default(1).describe("How many people have to approve."),
    assurance: z
      .union([z.literal(1), z.literal(2), z.literal(3)])
      .default(1)
      .describe(
        "What a signature has to be: 1 a key in software, 2 a key on another machine, 3 a hardware key that was touched.",
      ),
  })
  .describe("One rule: a write for which its condition holds waits for approval.");

export const riskSchema = z.strictObject({
  rules: z
    .array(ruleSchema)
    .describe("Every rule that holds adds its reason; the greatest quorum and assurance count."),
  approvals: z
    .strictObject({
      "approve-within": duration
        .default(86_400)
        .describe("How long a request waits for its approvers, such as 90m or 3d; 24h if absent."),
      "execute-within": duration.default(3_600).describe("How long an approval is good for; 1h if absent."),
      unsigned: z
        .boolean()
        .default(false)
        .describe(
          "Whether decisions without a signature count. For development alone: whoever has a shell can approve.",
        ),
      pending: z
        .int()
        .min(1)
        .max(10_000)
        .default(20)
        .describe("How many requests of one caller may wait for people at once."),
    })
    .default({ "approve-within": 86_400, "execute-within": 3_600, unsigned: false, pending: 20 })
    .describe("Requests that wait for people."),
  erasure: z
    .strictObject({
      quorum: z.int().min(1).max(10).default(1).describe("How many people have to approve an erasure."),
      assurance: z
        .union([z.literal(1), z.literal(2), z.literal(3)])
        .default(1)
        .describe("What their signatures have to be, as for a rule."),
    })
    .default({ quorum: 1, assurance: 1 })
    .describe("Erasures of sealed details that a person asks for; roles with `approves: [erasures]` decide."),
  undo: z
    .strictObject({
      keep: duration.default(604_800).describe("How long before-images are kept; 7d if absent."),
      rows: z.int().min(0).max(100_000).default(10_000).describe("The most rows of one write that can be taken back."),
    })
    .default({ keep: 604_800, rows: 10_000 })
    .describe("What is kept so that writes can be taken back."),
});

export type RiskFile = z.infer<typeof riskSchema>;
