// MERGE as what it means: for each WHEN that changes rows an UPDATE or a DELETE of the pairs that it is the first to hold for, or an INSERT
// of what has no pair. Pairs are those that the caller's own SELECT shows. INVARIANT: what the caller wrote stands in these SELECTs
// unchanged, or composing fails.

import type { Relation } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { parseText, type Statement } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import { bodyOf, list, type Struct, struct, word } from "../parse/tree.ts";
import { quoteName } from "../rewrite/quote.ts";
import { isAlwaysTrue } from "./always-true.ts";
import {
  type ComposedStep,
  composeOutputs,
  composeValues,
  isMeant,
  type Meant,
  PLAIN,
  unfaithful,
  withoutWith,
} from "./compose-rows.ts";
import type { MergeClauses, WhenClause } from "./merge-clauses.ts";
import { timedAssignments } from "./timed-columns.ts";

export interface ComposedMerge {
  readonly kind: "merge";
  /** The sub-select after USING, which bears the name that was given for it; null where the source is read in its place. */
  readonly source: Statement | null;
  readonly steps: readonly ComposedStep[];
}

interface Merge {
  readonly clauses: MergeClauses;
  readonly relation: Relation;
  readonly alias: string;
  /** What stands for the source in FROM. */
  readonly from: string;
}

export function composeMerge(
  clauses: MergeClauses,
  { relation, sourceName }: { relation: Relation; sourceName: string },
): ComposedMerge | Refusal {
  const { target, sourceQuery, sourceText, withText, whens } = clauses;
  const alias = word(struct(target["alias"])["aliasname"]) ?? word(target["relname"]) ?? "";
  const source = sourceQuery === null ? null : parseText(`${withText} ${sourceQuery.text}`);
  if (source?.kind === "refusal") return { ...source, position: null };
  if (source !== null && !isSource(source, clauses)) return unfaithful();
  const from = sourceQuery === null ? sourceText : `${quoteName(sourceName)} ${sourceQuery.aliasText}`;
  const merge = { clauses, relation, alias, from };
  const steps: ComposedStep[] = [];
  for (const [index, when] of whens.entries()) {
    const before = whens.slice(0, index).filter(({ match }) => match === when.match);
    if (before.some(({ condition }) => condition === undefined)) return unreachable();
    if (when.action === "nothing") continue;
    const step = composeWhen(when, before, merge);
    if (step.kind === "refusal") return step;
    steps.push(step);
  }
  return steps.length === 0 ? nothing() : { kind: "merge", source, steps };
}

function isSource({ tree }: Statement, { body }: MergeClauses): boolean {
  const query = bodyOf(bodyOf(body["sourceRelation"], "RangeSubselect")?.["subquery"], "SelectStmt");
  if (query === null || tree.kind !== "SelectStmt") return false;
  const own = body["withClause"] ?? query["withClause"];
  return (
    sameTree(withoutWith(query), withoutWith(tree.body), NOTHING) && sameTree(own, tree.body["withClause"], NOTHING)
  );
}

function composeWhen(when: WhenClause, before: readonly WhenClause[], merge: Merge): ComposedStep | Refusal {
  const { clauses, relation, alias, from } = merge;
  const { withText, targetText, onText, target, body } = clauses;
  const inserts = when.action === "insert";
  const columns = inserts ? namesOf(when, relation) : null;
  if (columns !== null && columns.length !== when.assignments.length) return miscounted(when);
  const named = when.assignments.map((set, index) => ({ ...set, column: columns?.[index] ?? set.column }));
  const given = inserts ? composeValues(named, relation) : composeOutputs(named, { relation, alias });
  if (given.outputs.length === 0) return allDefaults();
  const conditions = [
    ...before.map(({ conditionText }) => `(${conditionText}) IS NOT TRUE`),
    ...(when.condition === undefined ? [] : [`(${when.conditionText})`]),
  ];
  const paired = when.match === "matched";
  const absent = paired ? [] : [`NOT EXISTS (SELECT 1 FROM ${inserts ? targetText : from} WHERE ${onText})`];
  const where = [...absent, ...conditions].join(" AND ");
  const items = paired ? `${targetText} JOIN ${from} ON ${onText}` : inserts ? from : targetText;
  const rows = parseText(
    `${withText} SELECT ${given.outputs.join(", ")} FROM ${items}${where === "" ? "" : ` WHERE ${where}`}`,
  );
  if (rows.kind === "refusal") return { ...rows, position: null };
  const faithful =
    rows.tree.kind === "SelectStmt" &&
    sameTree(body["withClause"], rows.tree.body["withClause"], NOTHING) &&
    holdsItems(rows.tree.body, { paired, inserts, clauses }) &&
    holdsConditions(rows.tree.body, { when, before, absent: !paired }) &&
    list(rows.tree.body["targetList"]).every((item, index) => meansOutput(item, given.meant[index] ?? null));
  if (!faithful) return unfaithful();
  return {
    ...PLAIN,
    verb: inserts ? "insert" : when.action === "delete" ? "delete" : "update",
    relation,
    unnamed: inserts && when.unnamed,
    columns: given.columns,
    rows,
    timed: timedAssignments(named),
    bounded: inserts || !isAlwaysTrue(when.condition) || (paired && !isAlwaysTrue(body["joinCondition"])),
    changesKey: !inserts && named.some(({ column }) => relation.primaryKey.includes(column)),
    only: target["inh"] !== true,
    overriding: when.overridingText,
  };
}

function meansOutput(item: unknown, meant: Meant): boolean {
  return isMeant(bodyOf(item, "ResTarget")?.["val"], meant);
}

/** Target, source and ON, each where it was put. The source may be the name of its query: that one has been compared. */
function holdsItems(
  select: Struct,
  { paired, inserts, clauses }: { paired: boolean; inserts: boolean; clauses: MergeClauses },
): boolean {
  const [first, ...others] = list(select["fromClause"]);
  const join = bodyOf(first, "JoinExpr");
  const args = list(bodyOf(select["whereClause"], "BoolExpr")?.["args"]);
  const absent = bodyOf(select["whereClause"], "BoolExpr")?.["boolop"] === "NOT_EXPR" ? select["whereClause"] : args[0];
  const sub = bodyOf(list(bodyOf(absent, "BoolExpr")?.["args"])[0], "SubLink");
  const inner = struct(bodyOf(sub?.["subselect"], "SelectStmt"));
  const innerItems = list(inner["fromClause"]);
  const { body, target, sourceQuery } = clauses;
  const isTarget = (item: unknown) => sameTree(target, bodyOf(item, "RangeVar"), NOTHING);
  const isFrom = (item: unknown) =>
    sourceQuery === null ? sameTree(body["sourceRelation"], item, NOTHING) : bodyOf(item, "RangeVar") !== null;
  const isOn = (tree: unknown) => sameTree(body["joinCondition"], tree, NOTHING);
  if (others.length > 0) return false;
  if (paired) return isTarget(join?.["larg"]) && isFrom(join?.["rarg"]) && isOn(join?.["quals"]);
  if (innerItems.length !== 1 || !isOn(inner["whereClause"])) return false;
  return inserts ? isFrom(first) && isTarget(innerItems[0]) : isTarget(first) && isFrom(innerItems[0]);
}

function holdsConditions(
  select: Struct,
  { when, before, absent }: { when: WhenClause; before: readonly WhenClause[]; absent: boolean },
): boolean {
  const count = (absent ? 1 : 0) + before.length + (when.condition === undefined ? 0 : 1);
  const where = select["whereClause"];
  if (count === 0) return where === undefined;
  const args = count === 1 ? [where] : list(bodyOf(where, "BoolExpr")?.["args"]);
  if (args.length !== count) return false;
  const earlier = args.slice(absent ? 1 : 0, absent ? 1 + before.length : before.length);
  return (
    earlier.every((arg, index) => {
      const test = struct(bodyOf(arg, "BooleanTest"));
      return test["booltesttype"] === "IS_NOT_TRUE" && sameTree(before[index]?.condition, test["arg"], NOTHING);
    }) &&
    (when.condition === undefined || sameTree(when.condition, args.at(-1), NOTHING))
  );
}

function namesOf(when: WhenClause, relation: Relation): readonly string[] {
  const named = when.assignments.map(({ column }) => column).filter((column) => column !== "");
  return when.unnamed ? relation.columns.slice(0, when.assignments.length).map(({ name }) => name) : named;
}

function miscounted({ assignments }: WhenClause): Refusal {
  return refuse(
    "invalid-statement",
    `INSERT of the MERGE has ${assignments.length} values for another number of columns.`,
    {
      rule: "write-forms",
      remedy: "Give one value for each of the columns that are named.",
    },
  );
}

function unreachable(): Refusal {
  return refuse("invalid-statement", "A WHEN of the MERGE stands behind one of its kind without a condition.", {
    rule: "write-forms",
    remedy: "Put the WHEN without a condition last.",
  });
}

function allDefaults(): Refusal {
  return refuse("construct-not-allowed", "MERGE inserts rows of nothing but defaults.", {
    rule: "write-forms",
    remedy: "Give a value for one column at least.",
  });
}

function nothing(): Refusal {
  return refuse("construct-not-allowed", "The MERGE changes nothing.", {
    rule: "write-forms",
    remedy: "Write a WHEN that updates, deletes or inserts.",
  });
}

const NOTHING = new Map<unknown, unknown>();
