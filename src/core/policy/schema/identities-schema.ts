// identities.yaml: who may call, and in which roles.

import { z } from "zod";

const identitySchema = z.strictObject({
  kind: z.enum(["human", "service", "agent"]).describe("Agents and services need an owner."),
  owner: z.string().optional().describe("The person who answers for an agent or service."),
  roles: z.array(z.string()).min(1).describe("Roles that it may take; the first unless it asks for another."),
  attributes: z
    .record(z.string().regex(/^[a-z][a-z0-9_-]*$/), z.string())
    .default({})
    .describe("Free attributes, for row filters: `caller_attribute('region')`."),
});

export const identitiesSchema = z.strictObject({
  identities: z.record(z.string().min(1), identitySchema).describe("Identities by name."),
});

export type IdentitiesFile = z.infer<typeof identitiesSchema>;
