// A statement with its parameters numbered and its outputs named, so that it can be cut apart and put together in another order without
// a parameter changing its meaning, or a column its name.

import type { Refusal } from "../../../model/refusal.ts";
import { aliasOf, outputNames } from "../analyse/output-names.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { applyEdits } from "../rewrite/edits.ts";
import { numberParameters } from "./number-parameters.ts";

export function spellOut(statement: Statement): Statement | Refusal {
  const edits = [...numberParameters(statement), ...outputNames(statement).map(aliasOf)];
  return edits.length === 0 ? statement : parseText(applyEdits(statement.text, edits));
}
