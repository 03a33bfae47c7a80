// What files a SQLite database is made of at this moment: its own, the write-ahead log and the index of that, by their places on disk.
// Whoever has them open goes on with the old ones when they are removed or replaced, so that they have to be looked at.

import { realpathSync, type Stats, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";

/** Through symbolic links; null when it is gone. The number of a file that somebody has open is given to no other. */
export function identityOf(file: string): string | null {
  try {
    const { dev, ino } = statSync(file);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

interface Look {
  readonly main: string | null;
  readonly all: string;
}

/**
 * Looks again at the files of a database that is open, those beside the file that a link leads to. Which names a folder holds, and of what,
 * changes with the time of the folder's last change alone: while that is the same and long over, one look at the folder is enough.
 */
export function watchFiles(file: string): () => Look {
  const place = placeOf(file);
  const folder = folderOf(file, place);
  let seen: { readonly folder: Stats; readonly look: Look } | null = null;
  return () => {
    const before = folder === null ? null : settled(folder);
    if (seen !== null && before !== null && isSame(seen.folder, before)) return seen.look;
    const main = identityOf(file);
    const look = { main, all: [main, ...[`${place}-wal`, `${place}-shm`].map(identityOf)].join(" ") };
    seen = before === null ? null : { folder: before, look };
    return look;
  };
}

function placeOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}

/** Null where the folder does not tell: the file is a link itself, or the system does not promise such a time. */
function folderOf(file: string, place: string): string | null {
  const folder = dirname(file);
  return process.platform !== "win32" && join(placeOf(folder), basename(file)) === place ? folder : null;
}

/** No file system of today counts time in longer steps: a change from now on has another time. */
const SETTLED_MILLISECONDS = 2_000;

/** The folder, through links; null when it has just changed, or its clock is ahead of ours. */
function settled(folder: string): Stats | null {
  const found = statSync(folder, { throwIfNoEntry: false });
  return found !== undefined && Date.now() - found.ctimeMs > SETTLED_MILLISECONDS ? found : null;
}

function isSame(one: Stats, other: Stats): boolean {
  return one.ino === other.ino && one.ctimeMs === other.ctimeMs && one.dev === other.dev;
}
