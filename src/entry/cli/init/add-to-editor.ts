// Tables that came later, and the role of an agent that may propose changes: they are added to it where somebody says so, as `init` asked
// when it wrote the role. Everything else in its file stays as it was written.

import { isMap, parseDocument } from "yaml";
import type { ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import { formatRelation } from "../../../core/model/relation-name.ts";
import type { SourceFile } from "../../../core/policy/load/read-document.ts";
import { withVisibleKeys } from "./yaml-scalar.ts";

export const EDITOR = "roles/editor.yaml";

/** A role by whose file an agent proposes changes of rows in a database. */
export interface EditorFile {
  readonly file: SourceFile;
  readonly database: string;
}

/** Null where `init` wrote no such role, or it lists no tables of that database. */
export function findEditor(files: readonly SourceFile[], database: string): EditorFile | null {
  const file = files.find(({ path }) => path === EDITOR);
  if (file === undefined) return null;
  return isMap(parseDocument(file.text).getIn(["writes", database])) ? { file, database } : null;
}

/** Those of the tables that the role does not name. */
export function notWritten(
  tables: readonly ClassifiedTable[],
  { file, database }: EditorFile,
): readonly ClassifiedTable[] {
  const document = parseDocument(file.text);
  return tables.filter(({ relation }) => !document.hasIn(["writes", database, formatRelation(relation)]));
}

export function addToEditor(tables: readonly ClassifiedTable[], { file, database }: EditorFile): SourceFile {
  const document = parseDocument(file.text);
  for (const { relation } of tables) document.setIn(["writes", database, formatRelation(relation)], "all");
  const keys = tables.map(({ relation }) => formatRelation(relation));
  return { ...file, text: withVisibleKeys(document.toString({ lineWidth: 0 }), keys) };
}
