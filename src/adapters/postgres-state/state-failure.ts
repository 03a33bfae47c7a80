// What went wrong with the store of the state, said so that whoever reads it knows what to do. Nothing of the server's own words is passed on.

import pg from "pg";
import { z } from "zod";
import { Failure } from "../../core/model/failure.ts";
import { lostWords } from "../postgres-driver/lost-words.ts";

const codeSchema = z.looseObject({ code: z.string() });

function codeOf(error: unknown): string | null {
  return codeSchema.safeParse(error).data?.code ?? null;
}

const REASONS: Readonly<Record<string, string>> = {
  "25006": "only reads, as a standby does: name the primary in `state`",
  "42501": "does not let this role write there: gatehouse provision --state prints what it needs",
  "28P01": "refuses the password",
  "28000": "does not let this user in from here: there is no such user, or no line of pg_hba.conf for it",
  "3D000": "has no such database",
  "53100": "has a full disk",
  "53300": "has no connection left",
  "57014": "took longer than it may",
  "55P03": "is held by another replica",
};

/** Where nothing could be done, or nobody knows whether it was. */
export function stateFailure(error: unknown): Failure {
  if (error instanceof Failure) return error;
  const code = codeOf(error);
  if (code === "42P01" || code === "42703") {
    return new Failure(
      "ledger-unreadable",
      "The schema of the state in PostgreSQL is not one of Gatehouse's; name another database in `state`, or an empty one.",
      { cause: error },
    );
  }
  const why =
    code !== null && error instanceof pg.DatabaseError
      ? (REASONS[code] ??
        (/^(08|57P)/.test(code) ? "is starting, ending, or closed the connection" : `reports SQLSTATE ${code}`))
      : lostWords(error);
  return new Failure(
    "ledger-unavailable",
    `The server of the state ${why}; nothing is answered until it can be used.`,
    { cause: error },
  );
}

/** Codes of those that lost a race: to make a table, or to move the version where transactions are serializable. */
export function isLostRace(error: unknown): boolean {
  return ["40001", "40P01", "23505", "42P07", "42P06"].includes(codeOf(error) ?? "");
}
