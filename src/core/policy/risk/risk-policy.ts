// Rules of risk as they are in force: conditions over what a write is and what it would change. A rule that holds asks for approval.

/** What conditions speak of. Whole numbers are 64-bit integers, as CEL has them. */
export interface RiskFacts {
  readonly write: {
    /** insert, update, delete; create, alter, drop or truncate of a change of the schema. */
    readonly verb: string;
    /** True for a change of the schema, which always waits for approval. */
    readonly ddl: boolean;
    /** `schema.name` */
    readonly table: string;
    /** Rows of the target that would change. */
    readonly rows: bigint;
    /** Of the table's rows, between 0 and 1; 1 when the size of the table is not known. */
    readonly share: number;
    /** False for a statement that means every row. */
    readonly bounded: boolean;
    readonly changes_key: boolean;
    readonly columns: readonly string[];
    readonly classes: readonly string[];
    readonly levels: readonly string[];
    /** Rows of other tables, or of this one by a trigger or a foreign key. */
    readonly other_rows: bigint;
    /** False when triggers or cascades do what no preview can show. */
    readonly previewed: boolean;
    /** False when it could not be reverted if it ran at once. */
    readonly reversible: boolean;
  };
  readonly table: { readonly critical: boolean; readonly owners: readonly string[] };
  readonly caller: { readonly principal: string; readonly kind: string; readonly role: string; readonly owner: string };
  /** What the caller changed in this database in the last hour without anybody being asked; this write is not among it. */
  readonly recent: { readonly rows: bigint; readonly writes: bigint };
  readonly database: string;
  /** UTC. */
  readonly time: { readonly hour: bigint /** Monday is 1. */; readonly weekday: bigint };
}

export interface RiskRule {
  readonly id: string;
  readonly reason: string;
  /** People who have to approve. */
  readonly quorum: number;
  /** 1: a key in software; 2: one on another machine; 3: a hardware key, touched. */
  readonly assurance: 1 | 2 | 3;
  /** Throws when the condition cannot be evaluated. */
  readonly holds: (facts: RiskFacts) => boolean;
}

export interface RiskPolicy {
  readonly rules: readonly RiskRule[];
  readonly approveWithinSeconds: number;
  readonly executeWithinSeconds: number;
  /** Decisions without a signature count. For development alone. */
  readonly unsigned: boolean;
  /** Requests of one caller that may wait for people at once. */
  readonly mostPending: number;
  /** Of erasures that people ask for. */
  readonly erasure: { readonly quorum: number; readonly assurance: 1 | 2 | 3 };
  readonly undo: { readonly keepSeconds: number; readonly rows: number };
}
