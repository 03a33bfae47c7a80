// What one write of rows on PostgreSQL runs with.

import type pg from "pg";
import type { RowsRequest } from "../../../gate/ports/write-transaction.ts";
import type { LoadedCatalogue } from "../catalogue/load-catalogue.ts";
import type { Opened } from "../catalogue/witness.ts";
import type { SessionOverrides } from "../connection/own-session.ts";
import type { PreparedStatements } from "../connection/prepared-statements.ts";
import type { ParameterTypeCache } from "../values/typed-parameters.ts";

export interface WriteRun {
  readonly client: pg.ClientBase;
  readonly request: RowsRequest;
  readonly loaded: LoadedCatalogue;
  readonly opened: Opened;
  /** What the plan was made on, asked once more: under a snapshot of now, which a transaction's own statements do not have. */
  readonly agreesStill: () => Promise<boolean>;
  readonly parameterTypes: ParameterTypeCache;
  /** Whether it leaves a marker. */
  readonly marks: boolean;
  /** What the transaction sets first. */
  readonly pins: readonly string[];
  /** What sessions have instead of the database's own. */
  readonly session: SessionOverrides;
  /** Flushes the WAL up to here by another connection, for servers that cannot in this one (before 17). */
  readonly flush: () => Promise<void>;
  /** Behind a transaction pooler, where a session is nobody's. */
  readonly pooled: boolean;
  /** What this connection has prepared for writes; null where a session is nobody's. */
  readonly prepared: PreparedStatements | null;
}
