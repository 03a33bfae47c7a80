// What nobody could tell, asked one column at a time by whoever knows it. What is not answered stays unsure, and masked.

import type { ClassifiedColumn, ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import { isUnsure } from "../../../core/classification/finding.ts";
import { SHIPPED_CLASSES, UNSURE } from "../../../core/model/data-class.ts";
import { visibleText } from "../../../core/model/visible-text.ts";
import type { Asker, Choice } from "../terminal/ask.ts";
import { columnsOf } from "./show-findings.ts";

const CLASSES = Object.keys(SHIPPED_CLASSES).filter((name) => name !== UNSURE);
const CHOICES: readonly Choice<string>[] = [
  { label: "leave it masked", hint: "until somebody knows", is: UNSURE },
  { label: "nothing personal", hint: "shown as it is", is: "internal" },
  ...CLASSES.map((name) => ({ label: name, is: name })),
];

export async function askUnsure(tables: readonly ClassifiedTable[], asker: Asker): Promise<readonly ClassifiedTable[]> {
  const unsure = columnsOf(tables).filter(({ column }) => isUnsure(column));
  if (unsure.length === 0) return tables;
  const question = `${unsure.length} unsure ${unsure.length === 1 ? "column is" : "columns are"} masked. Say what ${unsure.length === 1 ? "it is" : "they are"} now?`;
  if (!(await asker.isAgreed(question, false))) return tables;
  const said = new Map<ClassifiedColumn, ClassifiedColumn>();
  for (const { path, column } of unsure) {
    const holds = await asker.choose({
      question: `${visibleText(path)} (${column.reason})`,
      choices: CHOICES,
      noneIs: `Classes are ${CLASSES.join(", ")}.`,
    });
    if (holds !== UNSURE) said.set(column, { ...column, holds, confidence: 1, reason: "as you said" });
  }
  return tables.map(({ relation, columns }) => ({
    relation,
    columns: columns.map((column) => said.get(column) ?? column),
  }));
}
