// Small files that must not be lost or half-written: whole and on disk, or as they were before.

import { closeSync, fsyncSync, openSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/** Replaces the file, for its owner alone. A crash leaves the old one or the new one. Throws what the file system throws. */
export function replaceDurably(path: string, content: string | Buffer): void {
  const draft = `${path}.${process.pid}`;
  const file = openSync(draft, "w", 0o600);
  try {
    writeFileSync(file, content);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(draft, path);
  syncFolder(dirname(path));
}

/** Adds to the end of the file, which is made when there is none. Lines of several processes do not mix: one write each. */
export function appendDurably(path: string, text: string): void {
  const file = openSync(path, "a", 0o644);
  try {
    writeFileSync(file, text);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** A new name is durable when its folder is; Windows has no such thing. */
function syncFolder(path: string): void {
  if (process.platform === "win32") return;
  const folder = openSync(path, "r");
  try {
    fsyncSync(folder);
  } finally {
    closeSync(folder);
  }
}
