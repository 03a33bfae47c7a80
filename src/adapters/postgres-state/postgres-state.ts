// The state that replicas share, in a schema of a PostgreSQL database. What makes a version is one statement, so that whoever dies leaves a whole
// one or none. Relied on: one row that is moved by compare-and-set, and lost races told by it or by SQLSTATE 40001. Not relied on: advisory
// locks, sequences, LISTEN.

import { hash, randomBytes } from "node:crypto";
import pg from "pg";
import { Failure } from "../../core/model/failure.ts";
import type {
  KeyCheck,
  Pulled,
  SharedState,
  StateChange,
  StateTable,
  StateVersion,
} from "../../core/state/shared-state.ts";
import { connectionParameters } from "../postgres-driver/connection-parameters.ts";
import { isAboutEncryption } from "../postgres-driver/lost-words.ts";
import { pullStatement, readPulled, readVersion, type Standing, versionStatement } from "./pull-statement.ts";
import { MOST_CLOCK_MICROSECONDS, pushStatement } from "./push-statement.ts";
import { isLostRace, stateFailure } from "./state-failure.ts";
import { FORM, makeSchema, makeTables, nameIn } from "./state-schema.ts";

export interface PostgresStateOptions {
  /** A postgres:// URL, or keywords and values. Never repeated in a message. */
  readonly url: string;
  /** Where libpq's PG… variables are looked for. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly schema: string;
  readonly tables: readonly StateTable[];
  /** Microseconds since the Unix epoch. */
  readonly now: () => number;
}

const CONNECTIONS = 4;
const CONNECT_MILLISECONDS = 10_000;
/** A server that says nothing for longer than its own limits is given up. */
const SILENT_MILLISECONDS = 35_000;
const TRIES = 20;
/** A replica that is frozen while it holds the state is put off after so long. */
const PINS =
  "SET search_path = pg_catalog; SET bytea_output = hex; SET DateStyle = ISO; SET extra_float_digits = 1; SET synchronous_commit = on; SET statement_timeout = '30s'; SET lock_timeout = '10s'; SET idle_in_transaction_session_timeout = '5s'";

/** An error of whoever held the state: it says nothing of the server. */
class OfTheWork extends Error {
  constructor(cause: unknown) {
    super("an error of the work", { cause });
  }
}

type Asked = Pick<pg.ClientBase, "query">;

/** Connects with the first use. */
export function postgresState(options: PostgresStateOptions): SharedState {
  return new PostgresState(options);
}

class PostgresState implements SharedState {
  readonly #options: PostgresStateOptions;
  readonly #pool: pg.Pool;
  readonly #versionText: string;
  readonly #pullText: string;
  readonly #encryptions: readonly pg.ClientConfig["ssl"][];
  /** Which of the ways to encrypt is tried, and kept while it works. */
  #way = 0;
  #made: Promise<void> | null = null;

  constructor(options: PostgresStateOptions) {
    this.#options = options;
    this.#versionText = versionStatement(options.schema);
    this.#pullText = pullStatement(options.schema, options.tables);
    const { config, encryptions, connectMilliseconds } = connectionParameters(options.url, options.environment);
    this.#encryptions = encryptions;
    const encryption = () => encryptions[this.#way] ?? false;
    class Client extends pg.Client {
      constructor(given?: pg.ClientConfig) {
        super({
          ...given,
          ...config,
          application_name: "gatehouse-state",
          query_timeout: SILENT_MILLISECONDS,
          ssl: encryption(),
        });
      }
    }
    // waited for by the pool, whatever its types say
    const look = { onConnect: (client: pg.ClientBase): Promise<void> => pinSession(client) };
    this.#pool = new pg.Pool({
      ...config,
      Client,
      max: CONNECTIONS,
      keepAlive: true,
      idleTimeoutMillis: 60_000,
      connectionTimeoutMillis: connectMilliseconds ?? CONNECT_MILLISECONDS,
      ...look,
    });
    this.#pool.on("error", () => undefined); // an idle connection was lost: the pool makes another
  }

  pull(since: StateVersion): Promise<Pulled> {
    return this.#with((client) => this.#pull(client, since));
  }

  push(from: StateVersion, changes: readonly StateChange[]): Promise<StateVersion | null> {
    return this.#with((client) => this.#push(client, { from, changes }));
  }

  hold<T>(work: (held: Pick<SharedState, "pull" | "push">) => Promise<T>): Promise<T> {
    return this.#with(async (client) => {
      const asked = this.#options.now();
      // one trip: the version as it stays until the end
      const locked: unknown = await client.query(`BEGIN; ${this.#versionText} FOR UPDATE`);
      const standing = { ...readVersion(Array.isArray(locked) ? locked[1] : null), asked };
      const held = {
        pull: (since: StateVersion) => this.#pullFrom(client, { since, standing }),
        push: (from: StateVersion, changes: readonly StateChange[]) => this.#push(client, { from, changes }),
      };
      const result = await work(held).catch((error: unknown) => {
        throw error instanceof Failure || isLostRace(error) ? error : new OfTheWork(error);
      });
      await client.query("COMMIT");
      return result;
    });
  }

  disagree(keys: readonly KeyCheck[]): Promise<readonly string[]> {
    const known = nameIn(this.#options.schema, "keys");
    return this.#with(async (client) => {
      const given = JSON.stringify(keys);
      const record = `pg_catalog.json_to_recordset($1::json) AS given(name text, "check" text)`;
      await client.query(`INSERT INTO ${known} SELECT name, "check" FROM ${record} ON CONFLICT DO NOTHING`, [given]);
      const { rows } = await client.query<{ name: string }>(
        `SELECT given.name FROM ${record} JOIN ${known} AS known USING (name) WHERE given."check" <> known."check" ORDER BY 1`,
        [given],
      );
      return rows.map(({ name }) => name);
    });
  }

  /** What is freed is given back by VACUUM; who may not run it leaves that to autovacuum. */
  async forget(): Promise<void> {
    const { schema, tables } = this.#options;
    const names = tables.map(({ name }) => nameIn(schema, name)).join(", ");
    await this.#pool.query(`VACUUM ${names}`).catch(() => undefined);
  }

  async close(): Promise<void> {
    await this.#pool.end();
  }

  async #with<T>(work: (client: Asked) => Promise<T>): Promise<T> {
    try {
      await (this.#made ??= this.#make());
      return await untilWon(async () => {
        const client = await this.#connect();
        let broken = true;
        try {
          const result = await work(client);
          broken = false;
          return result;
        } finally {
          client.release(broken);
        }
      });
    } catch (error) {
      throw error instanceof OfTheWork ? error.cause : stateFailure(error);
    }
  }

  async #connect(): Promise<pg.PoolClient> {
    for (let tried = 1; ; tried++) {
      const way = this.#way;
      try {
        return await this.#pool.connect();
      } catch (error) {
        if (tried >= this.#encryptions.length || !isAboutEncryption(error)) throw error;
        if (this.#way === way) this.#way = (way + 1) % this.#encryptions.length;
      }
    }
  }

  async #make(): Promise<void> {
    try {
      const { schema, tables } = this.#options;
      (await this.#connect()).release(); // the way to encrypt is found
      const found = await this.#pool.query<{ made: boolean; there: boolean }>(
        "SELECT pg_catalog.to_regclass($1) IS NOT NULL AS made, pg_catalog.to_regnamespace($2) IS NOT NULL AS there",
        [nameIn(schema, "store"), pg.escapeIdentifier(schema)],
      );
      const { made = false, there = false } = found.rows[0] ?? {};
      if (made) return;
      // a schema that was made for this role wants no right to make schemas
      const statements = [...(there ? [] : [makeSchema(schema)]), ...makeTables(schema, tables)];
      await untilWon(async () => void (await this.#pool.query(statements.join(";\n"))));
    } catch (error) {
      this.#made = null;
      throw error;
    }
  }

  async #pull(client: Asked, since: StateVersion): Promise<Pulled> {
    const asked = this.#options.now();
    const standing = readVersion(await client.query({ name: "version", text: this.#versionText }));
    return this.#pullFrom(client, { since, standing: { ...standing, asked } });
  }

  async #pullFrom(
    client: Asked,
    { since, standing }: { since: StateVersion; standing: Standing & { readonly asked: number } },
  ): Promise<Pulled> {
    const { form, version, mark } = standing;
    this.#refuseClock(standing);
    if (form > FORM) {
      throw new Failure(
        "ledger-newer",
        "The state in PostgreSQL was written by a newer Gatehouse; update this one to use it.",
      );
    }
    if (version < since.number) throw lostHistory(since.number, version);
    if (version === since.number && mark === since.mark) return { version: since, changes: [], more: false };
    const pulled = await client.query({ name: "pull", text: this.#pullText, values: [since.number] });
    const read = readPulled(pulled.rows[0], { since, tables: this.#options.tables });
    if (read === null) throw lostHistory(since.number, version);
    return read;
  }

  async #push(
    client: Asked,
    { from, changes }: { from: StateVersion; changes: readonly StateChange[] },
  ): Promise<StateVersion | null> {
    const to = { number: from.number + 1, mark: randomBytes(12).toString("base64url") };
    const { text, values } = pushStatement(this.#options, { from, to, changes, now: this.#options.now() });
    const name = `push ${hash("sha256", text, "hex").slice(0, 32)}`; // there are few: one for each set of tables
    try {
      const { rowCount } = await client.query({ name, text, values: [...values] });
      return rowCount === 1 ? to : null;
    } catch (error) {
      if (isLostRace(error)) return null;
      throw error;
    }
  }

  /** The clock is read between the question and now. */
  #refuseClock({ asked, clock }: { asked: number; clock: number }): void {
    const ahead = asked - clock;
    const behind = clock - this.#options.now();
    const apart = Math.max(ahead, behind);
    if (apart <= MOST_CLOCK_MICROSECONDS) return;
    throw new Failure(
      "ledger-unavailable",
      `The clock of this machine is ${Math.round(apart / 1_000_000)} seconds ${ahead > 0 ? "ahead of" : "behind"} the one of the state's server; set it (NTP), nothing is answered until then.`,
    );
  }
}

async function pinSession(client: pg.ClientBase): Promise<void> {
  client.on("error", () => undefined); // a connection that breaks tells the query that runs on it
  await client.query(PINS);
}

async function untilWon<T>(act: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried++) {
    try {
      return await act();
    } catch (error) {
      if (!isLostRace(error) || tried >= TRIES) throw error;
    }
  }
}

function lostHistory(known: number, found: number): Failure {
  return new Failure(
    "ledger-altered",
    `The state in PostgreSQL does not hold what this replica knows of it (version ${known}, found ${found}): it was restored from a copy, or a failover lost what was acknowledged. Nothing is answered until people have looked at it; run gatehouse ledger verify.`,
  );
}
