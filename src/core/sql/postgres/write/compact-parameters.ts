// Numbers the parameters of one text anew, so that it takes those alone that it uses: the statements of one write share their parameters.

import { scanSync } from "libpg-query";
import type { PlanParameter } from "../../plans/executable-plan.ts";
import type { PlanText } from "../../plans/write-plan.ts";
import { SourceText } from "../parse/source-text.ts";
import { Edits } from "../rewrite/edits.ts";

export function compactParameters(text: string, parameters: readonly PlanParameter[]): PlanText {
  const source = new SourceText(text, scanSync(text).tokens);
  const edits = new Edits(text);
  const used: number[] = [];
  for (const { name, start, end, text: token } of source.tokens) {
    if (name !== "PARAM") continue;
    const number = Number(token.slice(1));
    if (!used.includes(number)) used.push(number);
    edits.replace(start, end, `$${used.indexOf(number) + 1}`);
  }
  return {
    text: edits.render(0, text.length),
    parameters: used.flatMap((number) => parameters.slice(number - 1, number)),
  };
}
