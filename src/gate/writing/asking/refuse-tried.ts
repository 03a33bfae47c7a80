// What is said when a write that people would be asked about does not work as things are. Who may see what refuses it is told, and nobody is
// asked; who may not is told nothing, and those who decide are.

import type { Column, Relation } from "../../../core/model/catalogue.ts";
import { type Refusal, refuse } from "../../../core/model/refusal.ts";
import { formatRelation, type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import { reachedByName } from "../../../core/policy/govern/relation-family.ts";
import { refusalOfDatabase } from "../../calls.ts";
import type { ConstraintName } from "../../ports/write-transaction.ts";
import type { WriteScope } from "../write-scope.ts";
import { observedOf } from "./observe-write.ts";
import type { WriteToAsk } from "./write-to-ask.ts";

/** Null where people are asked: it works, or its caller must not learn why it does not. */
export function refuseTried({ tried }: Pick<WriteToAsk, "tried">, scope: WriteScope): Refusal | null {
  if (tried === null) return null;
  if (tried.kind === "tried")
    return observedOf(tried, scope.context.gatehouse.primitives) === null ? refuseVarying() : null;
  const { sqlstate, constraint } = tried;
  const { governance, planned } = scope;
  const refusal = refusalOfDatabase({ sqlstate, message: null }, { governance, reads: [] });
  if (constraint !== null) {
    if (!isKnown(constraint, scope)) return null;
    const of = constraint.relation === null ? "" : ` of ${formatRelation(constraint.relation)}`;
    const what = `The constraint ${constraint.name}${of} refuses the change, and nobody was asked.`;
    return { ...refusal, message: what };
  }
  return planned.facts.writes.every(({ target }) => seesAll(target, scope)) ? refusal : null;
}

/** Whether the caller sees, in the clear and in all rows, every column that the constraint is about. */
function isKnown({ relation: name, name: constraint, columns: said }: ConstraintName, scope: WriteScope): boolean {
  if (name === null) {
    return scope.planned.facts.writes.every(({ target, alone }) => {
      const relation = scope.catalogue.relations.get(relationKey(target));
      const reached =
        relation === undefined ? [] : reachedByName(relation, { alone: alone === true, catalogue: scope.catalogue });
      return reached.length > 0 && reached.every((each) => seesAll(each.name, scope));
    });
  }
  const relation = scope.catalogue.relations.get(relationKey(name));
  const found = relation?.structure?.constraints.find((each) => each.name === constraint);
  const index = relation?.structure?.indexes.find((each) => each.name === constraint);
  const columns = said ?? found?.columns ?? index?.columns;
  if (relation === undefined || columns === undefined || columns.length === 0) return false;
  if (!seesColumns(name, columns, scope)) return false;
  if (found?.kind !== "foreign-key") return true;
  const to = found.references;
  const reference = to === null ? undefined : referenceOf(relation, { columns: found.columns, to, scope });
  return to !== null && reference !== undefined && seesColumns(to, reference, scope);
}

/** The columns that the foreign key points at. */
function referenceOf(
  { name }: Relation,
  { columns, to, scope }: { columns: readonly string[]; to: RelationName; scope: WriteScope },
): readonly string[] | undefined {
  const all = scope.catalogue.relations.get(relationKey(to))?.writing?.referencedBy ?? [];
  return all.find(
    (each) =>
      relationKey(each.relation) === relationKey(name) && each.columns.toSorted().join() === columns.toSorted().join(),
  )?.referenced;
}

function seesColumns(name: RelationName, columns: readonly string[], { governance }: WriteScope): boolean {
  const governed = governance.get(relationKey(name));
  if (governed === undefined || governed.rowFilter !== null) return false;
  const clear = new Set(
    governed.columns.flatMap(({ column, treatment }) => (treatment.kind === "clear" ? [column.name] : [])),
  );
  return columns.every((column) => clear.has(column));
}

/** Triggers and checks may be about any column. */
function seesAll(name: RelationName, scope: WriteScope): boolean {
  const columns = scope.catalogue.relations.get(relationKey(name))?.columns.map((column: Column) => column.name);
  return columns !== undefined && seesColumns(name, columns, scope);
}

function refuseVarying(): Refusal {
  return refuse("effect-differs", "The database would change other rows at each try, so nobody can approve it.", {
    rule: "observed-effect",
    remedy: "Have the owner of the table look at its triggers, or name the rows and values in the statement.",
  });
}
