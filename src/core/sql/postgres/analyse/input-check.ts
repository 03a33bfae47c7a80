// pg_input_is_valid and pg_input_error_info take the name of a type as text. With a constant that names a type of the list they tell whether
// a text is one of that type, and nothing of the catalogue; with anything else they would tell which types there are.

import type { Catalogue } from "../../../model/catalogue.ts";
import { isListedType } from "../lists/type-list.ts";
import { bodyOf, list, type Struct, struct, word } from "../parse/tree.ts";
import { internalName } from "./type-of-value.ts";

const CHECKS: ReadonlySet<string> = new Set(["pg_input_is_valid", "pg_input_error_info"]);

/** Names of SQL that format_type does not give. */
const SPELLINGS: ReadonlyMap<string, string> = new Map([
  ["int", "int4"],
  ["decimal", "numeric"],
  ["dec", "numeric"],
  ["float", "float8"],
]);

/** What reads names, or a row of any form. */
const OPEN: ReadonlySet<string> = new Set(["regconfig", "record"]);

export function isInputCheck(name: string, call: Struct, catalogue: Catalogue): boolean {
  const args = list(call["args"]);
  if (!CHECKS.has(name) || args.length !== 2) return false;
  const text = word(struct(bodyOf(args[1], "A_Const")?.["sval"])["sval"]);
  const written = /^([a-z0-9_]+(?: [a-z]+)*)(?: ?\(\d+(?:, ?\d+)?\))?(?:\[\])*$/.exec(text ?? "")?.[1];
  if (written === undefined) return false;
  const type = SPELLINGS.get(written) ?? internalName(written);
  const { types, everyType = types } = catalogue;
  return isListedType(type) && !OPEN.has(type) && !everyType.has(type);
}
