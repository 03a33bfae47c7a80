// How far a collector has come with a ledger, in a file of its own. It is replaced whole, so that a crash leaves the old one or the new one.

import { readFile, rename, writeFile } from "node:fs/promises";
import { z } from "zod";
import { Failure } from "../../core/model/failure.ts";

const cursorSchema = z.strictObject({ origin: z.string(), next: z.int().min(0) });

/** The index to go on with; 0 when there is no such file. Rejects with a Failure `usage` when it is no cursor, or one of another ledger. */
export async function readCursor(path: string, origin: string): Promise<number> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return 0;
    throw new Failure("usage", `The cursor ${path} cannot be read; check its rights.`, { cause });
  }
  const cursor = cursorSchema.safeParse(parseJson(text));
  if (!cursor.success) throw new Failure("usage", `The file ${path} is no cursor; name another, or remove it.`);
  if (cursor.data.origin !== origin) {
    throw new Failure("usage", `The cursor ${path} is of another ledger; use one cursor for each ledger.`);
  }
  return cursor.data.next;
}

export async function writeCursor(path: string, cursor: { origin: string; next: number }): Promise<void> {
  try {
    await writeFile(`${path}.new`, `${JSON.stringify(cursor)}\n`);
    await rename(`${path}.new`, path);
  } catch (cause) {
    throw new Failure("usage", `The cursor ${path} cannot be written; name a place that can be.`, { cause });
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
