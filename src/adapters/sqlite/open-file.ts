// A connection to a database file, and whether the file is still the one that it was opened on.

import type Database from "better-sqlite3";
import { watchFiles } from "../sqlite-driver/file-identity.ts";

export interface OpenFile {
  readonly opened: Database.Database;
  /** The file, by its place on disk. */
  readonly place: string;
  /** Whether it and its log are those that were opened. */
  isSame(): boolean;
  /** Whether the file itself is. */
  isInPlace(): boolean;
}

export function openFile(opened: Database.Database, file: string): OpenFile {
  try {
    opened.pragma("schema_version"); // reads, so that a log and its index are there
  } catch (error) {
    opened.close();
    throw error;
  }
  const look = watchFiles(file);
  const { main, all } = look();
  return {
    opened,
    place: main ?? "",
    isSame: () => look().all === all,
    isInPlace: () => look().main === main,
  };
}
