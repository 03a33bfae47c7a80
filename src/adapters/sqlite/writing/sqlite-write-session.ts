// The questions of one write to its writer process, and how each may end the write.

import type { PlanText } from "../../../core/sql/plans/write-plan.ts";
import type { RowImages } from "../../../core/sql/revert/inverse-statement.ts";
import type { Binding } from "../../../gate/ports/execution.ts";
import type { RolledBack } from "../../../gate/ports/write-transaction.ts";
import { type BoundValue, fillParameters } from "../fill-parameters.ts";
import { asText, type Rows } from "./write-answers.ts";
import type { WriterProcess } from "./writer-process.ts";

/** Ends the transaction with what it is to answer. */
export class Ended extends Error {
  readonly outcome: RolledBack;
  constructor(outcome: RolledBack) {
    super(outcome.kind);
    this.outcome = outcome;
  }
}

const MOST = Number.MAX_SAFE_INTEGER;

export class WriteSession {
  readonly #process: WriterProcess;
  readonly #milliseconds: number;

  /** `milliseconds`: how long each step may take. */
  constructor(process: WriterProcess, milliseconds: number) {
    this.#process = process;
    this.#milliseconds = milliseconds;
  }

  async ask(step: Parameters<WriterProcess["ask"]>[0]) {
    const answer = await this.#process.ask(step, this.#milliseconds);
    if (answer.kind === "schema-changed" || answer.kind === "witness-disagrees") throw new Ended({ kind: answer.kind });
    return answer;
  }

  async run(text: string): Promise<void> {
    await this.ask({ kind: "run", text });
  }

  async digest(question: { kind: "digest"; text: string } | { kind: "seal"; words: string }): Promise<string> {
    const answer = await this.ask(question);
    return answer.kind === "digest" ? answer.digest : "";
  }

  readPlan(
    { text, parameters }: PlanText,
    { binding, ...more }: { binding: Binding; witnessed?: boolean; rows?: number; bytes?: number },
  ): Promise<Rows> {
    return this.read(text, { parameters: fillParameters(parameters, binding), witnessed: true, ...more });
  }

  async read(
    text: string,
    more: { parameters?: BoundValue[]; witnessed?: boolean; rows?: number; bytes?: number } = {},
  ): Promise<Rows> {
    const { parameters = [], witnessed = false, rows = MOST, bytes = MOST } = more;
    const answer = await this.ask({ kind: "read", text, parameters, witnessed, rows, bytes });
    if (answer.kind !== "rows") throw new RangeError("the writer answered another question");
    return answer;
  }

  async images(text: string | null): Promise<RowImages["before"]> {
    if (text === null) return [];
    const { rows } = await this.read(text);
    return rows.map((row) => row.map(asText));
  }
}
