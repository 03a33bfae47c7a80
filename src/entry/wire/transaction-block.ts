// The transaction block of a session, as its client sees it (PostgreSQL manual, 54.2.2). READ COMMITTED, for reading: nothing stands behind it in
// the database, because each statement of such a transaction sees a snapshot of its own there, too.

import type { SessionCommand, TransactionMode } from "../../core/sql/postgres/session/session-statement.ts";
import { notice, reported } from "./reported.ts";
import type { Report, TransactionState } from "./server-messages.ts";

type TransactionCommand = Extract<
  SessionCommand,
  { kind: "begin" | "commit" | "rollback" | "savepoint" | "release" | "rollback-to" | "set-transaction" }
>;

interface Taken {
  readonly tag: string;
  readonly warning: Report | null;
}

const ENDING: ReadonlySet<SessionCommand["kind"]> = new Set(["commit", "rollback", "rollback-to"]);

/** What is done even in a transaction that has failed. */
export function endsTransaction({ kind }: SessionCommand): boolean {
  return ENDING.has(kind);
}

export class TransactionBlock {
  #state: TransactionState = "I";
  #savepoints: string[] = [];

  get state(): TransactionState {
    return this.#state;
  }

  /** Throws a Reported. */
  take(command: TransactionCommand): Taken {
    switch (command.kind) {
      case "begin":
        refuseStricter(command.modes);
        return this.#to("T", "BEGIN", this.#state === "I" ? null : IN_PROGRESS);
      case "commit":
      case "rollback": {
        const tag = command.kind === "commit" && this.#state !== "E" ? "COMMIT" : "ROLLBACK";
        const none = this.#state === "I";
        this.#savepoints = [];
        return this.#to(command.chain && !none ? "T" : "I", tag, none ? NONE_IN_PROGRESS : null);
      }
      case "savepoint":
      case "release":
      case "rollback-to":
        return this.#savepoint(command);
      case "set-transaction":
        refuseStricter(command.modes);
        return { tag: "SET", warning: null };
    }
  }

  /** A statement in it failed. */
  fail(): void {
    if (this.#state === "T") this.#state = "E";
  }

  /** Throws a Reported where nothing is done any more before its end. */
  refuseFailed(): void {
    if (this.#state !== "E") return;
    throw reported("25P02", "The transaction has failed: commands are ignored until its end.", "Send ROLLBACK.");
  }

  #savepoint({ kind, name }: Extract<TransactionCommand, { name: string }>): Taken {
    if (this.#state === "I") throw reported("25P01", "A savepoint can only be used in a transaction block.");
    if (kind === "savepoint") {
      this.#savepoints.push(name);
      return { tag: "SAVEPOINT", warning: null };
    }
    const place = this.#savepoints.lastIndexOf(name);
    if (place < 0) throw reported("3B001", `The savepoint "${name}" does not exist.`);
    this.#savepoints.length = kind === "release" ? place : place + 1;
    return kind === "release" ? { tag: "RELEASE", warning: null } : this.#to("T", "ROLLBACK", null);
  }

  #to(state: TransactionState, tag: string, warning: Report | null): Taken {
    this.#state = state;
    return { tag, warning };
  }
}

const IN_PROGRESS: Report = {
  ...notice("there is already a transaction in progress"),
  severity: "WARNING",
  sqlstate: "25001",
};
const NONE_IN_PROGRESS: Report = {
  ...notice("there is no transaction in progress"),
  severity: "WARNING",
  sqlstate: "25P01",
};

/** Nothing is held open that would see one snapshot twice. */
function refuseStricter(modes: readonly TransactionMode[]): void {
  const strict = modes.find(
    ({ name, value }) => name === "transaction_isolation" && !/^read (?:un)?committed$/.test(value),
  );
  if (strict === undefined) return;
  throw reported(
    "0A000",
    `Transactions are READ COMMITTED through Gatehouse, and ${strict.value.toUpperCase()} is not available.`,
    "Begin without an isolation level; one statement always sees one snapshot.",
  );
}
