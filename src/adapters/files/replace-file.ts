// Replaces a file as a whole: after a crash at any line it holds the old text or the new one.

import { randomBytes } from "node:crypto";
import { open, rename, stat, unlink } from "node:fs/promises";
import { Failure } from "../../core/model/failure.ts";

/** Rejects with a Failure `config-invalid` when it cannot be written. */
export async function replaceFile(path: string, text: string): Promise<void> {
  const draft = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
  try {
    const { mode } = await stat(path);
    const file = await open(draft, "wx", mode & 0o777);
    try {
      await file.writeFile(text, "utf8");
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(draft, path);
  } catch (cause) {
    await unlink(draft).catch(() => undefined);
    throw new Failure("config-invalid", `The file ${path} cannot be written; check its permissions.`, { cause });
  }
}
