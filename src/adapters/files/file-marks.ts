// Tells whether files are still those that were read, without reading them: by what the file system says of each, through symbolic links.
// Watching folders tells it sooner and not always: not of what a link leads to, and not on every file system.

import { statSync } from "node:fs";

/** The same for as long as each of these files and folders is the same: its place on disk, its size, and when it was changed. */
export function markFiles(paths: readonly string[]): string {
  return paths.map(markFile).join(" ");
}

function markFile(path: string): string {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? "-" : `${found.dev}.${found.ino}.${found.size}.${found.mtimeMs}.${found.ctimeMs}`;
  } catch {
    return "?"; // a part of the path is no folder, or may not be looked at
  }
}
