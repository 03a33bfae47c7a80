// How one PostgreSQL database is reached, and what it is open for.

import type { SessionOverrides } from "./own-session.ts";

export interface PostgresOptions {
  readonly name: string;
  /** A postgres:// URL, or keywords and values. Never repeated in a message. */
  readonly url: string;
  readonly maxConnections: number;
  readonly pooler: "none" | "transaction";
  /** What sessions have instead of the database's own. */
  readonly session?: SessionOverrides;
  /** Where libpq's PG… variables are looked for; none are when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** False when absent. */
  readonly writable?: boolean;
  /** Whether writes leave a marker in the database; false when absent. */
  readonly marker?: boolean;
}
