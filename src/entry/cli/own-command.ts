// This program as the person who runs it can type it again.

import { realpathSync } from "node:fs";
import { delimiter, join } from "node:path";

/** `gatehouse` where that is this program, and otherwise the file that is run now. */
export function ownCommand(): string {
  const [, program = "gatehouse"] = process.argv;
  const own = realOf(program);
  const named = (process.env["PATH"] ?? "")
    .split(delimiter)
    .some((folder) => realOf(join(folder, "gatehouse")) === own);
  return named ? "gatehouse" : `node ${shellWord(own ?? program)}`;
}

/** As a shell takes it for one word. */
export function shellWord(text: string): string {
  return /^[\w./:@%+=,~-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}

function realOf(path: string): string | null {
  try {
    return realpathSync(path);
  } catch {
    return null;
  }
}
