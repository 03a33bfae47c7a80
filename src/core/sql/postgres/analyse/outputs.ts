// The columns that a query gives, and what it shows of them to what stands around it.

import type { ColumnName } from "../../../model/relation-name.ts";
import { Flow, type ScopeColumn } from "./scope.ts";

export interface Output {
  readonly name: string;
  /** False where the server makes the name up. */
  readonly named: boolean;
  readonly flow: Flow;
  readonly base: ColumnName | null;
  /** True when a star put it here: which columns those are depends on what the caller may see. */
  readonly fromStar: boolean;
  /** True when it stands for columns that the tree does not tell. */
  readonly open: boolean;
}

/** The columns that a query shows to what stands around it. */
export function columnsOf(outputs: readonly Output[]): readonly ScopeColumn[] {
  return outputs.filter(({ open }) => !open).map(({ name, flow, base }) => ({ name, flow, base, members: [] }));
}

/** Columns under the names of an alias list. What a star brought is blurred: the names may come to stand on other columns. */
export function renameColumns(
  columns: readonly ScopeColumn[],
  names: readonly string[],
  blurred: boolean,
): readonly ScopeColumn[] {
  if (names.length === 0) return columns;
  const all = Flow.of(...columns.map(({ flow }) => flow));
  return columns.map((column, index) => {
    const name = names[index];
    if (name === undefined) return column;
    return blurred ? { name, flow: all, base: null, members: column.members } : { ...column, name };
  });
}

export function expressionOutput(name: string, flow: Flow): Output {
  return { name, named: false, flow, base: null, fromStar: false, open: false };
}
