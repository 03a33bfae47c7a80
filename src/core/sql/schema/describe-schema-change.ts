// What the catalogue knows of a change of the schema, for those who decide on it: what goes with it, what stands in its way, what it may
// tell who asks. Not for callers: it names what they may not see.

import type { Catalogue, Relation } from "../../model/catalogue.ts";
import type { Governance } from "../../model/governed-relation.ts";
import { formatRelation, type RelationName, relationKey } from "../../model/relation-name.ts";
import type { SchemaFacts } from "../../model/schema-change.ts";

interface Around {
  readonly catalogue: Catalogue;
  readonly governance: Governance;
}

export function describeSchemaChange(change: SchemaFacts, around: Around): readonly string[] {
  const targets = change.targets.flatMap((name) => around.catalogue.relations.get(relationKey(name)) ?? []);
  return [
    ...describeNew(change, around),
    ...targets.flatMap((relation) => describeGoing(change, relation)),
    ...describeChecks(change, around),
    ...(change.references.length === 0
      ? []
      : [
          `Rows of ${change.references.map(({ relation }) => formatRelation(relation)).join(", ")} that are referred to can no longer be deleted freely.`,
        ]),
    "It cannot be taken back by Gatehouse.",
  ];
}

function describeNew(
  { creates, adds, targets, rename }: SchemaFacts,
  { catalogue, governance }: Around,
): readonly string[] {
  const notes: string[] = [];
  const alike = (a: string, b: string) =>
    a === b || (catalogue.engine === "sqlite" && a.toLowerCase() === b.toLowerCase());
  if (creates !== null) {
    const taken = [...catalogue.relations.values()].some(({ name }) =>
      alike(formatRelation(name), formatRelation(creates)),
    );
    if (taken) {
      notes.push(
        `There is a relation ${formatRelation(creates)} already, which the caller does not see: this would fail, and the failure would tell.`,
      );
    } else notes.push("The new table is hidden from callers until a data policy lists it.");
    return notes;
  }
  const [target] = targets;
  const relation = target === undefined ? undefined : catalogue.relations.get(relationKey(target));
  const taken = adds.filter((name) => relation?.columns.some((column) => alike(column.name, name)));
  const listed = relation === undefined ? undefined : governance.get(relationKey(relation.name))?.changes?.listed;
  const unnamed = adds.filter((name) => listed?.has(name) !== true);
  if (taken.length > 0)
    notes.push(
      `The table has a column ${taken.join(", ")} already, which the caller does not see: this would fail, and the failure would tell.`,
    );
  if (unnamed.length > 0)
    notes.push(`No data policy names the column ${unnamed.join(", ")}: roles get what their \`unclassified\` says.`);
  if (rename !== null && listed?.has(rename.from) === true)
    notes.push(`What the data policy says of ${rename.from} holds by that name, and no longer for this column.`);
  return notes;
}

/** What goes with it, and what would keep it from being done. */
function describeGoing(change: SchemaFacts, relation: Relation): readonly string[] {
  const name = formatRelation(relation.name);
  const { constraints = [], indexes = [], readBy = [] } = relation.structure ?? {};
  const whole = change.verb === "drop";
  const touched = (columns: readonly string[]) => whole || columns.some((column) => change.columns.includes(column));
  const said = (what: string, names: readonly string[]) =>
    names.length === 0 ? [] : [`${what}: ${names.join(", ")}.`];
  const referring =
    relation.writing?.referencedBy.filter(
      (reference) => relationKey(reference.relation) !== relationKey(relation.name),
    ) ?? [];
  if (change.verb === "truncate") {
    const outside = referring.filter(
      (reference) => !change.targets.some((target) => relationKey(target) === relationKey(reference.relation)),
    );
    return said(
      `Foreign keys of other tables would keep ${name} from being emptied`,
      outside.map((reference) => formatRelation(reference.relation)),
    );
  }
  if (!change.loses && !change.rewrites && change.rename === null) return [];
  if (change.parts.some(({ kind }) => kind === "index")) return [];
  const views = readBy.filter(({ columns }) => touched(columns)).map((view) => formatRelation(view.relation));
  const keys = referring
    .filter(({ referenced }) => touched(referenced))
    .map((reference) => formatRelation(reference.relation));
  if (change.rename !== null) return said("Views that read it go on under their own names", views);
  const triggers = relation.writing?.triggers.map((trigger) => trigger.name) ?? [];
  return [
    ...said(`Views over ${name} would keep it from being done`, views),
    ...(change.loses ? said("Foreign keys of other tables would keep it from being done", keys) : []),
    ...(change.loses
      ? said(
          "Indexes that go with it",
          indexes.filter(({ columns }) => touched(columns)).map((index) => index.name),
        )
      : []),
    ...(change.loses
      ? said(
          "Constraints that go with it",
          constraints.filter(({ columns }) => touched(columns)).map((constraint) => constraint.name),
        )
      : []),
    ...(whole ? said("Triggers that go with it", triggers) : []),
  ];
}

/** The outcome is the one thing that stored values decide, and whoever asks learns it. */
function describeChecks({ checks, targets }: SchemaFacts, { governance }: Around): readonly string[] {
  const [target] = targets;
  if (checks.length === 0 || target === undefined) return [];
  const governed = governance.get(relationKey(target));
  const masked = checks.filter(
    (name) => governed?.columns.find(({ column }) => column.name === name)?.treatment.kind !== "clear",
  );
  return [
    `Every row of ${formatRelation(target)} is looked at, under a lock: whether it can be done depends on ${checks.join(", ")}.`,
    ...(masked.length === 0
      ? []
      : [`The caller sees ${masked.join(", ")} masked, and would learn whether it could be done.`]),
  ];
}

/** What else the catalogue may say otherwise afterwards: partitions, and views over a column of a new name. */
export function followersOf(change: SchemaFacts, catalogue: Catalogue): readonly RelationName[] {
  const all = new Set(change.targets.map(relationKey));
  for (let grown = true; grown; ) {
    grown = false;
    for (const { name, parents } of catalogue.relations.values()) {
      if (all.has(relationKey(name)) || !parents.some((parent) => all.has(relationKey(parent)))) continue;
      all.add(relationKey(name));
      grown = true;
    }
  }
  const views =
    change.rename === null
      ? []
      : [...all].flatMap(
          (key) => catalogue.relations.get(key)?.structure?.readBy.map(({ relation }) => relation) ?? [],
        );
  const referring =
    change.rename === null
      ? []
      : [...all].flatMap(
          (key) => catalogue.relations.get(key)?.writing?.referencedBy.map(({ relation }) => relation) ?? [],
        );
  return [...[...all].flatMap((key) => catalogue.relations.get(key)?.name ?? []), ...views, ...referring];
}
