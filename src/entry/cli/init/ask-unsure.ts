// What nobody could tell, asked one column at a time by whoever knows it. What is not answered stays unsure, and masked.

import type { ClassifiedColumn, ClassifiedTable } from "../../../core/classification/classify-columns.ts";
import { isUnsure } from "../../../core/classification/finding.ts";
import { SHIPPED_CLASSES, UNSURE } from "../../../core/model/data-class.ts";
import { visibleText } from "../../../core/model/visible-text.ts";
import type { Asker } from "../terminal/ask.ts";
import { columnsOf } from "./show-findings.ts";

const CLASSES = Object.keys(SHIPPED_CLASSES).filter((name) => name !== UNSURE);

export async function askUnsure(tables: readonly ClassifiedTable[], asker: Asker): Promise<readonly ClassifiedTable[]> {
  const unsure = columnsOf(tables).filter(({ column }) => isUnsure(column));
  if (unsure.length === 0) return tables;
  const question = `${unsure.length} unsure ${unsure.length === 1 ? "column is" : "columns are"} masked. Say what ${unsure.length === 1 ? "it is" : "they are"} now?`;
  if (!(await asker.isAgreed(question, false))) return tables;
  const said = new Map<ClassifiedColumn, ClassifiedColumn>();
  for (const { path, column } of unsure) {
    const holds = await asker.ask({
      question: `${visibleText(path)} (${column.reason}): Enter leaves it masked, \`no\` is nothing personal, or a class:`,
      read: readClass,
    });
    if (holds !== UNSURE) said.set(column, { ...column, holds, confidence: 1, reason: "as you said" });
  }
  return tables.map(({ relation, columns }) => ({
    relation,
    columns: columns.map((column) => said.get(column) ?? column),
  }));
}

function readClass(answer: string): { readonly is: string } | { readonly problem: string } {
  if (answer === "") return { is: UNSURE };
  if (/^no?$/i.test(answer)) return { is: "internal" };
  const found = CLASSES.filter((name) => name === answer.toLowerCase() || name.startsWith(answer.toLowerCase()));
  const [only] = found;
  if (only !== undefined && (found.length === 1 || only === answer.toLowerCase())) return { is: only };
  return { problem: `Classes are ${CLASSES.join(", ")}.` };
}
