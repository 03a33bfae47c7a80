// From a connection's target to what the driver is told, with libpq's own defaults: the environment's PG… variables where the text says
// nothing. INVARIANT: the driver is told everything, so that it reads neither the text nor the environment by rules of its own.

import { readFileSync } from "node:fs";
import { userInfo } from "node:os";
import type { ConnectionOptions } from "node:tls";
import type pg from "pg";
import { type ConnectionTarget, SSL_MODES, type SslMode } from "../../core/connection/connection-target.ts";
import { readConnection } from "../../core/connection/read-connection.ts";
import { Failure } from "../../core/model/failure.ts";

type Environment = Readonly<Record<string, string | undefined>>;

export interface ConnectionParameters {
  readonly config: pg.ClientConfig;
  /** How the connection may be encrypted, in the order in which it is tried. */
  readonly encryptions: readonly (false | ConnectionOptions)[];
  /** Options for the server that the text or PGOPTIONS has; empty where none are said. */
  readonly options: string;
  readonly connectMilliseconds: number | null;
  /** What was said and is not used. */
  readonly unused: readonly string[];
}

export function connectionParameters(url: string, environment: Environment): ConnectionParameters {
  const target = readConnection(url);
  if (target.kind === "wrong") throw new Failure("config-invalid", `${target.message} ${target.remedy}`);
  const host = target.host ?? (environment["PGHOST"] || "localhost");
  const user = target.user ?? (environment["PGUSER"] || userInfo().username);
  const password = target.password ?? environment["PGPASSWORD"];
  return {
    config: {
      host,
      port: target.port ?? (Number(environment["PGPORT"]) || 5432),
      user,
      database: target.database ?? (environment["PGDATABASE"] || user),
      application_name: "gatehouse", // by which recovery knows its own (postgres-writer.ts)
      ...(password !== undefined && password !== "" && { password }),
      ...(target.bindsChannel && { enableChannelBinding: true }),
    },
    encryptions: host.startsWith("/") ? [false] : encryptionsOf(target, { environment, host }),
    options: target.options ?? environment["PGOPTIONS"] ?? "",
    connectMilliseconds: target.connectSeconds === null ? null : target.connectSeconds * 1_000,
    unused: target.unused,
  };
}

/** libpq's sslmode (PostgreSQL manual, 34.19): `prefer` where nothing is said. */
function encryptionsOf(
  target: ConnectionTarget,
  { environment, host }: { environment: Environment; host: string },
): readonly (false | ConnectionOptions)[] {
  const mode = target.sslMode ?? SSL_MODES.find((known) => known === environment["PGSSLMODE"]) ?? "prefer";
  if (mode === "disable") return [false];
  const encrypted = tlsOptions(target, { environment, host, mode });
  if (mode === "allow") return [false, encrypted];
  return mode === "prefer" ? [encrypted, false] : [encrypted];
}

function tlsOptions(
  target: ConnectionTarget,
  { environment, host, mode }: { environment: Environment; host: string; mode: SslMode },
): ConnectionOptions {
  const root = target.sslRootCertificate ?? environment["PGSSLROOTCERT"] ?? "";
  const certificate = target.sslCertificate ?? environment["PGSSLCERT"] ?? "";
  const key = target.sslKey ?? environment["PGSSLKEY"] ?? "";
  // with a root certificate, `require` is checked as `verify-ca` is
  const verifies = mode.startsWith("verify-") || (mode === "require" && root !== "");
  return {
    host,
    rejectUnauthorized: verifies,
    ...(root !== "" && root !== "system" && { ca: readPem(root, "sslrootcert") }),
    ...(certificate !== "" && { cert: readPem(certificate, "sslcert") }),
    ...(key !== "" && { key: readPem(key, "sslkey") }),
    ...(mode !== "verify-full" && root !== "system" && { checkServerIdentity: () => undefined }),
  };
}

function readPem(file: string, parameter: string): Buffer {
  try {
    return readFileSync(file);
  } catch (cause) {
    throw new Failure("config-invalid", `The file that ${parameter} of the connection names cannot be read.`, {
      cause,
    });
  }
}
