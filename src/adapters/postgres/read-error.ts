// What an error of the driver or the server means: a failure of the world, or the database's refusal of a statement.
// A server message is passed on only for SQLSTATE class 42, which speaks of names and types and not of values.

import pg from "pg";
import { Failure } from "../../core/model/failure.ts";
import type { UnfitValue } from "../../core/model/unfit-value.ts";
import type { Execution } from "../../gate/ports/execution.ts";
import { lostWords } from "../postgres-driver/lost-words.ts";

type DatabaseError = Extract<Execution, { kind: "database-error" }>;

/** The server's refusal, or a Failure when the server could not be asked. */
export function readError(error: unknown): DatabaseError | Failure {
  if (error instanceof Failure) return error;
  if (!(error instanceof pg.DatabaseError) || error.code === undefined) return unavailable(lostWords(error), error);
  const { code } = error;
  if (code === "53300") {
    return new Failure("database-busy", "The database has no connection left; try again in a moment.", {
      cause: error,
    });
  }
  const why = REFUSALS[code];
  if (why !== undefined) return unavailable(why, error);
  if (/^(08|57P)/.test(code) && code !== "08P01") {
    return unavailable("is shutting down, starting up, or closed the connection", error);
  }
  return {
    kind: "database-error",
    sqlstate: code,
    message: code.startsWith("42") && code !== "42501" ? firstLine(error.message) : null,
  };
}

/** A prepared statement whose columns have changed; by the server's function, since its message may be in any language. */
export function isStalePlan(error: unknown): boolean {
  return error instanceof pg.DatabaseError && error.code === "0A000" && error.routine === "RevalidateCachedQuery";
}

/** Of a value that was not sent: with the code that the server has for a text that is none of its type. */
export function unfit({ parameter }: UnfitValue): DatabaseError {
  return { kind: "database-error", sqlstate: "22P02", message: null, unfit: parameter };
}

/** Of an error that came before there was a session: nothing was asked yet, so whatever the server says is about the connection. */
export function failureOfConnecting(error: unknown, { encrypted }: { encrypted: boolean }): Failure {
  const read = readError(error);
  if (!(read instanceof Failure)) {
    const why =
      read.sqlstate === "42501"
        ? "does not let this user connect: grant it CONNECT"
        : `refuses the connection or one of its settings (SQLSTATE ${read.sqlstate}): look at the connection's options`;
    return unavailable(why, error);
  }
  const refused = error instanceof pg.DatabaseError && error.code === "28000";
  if (refused && !encrypted)
    return unavailable(`${REFUSALS["28000"]}; it may demand TLS: write sslmode=require`, error);
  return read;
}

export function asFailure(error: unknown): Failure {
  const read = readError(error);
  return read instanceof Failure ? read : unavailable(`cannot be used by Gatehouse (SQLSTATE ${read.sqlstate})`, error);
}

const REFUSALS: Readonly<Record<string, string>> = {
  "28P01": "refuses the password",
  "28000": "does not let this user in from here: there is no such user, or no line of pg_hba.conf for it",
  "3D000": "does not exist on its server: look at the name at the end of the URL",
};

function unavailable(why: string, cause: unknown): Failure {
  return new Failure("database-unavailable", `The database ${why}.`, { cause });
}

function firstLine(message: string): string {
  return (message.split("\n")[0] ?? "").slice(0, 300);
}
