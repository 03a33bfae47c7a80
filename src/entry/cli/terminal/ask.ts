// Questions to the person at the terminal, one after the other, each until its answer is one. Loaded where somebody is asked, and not before.
// INVARIANT: what is asked about is written by `forTerminal`; what the library adds is the person's own keys and its own marks.
// Ctrl-C, Escape, Ctrl-D or the end of the input is an answer too: it rejects, and whoever asks has done nothing yet. Ctrl-C between two
// questions, while a database is looked at, ends the process with the same words.

import { autocomplete, isCancel, select, text } from "@clack/prompts";
import { Failure } from "../../../core/model/failure.ts";
import { forTerminal } from "./for-terminal.ts";
import type { Io } from "./io.ts";
import { paint } from "./paint.ts";

/** Choices at once; the others come as one goes down. */
const MOST_SHOWN = 9;

export interface Asked<Answer> {
  readonly question: string;
  /** Shown, dimmed, until something is typed. */
  readonly hint?: string;
  /** What is shown as the answer when Enter alone is one. */
  readonly enterIs?: string;
  /** What the answer means, or a sentence that says why it is none. */
  readonly read: (answer: string) => { readonly is: Answer } | { readonly problem: string };
}

export interface Choice<Answer> {
  readonly label: string;
  /** What it comes to, in some words. */
  readonly hint?: string;
  readonly is: Answer;
}

export interface Choosing<Answer> {
  readonly question: string;
  /** The first is what Enter alone chooses. */
  readonly choices: readonly Choice<Answer>[];
  /** What is said where letters are typed that no choice has; without it the choices are gone through by arrow keys alone. */
  readonly noneIs?: string;
}

/** Each rejects with a Failure `cancelled` when the person has had enough. */
export interface Asker {
  ask<Answer>(asked: Asked<Answer>): Promise<Answer>;
  choose<Answer>(choosing: Choosing<Answer>): Promise<Answer>;
  /** Enter alone is what stands in capitals; the hint says more of it. */
  isAgreed(question: string, byDefault: boolean, hint?: string): Promise<boolean>;
  /** Before anything is done; Ctrl-C then is what it is anywhere. */
  close(): void;
}

const LEFT = "Nothing was written; run gatehouse init again.";
/** As the command's exit code says it of a Failure. */
const UNUSABLE = 2;

export function openAsker(io: Io): Asker {
  const interrupted = (): void => {
    io.err(`${paint(io, "red", "cancelled:")} ${LEFT}`);
    process.exit(UNUSABLE);
  };
  process.once("SIGINT", interrupted);
  const say = (line: string): string => forTerminal(line, io);
  const ask = async <Answer>({ question, hint, enterIs, read }: Asked<Answer>): Promise<Answer> => {
    const problemOf = (answer: string | undefined): string | undefined => {
      const found = read((answer ?? "").trim());
      return "problem" in found ? say(found.problem) : undefined;
    };
    io.out("");
    const answer = await untilLeft<string>((signal) =>
      text({
        message: say(question),
        ...(hint !== undefined && { placeholder: say(hint) }),
        ...(enterIs !== undefined && { defaultValue: enterIs }),
        validate: problemOf,
        signal,
        withGuide: false,
      }),
    );
    const found = read(answer === enterIs ? "" : answer.trim());
    if ("is" in found) return found.is;
    throw new Failure("usage", found.problem);
  };
  return {
    ask,
    choose: async ({ question, choices, noneIs }) => {
      const options = choices.map(({ label, hint }, place) => ({
        value: place + 1, // the library takes 0 for none
        label: say(label),
        ...(hint !== undefined && { hint: say(hint) }),
      }));
      const asked = { message: say(question), options, maxItems: MOST_SHOWN, withGuide: false };
      io.out("");
      const place = await untilLeft<number>((signal) =>
        noneIs === undefined
          ? select({ ...asked, signal })
          : autocomplete({
              ...asked,
              signal,
              filter: (typed, { label = "" }) => label.toLowerCase().includes(typed.trim().toLowerCase()),
              validate: (chosen) => (typeof chosen === "number" ? undefined : say(noneIs)),
            }),
      );
      const chosen = choices[place - 1];
      if (chosen === undefined) throw new Failure("usage", noneIs ?? "Choose one of what is listed.");
      return chosen.is;
    },
    // typed and not a toggle: a library's `y` is an answer at once, and the Enter that people type after it would answer the next question
    isAgreed: (question, byDefault, hint = byDefault ? "yes" : "no") =>
      ask({
        question: `${question} ${byDefault ? "[Y/n]" : "[y/N]"}`,
        hint,
        enterIs: byDefault ? "yes" : "no",
        read: (answer) => {
          if (answer === "") return { is: byDefault };
          if (/^y(es)?$/i.test(answer)) return { is: true };
          return /^no?$/i.test(answer) ? { is: false } : { problem: "Answer y or n." };
        },
      }),
    close: () => void process.off("SIGINT", interrupted),
  };
}

/** The library does not know of Ctrl-D, nor of an input that ends. */
async function untilLeft<Answer>(prompt: (signal: AbortSignal) => Promise<Answer | symbol>): Promise<Answer> {
  const left = new AbortController();
  const leave = (): void => left.abort();
  const pressed = (_: unknown, key: { readonly ctrl?: boolean; readonly name?: string } | undefined): void => {
    if (key?.ctrl === true && key.name === "d") leave();
  };
  process.stdin.on("keypress", pressed).once("end", leave).once("close", leave).once("error", leave);
  try {
    const answer = await prompt(left.signal);
    if (typeof answer === "symbol" || isCancel(answer)) throw new Failure("cancelled", LEFT);
    return answer;
  } finally {
    process.stdin.off("keypress", pressed).off("end", leave).off("close", leave).off("error", leave);
  }
}
