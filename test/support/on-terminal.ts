// The built program on a real pseudo-terminal, driven by keys. What it draws is read as a person would see it: the last frame.
// node-pty comes with binaries for Linux, macOS and Windows, so that a bare machine needs neither python nor util-linux.

import { spawn } from "@lydell/node-pty";
import { builtProgram } from "./built-program.ts";

export interface OnTerminal {
  /** Everything written so far, escape sequences included. */
  raw(): string;
  /** The last whole frame of a screen that is drawn over and over and what came after it, or all output where there is none; no colour. */
  screen(): string;
  press(keys: string): void;
  resize(columns: number, rows: number): void;
  /** Waits until the screen shows it: something that stays, since a frame that passes may never be looked at. Only the test's own limit ends the wait. */
  see(shown: string | RegExp): Promise<void>;
  /** The exit code. */
  ended: Promise<number>;
}

export const KEYS = {
  up: "\u001b[A",
  down: "\u001b[B",
  enter: "\r",
  escape: "\u001b",
  interrupt: "\u0003",
  backspace: "\u007f",
  /** Takes away what stands in the line. */
  clear: "\u0015",
} as const;

const HOME = "\u001b[H";
const CLEAR_BELOW = "\u001b[J";

export interface TerminalOptions {
  readonly folder: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly columns?: number;
  readonly rows?: number;
  /** Another program than the built one, such as an installed one. */
  readonly program?: string;
  /** Where its results go instead, for the shell: `| tail`, `> file`. */
  readonly into?: string;
}

export function onTerminal(
  args: readonly string[],
  { folder, env = {}, columns = 100, rows = 40, into = "", program = builtProgram() }: TerminalOptions,
): OnTerminal {
  // The shell says afterwards how the terminal was left.
  const script = `trap : INT; "$0" "$@" ${into}; code=$?; printf '\\nleft: '; stty -a | tr '\\n' ' '; exit $code`;
  const terminal = spawn("/bin/sh", ["-c", script, process.execPath, program, ...args], {
    cwd: folder,
    cols: columns,
    rows,
    env: { PATH: process.env["PATH"] ?? "", HOME: folder, TERM: "xterm-256color", ...env },
  });
  let output = "";
  const waiting = new Set<() => void>();
  terminal.onData((data) => {
    output += data;
    for (const look of waiting) look();
  });
  // A frame goes from the first place to where what is below is cleared; one that is still arriving is not read.
  const screen = (): string => {
    const last = output.lastIndexOf(HOME);
    if (last < 0 || output.includes(CLEAR_BELOW, last)) return plain(output.slice(Math.max(0, last)));
    return plain(output.slice(Math.max(0, output.lastIndexOf(HOME, last - 1)), last));
  };
  return {
    raw: () => output,
    screen,
    press: (keys) => terminal.write(keys),
    resize: (to, high) => terminal.resize(to, high),
    see: (shown) =>
      new Promise((resolve) => {
        const look = (): void => {
          const found = typeof shown === "string" ? screen().includes(shown) : shown.test(screen());
          if (!found) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
    ended: new Promise((resolve) => {
      terminal.onExit(({ exitCode }) => resolve(exitCode));
    }),
  };
}

/** Without what a terminal obeys. */
function plain(text: string): string {
  return text.replace(/\p{Cc}\[[?0-9;]*[A-Za-z]/gu, "").replaceAll("\r", "");
}
