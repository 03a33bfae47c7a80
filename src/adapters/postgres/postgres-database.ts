// The database port on PostgreSQL 14 and later. Sessions are read-only; plans are run as plan-run.ts says; nothing is decided here.

import pg from "pg";
import type { PendingCommit } from "../../core/approvals/approval-state.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import { Failure } from "../../core/model/failure.ts";
import { UnfitValue } from "../../core/model/unfit-value.ts";
import type { ExecutablePlan } from "../../core/sql/plans/executable-plan.ts";
import type { PlanText } from "../../core/sql/plans/write-plan.ts";
import type { Cancellation } from "../../gate/ports/cancellation.ts";
import type { Database, ExecuteOptions, Freshness } from "../../gate/ports/database.ts";
import type { Binding, Description, Execution, RowFormat } from "../../gate/ports/execution.ts";
import type {
  RolledBack,
  TransactionStatus,
  WriteRequest,
  WriteTransaction,
} from "../../gate/ports/write-transaction.ts";
import { type LoadedCatalogue, loadCatalogue } from "./catalogue/load-catalogue.ts";
import { readMarkerPosture } from "./catalogue/marker-posture.ts";
import { readPosture } from "./catalogue/posture.ts";
import { agrees, type Opened, saidBy, witnessOf } from "./catalogue/witness.ts";
import { cancelBackend } from "./connection/cancel-backend.ts";
import { Connections, cancelled } from "./connection/connections.ts";
import { ownPath, type SessionOverrides } from "./connection/own-session.ts";
import type { PostgresOptions } from "./connection/postgres-options.ts";
import { UNNAMED } from "./connection/prepared-statements.ts";
import type { WireValue } from "./protocol/frontend-messages.ts";
import { asFailure, isStalePlan, readError, unfit } from "./read-error.ts";
import { SNAPSHOT_LINE } from "./reading/calm-witness.ts";
import { describePlan } from "./reading/describe-plan.ts";
import { PlanRun, type RunResult } from "./reading/plan-run.ts";
import { ReadSessions } from "./reading/read-session.ts";
import { ResultShapes } from "./reading/result-shape.ts";
import { RowsRead } from "./reading/rows-read.ts";
import { fillParameters } from "./values/encode-parameter.ts";
import { ParameterTypeCache } from "./values/typed-parameters.ts";
import { PostgresWriter } from "./writing/postgres-writer.ts";

/** How long a query that was told to stop may take to do so. */
const STOP_MILLISECONDS = 3_000;
/** How often a catalogue is read anew for tables that are not in it. */
const RECENT_MILLISECONDS = 1_000;

/** Connects to nothing yet: a database that is gone at start is found again by the next call. */
export function openPostgresDatabase(options: PostgresOptions): Database {
  return new PostgresDatabase(options);
}

interface Call {
  readonly client: pg.PoolClient;
  readonly opened: Opened;
  readonly loaded: LoadedCatalogue;
  readonly values: readonly WireValue[];
  readonly signal: Cancellation;
  readonly format: RowFormat | null;
}

/** A plan that has run. */
interface Ran {
  readonly result: RunResult;
  /** It was told to stop. */
  readonly stopped: boolean;
  /** The catalogue is the one that it was made on. */
  readonly agrees: boolean;
}

/** What is asked of the witness in one trip, null for nothing, and whether what it says is what was expected. */
interface Asked {
  readonly query: Opened["query"];
  readonly agrees: (said: readonly string[]) => boolean;
}

const BRIEF = { text: SNAPSHOT_LINE, values: [] };

class PostgresDatabase implements Database {
  readonly engine = "postgres";
  readonly name: string;
  readonly writable: boolean;
  readonly #marks: boolean;
  readonly #writer: PostgresWriter;
  readonly #connections: Connections;
  readonly #session: SessionOverrides;
  readonly #sessions = new ReadSessions();
  readonly #shapes = new ResultShapes();
  readonly #parameterTypes = new ParameterTypeCache();
  #loaded: LoadedCatalogue | null = null;
  #loading: Promise<LoadedCatalogue> | null = null;
  #loadedAt = 0;
  /** What the sessions had of their own when it was loaded. */
  #loadedOf: string | null = null;

  constructor(options: PostgresOptions) {
    const { name, writable = false, marker = false } = options;
    this.name = name;
    this.#marks = writable && marker;
    this.writable = writable;
    this.#session = options.session ?? {};
    this.#connections = new Connections(options);
    this.#writer = new PostgresWriter({
      connections: this.#connections,
      session: this.#session,
      load: () => this.#load("known"),
      forget: () => {
        this.#loaded = null;
      },
      parameterTypes: this.#parameterTypes,
      marks: this.#marks,
    });
  }

  async catalogue(freshness: Freshness = "known"): Promise<Catalogue> {
    return (await this.#load(freshness)).catalogue;
  }

  async execute(plan: ExecutablePlan, { binding, signal, format = null }: ExecuteOptions): Promise<Execution> {
    // The protocol ends a statement at the first NUL; what was analysed would not be what runs.
    if (plan.text.includes("\0")) return { kind: "database-error", sqlstate: "22021", message: null };
    const loaded = await this.#load("known");
    const opened = witnessOf(plan, loaded);
    if (opened === null) return { kind: "schema-changed" };
    const client = await this.#connections.take(signal);
    let broken = true;
    try {
      const values = signal.aborted ? null : await this.#fill(plan, { client, loaded, binding });
      broken = false;
      if (values === null) throw cancelled(); // while it waited for a connection
      if ("kind" in values) return values;
      broken = true;
      const call = { client, opened, loaded, values, signal, format };
      const ran = await this.#runWitnessed(plan, call);
      const { result } = ran;
      // a row that was too large ended it here, and the pool has not heard of it yet
      const { isEnded } = this.#sessions.of(client).wire;
      broken = ran.stopped || isEnded || (result.error !== null && readError(result.error) instanceof Failure);
      if (result.error !== null && this.#connections.pooled && !broken) await client.query("ROLLBACK");
      const moved = !broken && (await this.#hasMoved(ran, { client, opened }));
      return moved ? { kind: "schema-changed" } : this.#conclude(ran, call);
    } finally {
      client.release(broken);
    }
  }

  async describe(plan: PlanText, signal: Cancellation): Promise<Description> {
    const loaded = await this.#load("known");
    return describePlan(plan, { connections: this.#connections, loaded, signal });
  }

  async begin(request: WriteRequest): Promise<WriteTransaction | RolledBack> {
    if (!this.writable) throw new Failure("database-unavailable", "The database is open for reading alone.");
    return this.#writer.begin(request);
  }

  transactionStatus(pendingCommit: PendingCommit): Promise<TransactionStatus> {
    return this.#writer.transactionStatus(pendingCommit);
  }

  system(): Promise<string> {
    return this.#writer.system();
  }

  async posture(): Promise<readonly string[]> {
    const findings = await this.#connections.ask(async (client) => [
      ...(await readPosture(client, this.writable)),
      ...(this.#marks ? await readMarkerPosture(client) : []),
    ]);
    return [...findings, ...this.#connections.remarks()];
  }

  async close(): Promise<void> {
    await this.#connections.end();
  }

  async #load(freshness: Freshness): Promise<LoadedCatalogue> {
    if (this.#loaded !== null && this.#isFresh(freshness)) return this.#loaded;
    // A read that is under way may have begun before what made the catalogue stale.
    if (freshness === "now" && this.#loading !== null) await this.#loading.catch(() => undefined);
    this.#loading ??= this.#read().finally(() => {
      this.#loading = null;
    });
    return this.#loading;
  }

  #isFresh(freshness: Freshness): boolean {
    if (this.#loadedOf !== this.#connections.own) return false; // its sessions are others than it was read in
    if (freshness === "known") return true;
    return freshness === "recent" && performance.now() - this.#loadedAt < RECENT_MILLISECONDS;
  }

  async #read(): Promise<LoadedCatalogue> {
    const client = await this.#connections.take(null);
    try {
      const loaded = await loadCatalogue(client, { pins: this.#connections.pins, session: this.#session });
      // The same catalogue stays the same object, so that what was computed for it stays valid.
      const same = this.#loaded?.catalogue.version === loaded.catalogue.version;
      this.#loaded = same && this.#loaded !== null ? { ...loaded, catalogue: this.#loaded.catalogue } : loaded;
      this.#loadedAt = performance.now();
      this.#loadedOf = this.#connections.own;
      return this.#loaded;
    } catch (error) {
      throw asFailure(error);
    } finally {
      client.release();
    }
  }

  /** What the plan's transaction sets first. */
  #settingsFor({ ownPath: own }: ExecutablePlan, loaded: LoadedCatalogue): readonly string[] {
    const { pooled } = this.#connections;
    return [...(pooled ? this.#connections.pinsFor(loaded.own) : []), ...(own ? [ownPath(loaded.own)] : [])];
  }

  /** What is bound to the plan's parameters, or why one of them cannot be. */
  async #fill(
    plan: ExecutablePlan,
    { client, loaded, binding }: { client: pg.PoolClient; loaded: LoadedCatalogue; binding: Binding },
  ): Promise<readonly WireValue[] | Extract<Execution, { kind: "database-error" }>> {
    const settings = this.#settingsFor(plan, loaded);
    const inTransaction = this.#connections.pooled || settings.length > 0;
    try {
      const { opens } = plan;
      const around = { client, loaded, settings: inTransaction ? settings : null };
      return await this.#parameterTypes.valuesFor({ plan, opens, binding, ...around });
    } catch (error) {
      if (error instanceof UnfitValue) return unfit(error);
      if (!(error instanceof pg.DatabaseError)) throw asFailure(error);
      if (inTransaction) await client.query("ROLLBACK");
      // the server does not take the plan, and says why when it is run
      return fillParameters(plan.parameters, binding, { oids: null, types: loaded.types });
    }
  }

  /** By the snapshot alone where the session has been calm, and once more where that was another one. */
  async #runWitnessed(plan: ExecutablePlan, call: Call): Promise<Ran> {
    const { opened, client } = call;
    const { calm } = this.#sessions.of(client);
    const { query } = opened;
    const agrees = (said: readonly string[]) => saidBy(said) === opened.expected;
    if (query === null || this.#connections.pooled) return this.#run(plan, call, { query, agrees });
    if (calm.mayAskBriefly(opened)) {
      const ran = await this.#run(plan, call, {
        query: BRIEF,
        agrees: (lines) => calm.agreesBriefly(opened, lines),
      });
      const { error, truncated } = ran.result;
      if (ran.agrees || ran.stopped || truncated === "bytes") return ran;
      if (error !== null && readError(error) instanceof Failure) return ran;
    }
    return this.#run(plan, call, {
      query: { text: `${query.text}\nUNION ALL\n${SNAPSHOT_LINE}`, values: query.values },
      agrees: (lines) => calm.take(opened, { lines, agrees }),
    });
  }

  async #run(plan: ExecutablePlan, call: Call, { query, agrees }: Asked): Promise<Ran> {
    const { client, loaded, values, signal, format } = call;
    const session = this.#sessions.of(client);
    const giveUp = () => session.wire.destroy();
    const { pooled } = this.#connections;
    session.prepared.under(loaded);
    let stopped = false;
    let patience: ReturnType<typeof setTimeout> | undefined;
    // A CancelRequest may arrive after its query has ended and hit the next one: the connection is not used again.
    const stop = () => {
      stopped = true;
      // The request may come too early or not at all: the server ends the query when it finds its client gone.
      patience ??= setTimeout(giveUp, STOP_MILLISECONDS);
      void cancelBackend(client, { host: client.host, port: client.port });
    };
    const run = new PlanRun({
      text: plan.text,
      statement: pooled ? UNNAMED : session.prepared.prepare(plan.text),
      values,
      witness:
        query === null
          ? null
          : {
              text: query.text,
              values: query.values,
              statement: pooled ? UNNAMED : session.prepared.prepare(query.text),
            },
      maxRows: plan.limits.rows,
      maxBytes: plan.limits.bytes,
      largest: format?.largest ?? Number.POSITIVE_INFINITY,
      wire: format?.as === "wire" ? { codes: format.codes ?? [], types: loaded.types } : null,
      settings: this.#settingsFor(plan, loaded),
      inTransaction: pooled,
      shapeOf: (description) => this.#shapes.shapeOf(plan, description, { types: loaded.types, format }),
      enough: giveUp,
    });
    const timer = setTimeout(stop, plan.limits.milliseconds);
    signal.addEventListener("abort", stop, { once: true });
    try {
      session.wire.start(run);
      const result = await run.done;
      if (result.error !== null) {
        session.prepared.forget(plan.text);
        if (query !== null) session.prepared.forget(query.text);
      }
      return { result, stopped, agrees: agrees(result.witness) };
    } finally {
      clearTimeout(timer);
      clearTimeout(patience);
      signal.removeEventListener("abort", stop);
    }
  }

  /** Whether an error comes of relations that are no longer what the plan was made for. */
  async #hasMoved({ result, agrees: agreed }: Ran, call: { client: pg.PoolClient; opened: Opened }): Promise<boolean> {
    if (result.error === null || result.truncated === "bytes") return false;
    if (isStalePlan(result.error)) return true;
    const { query, expected } = call.opened;
    if (result.executing) return !agreed;
    if (query === null) return false;
    if (!(result.error instanceof pg.DatabaseError) || result.error.code?.startsWith("42") !== true) return false;
    try {
      return !(await agrees(call.client, { query, expected }));
    } catch (error) {
      throw asFailure(error);
    }
  }

  #conclude({ result, stopped, agrees: agreed }: Ran, { signal, format }: Pick<Call, "signal" | "format">): Execution {
    if (signal.aborted) throw cancelled();
    if (result.error !== null && result.truncated !== "bytes") {
      if (stopped && !(result.error instanceof pg.DatabaseError)) return TIME_LIMIT;
      const read = readError(result.error);
      if (read instanceof Failure) throw read;
      // Once rows are read a message may hold a value, whatever its class.
      return result.executing ? { ...read, message: null } : read;
    }
    if (!agreed) return { kind: "schema-changed" };
    return new RowsRead(result, format);
  }
}

/** The server's own code for a query that was stopped. */
const TIME_LIMIT: Execution = { kind: "database-error", sqlstate: "57014", message: null };
