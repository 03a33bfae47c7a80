// What an error of the driver or the server means: a failure of the world, or the database's refusal of a statement.
// A server message is passed on only for SQLSTATE class 42, which speaks of names and types and not of values.

import pg from "pg";
import { Failure } from "../../core/model/failure.ts";
import type { UnfitValue } from "../../core/model/unfit-value.ts";
import type { Execution } from "../../gate/ports/database.ts";

type DatabaseError = Extract<Execution, { kind: "database-error" }>;

/** The server's refusal, or a Failure when the server could not be asked. */
export function readError(error: unknown): DatabaseError | Failure {
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return unavailable("cannot be reached", error);
  const { code } = error;
  if (code === "53300")
    return new Failure("database-busy", "The database has no connection left; try again in a moment.", {
      cause: error,
    });
  if (code === "28P01" || code === "28000") return unavailable("refuses Gatehouse's credentials", error);
  if (code === "3D000") return unavailable("does not exist on its server", error);
  if (/^(08|57P)/.test(code) && code !== "08P01")
    return unavailable("is shutting down, starting up, or closed the connection", error);
  return {
    kind: "database-error",
    sqlstate: code,
    message: code.startsWith("42") && code !== "42501" ? firstLine(error.message) : null,
  };
}

/** Of a value that was not sent: with the code that the server has for a text that is none of its type. */
export function unfit({ parameter }: UnfitValue): DatabaseError {
  return { kind: "database-error", sqlstate: "22P02", message: null, unfit: parameter };
}

function unavailable(why: string, cause: unknown): Failure {
  return new Failure("database-unavailable", `The database ${why}.`, { cause });
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").slice(0, 300);
}
