// The temporary tables of a write: the rows of one statement at a time, read once, which its preview, its try and its change all go by.

import type { SqliteStep } from "../../../core/sql/plans/write-plan.ts";
import { fillParameters } from "../fill-parameters.ts";
import { passOver } from "./pass-over.ts";
import { Ended, type WriteSession } from "./sqlite-write-session.ts";
import type { Statement } from "./statement-answers.ts";

export class Staging {
  readonly #session: WriteSession;
  /** Whose rows are in the tables. */
  #staged: Statement | null = null;
  /** Whose they were at the savepoint: temporary tables are rolled back too. */
  #atSavepoint: Statement | null = null;

  constructor(session: WriteSession) {
    this.#session = session;
  }

  /** A savepoint begins here. */
  mark(): void {
    this.#atSavepoint = this.#staged;
  }

  /** All is as it was there. */
  back(): void {
    this.#staged = this.#atSavepoint;
  }

  /** Statements may use temporary tables of the same names. Ends the write where rows are not told apart. */
  async stage(statement: Statement): Promise<void> {
    if (this.#staged === statement) return;
    for (const { into, done, passing } of this.#staged?.steps ?? [])
      for (const table of [into, done ?? passing?.done ?? null])
        if (table !== null) await this.#session.run(`DROP TABLE ${table}`);
    const earlier = this.#staged?.source ?? null;
    if (earlier !== null) await this.#session.run(`DROP TABLE ${earlier.into}`);
    this.#staged = statement;
    const { source, steps, binding } = statement;
    const fill = async ({ into, rows: { text, parameters } }: Pick<SqliteStep, "into" | "rows">) => {
      await this.#session.ask({ kind: "stage", into, text, parameters: fillParameters(parameters, binding) });
    };
    if (source !== null) {
      await this.#session.run(source.stage);
      await fill(source);
    }
    for (const step of steps) {
      for (const text of step.stage) await this.#session.run(text);
      await fill(step);
      if (step.passing === null) continue;
      await this.count(step);
      await passOver(this.#session, step);
    }
  }

  /** Ends the write where two rows of the step are one. */
  async count(step: SqliteStep): Promise<{ rows: number; total: number }> {
    const [counts] = (await this.#session.read(step.preview)).rows;
    const [rows, distinct, total] = (counts ?? []).map(Number);
    if (rows !== distinct) throw new Ended({ kind: "held", why: "ambiguous-rows" });
    return { rows: rows ?? 0, total: total ?? 0 };
  }
}
