// By what one row of a table is told from all others: its rowid, or the primary key of a table WITHOUT ROWID.

import type { Relation } from "../../../model/catalogue.ts";
import { quoteName } from "../parse/node.ts";

export const keyName = (index: number): string => `gatehouse_key_${index + 1}`;
export const valueName = (index: number): string => `gatehouse_new_${index + 1}`;

/** The temporary tables of the step of that number, from 1: its rows, and the keys of those that it has made. */
export const rowsTable = (number: number): string => `temp."gatehouse_rows${number === 1 ? "" : `_${number}`}"`;
export const doneTable = (number: number): string => `temp."gatehouse_done${number === 1 ? "" : `_${number}`}"`;

/** The parts of the key as SQL, to be written behind the table's name. */
export function rowKey({ writing, primaryKey }: Relation): readonly string[] {
  const rowid = writing?.rowid ?? null;
  return rowid === null ? primaryKey.map(quoteName) : [rowid.name];
}

/** Which column each part of the key is; null for a rowid that is no column. */
export function keyColumns({ writing, primaryKey }: Relation): readonly (string | null)[] {
  const rowid = writing?.rowid ?? null;
  return rowid === null ? primaryKey : [rowid.column];
}
