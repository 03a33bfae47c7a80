// The connections to one PostgreSQL database: made as they are asked for, each looked at before it is used, none of them able to end the
// process. INVARIANT: a connection that is handed out has every setting that sessions are pinned to, read back from the server, or carries
// none and each transaction sets them (behind a transaction pooler).

import pg from "pg";
import { Failure } from "../../../core/model/failure.ts";
import type { Cancellation } from "../../../gate/ports/cancellation.ts";
import { type ConnectionParameters, connectionParameters } from "../../postgres-driver/connection-parameters.ts";
import { isAboutEncryption } from "../../postgres-driver/lost-words.ts";
import { asFailure, failureOfConnecting } from "../read-error.ts";
import { readText } from "../writing/write-session.ts";
import { OWN_DIGEST, type OwnSession, overridesOf, ownSettings } from "./own-session.ts";
import type { PostgresOptions } from "./postgres-options.ts";
import {
  NOTICE_LOST_CLIENTS,
  PIN_SESSION,
  roleOf,
  type SessionCheck,
  sessionCheck,
  settingsIn,
  startupOptions,
  transactionSettings,
} from "./session-settings.ts";

const CONNECT_SECONDS = 10;

export class Connections {
  /** Behind a transaction pooler, where each transaction sets what it needs. */
  readonly pooled: boolean;
  /** What a transaction sets first. */
  readonly pins: readonly string[];
  readonly #settings: ConnectionParameters;
  readonly #check: SessionCheck;
  readonly #pool: pg.Pool;
  /** One beside those that calls hold: whoever holds one and waits for another would wait for themselves. */
  readonly #aside: pg.Pool;
  /** What the newest session has of its own, and each session has; those that have another are not used again. */
  #own: string | null = null;
  readonly #owned = new WeakMap<pg.ClientBase, string>();
  /** Which of the ways to encrypt is tried, and kept while it works. */
  #way = 0;

  constructor({ url, maxConnections, pooler, environment, session = {} }: PostgresOptions) {
    const settings = connectionParameters(url, environment ?? {});
    const { config, encryptions, options } = settings;
    this.#settings = settings;
    this.pooled = pooler === "transaction";
    const role = roleOf(options);
    this.pins = transactionSettings(role);
    this.#check = sessionCheck({ role, user: config.user ?? "" });
    const encryption = () => encryptions[this.#way] ?? false;
    class Client extends pg.Client {
      constructor(given?: pg.ClientConfig) {
        super({ ...given, ...config, ssl: encryption() }); // the pool hides the password from whoever copies
      }
    }
    // waited for by the pool, whatever its types say
    const look = { onConnect: (client: pg.ClientBase): Promise<void> => this.#look(client) };
    const poolOf = (max: number): pg.Pool => {
      const pool = new pg.Pool({
        ...config,
        Client,
        max,
        connectionTimeoutMillis: settings.connectMilliseconds ?? CONNECT_SECONDS * 1_000,
        idleTimeoutMillis: 60_000,
        keepAlive: true,
        options: this.pooled ? options : startupOptions(options, overridesOf(session)),
        ...look,
      });
      pool.on("error", () => undefined); // an idle connection was lost: the pool makes another
      return pool;
    };
    this.#pool = poolOf(maxConnections);
    this.#aside = poolOf(1);
  }

  /** What a transaction sets first once the database's own settings are known. */
  pinsFor(own: OwnSession): readonly string[] {
    return this.pooled ? [...this.pins, ...ownSettings(own)] : this.pins;
  }

  /** Changes when the database's own settings have changed; null before there is a session. */
  get own(): string | null {
    return this.#own;
  }

  async take(signal: Cancellation | null, pool = this.#pool): Promise<pg.PoolClient> {
    if (signal?.aborted === true) throw cancelled();
    for (let tried = 1; ; tried++) {
      const way = this.#way;
      try {
        const client = await pool.connect();
        if (this.pooled || this.#owned.get(client) === this.#own) return client;
        client.release(true);
        tried--;
      } catch (error) {
        if (isFull(error) && pool.totalCount > 0) {
          throw new Failure("database-busy", "All connections to the database are in use; try again in a moment.", {
            cause: error,
          });
        }
        const ways = this.#settings.encryptions.length;
        if (tried >= ways || !isAboutEncryption(error)) {
          throw failureOfConnecting(error, { encrypted: this.#settings.encryptions[way] !== false });
        }
        if (this.#way === way) this.#way = (way + 1) % ways;
      }
    }
  }

  /** Work that only reads, on a connection of its own. */
  ask<T>(work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return this.#work(this.#pool, { begin: this.pooled ? "BEGIN READ ONLY" : null, work });
  }

  /** Brief work while a connection is held, on the one beside those: in a transaction, or without one where there is no pooler. */
  aside<T>(begin: "BEGIN READ WRITE" | null, work: (client: pg.ClientBase) => Promise<T>): Promise<T> {
    return this.#work(this.#aside, { begin: begin ?? (this.pooled ? "BEGIN READ ONLY" : null), work });
  }

  async #work<T>(
    pool: pg.Pool,
    { begin, work }: { begin: string | null; work: (client: pg.ClientBase) => Promise<T> },
  ): Promise<T> {
    const client = await this.take(null, pool);
    let broken = true;
    try {
      if (begin !== null) await client.query([begin, ...this.pins].join(";\n"));
      const answer = await work(client);
      if (begin !== null) await client.query("COMMIT");
      broken = false;
      return answer;
    } catch (error) {
      throw asFailure(error);
    } finally {
      client.release(broken);
    }
  }

  /** What people should know of how the database is reached; no value of it. */
  remarks(): readonly string[] {
    const { options, unused } = this.#settings;
    const names = settingsIn(options);
    return [
      ...(options.trim() === ""
        ? []
        : [
            `The connection has options for the server${names.length > 0 ? ` (${names.join(", ")})` : ""}: they are passed on, and hold where Gatehouse sets nothing itself.`,
          ]),
      ...(unused.length > 0
        ? [`The connection has parameters that Gatehouse does not use: ${unused.join(", ")}.`]
        : []),
    ];
  }

  async end(): Promise<void> {
    await Promise.all([this.#pool.end(), this.#aside.end()]);
  }

  /** A new connection, before anybody has it. */
  async #look(client: pg.ClientBase): Promise<void> {
    client.on("error", () => undefined); // a connection that breaks tells the query that runs on it
    if (this.pooled) return;
    const { rows } = await readText(client, this.#check.text, [...this.#check.values]);
    const differing = this.#check.differing(rows[0] ?? []);
    if (differing.length > 0) {
      throw new Failure(
        "session-not-pinned",
        `The database's sessions do not have what Gatehouse sets for them (${differing.join(", ")}), so none is used: a pooler, the server, or the role's own settings replace it. Write pooler: transaction if there is one, or take the setting off.`,
      );
    }
    const own = await readText(client, `SELECT ${OWN_DIGEST}`);
    this.#own = own.rows[0]?.[0] ?? "";
    this.#owned.set(client, this.#own);
    await client.query(PIN_SESSION);
    // Not among the startup options: a server on Windows refuses it, and with it the connection.
    await client.query(NOTICE_LOST_CLIENTS).catch(() => undefined);
  }
}

export function cancelled(): Failure {
  return new Failure("cancelled", "The call was cancelled, and the query stopped in the database.");
}

/** The pool's own words, where no connection became free in time. */
function isFull(error: unknown): boolean {
  return error instanceof Error && /timeout exceeded when trying to connect/.test(error.message);
}
