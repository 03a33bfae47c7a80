// A file of our own, replaced whole and durably; for its owner alone.

import { open, rename } from "node:fs/promises";

export async function replaceBytes(path: string, bytes: Buffer): Promise<void> {
  const draft = `${path}.${process.pid}`;
  const file = await open(draft, "w", 0o600);
  try {
    await file.writeFile(bytes);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}
