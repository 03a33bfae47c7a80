// The sessions of PostgreSQL's clients that there are: how one begins, by which key its statement can be cancelled, and how all of them end
// when the server does. Each is an entry when it begins and one when it ends.

import { randomBytes, randomUUID, timingSafeEqual } from "node:crypto";
import { administrativeEntry } from "../../core/ledger/entry/administrative-entry.ts";
import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import { describeCaller, type Gatehouse } from "../../gate/calls.ts";
import { within } from "../cli/within.ts";
import { type Authenticated, type Authentication, authenticateSession } from "./authenticate-session.ts";
import type { StartupPacket } from "./client-messages.ts";
import { type AskedSession, readStartup } from "./read-startup.ts";
import { Reported } from "./reported.ts";
import { backendKeyData, parameterStatus, type Report } from "./server-messages.ts";
import { REPORTED, SessionSettings } from "./session-settings.ts";
import { reportOf } from "./sqlstate-of.ts";
import type { Channel, Taker } from "./wire-connection.ts";
import { WireSession } from "./wire-session.ts";

export interface SessionsOf extends Omit<Authentication, "gatehouse"> {
  readonly gatehouse: Gatehouse;
  /** Names of the databases that are served so. */
  readonly offered: ReadonlySet<string>;
  /** Somebody was not let in, from this address. */
  turnedAway(source: string): void;
  log(line: string): void;
}

export interface Arrived {
  readonly startup: Extract<StartupPacket, { kind: "startup" }>;
  /** Of the protocol, as it was agreed. */
  readonly minor: number;
  readonly channel: Channel;
  /** The address that it came from. */
  readonly source: string;
}

/** Of one identity. */
const MOST_OF_ONE = 64;
const DRAIN_MILLISECONDS = 3_000;
/** Bytes of the key of a cancel request: in 3.0, and from 3.2 on. */
const SHORT_SECRET = 4;
const LONG_SECRET = 32;

interface Live {
  readonly session: WireSession;
  readonly secret: Buffer;
  /** It is over: recorded once. */
  end(): void;
}

export class WireSessions {
  readonly #of: SessionsOf;
  readonly #live = new Map<number, Live>();
  readonly #byIdentity = new Map<string, number>();
  /** What is under way: statements, and entries of ends. */
  readonly #waits = new Set<Promise<unknown>>();
  #isEnding = false;

  constructor(of: SessionsOf) {
    this.#of = of;
  }

  /** Rejects with a Reported or a ProtocolViolation. */
  async admit(arrived: Arrived): Promise<Taker> {
    const asked = readStartup(arrived.startup.parameters);
    if ("severity" in asked) throw new Reported(asked);
    try {
      const known = await authenticateSession(asked, arrived.channel, this.#of);
      return await this.#begin(asked, known, arrived);
    } catch (error) {
      if (error instanceof Reported && NOT_KNOWN.has(error.report.sqlstate)) this.#of.turnedAway(arrived.source);
      throw error instanceof Failure ? new Reported(fatal("58000", error.message)) : error;
    }
  }

  /** Nothing happens where the key is no session's. */
  cancel({ process, secret }: { process: number; secret: Buffer }): void {
    const found = this.#live.get(process);
    if (found === undefined || found.secret.length !== secret.length) return;
    if (timingSafeEqual(found.secret, secret)) found.session.cancel();
  }

  /** Nobody is let in any more; statements under way end, or are ended; then every session is over and recorded. */
  async drain(): Promise<void> {
    this.#isEnding = true;
    await this.#settled();
    for (const { session } of this.#live.values()) session.cancel();
    await this.#settled();
    for (const { end } of [...this.#live.values()]) end();
    await this.#settled();
  }

  async #begin(asked: AskedSession, { caller, admission }: Authenticated, arrived: Arrived): Promise<Taker> {
    const { gatehouse, offered } = this.#of;
    const database = gatehouse.databases.get(asked.database);
    if (database === undefined || !offered.has(database.name))
      throw new Reported(unknownDatabase(asked.database, offered));
    if (database.engine !== "postgres") throw new Reported(OTHER_ENGINE);
    this.#enter(caller.principal);
    try {
      const catalogue = await database.catalogue();
      const { writable } = database;
      const settings = new SessionSettings({ user: asked.user, role: caller.role, catalogue, writable });
      for (const [name, value] of asked.settings) {
        const refusal = settings.set(name, value);
        if (refusal !== null && !asked.lenient.has(name))
          throw new Reported({ ...reportOf(refusal), severity: "FATAL" });
      }
      const { source } = arrived;
      await this.#record("session.opened", caller, { database: database.name, role: caller.role, source });
      const session = new WireSession({
        context: { caller, gatehouse, admission },
        database: database.name,
        settings,
        write: (bytes) => arrived.channel.write(bytes),
        drained: () => arrived.channel.drained(),
        bug: (error) => {
          const id = gatehouse.ids.next();
          gatehouse.reportBug(id, error);
          return { severity: "ERROR", sqlstate: "XX000", message: `Internal error ${id}.` };
        },
      });
      return this.#start(session, { caller, database: database.name, settings, arrived });
    } catch (error) {
      this.#leave(caller.principal);
      throw error;
    }
  }

  /** From here on it can be cancelled, and is over once. */
  #start(
    session: WireSession,
    of: { caller: Caller; database: string; settings: SessionSettings; arrived: Arrived },
  ): Taker {
    const { caller, database, settings } = of;
    const { channel, minor } = of.arrived;
    const secret = randomBytes(minor >= 2 ? LONG_SECRET : SHORT_SECRET);
    const process = this.#freeNumber();
    let statements = 0;
    const end = () => {
      if (!this.#live.delete(process)) return;
      session.cancel();
      this.#leave(caller.principal);
      const closed = this.#record("session.closed", caller, { database, statements });
      void this.#wait(closed.catch((error: unknown) => this.#of.log(`postgres: ${wordsOf(error)}`)));
    };
    this.#live.set(process, { session, secret, end });
    for (const name of REPORTED) channel.write(parameterStatus(name, settings.show(name) ?? ""));
    channel.write(backendKeyData(process, secret));
    session.begin();
    return {
      take: (message, next) => {
        if (message.kind === "query" || message.kind === "execute") statements += 1;
        return this.#wait(session.take(message, next));
      },
      end,
    };
  }

  async #record(
    kind: "session.opened" | "session.closed",
    caller: Caller,
    detail: NonNullable<EntryDraft["detail"]>,
  ): Promise<void> {
    const { ledger, policy } = this.#of.gatehouse;
    await ledger.append({
      ...administrativeEntry(kind, { correlation: randomUUID(), policyDigest: policy().digest, detail }),
      ...describeCaller(caller),
    });
  }

  #enter(principal: string): void {
    const mine = this.#byIdentity.get(principal) ?? 0;
    if (this.#isEnding) throw new Reported(ENDING);
    if (mine >= MOST_OF_ONE) throw new Reported(TOO_MANY);
    this.#byIdentity.set(principal, mine + 1);
  }

  #leave(principal: string): void {
    this.#byIdentity.set(principal, (this.#byIdentity.get(principal) ?? 1) - 1);
  }

  async #wait(work: Promise<void>): Promise<void> {
    this.#waits.add(work);
    try {
      await work;
    } finally {
      this.#waits.delete(work);
    }
  }

  async #settled(): Promise<void> {
    await within(DRAIN_MILLISECONDS, Promise.allSettled(this.#waits));
  }

  /** By which a CancelRequest names it. */
  #freeNumber(): number {
    for (;;) {
      const number = randomBytes(4).readUInt32BE() >>> 1;
      if (number !== 0 && !this.#live.has(number)) return number;
    }
  }
}

/** Another password, or an exchange that does not hold to SCRAM (authenticate-session.ts). */
const NOT_KNOWN: ReadonlySet<string> = new Set(["28P01", "08P01"]);

function fatal(sqlstate: string, message: string, hint?: string): Report {
  return { severity: "FATAL", sqlstate, message, ...(hint !== undefined && { hint }) };
}

function unknownDatabase(name: string, offered: ReadonlySet<string>): Report {
  const there = `There ${offered.size === 1 ? "is" : "are"} ${[...offered].join(", ")}.`;
  return fatal("3D000", `The database "${name.slice(0, 64)}" does not exist here.`, there);
}

const OTHER_ENGINE = fatal(
  "0A000",
  "The database is a SQLite file, which this protocol does not serve.",
  "Read it over MCP.",
);
const ENDING = fatal("57P03", "The server is ending.");
const TOO_MANY = fatal(
  "53300",
  `The identity has ${MOST_OF_ONE} sessions already.`,
  "Close some, or use a smaller pool.",
);

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
