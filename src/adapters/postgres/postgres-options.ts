// How one PostgreSQL database is reached, and what it is open for.

export interface PostgresOptions {
  readonly name: string;
  /** A postgres:// URL. Never repeated in a message. */
  readonly url: string;
  readonly maxConnections: number;
  readonly pooler: "none" | "transaction";
  /** False when absent. */
  readonly writable?: boolean;
  /** Whether writes leave a marker in the database; false when absent. */
  readonly marker?: boolean;
}
