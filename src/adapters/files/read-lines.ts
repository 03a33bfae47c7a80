// A text file's lines as they are read, so that a file of any size can be gone through.

import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { Failure } from "../../core/model/failure.ts";

/**
 * Lines end with a line feed and nothing else: other separators may stand within one. What stands after the last is no line:
 * it is still being written, or was cut off. Rejects with a Failure `ledger-unreadable`.
 */
export async function* readLines(path: string): AsyncGenerator<string> {
  let rest = "";
  try {
    for await (const chunk of createReadStream(path, "utf8")) {
      const lines = `${rest}${String(chunk)}`.split("\n");
      rest = lines.pop() ?? "";
      yield* lines;
    }
  } catch (cause) {
    throw new Failure("ledger-unreadable", `The file ${path} cannot be read; check its name and its rights.`, {
      cause,
    });
  }
}

/** The first bytes of a file, as Latin-1; null when it cannot be read. */
export async function readStart(path: string, bytes: number): Promise<string | null> {
  try {
    const file = await open(path);
    try {
      const { buffer, bytesRead } = await file.read(Buffer.alloc(bytes), 0, bytes, 0);
      return buffer.toString("latin1", 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return null;
  }
}
