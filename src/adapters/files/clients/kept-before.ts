// What a client's file was before Gatehouse changed it, kept until that is undone: its bytes as a file of their own, and beside them a record
// of what it was changed to. Both are for their owner alone, since the file may hold secrets of other servers.

import { createHash } from "node:crypto";
import { chmod, mkdir, readFile, unlink } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { Failure } from "../../../core/model/failure.ts";
import { replaceDurably } from "../write-durably.ts";

const recordSchema = z.strictObject({
  client: z.string(),
  /** The name of the entry. */
  name: z.string(),
  file: z.string(),
  /** Whether there was a file. */
  existed: z.boolean(),
  /** SHA-256 of what Gatehouse wrote; hexadecimal. */
  after: z.string(),
  /** Folders that were made for it, outermost first. */
  folders: z.array(z.string()),
});

type KeptRecord = z.infer<typeof recordSchema>;

export interface Kept extends KeptRecord {
  /** Null where there was no file. */
  readonly before: Buffer | null;
  /** Where the bytes are. */
  readonly copy: string;
}

/** Durable when it resolves. */
export async function keepBefore(folder: string, kept: Omit<Kept, "copy">): Promise<string> {
  const { before, ...record } = kept;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await chmod(folder, 0o700);
  const { copy, note } = placesOf(folder, kept);
  // the bytes first: a record without them would undo to nothing
  if (before !== null) replaceDurably(copy, before);
  replaceDurably(note, `${JSON.stringify(record, null, 2)}\n`);
  return copy;
}

/** Null where nothing is kept of it. */
export async function findKept(folder: string, of: { file: string; name: string }): Promise<Kept | null> {
  const { copy, note } = placesOf(folder, of);
  const text = await readFile(note, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    const record = recordSchema.parse(JSON.parse(text));
    return { ...record, before: record.existed ? await readFile(copy) : null, copy };
  } catch (cause) {
    throw new Failure("client-file", `${note} is not as Gatehouse wrote it; remove it, and edit ${of.file} by hand.`, {
      cause,
    });
  }
}

export async function forgetKept(folder: string, of: { file: string; name: string }): Promise<void> {
  const { copy, note } = placesOf(folder, of);
  await unlink(note);
  await unlink(copy).catch(() => undefined);
}

export function digestOf(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function placesOf(folder: string, { file, name }: { file: string; name: string }): { copy: string; note: string } {
  const key = createHash("sha256").update(`${file}\n${name}`).digest("hex").slice(0, 16);
  return { copy: join(folder, `${key}.before`), note: join(folder, `${key}.json`) };
}
