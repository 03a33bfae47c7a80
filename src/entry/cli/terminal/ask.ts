// Questions to the person at the terminal, one after the other, each until its answer is one. Ctrl-C or the end of the input is an answer
// too: it rejects, and whoever asks has done nothing yet.

import { Failure } from "../../../core/model/failure.ts";
import { forTerminal } from "./for-terminal.ts";
import { type Io, openQuestions } from "./io.ts";

export interface Asked<Answer> {
  readonly question: string;
  /** What the answer means, or a sentence that says why it is none. */
  readonly read: (answer: string) => { readonly is: Answer } | { readonly problem: string };
}

export interface Asker {
  /** Rejects with a Failure `cancelled` when the person has had enough. */
  ask<Answer>(asked: Asked<Answer>): Promise<Answer>;
  /** Enter alone is what stands in capitals. */
  isAgreed(question: string, byDefault: boolean): Promise<boolean>;
  close(): void;
}

export function openAsker(io: Io): Asker {
  const terminal = openQuestions();
  const left = new Promise<never>((_, reject) => {
    terminal.once("close", () => reject(new Failure("cancelled", "Nothing was written; run gatehouse init again.")));
  });
  left.catch(() => undefined); // closing without a question is no failure
  const ask = async <Answer>({ question, read }: Asked<Answer>): Promise<Answer> => {
    for (;;) {
      const answer = await Promise.race([terminal.question(`${forTerminal(question, io)} `), left]);
      const found = read(answer.trim());
      if ("is" in found) return found.is;
      io.out(found.problem);
    }
  };
  return {
    ask,
    isAgreed: (question, byDefault) =>
      ask({
        question: `${question} ${byDefault ? "[Y/n]" : "[y/N]"}`,
        read: (answer) => {
          if (answer === "") return { is: byDefault };
          if (/^y(es)?$/i.test(answer)) return { is: true };
          return /^no?$/i.test(answer) ? { is: false } : { problem: "Answer y or n." };
        },
      }),
    close: () => terminal.close(),
  };
}
