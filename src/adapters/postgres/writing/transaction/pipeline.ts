// Statements of one transaction that travel together, as in the pipeline mode of libpq: each is parsed, bound and executed in its turn, and one Sync ends them, so that they
// take one round trip. INVARIANT: where one fails the server skips all that follow it (PostgreSQL manual, 54.2.3): nothing runs on what came
// to nothing. What answered before it has answered.

import type pg from "pg";
import type { Connection, FieldDef, Submittable } from "pg";
import { type PreparedStatements, UNNAMED } from "../../connection/prepared-statements.ts";
import type { WireValue } from "../../protocol/frontend-messages.ts";
import type { TextResult } from "../write-session.ts";

/** What one statement of a pipeline answers, once it has. */
export class StatementResult {
  #fields: readonly FieldDef[] = [];
  readonly #rows: (readonly (string | null)[])[] = [];
  #whole = false;

  /** True when all of it has arrived, whatever became of the statements after it. */
  get arrived(): boolean {
    return this.#whole;
  }

  get result(): TextResult {
    if (!this.#whole) throw new RangeError("an answer that has not arrived");
    return { fields: this.#fields, rows: this.#rows };
  }

  describe(fields: readonly FieldDef[]): void {
    this.#fields = fields;
  }

  add(row: readonly (string | null)[]): void {
    this.#rows.push(row);
  }

  end(): void {
    this.#whole = true;
  }
}

interface Step {
  readonly text: string;
  readonly values: readonly WireValue[];
  /** Null for a command of which nobody reads anything. */
  readonly answer: StatementResult | null;
}

export class Pipeline {
  readonly #steps: Step[] = [];
  #failed: StatementResult | null = null;

  /** A statement whose rows are read. */
  ask(text: string, values: readonly WireValue[] = []): StatementResult {
    const answer = new StatementResult();
    this.#steps.push({ text, values, answer });
    return answer;
  }

  /** Commands, and calls whose answer says nothing. */
  run(...texts: readonly string[]): void {
    for (const text of texts) this.#steps.push({ text, values: [], answer: null });
  }

  /** True where it was this statement that the server refused. */
  failedAt(answer: StatementResult): boolean {
    return this.#failed === answer;
  }

  /**
   * Resolves when all have answered; rejects with the driver's error of the first that failed. `prepared`: of this connection, or null where a
   * session is nobody's (behind a transaction pooler).
   */
  async send(client: pg.ClientBase, prepared: PreparedStatements | null): Promise<void> {
    const query = new PipelineQuery(this.#steps, prepared);
    client.query(query);
    const { error, failed } = await query.done;
    if (error === null) return;
    this.#failed = failed?.answer ?? null;
    // whether the server has parsed what came after the error nobody knows
    for (const { text, answer } of this.#steps) if (answer !== null) prepared?.forget(text);
    throw error;
  }
}

interface Done {
  readonly error: Error | null;
  readonly failed: Step | null;
}

class PipelineQuery implements Submittable {
  readonly done: Promise<Done>;
  readonly #steps: readonly Step[];
  readonly #prepared: PreparedStatements | null;
  #settle: (done: Done) => void = () => undefined;
  #at = 0;

  constructor(steps: readonly Step[], prepared: PreparedStatements | null) {
    this.#steps = steps;
    this.#prepared = prepared;
    this.done = new Promise((resolve) => {
      this.#settle = resolve;
    });
  }

  submit(connection: Connection): void {
    connection.stream.cork();
    for (const { text, values, answer } of this.#steps) {
      const { name, known, dropped } =
        answer === null || this.#prepared === null ? UNNAMED : this.#prepared.prepare(text);
      for (const old of dropped) connection.close({ type: "S", name: old }, true);
      if (!known) connection.parse({ name, text, types: [] }, true);
      connection.bind({ portal: "", statement: name, values: [...values], binary: "" }, true);
      if (answer !== null) connection.describe({ type: "P", name: "" }, true);
      connection.execute({ portal: "", rows: "0" }, true);
    }
    connection.sync();
    connection.stream.uncork();
  }

  handleRowDescription({ fields }: { fields: readonly FieldDef[] }): void {
    this.#steps[this.#at]?.answer?.describe(fields);
  }

  handleDataRow({ fields }: { fields: readonly (string | null)[] }): void {
    this.#steps[this.#at]?.answer?.add(fields);
  }

  handleCommandComplete(): void {
    this.#steps[this.#at]?.answer?.end();
    this.#at += 1;
  }

  handleEmptyQuery(): void {
    this.handleCommandComplete();
  }

  handlePortalSuspended(): void {}

  /** The driver forgets a query that failed, whether the server or the connection said so. */
  handleError(error: Error): void {
    this.#settle({ error, failed: this.#steps[this.#at] ?? null });
  }

  handleReadyForQuery(): void {
    this.#settle({ error: null, failed: null });
  }

  callback(error?: Error): void {
    if (error !== undefined && error !== null) this.handleError(error);
  }
}
