// identities.yaml: who may call, and in which roles.

import { z } from "zod";

const keySchema = z.union([
  z.string().min(1).describe("A line of a .pub file."),
  z.strictObject({
    key: z.string().min(1).describe("A line of a .pub file."),
    assurance: z
      .union([z.literal(1), z.literal(2)])
      .default(1)
      .describe(
        "Of a key in software: 2 when it lives on another machine than the agents. A hardware key that is touched is 3.",
      ),
    "verify-required": z
      .boolean()
      .default(false)
      .describe("Of a hardware key: it has to ask for its PIN or a finger, too."),
  }),
]);

const tokenRuleSchema = z.strictObject({
  issuer: z.string().min(1).describe("`iss` of the token: one of `transport.http.issuers`."),
  subject: z
    .string()
    .min(1)
    .optional()
    .describe(
      "For whom the token was given (`sub`). A person needs one. Absent for an agent's client: the client itself, and the person who answers for it.",
    ),
  client: z
    .string()
    .min(1)
    .optional()
    .describe(
      "Who uses the token: its current actor (`act`) or its client (`client_id`, `azp`). Absent: any client that is no agent's; of a person, no actor.",
    ),
  claims: z
    .record(z.string().min(1), z.string())
    .default({})
    .describe("Values that further claims have to have, or to hold: `{ groups: analysts }`."),
  role: z.string().optional().describe("One of the identity's roles; its first if absent."),
});

const identitySchema = z.strictObject({
  kind: z.enum(["human", "service", "agent"]).describe("Agents and services need an owner."),
  owner: z.string().optional().describe("The person who answers for an agent or service."),
  roles: z.array(z.string()).min(1).describe("Roles that it may take; the first unless it asks for another."),
  attributes: z
    .record(z.string().regex(/^[a-z][a-z0-9_-]*$/), z.string())
    .default({})
    .describe(
      "Free attributes, for row filters: `caller_attribute('region')`, a text. An empty one is NULL, as one that is missing.",
    ),
  keys: z
    .array(keySchema)
    .default([])
    .describe("SSH public keys by which a person decides on requests; gatehouse keys enrol writes them."),
  "known-by": z
    .array(tokenRuleSchema)
    .default([])
    .describe("Access tokens of an identity provider that are this identity's over HTTP; the most exact rule holds."),
});

export const identitiesSchema = z.strictObject({
  identities: z.record(z.string().min(1), identitySchema).describe("Identities by name."),
});

export type IdentitiesFile = z.infer<typeof identitiesSchema>;
