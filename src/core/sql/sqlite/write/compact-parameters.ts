// Numbers the parameters of one text anew, so that it takes those alone that it uses: the statements of one write share their parameters.

import type { Refusal } from "../../../model/refusal.ts";
import type { PlanParameter } from "../../plans/executable-plan.ts";
import type { PlanText } from "../../plans/write-plan.ts";
import { spanOf } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import { applyEdits, type Edit } from "../rewrite/edits.ts";
import { parametersOf } from "./number-parameters.ts";

export function compactParameters(text: string, parameters: readonly PlanParameter[]): PlanText | Refusal {
  const statement = parseText(text);
  if (statement.kind === "refusal") return { ...statement, position: null };
  const used: number[] = [];
  const edits: Edit[] = parametersOf(statement.root).map((node) => {
    const number = Number(node.text.slice(1));
    if (!used.includes(number)) used.push(number);
    return { ...spanOf(node), text: `?${used.indexOf(number) + 1}` };
  });
  return {
    text: applyEdits(text, edits),
    parameters: used.map((number): PlanParameter => parameters[number - 1] ?? { kind: "caller", index: number - 1 }),
  };
}
