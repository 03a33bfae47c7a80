// One session of a client that is known: its statements, portals and transaction (PostgreSQL manual, 54.2). What is about the session is
// answered here; every other statement is a call of the gate, governed and recorded as one over MCP.
// A transaction is READ COMMITTED, in which each statement sees what is committed when it begins: nothing is held open in the database
// between two statements. INVARIANT: a write is a transaction of its own, so none runs inside another.

import { codeAt } from "../../adapters/postgres/protocol/format-codes.ts";
import { type SessionCommand, splitStatements } from "../../core/sql/postgres/session/session-statement.ts";
import type { CallContext } from "../../gate/calls.ts";
import { type DescribedForWire, describeForWire, runForWire, type WireResult } from "../../gate/reading.ts";
import { CallSignal } from "../mcp/messages/call-signal.ts";
import { checkCodes } from "./check-codes.ts";
import { type ClientMessage, ProtocolViolation } from "./client-messages.ts";
import { noticesOf, type Ran, returnedBy } from "./ran.ts";
import { Reported, reported } from "./reported.ts";
import {
  BIND_COMPLETE,
  CLOSE_COMPLETE,
  commandComplete,
  cutAfter,
  EMPTY_QUERY_RESPONSE,
  NO_DATA,
  PARSE_COMPLETE,
  PORTAL_SUSPENDED,
  parameterDescription,
  type Report,
  readyForQuery,
  report,
  rowDescription,
} from "./server-messages.ts";
import { fieldsOfCommand, SessionCommands } from "./session-commands.ts";
import type { SessionSettings } from "./session-settings.ts";
import { reportOf } from "./sqlstate-of.ts";
import { textOfParameter } from "./text-of-parameter.ts";
import { TransactionBlock } from "./transaction-block.ts";
import { reportOfWrite, tagOfWrite } from "./write-answers.ts";

const TEXT = 25;
const MOST_KEPT = 1_000;
/** Of the texts of all statements that are kept, in characters, and of rows that were not fetched yet, in bytes. */
const MOST_TEXT = 4_000_000;
const MOST_UNFETCHED = 33_554_432;

interface Statement {
  readonly text: string;
  /** Null for one to govern. */
  readonly command: SessionCommand | null;
  /** Declared in Parse; 0 where nothing is. */
  readonly types: readonly number[];
  described: DescribedForWire | null;
}

interface Portal {
  readonly statement: Statement;
  readonly values: readonly (string | null)[];
  readonly codes: readonly number[];
  result: Ran | null;
  /** What is left of its rows; null before any was asked for. */
  rest: Uint8Array | null;
  left: number;
}

export interface SessionPorts {
  readonly context: Omit<CallContext, "cancellation">;
  readonly database: string;
  readonly settings: SessionSettings;
  write(bytes: Uint8Array): void;
  /** As Channel has it. */
  drained(): Promise<void>;
  /** Where what nobody expected is told. */
  bug(error: unknown): Report;
}

export class WireSession {
  readonly #ports: SessionPorts;
  readonly #statements = new Map<string, Statement>();
  readonly #portals = new Map<string, Portal>();
  readonly #block = new TransactionBlock();
  readonly #commands: SessionCommands;
  /** After an error of the extended protocol nothing is done until Sync. */
  #skipping = false;
  #running: CallSignal | null = null;

  constructor(ports: SessionPorts) {
    this.#ports = ports;
    const { settings, write } = ports;
    this.#commands = new SessionCommands({ settings, block: this.#block, tell: write });
  }

  /** Of a CancelRequest, or of a client that is gone. */
  cancel(): void {
    this.#running?.abort();
  }

  begin(): void {
    this.#write(readyForQuery(this.#block.state));
  }

  /** `next` is the message that has come behind it, if there is one. Rejects with a ProtocolViolation alone. */
  async take(message: ClientMessage, next: ClientMessage | null): Promise<void> {
    if (message.kind === "sync") {
      this.#skipping = false;
      if (this.#block.state === "I") this.#portals.clear();
      return this.#write(readyForQuery(this.#block.state));
    }
    if (this.#skipping || message.kind === "flush" || message.kind === "copy") return;
    try {
      await this.#answer(message, next);
    } catch (error) {
      if (error instanceof ProtocolViolation) throw error;
      this.#fail(error instanceof Reported ? error.report : this.#ports.bug(error));
      if (message.kind !== "query") this.#skipping = true;
    }
    if (message.kind === "query") this.#write(readyForQuery(this.#block.state));
  }

  #answer(message: ClientMessage, next: ClientMessage | null): Promise<void> | void {
    switch (message.kind) {
      case "query":
        return this.#query(message.text);
      case "parse":
        return this.#parse(message);
      case "bind":
        return this.#bind(message);
      case "describe":
        return message.of === "statement"
          ? this.#describeStatement(this.#statement(message.name))
          : this.#describePortal(message.name, next);
      case "execute":
        return this.#execute(message.portal, message.rows);
      case "close":
        (message.of === "statement" ? this.#statements : this.#portals).delete(message.name);
        return this.#write(CLOSE_COMPLETE);
      default:
        throw new ProtocolViolation("a message that has no place here");
    }
  }

  async #query(text: string): Promise<void> {
    this.#portals.delete("");
    const statements = splitStatements(text);
    if (statements.length === 0) return this.#write(EMPTY_QUERY_RESPONSE);
    for (const each of statements) {
      await this.#ports.drained();
      const statement = { ...each, types: [], described: null };
      const portal = { statement, values: [], codes: [], result: null, rest: null, left: 0 };
      const ran = await this.#run(portal, statements.length > 1);
      if (ran.kind === "rows") this.#write(rowDescription(ran.fields));
      this.#finish(ran);
    }
  }

  #parse({ name, text, types }: Extract<ClientMessage, { kind: "parse" }>): void {
    if (name !== "" && this.#statements.has(name)) {
      throw reported("42P05", `The prepared statement "${name}" already exists.`);
    }
    const kept = [...this.#statements.values()].reduce((sum, each) => sum + each.text.length, text.length);
    if (this.#statements.size >= MOST_KEPT || kept > MOST_TEXT) {
      throw reported(
        "53000",
        "The session keeps too many statements.",
        "Close some (DEALLOCATE), or begin another session.",
      );
    }
    const [first, second] = splitStatements(text);
    if (second !== undefined) throw reported("42601", "A prepared statement cannot hold several commands.");
    const command = first?.command ?? null;
    this.#statements.set(name, { text: first === undefined ? "" : text, command, types, described: null });
    this.#write(PARSE_COMPLETE);
  }

  async #bind({
    portal,
    statement: name,
    formats,
    values,
    codes,
  }: Extract<ClientMessage, { kind: "bind" }>): Promise<void> {
    const statement = this.#statement(name);
    if (portal !== "" && this.#portals.has(portal)) throw reported("42P03", `The portal "${portal}" already exists.`);
    if (this.#portals.size >= MOST_KEPT) throw reported("53000", "The session keeps too many portals.");
    const typed = values.some(
      (value, place) => value !== null && codeAt(formats, place) === 1 && !statement.types[place],
    );
    if (typed || (codes.includes(1) && isGoverned(statement))) await this.#describe(statement);
    const texts = values.map((value, place) => {
      if (value === null) return null;
      const oid = statement.types[place] || (statement.described?.parameters[place] ?? 0);
      return textOfParameter(value, { oid, code: codeAt(formats, place), number: place + 1 });
    });
    checkCodes(statement.described, codes);
    this.#portals.set(portal, { statement, values: texts, codes, result: null, rest: null, left: 0 });
    this.#write(BIND_COMPLETE);
  }

  async #describeStatement(statement: Statement): Promise<void> {
    const count = statement.types.length;
    if (!isGoverned(statement)) {
      this.#write(parameterDescription(statement.types));
      return this.#writeFields(fieldsOfCommand(statement.command), []);
    }
    const { parameters, fields } = await this.#describe(statement);
    const types = Array.from({ length: Math.max(count, parameters.length) }, (_, place) => {
      return statement.types[place] || parameters[place] || TEXT;
    });
    this.#write(parameterDescription(types));
    this.#writeFields(fields, []);
  }

  /** Where Execute has come too, the statement runs now, and says itself what it gives: in one trip to the database. */
  async #describePortal(name: string, next: ClientMessage | null): Promise<void> {
    const portal = this.#portal(name);
    const { statement, codes } = portal;
    if (!isGoverned(statement)) return this.#writeFields(fieldsOfCommand(statement.command), codes);
    if (next?.kind !== "execute" || next.portal !== name) {
      return this.#writeFields((await this.#describe(statement)).fields, codes);
    }
    portal.result ??= await this.#run(portal, false);
    this.#writeFields(portal.result.kind === "rows" ? portal.result.fields : null, codes);
  }

  async #execute(name: string, most: number): Promise<void> {
    const portal = this.#portal(name);
    portal.result ??= await this.#run(portal, false);
    const ran = portal.result;
    if (ran.kind !== "rows") return this.#finish(ran);
    if (portal.rest === null) {
      portal.rest = ran.rows;
      portal.left = ran.count;
      portal.result = { ...ran, rows: NO_ROWS }; // what is left of them is the portal's
      for (const notice of ran.notices) this.#write(report(notice));
    }
    const count = most === 0 ? portal.left : Math.min(most, portal.left);
    const [now, rest] = cutAfter(portal.rest, count);
    this.#write(now);
    portal.left -= count;
    portal.rest = rest.length === 0 ? NO_ROWS : rest;
    if (most > 0 && count === most) {
      const unfetched = [...this.#portals.values()].reduce((sum, each) => sum + (each.rest?.buffer.byteLength ?? 0), 0);
      if (unfetched > MOST_UNFETCHED) throw reported("53000", "The session holds too many rows that were not fetched.");
      return this.#write(PORTAL_SUSPENDED);
    }
    this.#write(commandComplete(ran.tag ?? `SELECT ${count}`));
  }

  async #describe(statement: Statement): Promise<DescribedForWire> {
    if (statement.described !== null) return statement.described;
    this.#block.refuseFailed();
    const { database } = this.#ports;
    const described = await this.#calling((called) => describeForWire({ database, sql: statement.text }, called));
    if (described.kind === "refused") throw new Reported(reportOf(described.refusal));
    statement.described = described;
    return described;
  }

  /** `among`: whether there are other statements in the same message, with which it would be one transaction. */
  async #run({ statement, values, codes }: Portal, among: boolean): Promise<Ran> {
    const { text, command } = statement;
    if (command !== null) {
      if (command.kind === "deallocate") this.#deallocate(command.name);
      if (command.kind === "discard" && command.all) this.#deallocate(null);
      return this.#commands.run(command);
    }
    if (text === "") return { kind: "empty" };
    this.#block.refuseFailed();
    const { database, settings } = this.#ports;
    const request = { database, sql: text, parameters: values, reason: settings.reason };
    const alone = this.#block.state === "I" && !among;
    // what RETURNING gives comes as values, and is written as the types that it has
    const returning = /\breturning\b/i.test(text) ? await this.#describe(statement) : null;
    if (returning?.writes === true && returning.fields !== null && codes.includes(1)) {
      throw reported(
        "0A000",
        "What RETURNING gives cannot be had in the binary format.",
        "Ask for it in the text format.",
      );
    }
    const answer = await this.#calling((called) => runForWire(request, called, { codes, readsAlone: !alone }));
    if (answer.kind === "refused") throw new Reported(reportOf(answer.refusal));
    const { result } = answer;
    if ("status" in result) {
      const tag = tagOfWrite(result, text);
      if (tag === null) throw new Reported(reportOfWrite(result));
      return result.columns.length === 0 ? { kind: "done", tag } : returnedBy(result, { tag, described: returning });
    }
    const { fields, rows, count, notes, redacted } = result;
    return { kind: "rows", fields, rows, count, tag: null, notices: noticesOf(notes, redacted) };
  }

  async #calling<T>(call: (called: CallContext) => Promise<T>): Promise<T> {
    const signal = new CallSignal();
    this.#running = signal;
    const client = { name: this.#ports.settings.show("application_name") || "postgresql", version: "3" };
    const { context } = this.#ports;
    try {
      return await call({ ...context, caller: context.caller.announcedAs(client), cancellation: signal });
    } finally {
      this.#running = null;
    }
  }

  #finish(ran: Ran): void {
    if (ran.kind === "empty") return this.#write(EMPTY_QUERY_RESPONSE);
    if (ran.kind === "done") return this.#write(commandComplete(ran.tag));
    for (const notice of ran.notices) this.#write(report(notice));
    this.#write(ran.rows);
    this.#write(commandComplete(ran.tag ?? `SELECT ${ran.count}`));
  }

  #deallocate(name: string | null): void {
    if (name === null) this.#statements.clear();
    else this.#statements.delete(name);
  }

  #fail(said: Report): void {
    this.#block.fail();
    this.#write(report(said));
  }

  #statement(name: string): Statement {
    const statement = this.#statements.get(name);
    if (statement === undefined) throw reported("26000", `The prepared statement "${name}" does not exist.`);
    return statement;
  }

  #portal(name: string): Portal {
    const portal = this.#portals.get(name);
    if (portal === undefined) throw reported("34000", `The portal "${name}" does not exist.`);
    return portal;
  }

  #writeFields(fields: WireResult["fields"] | null, codes: readonly number[]): void {
    this.#write(fields === null ? NO_DATA : rowDescription(fields, codes));
  }

  #write(bytes: Uint8Array): void {
    this.#ports.write(bytes);
  }
}

const NO_ROWS = Buffer.alloc(0);

function isGoverned({ text, command }: Statement): boolean {
  return command === null && text !== "";
}
