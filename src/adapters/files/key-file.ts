// Secret keys in files of their own: made once, readable by their owner alone.
// The first of several processes makes the key; link(2) is atomic, so all of them end up with the same one.

import { randomBytes } from "node:crypto";
import { link, mkdir, open, readFile, stat, unlink } from "node:fs/promises";
import { dirname } from "node:path";
import { Failure } from "../../core/model/failure.ts";

/** The bytes of the key at `path`, made by `generate` when there is none. Rejects with a Failure: `ledger-unavailable` when it cannot be made. */
export async function readOrCreateKey(
  path: string,
  generate: () => Uint8Array = () => randomBytes(32),
): Promise<Uint8Array> {
  const existing = await readKey(path);
  if (existing !== null) return existing;
  await createKey(path, generate());
  const created = await readKey(path);
  if (created === null)
    throw new Failure("key-missing", `The key file ${path} could not be made; check the state folder.`);
  return created;
}

/** Null when there is no such file. */
export async function readKey(path: string): Promise<Uint8Array | null> {
  try {
    const bytes = await readFile(path);
    if (bytes.length < 32)
      throw new Failure("key-missing", `The key file ${path} is damaged; restore it from a backup.`);
    if (((await stat(path)).mode & 0o077) !== 0 && process.platform !== "win32") {
      throw new Failure("key-missing", `The key file ${path} can be read by others; run chmod 600 on it.`);
    }
    return new Uint8Array(bytes);
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    if (isMissing(cause)) return null;
    throw new Failure("key-missing", `The key file ${path} cannot be read; check its permissions.`, { cause });
  }
}

async function createKey(path: string, key: Uint8Array): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    const file = await open(draft, "wx", 0o600);
    try {
      await file.writeFile(key);
      await file.sync();
    } finally {
      await file.close();
    }
    await link(draft, path).catch((cause: unknown) => {
      if (!(cause instanceof Error && "code" in cause && cause.code === "EEXIST")) throw cause; // another process was first
    });
  } catch (cause) {
    throw new Failure(
      "ledger-unavailable",
      `The key ${path} cannot be made, and nothing is answered without it; make the state folder writable.`,
      { cause },
    );
  } finally {
    await unlink(draft).catch(() => undefined);
  }
}

function isMissing(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && (cause.code === "ENOENT" || cause.code === "ENOTDIR");
}
