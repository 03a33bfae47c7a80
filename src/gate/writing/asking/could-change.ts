// What a write could change besides its own rows, by the catalogue: triggers that may fire, tables that foreign keys reach. INVARIANT: whether
// they did so, and how many rows they changed, is told to nobody whose sight it may go beyond, by words, counts or by whether people are asked.

import type { Catalogue, IncomingReference, Relation, Verb, WritingTrigger } from "../../../core/model/catalogue.ts";
import type { WriteFacts } from "../../../core/model/facts.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import { type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import { reachedByName } from "../../../core/policy/govern/relation-family.ts";
import { type Changing, cascadedFrom, cascadeMark, referencesOf } from "../../../core/sql/cascades/cascade-graph.ts";

interface Sight {
  readonly governance: Governance;
  readonly catalogue: Catalogue;
}

/** Tables whose rows may change in a number that the caller could not tell by reading; `any`: a trigger of the database's own may write whichever. */
export function couldChangeUnseen(write: WriteFacts, sight: Sight): "nothing" | "any" | readonly RelationName[] {
  const { catalogue, governance } = sight;
  const relation = catalogue.relations.get(relationKey(write.target));
  if (relation === undefined) return "nothing";
  // what it reads is not known
  if (mayFire(write, catalogue, (trigger) => trigger.own !== true) && !seesEverything(sight)) return "any";
  const unseen: RelationName[] = [];
  const known = new Set<string>();
  const open: Changing[] = reachedByName(relation, { alone: write.alone === true, catalogue }).map((table) =>
    changingOf(write, table),
  );
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    for (const reference of referencesOf(here, catalogue)) {
      const child = catalogue.relations.get(relationKey(reference.relation));
      const verb = here.verb === "delete" && reference.onDelete === "cascade" ? "delete" : "update";
      const mark = JSON.stringify([relationKey(here.relation.name), here.verb, reference]);
      if (child === undefined || known.has(mark)) continue;
      known.add(mark);
      if (!isCountable(reference, here.relation, governance)) unseen.push(child.name);
      open.push({ relation: child, verb, columns: reference.columns });
    }
  }
  return unseen.length === 0 ? "nothing" : [...unseen, ...reachedBy(write, { relation, catalogue })];
}

/** By rows that the caller sees, and columns that are in the clear, in all rows of the table that refers to them. */
export function isCountable(reference: IncomingReference, target: Relation, governance: Governance): boolean {
  return (
    isOpen(reference.relation, reference.columns, governance) && isClear(target.name, reference.referenced, governance)
  );
}

function seesEverything({ governance, catalogue }: Sight): boolean {
  return [...catalogue.relations.values()].every(({ name, columns }) =>
    isOpen(
      name,
      columns.map((column) => column.name),
      governance,
    ),
  );
}

function isOpen(name: RelationName, columns: readonly string[], governance: Governance): boolean {
  return governance.get(relationKey(name))?.rowFilter === null && isClear(name, columns, governance);
}

function isClear(name: RelationName, columns: readonly string[], governance: Governance): boolean {
  const seen = governance.get(relationKey(name))?.columns ?? [];
  const clear = new Set(seen.flatMap(({ column, treatment }) => (treatment.kind === "clear" ? [column.name] : [])));
  return columns.every((column) => clear.has(column));
}

/** Triggers of the table, of its parts, and of what foreign keys reach from it. */
export function mayFire(
  write: WriteFacts,
  catalogue: Catalogue,
  isMeant: (trigger: WritingTrigger) => boolean = () => true,
): boolean {
  const relation = catalogue.relations.get(relationKey(write.target));
  if (relation === undefined) return false;
  const given = write.assigned.map(({ column }) => column);
  const isOf = (trigger: WritingTrigger) =>
    write.verb !== "update" || trigger.columns === undefined || trigger.columns.some((name) => given.includes(name));
  if (firesIn(relation, write.verb, { catalogue, isMeant: (trigger) => isMeant(trigger) && isOf(trigger) }))
    return true;
  const marks = marksOf(write, { relation, catalogue });
  return [...catalogue.relations.values()].some((other) =>
    (["update", "delete"] as const).some(
      (verb) => marks.has(cascadeMark(other.name, verb)) && firesIn(other, verb, { catalogue, isMeant }),
    ),
  );
}

function firesIn(
  relation: Relation,
  verb: Verb,
  meant: { catalogue: Catalogue; isMeant: (trigger: WritingTrigger) => boolean },
): boolean {
  const { catalogue, isMeant } = meant;
  if (relation.writing?.triggers.some((trigger) => trigger.verbs.includes(verb) && isMeant(trigger)) === true)
    return true;
  if (relation.kind !== "partitioned-table" && relation.writing?.inheritors === undefined) return false;
  return [...catalogue.relations.values()].some(
    (part) =>
      part.parents.some((parent) => relationKey(parent) === relationKey(relation.name)) && firesIn(part, verb, meant),
  );
}

function reachedBy(
  write: WriteFacts,
  { relation, catalogue }: { relation: Relation; catalogue: Catalogue },
): readonly RelationName[] {
  const marks = marksOf(write, { relation, catalogue });
  return [...catalogue.relations.values()]
    .map(({ name }) => name)
    .filter((name) => marks.has(cascadeMark(name, "update")) || marks.has(cascadeMark(name, "delete")));
}

function marksOf(
  write: WriteFacts,
  { relation, catalogue }: { relation: Relation; catalogue: Catalogue },
): ReadonlySet<string> {
  const tables = reachedByName(relation, { alone: write.alone === true, catalogue });
  return new Set(tables.flatMap((table) => [...cascadedFrom(changingOf(write, table), catalogue)]));
}

export function changingOf({ verb, assigned }: WriteFacts, relation: Relation): Changing {
  return { relation, verb, columns: assigned.map(({ column }) => column) };
}
