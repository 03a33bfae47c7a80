// A question to the person at the terminal itself, wherever standard input and output go: `approve ID | tail` asks too. A terminal proves
// nothing, but who is shown something is asked; where there is none, the command says so by --yes.

import { closeSync, openSync } from "node:fs";
import { createInterface } from "node:readline/promises";
import { ReadStream, WriteStream } from "node:tty";
import { Failure } from "../../../core/model/failure.ts";
import { forTerminal } from "./for-terminal.ts";
import { isOutSeen } from "./io.ts";
import type { Palette } from "./paint.ts";

interface Question {
  /** What is asked about; shown at the terminal where the results were not, or went elsewhere. */
  readonly about: readonly string[];
  /** Whether it was among the results already. */
  readonly isShown: boolean;
  /** Ends with a question mark. */
  readonly question: string;
  readonly yes: true | undefined;
}

const [INPUT, OUTPUT] = process.platform === "win32" ? ["\\\\.\\CONIN$", "\\\\.\\CONOUT$"] : ["/dev/tty", "/dev/tty"];

/** False when the person does not say yes. Rejects with a Failure `usage` where there is nobody to ask and no --yes. */
export async function isAgreed({ about, isShown, question, yes }: Question, palette: Palette): Promise<boolean> {
  if (yes === true) return true;
  const [input, output] = openTerminal();
  const say = (line: string): string => forTerminal(line, palette);
  if (!isShown || !isOutSeen()) output.write(about.map((line) => `${say(line)}\n`).join(""));
  const asking = createInterface({ input, output });
  try {
    const interrupted = new Promise<string>((resolve) => asking.once("close", () => resolve("")));
    const answer = await Promise.race([asking.question(`${say(question)} [y/N] `), interrupted]);
    return /^y(es)?$/i.test(answer.trim());
  } finally {
    asking.close();
    input.destroy();
    output.destroy();
  }
}

function openTerminal(): readonly [ReadStream, WriteStream] {
  const opened: number[] = [];
  try {
    opened.push(openSync(INPUT, "r"), openSync(OUTPUT, "w"));
    const [from = -1, to = -1] = opened;
    return [new ReadStream(from), new WriteStream(to)];
  } catch (cause) {
    for (const descriptor of opened) closeSync(descriptor);
    throw new Failure("usage", "There is no terminal to ask at, and nothing was done; add --yes to do it unasked.", {
      cause,
    });
  }
}
