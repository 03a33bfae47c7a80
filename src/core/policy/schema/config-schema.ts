// gatehouse.yaml: databases, policies, state and transport.

import { z } from "zod";

const writes = z
  .enum(["none", "governed"])
  .default("none")
  .describe(
    "`none`: the database is open for reading alone. `governed`: roles change what they are granted, by the rules of risk.",
  );

const postgresSchema = z.strictObject({
  engine: z.literal("postgres"),
  url: z
    .string()
    .min(1)
    .describe(
      "A postgres:// URL. Secrets by reference: `${SHOP_DATABASE_URL}` or `postgres://user:${PASSWORD}@host/db`.",
    ),
  writes,
  "max-connections": z.int().min(1).max(100).default(8).describe("Connections that this server keeps at most."),
  pooler: z
    .enum(["none", "transaction"])
    .default("none")
    .describe("`transaction` behind a pooler in transaction mode: settings then travel in each transaction."),
});

const sqliteSchema = z.strictObject({
  engine: z.literal("sqlite"),
  file: z.string().min(1).describe("The database file, relative to gatehouse.yaml."),
  writes,
  "max-connections": z.int().min(1).max(16).default(4).describe("Processes that read the file at most."),
});

const databaseSchema = z.discriminatedUnion("engine", [postgresSchema, sqliteSchema]);

export const configSchema = z
  .strictObject({
    databases: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_-]*$/, "a database's name is lower-case letters, digits, - and _"),
        databaseSchema,
      )
      .describe("Databases by the name that callers use."),
    policies: z.string().default("./policies").describe("The policy folder, relative to gatehouse.yaml."),
    state: z
      .string()
      .default("./.gatehouse")
      .describe("The state folder (ledger and keys), relative to gatehouse.yaml."),
    transport: z
      .strictObject({
        stdio: z
          .strictObject({
            caller: z.string().describe("The identity of whoever starts the server over stdio."),
            role: z.string().optional().describe("The role it takes; the identity's first if absent."),
          })
          .optional(),
      })
      .default({}),
  })
  .describe("The configuration of a Gatehouse server.");

export type ConfigFile = z.infer<typeof configSchema>;
