// The server's end of one writer process: a step is asked, and answered, refused, timed out, or cut off by the end of the process.

import type { ChildProcess } from "node:child_process";
import { Failure } from "../../../core/model/failure.ts";
import { startWriter } from "../start-process.ts";
import type { WriterAnswer, WriterReply, WriterStep } from "./writer-messages.ts";

/** The database's refusal of a step. */
export class StepRefused extends Error {
  override readonly name = "StepRefused";
  readonly sqlstate: string;
  readonly sentence: string | null;

  /** In the engine's words, such as `UNIQUE customers.email`; null where it names none. */
  readonly constraint: string | null;

  constructor(sqlstate: string, sentence: string | null, constraint: string | null = null) {
    super(`the database refused a step: ${sqlstate}`);
    this.sqlstate = sqlstate;
    this.sentence = sentence;
    this.constraint = constraint;
  }
}

/** How long a step may take that no statement of a caller's is in. */
export const STEP_MILLISECONDS = 10_000;

/** Of a step that ran longer than it may. */
export const TOO_LATE = "SQLITE_INTERRUPT";

/** The process ended before it answered. */
export class WriterEnded extends Error {
  override readonly name = "WriterEnded";
}

type Answer = Exclude<WriterAnswer, { kind: "database-error" | "failure" }>;

export class WriterProcess {
  readonly #child: ChildProcess;
  #count = 0;
  #ended = false;

  constructor(file: string) {
    this.#child = startWriter(file);
    this.#child.once("exit", () => {
      this.#ended = true;
    });
  }

  get hasEnded(): boolean {
    return this.#ended;
  }

  /** Resolves when the process is gone, and its transaction with it. */
  async end(): Promise<void> {
    if (this.#ended) return;
    const gone = new Promise<void>((resolve) => this.#child.once("exit", () => resolve()));
    this.#child.kill("SIGKILL");
    await gone;
  }

  /** Rejects with StepRefused, WriterEnded or a Failure. A step that runs too long ends the process. */
  ask(step: WriterStep, milliseconds: number): Promise<Answer> {
    if (this.#ended) return Promise.reject(new WriterEnded());
    const id = ++this.#count;
    return new Promise((resolve, reject) => {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        this.#child.kill("SIGKILL");
      }, milliseconds);
      const settle = (act: () => void): void => {
        clearTimeout(timer);
        this.#child.off("message", hear);
        this.#child.off("exit", lose);
        act();
      };
      const hear = (reply: WriterReply): void => {
        if (reply.id !== id) return;
        if (reply.kind === "failure") settle(() => reject(new Failure("database-unavailable", reply.message)));
        else if (reply.kind === "database-error")
          settle(() =>
            reject(
              new StepRefused(reply.sqlstate, reply.message, "constraint" in reply ? (reply.constraint ?? null) : null),
            ),
          );
        else settle(() => resolve(reply));
      };
      const lose = (): void => settle(() => reject(late ? new StepRefused(TOO_LATE, null) : new WriterEnded()));
      this.#child.on("message", hear);
      this.#child.on("exit", lose);
      this.#child.send({ ...step, id });
    });
  }
}
