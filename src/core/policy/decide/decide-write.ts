// What a role may ask to change. INVARIANT: a value that the caller sees masked is never stored, whatever expression it passed through,
// and the words of a refusal depend on what was written and on what is visible alone.

import type { Catalogue, Engine, Relation } from "../../model/catalogue.ts";
import type { Facts, WriteFacts } from "../../model/facts.ts";
import type { Governance, GovernedRelation } from "../../model/governed-relation.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { formatColumn, formatRelation, relationKey } from "../../model/relation-name.ts";
import { type GrantedColumns, grantsColumn } from "../../model/write-grant.ts";
import { didYouMean, writtenName } from "../../model/written-name.ts";
import { reachedByName } from "../govern/relation-family.ts";
import { nearNames } from "../near-names.ts";
import { refuseJoined } from "./refuse-joined.ts";

interface Scope {
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  /** `role analyst` */
  readonly rule: string;
}

/** Why the write is not granted; null when it is. The target is one that the caller sees. */
export function refuseWrite({ writes }: Facts, scope: Scope): Refusal | null {
  return writes.map((write) => refuseStep(write, scope)).find((refusal) => refusal !== null) ?? null;
}

/** Before anything else is said of a write: what is said later may depend on the types of the columns that it names. */
export function refuseUnknownColumns(
  { writes }: Facts,
  { governance, catalogue }: { governance: Governance; catalogue: Catalogue },
): Refusal | null {
  for (const write of writes) {
    const governed = governance.get(relationKey(write.target));
    const refusal = governed === undefined ? null : refuseUnknownColumn(write, governed, catalogue.engine);
    if (refusal !== null) return refusal;
  }
  return null;
}

function refuseStep(write: WriteFacts, scope: Scope): Refusal | null {
  const governed = scope.governance.get(relationKey(write.target));
  const relation = scope.catalogue.relations.get(relationKey(write.target));
  if (governed === undefined || relation === undefined) return null; // refused as unknown before
  return (
    refuseUnnamed(write, governed, relation) ??
    refusePairs(write, governed) ??
    refuseVerb(write, governed, scope.rule) ??
    refuseColumn(write, governed, scope.rule) ??
    refuseComputed(write, relation) ??
    refuseMasked(write, scope.governance) ??
    (write.verb === "update" ? refuseJoined(relation, { changed: changedBy(write), governed, ...scope }) : null) ??
    refuseCascade(write, { relation, ...scope })
  );
}

function changedBy({ assigned }: WriteFacts): readonly string[] {
  return assigned.map(({ column }) => column);
}

function refuseUnknownColumn(
  { assigned, conflict, named }: WriteFacts,
  governed: GovernedRelation,
  engine: Engine,
): Refusal | null {
  if (!named) return null;
  const visible = governed.columns.map(({ column }) => column.name);
  const unknown = [...assigned.map(({ column }) => column), ...conflict].find((column) => !visible.includes(column));
  if (unknown === undefined) return null;
  const near = nearNames(unknown, visible).map((column) => writtenName(column, engine));
  return refuse("unknown-column", `The table ${formatRelation(governed.relation)} has no column ${unknown}.`, {
    rule: "catalogue",
    remedy: didYouMean(near, unknown) ?? "Call describe-schema for its columns.",
  });
}

/** Without a list of columns an INSERT means all that the table has, those too that the caller does not see. */
function refuseUnnamed({ named }: WriteFacts, governed: GovernedRelation, relation: Relation): Refusal | null {
  const shown = new Set(governed.columns.map(({ column }) => column.name));
  if (named || relation.columns.every(({ name }) => shown.has(name))) return null;
  return refuse("construct-not-allowed", "The INSERT names no columns.", {
    rule: "write-forms",
    remedy: "Name the columns after the table: INSERT INTO table (column, …).",
  });
}

function refuseVerb({ verb, target }: WriteFacts, { writes }: GovernedRelation, rule: string): Refusal | null {
  const granted = writes !== undefined && (verb === "delete" ? writes.delete : writes[verb] !== null);
  if (granted) return null;
  return refuse("write-not-granted", `The role may not ${WORDS[verb]} ${formatRelation(target)}.`, {
    rule,
    remedy: "Call describe-schema for what may be changed, or ask the owner of the table to make the change.",
  });
}

const WORDS = { insert: "insert rows into", update: "update", delete: "delete from" } as const;

function refuseColumn({ verb, assigned }: WriteFacts, governed: GovernedRelation, rule: string): Refusal | null {
  const { writes } = governed;
  if (verb === "delete" || writes === undefined) return null;
  const refused = assigned.find(({ column }) => !grantsColumn(writes[verb], column));
  if (refused === undefined) return refuseBlind(assigned, { writes: writes[verb], governed, rule });
  return refuse("write-not-granted", `The role may not give a value to the column ${refused.column}.`, {
    rule,
    remedy: "Leave the column out, or ask the owner of the table to make the change.",
  });
}

/** Constraints tell whether a value is there: a grant of `all` means the columns that the role sees in the clear, others are named. */
function refuseBlind(
  assigned: WriteFacts["assigned"],
  { writes, governed, rule }: { writes: GrantedColumns; governed: GovernedRelation; rule: string },
): Refusal | null {
  if (writes !== "all") return null;
  const masked = assigned.find(({ column }) =>
    governed.columns.some((held) => held.column.name === column && held.treatment.kind !== "clear"),
  );
  if (masked === undefined) return null;
  return refuse("write-not-granted", `The role may not give a value to the masked column ${masked.column}.`, {
    rule,
    remedy: "Leave the column out, or ask the operator to grant the column by its name.",
  });
}

/** DEFAULT leaves them to the database, and OVERRIDING SYSTEM VALUE gives an identity a value. */
function refuseComputed({ assigned, overriding }: WriteFacts, { writing }: Relation): Refusal | null {
  const identities = overriding === true ? (writing?.identities ?? []) : [];
  const given = assigned.filter(({ column, isDefault }) => isDefault !== true && !identities.includes(column));
  const computed = given.find(({ column }) => writing?.computed.includes(column) === true);
  if (computed === undefined) return null;
  return refuse("write-target", `The database computes the column ${computed.column} itself.`, {
    rule: "write-target",
    remedy: "Leave the column out.",
  });
}

/** Storing a mask would write it over real data, or launder what it was made from. */
function refuseMasked({ assigned }: WriteFacts, governance: Governance): Refusal | null {
  for (const { column, sources } of assigned) {
    const masked = sources.find((source) => {
      const governed = governance.get(relationKey(source.relation));
      if (governed === undefined) return true;
      // what is hidden is in no governed relation: nothing of it can flow, and the database finds no such column, as for any other name
      const treatment = governed.columns.find((held) => held.column.name === source.column)?.treatment.kind ?? "clear";
      return treatment !== "clear";
    });
    if (masked === undefined) continue;
    const visible = governance
      .get(relationKey(masked.relation))
      ?.columns.some((held) => held.column.name === masked.column);
    const what = visible === true ? `the masked column ${formatColumn(masked)}` : "a column that you do not see";
    return refuse("masked-value-stored", `The column ${column} would be given a value made from ${what}.`, {
      rule: "masked-values",
      remedy:
        "A masked value may choose rows and be returned, but not be stored: use a constant or columns that you see in the clear.",
    });
  }
  return null;
}

/**
 * Which row is there is told by the values of a key, and of a masked or hidden column the caller has none.
 * INVARIANT: the same words for a key that is not there and for one of columns that the caller does not see.
 */
function refusePairs({ pairs, assigned, verb, resolves }: WriteFacts, governed: GovernedRelation): Refusal | null {
  if (pairs === undefined) return null;
  if (resolves !== undefined) return refuseMeetings(pairs ?? [], { resolves, governed });
  const treatmentOf = (name: string) => governed.columns.find(({ column }) => column.name === name)?.treatment.kind;
  if (pairs === null || pairs.some((column) => treatmentOf(column) === undefined)) return refuseUnknownKey();
  const masked = pairs.find((column) => treatmentOf(column) !== "clear");
  if (masked !== undefined) {
    return refuse("construct-not-allowed", `ON CONFLICT means rows by the masked column ${masked}.`, {
      rule: "masked-values",
      remedy: "Name a key that you see in the clear, or write ON CONFLICT DO NOTHING.",
    });
  }
  const given = assigned.flatMap(({ column, isDefault }) => (isDefault === true ? [] : [column]));
  const missing = verb === "insert" ? pairs.find((column) => !given.includes(column)) : undefined;
  if (missing === undefined) return null;
  return refuse("construct-not-allowed", `ON CONFLICT means rows by ${missing}, which the INSERT gives no value.`, {
    rule: "write-forms",
    remedy: "Name the column after the table and give it a value.",
  });
}

/** By the keys of other rows it would be told which values there are. */
function refuseMeetings(
  columns: readonly string[],
  { resolves, governed }: { resolves: "replace" | "ignore"; governed: GovernedRelation },
): Refusal | null {
  const isClear = (name: string) =>
    governed.columns.some(({ column, treatment }) => column.name === name && treatment.kind === "clear");
  const unclear = columns.find((name) => !isClear(name));
  if (unclear === undefined) return null;
  const what = governed.columns.some(({ column }) => column.name === unclear)
    ? `by the masked column ${unclear}`
    : "by a key that you do not see";
  return refuse("construct-not-allowed", `OR ${resolves.toUpperCase()} would find rows ${what}.`, {
    rule: "masked-values",
    remedy:
      resolves === "replace"
        ? "Leave such columns out, or write INSERT … ON CONFLICT (key) DO UPDATE SET column = excluded.column with a key that you see in the clear."
        : "Leave such columns out, or leave OR IGNORE out.",
  });
}

function refuseUnknownKey(): Refusal {
  return refuse("construct-not-allowed", "ON CONFLICT names no unique key that you see.", {
    rule: "write-forms",
    remedy:
      "Name exactly the columns of a primary key, a unique constraint or a plain unique index whose columns describe-schema shows.",
  });
}

/** Foreign keys that change rows elsewhere need the grant for those rows too. */
function refuseCascade(write: WriteFacts, scope: Scope & { relation: Relation }): Refusal | null {
  if (write.verb === "insert") return null;
  const { catalogue, governance, rule } = scope;
  const { verb: first } = write;
  const reached = reachedByName(scope.relation, { alone: write.alone === true, catalogue });
  const open: { relation: Relation; verb: "update" | "delete"; columns: readonly string[] }[] = reached.map(
    (relation) => ({ relation, verb: first, columns: changedBy(write) }),
  );
  const seen = new Set<string>();
  for (let here = open.pop(); here !== undefined; here = open.pop()) {
    for (const reference of here.relation.writing?.referencedBy ?? []) {
      const { verb, columns } = here;
      const action = verb === "delete" ? reference.onDelete : reference.onUpdate;
      if (action === "refuse" || (verb === "update" && !reference.referenced.some((name) => columns.includes(name))))
        continue;
      const key = relationKey(reference.relation);
      const effect = verb === "delete" && action === "cascade" ? "delete" : "update";
      const mark = `${key} ${effect} ${reference.columns.join(" ")}`;
      if (seen.has(mark)) continue;
      seen.add(mark);
      const grant = governance.get(key)?.writes;
      const granted =
        effect === "delete"
          ? grant?.delete === true
          : reference.columns.every((column) => grantsColumn(grant?.update ?? null, column));
      const child = catalogue.relations.get(key);
      if (!granted || child === undefined) {
        return refuse(
          "write-not-granted",
          "A foreign key would change rows of another table that the role may not change.",
          {
            rule,
            remedy: "Ask the owner of the tables to make the change.",
          },
        );
      }
      if (governance.get(key)?.rowFilter !== null) return refuseUnseenRows(rule);
      const joined =
        effect === "update"
          ? refuseJoined(child, { changed: reference.columns, governed: governance.get(key), catalogue })
          : null;
      if (joined !== null) return joined;
      open.push({ relation: child, verb: effect, columns: reference.columns });
    }
  }
  return null;
}

/** Of a table whose rows are filtered a foreign key would change hidden rows too, and tell how many there are. */
function refuseUnseenRows(rule: string): Refusal {
  return refuse(
    "write-not-granted",
    "A foreign key would change rows of another table of which the role sees only some.",
    {
      rule,
      remedy: "Ask the owner of the tables to make the change.",
    },
  );
}
