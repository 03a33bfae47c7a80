// The one door to whoever runs a command: results to stdout, everything else to stderr. INVARIANT: what leaves here commands no terminal
// and forges no line, whoever wrote it. Nothing else writes to either stream but the screen of `watch`, the questions of `init` (ask.ts) and the
// protocol of `serve`.

import { once } from "node:events";
import { visibleJson } from "../../../core/model/visible-text.ts";
import { forTerminal } from "./for-terminal.ts";
import type { Palette } from "./paint.ts";

/** At hand, or read while they are written. */
type Lines = Iterable<string> | AsyncIterable<string>;

export interface Io extends Palette {
  /** A line each: line ends inside of one are written out. */
  out(...lines: readonly string[]): void;
  err(...lines: readonly string[]): void;
  /** A value for scripts. */
  json(value: unknown, indent?: number): void;
  /** JSON that is text already, such as an entry's. */
  jsonText(text: string): void;
  /** Many lines, as fast as whoever reads them takes them. */
  outLines(lines: Lines): Promise<void>;
  /** What is signed, verified or run elsewhere: to a file or a pipe exactly as it is, to a terminal as `out` writes it. */
  exact(lines: Lines): Promise<void>;
  /** How far something is, on a line that the next one replaces; null takes it away. For people alone. */
  progress(text: string | null): void;
}

const CHUNK = 65_536;
const { stdout, stderr } = process;
const colored = (process.env["NO_COLOR"] ?? "") === "";
const onOut = { color: colored && stdout.isTTY };
const onErr = { color: colored && stderr.isTTY };

export const processIo: Io = {
  out: (...lines) => void stdout.write(joined(lines, onOut)),
  err: (...lines) => void stderr.write(joined(lines, onErr)),
  json: (value, indent) => processIo.jsonText(JSON.stringify(value, null, indent)),
  jsonText: (text) => void stdout.write(`${visibleJson(text)}\n`),
  outLines: (lines) => write(lines, (line) => forTerminal(line, onOut)),
  exact: (lines) => write(lines, (line) => (stdout.isTTY ? forTerminal(line, onOut) : line)),
  progress: (text) => {
    if (stderr.isTTY) stderr.write(text === null ? "\r\u001b[K" : `\r${forTerminal(text, onErr)}\u001b[K`);
  },
  color: onOut.color || onErr.color,
};

// Whoever reads has had enough (`| head`). What a command does is done to its end all the same: an approved write is not left half-way.
stdout.on("error", (error: Error) => {
  if (!isDeaf(error)) throw error;
});

export function isDeaf(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "EPIPE";
}

/** Whether a person sits at both ends. */
export function atTerminal(): boolean {
  return process.stdin.isTTY && stdout.isTTY;
}

/** Whether the results are shown at a terminal. */
export function isOutSeen(): boolean {
  return stdout.isTTY;
}

/** Whether nobody reads the results any more. */
export function isOutClosed(): boolean {
  return stdout.destroyed;
}

function joined(lines: readonly string[], on: Palette): string {
  return lines.map((line) => `${forTerminal(line, on)}\n`).join("");
}

async function write(lines: Lines, form: (line: string) => string): Promise<void> {
  let text = "";
  for await (const line of lines) {
    text += `${form(line)}\n`;
    if (text.length < CHUNK) continue;
    await send(text);
    text = "";
  }
  await send(text);
}

async function send(text: string): Promise<void> {
  if (text !== "" && !stdout.write(text)) await once(stdout, "drain");
}
