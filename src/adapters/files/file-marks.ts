// Tells whether files are still those that were read, without reading them: by what the file system says of each, through symbolic links.
// Watching folders tells it sooner and not always: not of what a link leads to, and not on every file system.

import { statSync } from "node:fs";

/** Numbers alone: they are compared with each call, and to write them down would cost more than to look. */
export type FileMarks = readonly number[];

/** The same for as long as each of these files and folders is the same: its place on disk, its size, and when it was changed. */
export function markFiles(paths: readonly string[]): FileMarks {
  const marks: number[] = [];
  for (const path of paths) addMark(path, marks);
  return marks;
}

export function sameMarks(one: FileMarks, other: FileMarks): boolean {
  return one.length === other.length && one.every((mark, place) => mark === other[place]);
}

const MISSING = [-1, 0, 0, 0, 0];
/** A part of the path is no folder, or may not be looked at. */
const OUT_OF_SIGHT = [-2, 0, 0, 0, 0];

function addMark(path: string, marks: number[]): void {
  try {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) marks.push(...MISSING);
    else marks.push(found.dev, found.ino, found.size, found.mtimeMs, found.ctimeMs);
  } catch {
    marks.push(...OUT_OF_SIGHT);
  }
}
