// What goes wrong with the writer process, as a Failure; anything else as it is.

import { Failure } from "../../../core/model/failure.ts";
import { StepRefused, WriterEnded } from "./writer-process.ts";

export function failureOf(error: unknown): unknown {
  if (error instanceof WriterEnded)
    return new Failure(
      "database-unavailable",
      "The database's writer ended unexpectedly, and its change was rolled back; call again.",
    );
  if (!(error instanceof StepRefused)) return error;
  const locked = error.sqlstate.startsWith("SQLITE_BUSY");
  return new Failure(
    locked ? "database-busy" : "database-unavailable",
    locked
      ? "The database is locked by another writer; try again in a moment."
      : "The database cannot be written; check the file and its rights.",
    { cause: error },
  );
}
