// Statements about the session alone: they are answered here, and reach no database and no ledger.

import type { SessionCommand } from "../../core/sql/postgres/session/session-statement.ts";
import type { WireResult } from "../../gate/reading.ts";
import type { Ran } from "./ran.ts";
import { Reported, reported } from "./reported.ts";
import { dataRow, parameterStatus, report } from "./server-messages.ts";
import { REPORTED, type SessionSettings } from "./session-settings.ts";
import { reportOf } from "./sqlstate-of.ts";
import { endsTransaction, type TransactionBlock } from "./transaction-block.ts";

const TEXT_FIELD = { oid: 25, size: -1, modifier: -1 };

const HINTS: Readonly<Record<string, string>> = {
  COPY: "Read by SELECT, and write by INSERT.",
  DECLARE: "Take the rows of a portal in parts, by the protocol's own Execute with a limit.",
  PREPARE: "Prepare by the protocol (Parse), as drivers do.",
};

export class SessionCommands {
  readonly #settings: SessionSettings;
  readonly #block: TransactionBlock;
  readonly #tell: (message: Uint8Array) => void;

  /** `tell`: to the client, at once. */
  constructor({
    settings,
    block,
    tell,
  }: { settings: SessionSettings; block: TransactionBlock; tell: (message: Uint8Array) => void }) {
    this.#settings = settings;
    this.#block = block;
    this.#tell = tell;
  }

  /** Throws a Reported. */
  run(command: SessionCommand): Ran {
    if (!endsTransaction(command)) this.#block.refuseFailed();
    switch (command.kind) {
      case "begin":
      case "commit":
      case "rollback":
      case "savepoint":
      case "release":
      case "rollback-to":
      case "set-transaction": {
        const { tag, warning } = this.#block.take(command);
        if (warning !== null) this.#tell(report(warning));
        return { kind: "done", tag };
      }
      case "set":
        return this.#set(command);
      case "show":
        return this.#show(command.name);
      case "reset-all":
        this.#settings.reset();
        return { kind: "done", tag: "RESET" };
      case "discard":
        if (!command.all) return { kind: "done", tag: "DISCARD" };
        if (this.#block.state !== "I") throw reported("25001", "DISCARD ALL cannot run inside a transaction block.");
        this.#settings.reset();
        return { kind: "done", tag: "DISCARD ALL" };
      case "deallocate":
        return { kind: "done", tag: command.name === null ? "DEALLOCATE ALL" : "DEALLOCATE" };
      case "unavailable":
        throw reported("0A000", `${command.what} is not available through Gatehouse.`, HINTS[command.what]);
    }
  }

  #set({ name, value }: Extract<SessionCommand, { kind: "set" }>): Ran {
    const refusal = this.#settings.set(name, value);
    if (refusal !== null) throw new Reported(reportOf(refusal));
    const reportable = REPORTED.find((each) => each.toLowerCase() === name);
    if (reportable !== undefined) this.#tell(parameterStatus(reportable, this.#settings.show(name) ?? ""));
    return { kind: "done", tag: value === null ? "RESET" : "SET" };
  }

  #show(name: string): Ran {
    const shown = this.#settings.show(name);
    if (shown === null && name !== "all") {
      throw reported("42704", `The setting "${name}" is not shown here.`, "SHOW ALL says which are.");
    }
    const rows = name === "all" ? this.#settings.all() : [[shown]];
    return {
      kind: "rows",
      fields: fieldsOfCommand({ kind: "show", name }) ?? [],
      rows: Buffer.concat(rows.map((row) => dataRow(row))),
      count: rows.length,
      tag: "SHOW",
      notices: [],
    };
  }
}

/** Null for one that gives no rows. */
export function fieldsOfCommand(command: SessionCommand | null): WireResult["fields"] | null {
  if (command?.kind !== "show") return null;
  const names = command.name === "all" ? ["name", "setting"] : [command.name];
  return names.map((name) => ({ name, ...TEXT_FIELD }));
}
