// The terminal as a screen of our own: raw keys, the alternate buffer, no cursor. INVARIANT: however the process ends, short of a kill,
// the terminal is given back as it was.

import { forTerminal } from "./for-terminal.ts";
import type { Palette } from "./paint.ts";
import { type Key, readKeys } from "./read-keys.ts";

export type TerminalEvent =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "resize" }
  | { readonly kind: "tick" };

const ENTER = "\u001b[?1049h\u001b[?25l";
const LEAVE = "\u001b[?25h\u001b[?1049l";
const HOME = "\u001b[H";
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";

export class Terminal {
  readonly #input = process.stdin;
  readonly #output = process.stdout;
  readonly #events: TerminalEvent[] = [];
  #wake: (() => void) | null = null;
  #mine = false;
  readonly #timer: NodeJS.Timeout;
  readonly #on: Palette;
  readonly #giveBack = (): void => this.leave();

  /** `tickEvery` in milliseconds. */
  constructor(tickEvery: number, on: Palette) {
    this.#on = on;
    this.#output.on("resize", this.#resized);
    this.#input.on("data", this.#typed);
    process.once("exit", this.#giveBack);
    for (const signal of SIGNALS) process.on(signal, this.#ended);
    this.#timer = setInterval(() => this.#push({ kind: "tick" }), tickEvery);
  }

  get window(): { readonly columns: number; readonly rows: number } {
    return { columns: this.#output.columns, rows: this.#output.rows };
  }

  enter(): void {
    if (this.#mine) return;
    this.#mine = true;
    this.#input.setRawMode(true);
    this.#input.resume();
    this.#output.write(ENTER);
  }

  /** What others print and ask then stands on the ordinary screen. */
  leave(): void {
    if (!this.#mine) return;
    this.#mine = false;
    this.#output.write(LEAVE);
    this.#input.setRawMode(false);
    this.#input.pause();
  }

  draw(lines: readonly string[]): void {
    this.#output.write(
      `${HOME}${lines.map((line) => `${forTerminal(line, this.#on)}${CLEAR_LINE}`).join("\r\n")}${CLEAR_BELOW}`,
    );
  }

  async next(): Promise<TerminalEvent> {
    for (;;) {
      const event = this.#events.shift();
      if (event !== undefined) return event;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.leave();
    this.#output.off("resize", this.#resized);
    this.#input.off("data", this.#typed);
    process.off("exit", this.#giveBack);
    for (const signal of SIGNALS) process.off(signal, this.#ended);
  }

  readonly #resized = (): void => this.#push({ kind: "resize" });

  readonly #typed = (chunk: Buffer): void => {
    for (const key of readKeys(chunk.toString("utf8"))) this.#push({ kind: "key", key });
  };

  readonly #ended = (): void => {
    this.leave();
    process.exit(1);
  };

  #push(event: TerminalEvent): void {
    if (event.kind === "tick" && this.#events.some(({ kind }) => kind === "tick")) return;
    this.#events.push(event);
    this.#wake?.();
    this.#wake = null;
  }
}

const SIGNALS = ["SIGTERM", "SIGHUP"] as const;
