// By which verbs a trigger is set off, from the CREATE TRIGGER text that SQLite keeps.

import type { Verb } from "../../../model/catalogue.ts";
import { parseText } from "../parse/parse-text.ts";

const ALL: readonly Verb[] = ["insert", "update", "delete"];

/** All of them when the text is not one that the grammar knows. */
export function triggerVerbs(create: string): readonly Verb[] {
  const parsed = parseText(create);
  if (parsed.kind === "refusal" || parsed.root.type !== "create_trigger_stmt") return ALL;
  const { event } = parsed.root;
  const verb = ALL.find((candidate) => candidate.toUpperCase() === event);
  return verb === undefined ? ALL : [verb];
}
