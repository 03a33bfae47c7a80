// What would come of a statement, in sentences that need no knowledge of the policies' words.

import type { Caller } from "../../core/model/caller.ts";
import type { WriteFacts } from "../../core/model/facts.ts";
import { formatRelation, relationKey } from "../../core/model/relation-name.ts";
import type { TreatmentKind } from "../../core/model/treatment.ts";
import type { Explanation } from "../../gate/reading.ts";

export function inPlainWords(
  explanation: Explanation,
  { principal, role }: Pick<Caller, "principal" | "role">,
): readonly string[] {
  const who = `${principal}, as ${role},`;
  if (explanation.kind === "refused")
    return [`${who} may not do this. ${explanation.refusal.message} ${explanation.refusal.remedy}`];
  const { facts } = explanation;
  const may =
    facts.schema !== undefined
      ? `${who} may ask for this change of the schema; people decide on it.`
      : facts.writes.length > 0
        ? `${who} may send this: it ${facts.writes.map(tellWrite).join(", and ")}. It runs at once, or waits for people, as its effect is then.`
        : `${who} may run this.`;
  return [may, ...explanation.facts.reads.flatMap((read) => tellRead(read, explanation))];
}

function tellRead(
  { relation, columns }: Extract<Explanation, { kind: "allowed" }>["facts"]["reads"][number],
  { governance }: Extract<Explanation, { kind: "allowed" }>,
): readonly string[] {
  const governed = governance.get(relationKey(relation));
  if (governed === undefined) return [];
  const shown = new Map<TreatmentKind, string[]>();
  for (const { column, treatment } of governed.columns) {
    if (columns.includes(column.name)) shown.set(treatment.kind, [...(shown.get(treatment.kind) ?? []), column.name]);
  }
  const parts = [...shown].map(([kind, names]) => `${names.join(", ")} ${SHOWN[kind]}`);
  const rows = governed.rowFilter === null ? "" : "; only the rows that the role's filter lets through";
  return [
    `It sees of ${formatRelation(relation)}: ${parts.length === 0 ? "no column, and how many rows there are" : parts.join("; ")}${rows}.`,
  ];
}

const SHOWN: Readonly<Record<TreatmentKind, string>> = {
  clear: "as stored",
  token: "as pseudonyms, equal for equal values",
  redact: "blacked out",
  null: "as NULL",
  partial: "in part",
  year: "as the year alone",
  bucket: "rounded down",
  hide: "not at all",
};

const VERBS: Readonly<Record<WriteFacts["verb"], string>> = {
  insert: "adds rows to",
  update: "changes rows of",
  delete: "deletes rows of",
};

function tellWrite({ verb, target }: WriteFacts): string {
  return `${VERBS[verb]} ${formatRelation(target)}`;
}
