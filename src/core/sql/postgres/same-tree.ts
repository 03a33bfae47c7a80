// Compares a tree that is meant with one that was parsed, positions aside. What stands in the replacements is compared in its place.

import { isStruct } from "./tree.ts";

const POSITIONS = new Set([
  "location",
  "stmt_location",
  "stmt_len",
  "name_location",
  "list_start",
  "list_end",
  "rexpr_list_start",
  "rexpr_list_end",
]);

export function sameTree(meant: unknown, parsed: unknown, replacements: ReadonlyMap<unknown, unknown>): boolean {
  if (typeof meant !== "object") return meant === parsed; // only nodes and lists of them are replaced
  const wanted = replacements.has(meant) ? replacements.get(meant) : meant;
  if (Array.isArray(wanted)) {
    if (!Array.isArray(parsed) || wanted.length !== parsed.length) return false;
    return wanted.every((item, index) => sameTree(item, parsed[index], replacements));
  }
  if (!isStruct(wanted)) return wanted === parsed;
  if (!isStruct(parsed)) return false;
  for (const field in wanted) {
    if (!sameTree(wanted[field], parsed[field], replacements) && !POSITIONS.has(field)) return false;
  }
  for (const field in parsed) if (wanted[field] === undefined && !POSITIONS.has(field)) return false;
  return true;
}
