// What a role may ask to change of a schema. People decide on every such change, and what is refused here nobody is asked for: what would
// make a hidden value readable later, or answer questions about hidden values for as long as it stands.
// INVARIANT: the words of a refusal depend on what was written and on what is visible, never on what is hidden.

import type { Catalogue, Engine } from "../../model/catalogue.ts";
import type { Facts } from "../../model/facts.ts";
import type { Governance, GovernedRelation } from "../../model/governed-relation.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { formatRelation, relationKey } from "../../model/relation-name.ts";
import type { NamedPart, SchemaFacts } from "../../model/schema-change.ts";
import { grantsColumn } from "../../model/write-grant.ts";
import { didYouMean, writtenName } from "../../model/written-name.ts";
import { nearNames } from "../near-names.ts";
import type { SchemaChanges } from "../policy.ts";
import { refuseMaskedKeys } from "./refuse-masked-keys.ts";

interface Scope {
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  /** What the role was granted of this database; undefined for nothing. */
  readonly granted: SchemaChanges | undefined;
  /** `role analyst` */
  readonly rule: string;
}

/** To a role without any grant such statements are none that can be sent. */
export function refuseUngranted({ schema }: Facts, { granted, rule }: Pick<Scope, "granted" | "rule">): Refusal | null {
  if (schema === undefined || granted !== undefined) return null;
  return refuse(
    "statement-kind",
    "Only SELECT, VALUES, TABLE, INSERT, UPDATE and DELETE can be run; this statement is a change of the schema or of its grants.",
    { rule, remedy: "Ask the owner of the data to make the change." },
  );
}

/** An index is named without its table: one of a hidden table is answered like none, before anything is said of tables. */
export function refuseUnseenIndex({ schema }: Facts, governance: Governance): Refusal | null {
  const [first] = schema?.targets ?? [];
  if (schema === undefined || !schema.parts.some(({ kind }) => kind === "index")) return null;
  const governed = first === undefined ? undefined : governance.get(relationKey(first));
  return refuseParts(schema, { governed, governance });
}

/** Why the change cannot be asked for; null when it can. Its tables are ones that the caller sees. */
export function refuseSchemaChange({ schema }: Facts, scope: Scope): Refusal | null {
  if (schema === undefined) return null;
  const targets = schema.targets.flatMap((name) => scope.governance.get(relationKey(name)) ?? []);
  const [first] = targets;
  return (
    refuseReserved(schema) ??
    refuseCreate(schema, scope) ??
    firstOf(targets, (target) => refuseTarget(schema, target, scope)) ??
    refuseParts(schema, { governed: first, governance: scope.governance }) ??
    (first === undefined
      ? null
      : refuseColumns(schema, { governed: first, folded: foldOf(scope.catalogue), engine: scope.catalogue.engine })) ??
    (first === undefined ? null : refuseRename(schema, first)) ??
    (first === undefined ? null : refuseOracle(schema, first)) ??
    refuseReferences(schema, scope) ??
    (first === undefined ? null : refuseMaskedKeys(schema, { governed: first, ...scope }))
  );
}

/** Under such names keys and new values stand among the rows of a write. */
function refuseReserved({ creates, adds }: SchemaFacts): Refusal | null {
  const reserved = [...adds, ...(creates === null ? [] : [creates.name])].find((name) => /^gatehouse_/i.test(name));
  if (reserved === undefined) return null;
  return refuse("construct-not-allowed", "Names that begin with gatehouse_ are Gatehouse's own.", {
    rule: "schema-forms",
    remedy: "Choose another name.",
  });
}

function firstOf<T>(items: readonly T[], refusalOf: (item: T) => Refusal | null): Refusal | null {
  for (const item of items) {
    const refusal = refusalOf(item);
    if (refusal !== null) return refusal;
  }
  return null;
}

/** How a database compares names: SQLite without case. */
function foldOf({ engine }: Catalogue): (name: string) => string {
  return (name) => (engine === "sqlite" ? name.toLowerCase() : name);
}

function refuseCreate({ creates }: SchemaFacts, { governance, catalogue, granted, rule }: Scope): Refusal | null {
  if (creates === null) return null;
  if (granted?.createIn.has(creates.schema) !== true) {
    return refuse("write-not-granted", `The role may not ask for new tables in ${creates.schema}.`, {
      rule,
      remedy: "Ask the operator, or the owner of the data to make it.",
    });
  }
  const folded = foldOf(catalogue);
  const name = folded(formatRelation(creates));
  if ([...governance.values()].every(({ relation }) => folded(formatRelation(relation)) !== name)) return null;
  return alreadyThere(`There is a table ${formatRelation(creates)} already.`);
}

function refuseTarget({ verb }: SchemaFacts, governed: GovernedRelation, { catalogue, rule }: Scope): Refusal | null {
  const name = formatRelation(governed.relation);
  const relation = catalogue.relations.get(relationKey(governed.relation));
  if (verb === "create" || governed.changes?.verbs.has(verb) !== true) {
    return refuse("write-not-granted", `The role may not ask to ${verb} ${name}.`, {
      rule,
      remedy: "Call describe-schema for what may be changed, or ask the owner of the table to make the change.",
    });
  }
  const why =
    relation?.kind !== "table" && relation?.kind !== "partitioned-table"
      ? "it is not a table"
      : relation.structure === undefined || relation.writing === undefined
        ? "what depends on it is not known"
        : (relation.writing.obstacle ?? inheritedBy(relation.writing));
  if (why !== null) {
    return refuse("write-target", `The schema of ${name} cannot be changed here: ${why}.`, {
      rule: "write-target",
      remedy: "Ask the owner of the table to make the change.",
    });
  }
  if (governed.rowFilter === null) return null;
  return refuse("write-not-granted", `The role sees only some rows of ${name}, and such a change concerns them all.`, {
    rule,
    remedy: "Ask the owner of the table to make the change.",
  });
}

/** A constraint or index over what the caller does not see is answered like none. */
function refuseParts(
  { parts }: SchemaFacts,
  { governed, governance }: { governed: GovernedRelation | undefined; governance: Governance },
): Refusal | null {
  const seen = ({ found }: NamedPart) =>
    found !== null &&
    governed !== undefined &&
    seesAll(found.columns, governed) &&
    (found.references === null || governance.has(relationKey(found.references)));
  const unseen = parts.find((part) => !seen(part));
  if (unseen === undefined) return null;
  return refuse("unknown-column", `There is no ${unseen.kind} ${unseen.name} that you can see.`, {
    rule: "catalogue",
    remedy: "Check its name; constraints and indexes over columns that you do not see cannot be changed.",
  });
}

function seesAll(columns: readonly string[], governed: GovernedRelation): boolean {
  return columns.every((name) => governed.columns.some(({ column }) => column.name === name));
}

function refuseColumns(
  { columns, adds }: SchemaFacts,
  { governed, folded, engine }: { governed: GovernedRelation; folded: (name: string) => string; engine: Engine },
): Refusal | null {
  const visible = governed.columns.map(({ column }) => column.name);
  const table = formatRelation(governed.relation);
  const unknown = columns.find((column) => !visible.includes(column));
  if (unknown !== undefined) {
    const near = nearNames(unknown, visible).map((column) => writtenName(column, engine));
    return refuse("unknown-column", `The table ${table} has no column ${unknown}.`, {
      rule: "catalogue",
      remedy: didYouMean(near, unknown) ?? "Call describe-schema for its columns.",
    });
  }
  const taken = adds.find((column) => visible.some((held) => folded(held) === folded(column)));
  return taken === undefined ? null : alreadyThere(`The table ${table} has a column ${taken} already.`);
}

function alreadyThere(message: string): Refusal {
  return refuse("construct-not-allowed", message, {
    rule: "catalogue",
    remedy: "Leave that part out, or choose another name.",
  });
}

/** What policies say of a column holds by its name: under another one it could be shown as what it is not. */
function refuseRename({ rename, expressions }: SchemaFacts, { changes }: GovernedRelation): Refusal | null {
  if (changes === undefined) return null;
  const { listed, grants, unnamedShown } = changes;
  const alike = (from: string, to: string) =>
    listed.get(from)?.class === listed.get(to)?.class && listed.get(from)?.level === listed.get(to)?.level;
  // nor may a role write by that name what it may not by the other
  const gains = (from: string, to: string) =>
    grants.some(({ insert, update }) =>
      [insert, update].some((granted) => grantsColumn(granted, to) && !grantsColumn(granted, from)),
    );
  const renamed =
    rename === null ||
    (listed.has(rename.to) ? alike(rename.from, rename.to) : !unnamedShown || !listed.has(rename.from));
  // what no policy names inherits the classes of what it is computed from; what one names is what the policy says
  const filled = expressions.every(
    ({ columns, fills }) => fills === null || !listed.has(fills) || columns.every((column) => alike(column, fills)),
  );
  if (rename !== null && gains(rename.from, rename.to)) {
    return refuse("construct-not-allowed", "Under that name a role could write the column that may not write it now.", {
      rule: "masked-values",
      remedy: "Ask the operator to name the column in the role's writes as it is to be called.",
    });
  }
  if (renamed && filled) return null;
  return refuse("construct-not-allowed", "Under that name the values would be treated as those of another column.", {
    rule: "masked-values",
    remedy: "Ask the operator to name the new column in the data policy as the old one is.",
  });
}

/**
 * An expression over a masked column and one that the caller may change is asked again with every change: whether it fails would tell
 * the masked value, guess by guess. So would a check that is made of stored rows only when they are next changed.
 */
function refuseOracle({ expressions, adds }: SchemaFacts, governed: GovernedRelation): Refusal | null {
  const masked = (name: string) =>
    governed.columns.some(({ column, treatment }) => column.name === name && treatment.kind !== "clear");
  const given = (name: string) => adds.includes(name) || grantsColumn(governed.writes?.update ?? null, name);
  for (const { columns, unchecked } of expressions) {
    const hidden = columns.find(masked);
    if (hidden === undefined) continue;
    const other = columns.find((column) => column !== hidden && given(column));
    if (other !== undefined) {
      return refuseMasked(
        `The expression would compare the masked column ${hidden} with ${other}, which the role may change.`,
      );
    }
    if (unchecked)
      return refuseMasked(`A check of the masked column ${hidden} has to hold for the rows that are there.`);
  }
  return null;
}

/** A foreign key says of any value whether it is there. */
function refuseReferences({ references }: SchemaFacts, { governance }: Scope): Refusal | null {
  for (const { relation, columns } of references) {
    const governed = governance.get(relationKey(relation));
    const unknown = columns.find((name) => governed?.columns.every(({ column }) => column.name !== name) !== false);
    if (unknown !== undefined) {
      return refuse("unknown-column", `The table ${formatRelation(relation)} has no column ${unknown}.`, {
        rule: "catalogue",
        remedy: "Call describe-schema for its columns.",
      });
    }
    const masked = governed?.columns.find(
      ({ column, treatment }) => columns.includes(column.name) && treatment.kind !== "clear",
    );
    if (governed?.rowFilter !== null || masked !== undefined) {
      return refuseMasked(
        `A foreign key would tell which values are in ${formatRelation(relation)}, which the role does not see whole and in the clear.`,
      );
    }
  }
  return null;
}

function refuseMasked(message: string): Refusal {
  return refuse("construct-not-allowed", message, {
    rule: "masked-values",
    remedy: "Ask the owner of the table to make the change.",
  });
}

/** A change of such a table is one of each that inherits from it, which no policy was asked about. */
function inheritedBy({ inheritors }: { readonly inheritors?: readonly unknown[] }): string | null {
  return inheritors === undefined ? null : "other tables inherit from it";
}
