// The writing half of a PostgreSQL database: a connection for each write.

import type { PendingCommit } from "../../../core/approvals/approval-state.ts";
import { SchemaPlan } from "../../../core/sql/plans/schema-plan.ts";
import type { WritePlanParts } from "../../../core/sql/plans/write-plan.ts";
import { beginWrite, type WriteHold } from "../../../gate/ports/begin-write.ts";
import type {
  RolledBack,
  RowsRequest,
  SchemaRequest,
  TransactionStatus,
  WriteRequest,
  WriteTransaction,
} from "../../../gate/ports/write-transaction.ts";
import type { LoadedCatalogue } from "../catalogue/load-catalogue.ts";
import { agrees, type Witnessed, witnessOf } from "../catalogue/witness.ts";
import type { Connections } from "../connection/connections.ts";
import type { SessionOverrides } from "../connection/own-session.ts";
import { PreparedStatements } from "../connection/prepared-statements.ts";
import type { ParameterTypeCache } from "../values/typed-parameters.ts";
import { beginRows } from "./rows-write.ts";
import { beginSchemaChange } from "./schema-write.ts";
import { holdConnection } from "./transaction/hold-connection.ts";
import { SYSTEM } from "./transaction/identify-transaction.ts";
import { transactionStatus } from "./transaction/transaction-status.ts";
import type { WriteRun } from "./write-run.ts";
import { readText } from "./write-session.ts";

export interface WriterParts {
  readonly connections: Connections;
  /** What sessions have instead of the database's own. */
  readonly session: SessionOverrides;
  load(): Promise<LoadedCatalogue>;
  /** The schema may be another one now. */
  forget(): void;
  readonly parameterTypes: ParameterTypeCache;
  /** Whether each write leaves a marker. */
  readonly marks: boolean;
}

type Around = Pick<WriteRun, "client" | "flush" | "pins" | "pooled" | "prepared" | "session">;

export class PostgresWriter {
  readonly #parts: WriterParts;
  readonly #prepared = new WeakMap<object, PreparedStatements>();

  constructor(parts: WriterParts) {
    this.#parts = parts;
  }

  begin({ plan, ...request }: WriteRequest): Promise<WriteTransaction | RolledBack> {
    return plan instanceof SchemaPlan
      ? this.#beginSchemaChange({ ...request, plan })
      : this.#beginRows({ ...request, plan });
  }

  async #beginRows(request: RowsRequest): Promise<WriteTransaction | RolledBack> {
    const loaded = await this.#parts.load();
    const all = [request, ...(request.further ?? [])].map(({ plan }) => plan.parts);
    const { catalogueVersion } = request.plan.parts;
    const current = all.every((parts) => parts.catalogueVersion === catalogueVersion);
    const opened = current ? witnessOf(together(all, catalogueVersion), loaded) : null;
    if (opened === null) return { kind: "schema-changed" };
    const { marks, parameterTypes, connections } = this.#parts;
    const agreesStill = () => connections.aside(null, (client) => agrees(client, opened));
    const { around, hold } = await this.#connect(request, loaded);
    // a statement that was prepared on another schema is refused; what people approved does not become stale by that
    const prepared = request.carries === undefined ? around.prepared : null;
    return beginWrite(
      () => beginRows({ ...around, prepared, request, loaded, opened, agreesStill, marks, parameterTypes }),
      { hold, signal: request.signal },
    );
  }

  async #beginSchemaChange(request: SchemaRequest): Promise<WriteTransaction | RolledBack> {
    const loaded = await this.#parts.load();
    if (loaded.catalogue.version !== request.plan.parts.catalogueVersion) return { kind: "schema-changed" };
    const { around, hold } = await this.#connect(request, loaded);
    const transaction = await beginWrite(() => beginSchemaChange({ ...around, request, marks: this.#parts.marks }), {
      hold,
      signal: request.signal,
    });
    if (transaction.kind !== "open") return transaction;
    return { ...transaction, commit: () => transaction.commit().finally(() => this.#parts.forget()) };
  }

  async #connect(
    { signal }: Pick<WriteRequest, "signal">,
    loaded: LoadedCatalogue,
  ): Promise<{ around: Around; hold: WriteHold }> {
    const { connections, session } = this.#parts;
    const client = await connections.take(signal);
    const around = {
      client,
      session,
      pins: connections.pinsFor(loaded.own),
      pooled: connections.pooled,
      prepared: this.#preparedOn(client),
      flush: () => this.#flush(),
    };
    return { around, hold: holdConnection(client, () => this.#isCurrent(loaded)) };
  }

  transactionStatus(pendingCommit: PendingCommit): Promise<TransactionStatus> {
    return transactionStatus(pendingCommit, this.#parts.connections);
  }

  async system(): Promise<string> {
    const { rows } = await this.#parts.connections.ask((client) => readText(client, `SELECT ${SYSTEM}`));
    return rows[0]?.[0] ?? "";
  }

  /** A commit of another transaction flushes the WAL up to itself, and with it all that was written before. */
  #flush(): Promise<void> {
    return this.#parts.connections.aside("BEGIN READ WRITE", async (client) => {
      await client.query("SET LOCAL synchronous_commit = on");
      await client.query("SELECT pg_logical_emit_message(true, 'gatehouse', 'flush')");
    });
  }

  /** Null where a session is nobody's. */
  #preparedOn(client: object): PreparedStatements | null {
    if (this.#parts.connections.pooled) return null;
    const known = this.#prepared.get(client) ?? new PreparedStatements("gatehouse_write_");
    this.#prepared.set(client, known);
    return known;
  }

  async #isCurrent(loaded: LoadedCatalogue): Promise<boolean> {
    const now = await this.#parts.load();
    return now.catalogue.version === loaded.catalogue.version;
  }
}

/** What several statements were made on. Triggers, checks and defaults find their names by the database's own path. */
function together(all: readonly WritePlanParts[], catalogueVersion: string): Witnessed {
  return {
    opens: all.flatMap(({ opens }) => opens),
    expands: all.flatMap(({ expands = [] }) => expands),
    names: all.flatMap(({ names = [] }) => names),
    ownPath: true,
    catalogueVersion,
  };
}
