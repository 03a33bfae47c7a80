// What files a SQLite database is made of at this moment: its own, the write-ahead log and the index of that, by their places on disk.
// Whoever has them open goes on with the old ones when they are removed or replaced, so that they have to be looked at.

import { realpathSync, statSync } from "node:fs";

/** Through symbolic links; null when it is gone. The number of a file that somebody has open is given to no other. */
export function identityOf(file: string): string | null {
  try {
    const { dev, ino } = statSync(file);
    return `${dev}:${ino}`;
  } catch {
    return null;
  }
}

/** Looks again at the files of a database that is open, those beside the file that a link leads to. */
export function watchFiles(file: string): () => { readonly main: string | null; readonly all: string } {
  const place = placeOf(file);
  return () => {
    const main = identityOf(file);
    return { main, all: [main, ...[`${place}-wal`, `${place}-shm`].map(identityOf)].join(" ") };
  };
}

function placeOf(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file;
  }
}
