// What one caller gets of a database by two policies, and what of it is otherwise.

import type { Governance, GovernedRelation } from "../../model/governed-relation.ts";
import { formatRelation } from "../../model/relation-name.ts";
import type { Treatment } from "../../model/treatment.ts";
import type { GrantedColumns, WriteGrant } from "../../model/write-grant.ts";

export interface GovernanceChange {
  /** Whether the caller sees or may do more by the second one, less, or something else. */
  readonly direction: "more" | "less" | "other";
  /** `schema.name`, or `schema.name.column`. */
  readonly of: string;
  readonly before: string;
  readonly after: string;
}

/** In the order of the relations' names; `before` and `after` are what people call treatments. */
export function compareGovernance(before: Governance, after: Governance): readonly GovernanceChange[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])].toSorted();
  return keys.flatMap((key) => compareRelation(before.get(key), after.get(key)));
}

function compareRelation(
  before: GovernedRelation | undefined,
  after: GovernedRelation | undefined,
): readonly GovernanceChange[] {
  const some = after ?? before;
  if (some === undefined) return [];
  const of = formatRelation(some.relation);
  if (before === undefined || after === undefined) {
    const shown = some.columns.map(({ column, treatment }) => `${column.name}: ${describeTreatment(treatment)}`);
    const there = shown.length === 0 ? "there, without columns" : shown.join(", ");
    return before === undefined
      ? [{ direction: "more", of, before: "not there", after: there }]
      : [{ direction: "less", of, before: there, after: "not there" }];
  }
  return [
    ...compareColumns(of, before, after),
    ...changed(of, {
      before: filterOf(before),
      after: filterOf(after),
      more: after.rowFilter === null,
      less: before.rowFilter === null,
    }),
    ...changed(of, {
      before: writesOf(before.writes),
      after: writesOf(after.writes),
      more: before.writes === undefined,
      less: after.writes === undefined,
    }),
  ];
}

function compareColumns(of: string, before: GovernedRelation, after: GovernedRelation): readonly GovernanceChange[] {
  const [old, now] = [treatmentsOf(before), treatmentsOf(after)];
  const names = [...new Set([...old.keys(), ...now.keys()])];
  return names.flatMap((name) => {
    const [was, is] = [old.get(name), now.get(name)];
    const [written, writtenNow] = [was, is].map((each) => (each === undefined ? "hidden" : describeTreatment(each)));
    return changed(`${of}.${name}`, {
      before: written ?? "",
      after: writtenNow ?? "",
      more: was === undefined || is?.kind === "clear",
      less: is === undefined || was?.kind === "clear",
    });
  });
}

function changed(
  of: string,
  { before, after, more, less }: { before: string; after: string; more: boolean; less: boolean },
): readonly GovernanceChange[] {
  if (before === after) return [];
  return [{ direction: more && !less ? "more" : less && !more ? "less" : "other", of, before, after }];
}

function treatmentsOf({ columns }: GovernedRelation): ReadonlyMap<string, Treatment> {
  return new Map(columns.map(({ column, treatment }) => [column.name, treatment]));
}

function describeTreatment(treatment: Treatment): string {
  if (treatment.kind === "partial") return `partial (${treatment.keep} ${treatment.count})`;
  if (treatment.kind === "bucket") return `bucket of ${treatment.size}`;
  return treatment.kind;
}

function filterOf({ rowFilter }: GovernedRelation): string {
  return rowFilter === null ? "every row" : `rows where ${rowFilter}`;
}

function writesOf(writes: WriteGrant | undefined): string {
  if (writes === undefined) return "no writes";
  const verbs = [
    ...columnsOf("insert", writes.insert),
    ...columnsOf("update", writes.update),
    ...(writes.delete ? ["delete"] : []),
  ];
  return verbs.length === 0 ? "no writes" : verbs.join(", ");
}

function columnsOf(verb: string, granted: GrantedColumns): readonly string[] {
  if (granted === null || (granted !== "all" && granted.size === 0)) return [];
  return [granted === "all" ? verb : `${verb} (${[...granted].join(", ")})`];
}
