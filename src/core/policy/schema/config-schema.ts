// gatehouse.yaml: databases, policies, state and transport.

import { z } from "zod";
import { durationSchema } from "./duration-schema.ts";

const writes = z
  .enum(["none", "governed"])
  .default("none")
  .describe(
    "`none`: the database is open for reading alone. `governed`: roles change what they are granted, by the rules of risk.",
  );

const postgresSchema = z.strictObject({
  engine: z.literal("postgres").describe("PostgreSQL 14 to 18."),
  url: z
    .string()
    .min(1)
    .describe(
      "A postgres:// URL or a line of keywords, read as psql reads it (`sslmode` included). Secrets by reference: `${SHOP_DATABASE_URL}`, or `postgres://user:${PASSWORD}@host/db`, where the value needs no percent-encoding.",
    ),
  writes,
  marker: z
    .boolean()
    .default(false)
    .describe(
      "Whether each write leaves its request's id in the table gatehouse.writes, in its own transaction: the strongest guarantee that it happens once. `gatehouse check` says how to make the table.",
    ),
  "max-connections": z
    .int()
    .min(1)
    .max(100)
    .default(8)
    .describe(
      "Connections that calls use at most; a write that is about to be committed looks at the catalogue by one more.",
    ),
  session: z
    .strictObject({
      "time-zone": z.string().min(1).optional().describe("A time zone, such as `Asia/Tokyo`."),
      "date-order": z
        .enum(["YMD", "DMY", "MDY"])
        .optional()
        .describe("How dates with numbers alone are read; they are always written as 2026-12-31."),
      "search-path": z
        .array(z.string().min(1))
        .min(1)
        .optional()
        .describe("Schemas in which unqualified names are looked for, in order."),
    })
    .default({})
    .describe("What sessions have instead of the database's own settings (ALTER DATABASE … SET, ALTER ROLE … SET)."),
  pooler: z
    .enum(["none", "transaction"])
    .default("none")
    .describe("`transaction` behind a pooler in transaction mode: settings then travel in each transaction."),
});

const sqliteSchema = z.strictObject({
  engine: z.literal("sqlite").describe("A SQLite file."),
  file: z.string().min(1).describe("The database file, relative to gatehouse.yaml."),
  writes,
  "max-connections": z.int().min(1).max(16).default(4).describe("Processes that read the file at most."),
});

const databaseSchema = z.discriminatedUnion("engine", [postgresSchema, sqliteSchema]);

const ledgerSchema = z
  .strictObject({
    checkpoints: z
      .strictObject({
        every: z
          .int()
          .min(1)
          .max(1_000_000)
          .default(1_000)
          .describe(
            "Entries after which a checkpoint is signed. What is lost after the last anchored one is not noticed.",
          ),
        seconds: z
          .int()
          .min(1)
          .max(86_400)
          .default(60)
          .describe("Seconds after which one is signed when there is a new entry."),
        files: z
          .array(z.string().min(1))
          .default([])
          .describe(
            "Files elsewhere that each checkpoint is appended to, relative to gatehouse.yaml: on another disk, of another user.",
          ),
        collectors: z
          .array(
            z.strictObject({
              url: z
                .url({ protocol: /^https?$/ })
                .describe("The collector's OTLP/HTTP endpoint, such as http://localhost:4318; /v1/logs is added."),
              headers: z
                .record(z.string().min(1), z.string())
                .default({})
                .describe("Headers to send along, with secrets by reference: `Bearer ${COLLECTOR_TOKEN}`."),
            }),
          )
          .default([])
          .describe("OpenTelemetry collectors that each checkpoint is posted to as a log record."),
        print: z
          .boolean()
          .default(false)
          .describe("Whether each checkpoint is printed on standard error as a JSON line, for whoever collects logs."),
      })
      .prefault({})
      .describe("Signed checkpoints of the ledger."),
    retention: z
      .strictObject({
        "sealed-days": z
          .int()
          .min(1)
          .max(36_500)
          .optional()
          .describe("Days after which a server erases sealed statements and parameters; never if absent."),
      })
      .default({})
      .describe("How long what is sealed aside is kept."),
    witnesses: z
      .array(
        z.strictObject({
          url: z
            .string()
            .regex(/^https?:\/\//, "a witness has an http or https URL")
            .describe("The witness's submission prefix."),
          key: z.string().min(1).describe("Its verifier key, as gatehouse ledger witness prints it: name+id+key."),
        }),
      )
      .default([])
      .describe(
        "Witnesses that cosign checkpoints once they are shown that the ledger only grew (c2sp.org/tlog-witness).",
      ),
  })
  .prefault({})
  .describe("What is proved of the ledger to others.");

const listenAddress = z
  .string()
  .regex(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9.-]+):\d{1,5}$/, "an address and a port, such as 127.0.0.1:8090");

const ALGORITHMS = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
] as const;

const issuerSchema = z
  .strictObject({
    issuer: z
      .url({ protocol: /^https?$/ })
      .describe("As its tokens say it in `iss`, byte for byte. http is for this machine alone."),
    audience: z
      .union([z.string().min(1), z.array(z.string().min(1)).min(1)])
      .optional()
      .describe("What `aud` has to name, byte for byte; of several one. `public-url` if absent."),
    algorithms: z
      .array(z.enum(ALGORITHMS))
      .min(1)
      .default(["RS256", "PS256", "ES256", "EdDSA"])
      .describe("Algorithms by which its tokens may be signed."),
    typ: z
      .enum(["at+jwt", "jwt"])
      .default("at+jwt")
      .describe("`jwt` for a provider whose access tokens say typ JWT, or none, in place of at+jwt (RFC 9068)."),
    jwks: z
      .url({ protocol: /^https?$/ })
      .optional()
      .describe("Where its keys are published; as its metadata say if absent."),
    "required-claims": z
      .array(z.string().min(1))
      .default([])
      .describe("Claims that a token has to have beside iss, aud, exp, iat, sub and the client."),
    scopes: z
      .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, "a scope is visible ASCII without quotes and backslashes"))
      .default([])
      .describe("Scopes that a token has to have, all of them."),
    "max-lifetime": durationSchema
      .default(5_400)
      .describe("The longest that a token may be for, from `iat` to `exp`, such as 90m; 90m if absent."),
    "clock-skew": z.int().min(0).max(300).default(30).describe("Seconds by which its clock may differ from this one."),
    dpop: z
      .enum(["accepted", "required"])
      .default("accepted")
      .describe("`required`: its tokens have to be bound to a key of the client's, by DPoP (RFC 9449)."),
    claims: z
      .strictObject({
        subject: z.string().min(1).default("sub").describe("The claim that says for whom the token is."),
        client: z
          .string()
          .min(1)
          .optional()
          .describe("The claim that says which client asked for it. `client_id` or `azp` if absent."),
      })
      .prefault({})
      .describe("Names of claims, where the provider has its own."),
    "last-good": durationSchema
      .default(86_400)
      .describe("How long its keys are used when they cannot be fetched anew, such as 24h; 24h if absent."),
  })
  .describe("An authorization server whose access tokens are taken.");

const httpSchema = z.strictObject({
  listen: listenAddress
    .default("127.0.0.1:8090")
    .describe(
      "Where MCP is served: an address and a port. Beyond this machine it takes `tls`, or a proxy that has it.",
    ),
  "public-url": z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe(
      "The URL that clients use, such as https://db.example.com/mcp: never made from what a request says. `http://` and `listen` and `/mcp` if absent.",
    ),
  tls: z
    .strictObject({
      certificate: z.string().min(1).describe("A PEM file with the certificate and those that sign it."),
      key: z.string().min(1).describe("A PEM file with its key."),
    })
    .optional()
    .describe("Files, relative to gatehouse.yaml, by which this server itself speaks TLS."),
  "allowed-hosts": z
    .array(z.string().min(1))
    .default([])
    .describe("Names that requests may be for (`Host`), beside that of `public-url` and of this machine."),
  "allowed-origins": z
    .array(z.url({ protocol: /^https?$/ }))
    .default([])
    .describe("Web pages that may call (`Origin`), such as https://chat.example.com. None if absent."),
  socket: z
    .strictObject({
      path: z
        .string()
        .min(1)
        .describe("The socket's file, relative to gatehouse.yaml, such as /run/gatehouse/gatehouse.sock."),
      access: z
        .enum(["owner", "group"])
        .default("owner")
        .describe("Who may connect: the server's own user (0600), or its group too (0660)."),
    })
    .optional()
    .describe("A Unix socket at which the same is served, for `gatehouse bridge` on this machine. None if absent."),
  issuers: z
    .array(issuerSchema)
    .default([])
    .describe("Authorization servers whose access tokens (OAuth 2.1, JWT) are taken, beside tokens of our own."),
  "dpop-nonces": z
    .boolean()
    .default(true)
    .describe(
      "Whether a proof by DPoP has to hold a nonce of this server: without one it counts for two minutes, once in each server.",
    ),
  health: listenAddress
    .optional()
    .describe("Where /healthz and /readyz are answered, without a token. Nowhere if absent."),
  "drain-seconds": z
    .int()
    .min(0)
    .max(600)
    .default(10)
    .describe("How long calls under way may take to end once the server is told to."),
});

/** What holds where a server is told to serve over HTTP and the configuration says nothing of it. */
export const HTTP_UNSAID = httpSchema.parse({});

const postgresTransportSchema = z.strictObject({
  listen: listenAddress
    .default("127.0.0.1:6432")
    .describe("Where connections are taken: an address and a port. Over TLS alone."),
  certificate: z.string().min(1).describe("PEM file of the certificate, with its chain, relative to gatehouse.yaml."),
  key: z.string().min(1).describe("PEM file of its private key."),
  databases: z
    .array(z.string())
    .min(1)
    .optional()
    .describe("Names of the databases that are served so; all that are PostgreSQL's if absent."),
});

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
      .describe(
        "The state folder (ledger and keys), relative to gatehouse.yaml; or a postgres:// URL, by which several servers share one state and the folder ./.gatehouse holds the keys.",
      ),
    ledger: ledgerSchema,
    transport: z
      .strictObject({
        stdio: z
          .strictObject({
            caller: z.string().describe("The identity of whoever starts the server over stdio."),
            role: z.string().optional().describe("The role it takes; the identity's first if absent."),
          })
          .optional()
          .describe("Who calls over standard input and output."),
        postgres: postgresTransportSchema
          .optional()
          .describe("Clients of PostgreSQL's own protocol (gatehouse serve --postgres), each known by a token."),
        http: httpSchema.optional().describe("Callers over HTTP (gatehouse serve --http), each known by a token."),
      })
      .default({})
      .describe("How callers reach the server."),
  })
  .describe("The configuration of a Gatehouse server.");

export type ConfigFile = z.infer<typeof configSchema>;
