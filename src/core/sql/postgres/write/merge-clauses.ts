// Cuts a MERGE into the texts of its clauses, as write-clauses.ts does the other writes: what was cut is compared with the tree before it
// is used (compose-merge.ts).

import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { SourceText } from "../parse/source-text.ts";
import { bodyOf, list, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import { type Assignment, cutAssignments } from "./cut-assignments.ts";

export interface MergeClauses {
  readonly kind: "merge";
  readonly body: Struct;
  /** The RangeVar's body. */
  readonly target: Struct;
  readonly withText: string;
  readonly targetText: string;
  /** What stands after USING. */
  readonly sourceText: string;
  /** Of a sub-select after USING, the query and what names it; null for anything else. */
  readonly sourceQuery: { readonly text: string; readonly aliasText: string } | null;
  /** What stands after ON. */
  readonly onText: string;
  readonly whens: readonly WhenClause[];
  readonly returningText: string;
}

export interface WhenClause {
  readonly match: "matched" | "not-in-source" | "not-in-target";
  readonly action: "update" | "delete" | "insert" | "nothing";
  /** AND …; its tree is undefined without one. */
  readonly condition: unknown;
  readonly conditionText: string;
  /** SET of an UPDATE; of an INSERT its columns with what they get, the names empty where it names none. */
  readonly assignments: readonly Assignment[];
  /** True when an INSERT names no columns. */
  readonly unnamed: boolean;
  readonly overridingText: string;
}

const MATCHES: Readonly<Record<string, WhenClause["match"]>> = {
  MERGE_WHEN_MATCHED: "matched",
  MERGE_WHEN_NOT_MATCHED_BY_SOURCE: "not-in-source",
  MERGE_WHEN_NOT_MATCHED_BY_TARGET: "not-in-target",
};
const ACTIONS: Readonly<Record<string, WhenClause["action"]>> = {
  CMD_UPDATE: "update",
  CMD_DELETE: "delete",
  CMD_INSERT: "insert",
  CMD_NOTHING: "nothing",
};

export function readMerge({ source, tree }: Statement): MergeClauses | Refusal {
  const { body } = tree;
  const depths = depthsOf(source);
  let end = source.tokens.length;
  while (source.is(end - 1, ";")) end -= 1;
  const find = (keyword: string, from: number, to = end): readonly number[] => {
    const found: number[] = [];
    for (let at = from; at < to; at++) if (depths[at] === 0 && source.is(at, keyword)) found.push(at);
    return found;
  };
  const target = struct(body["relation"]);
  let begin = source.tokenAt(Number(target["location"]));
  while (begin > 0 && !source.is(begin, "merge")) begin -= 1;
  const [using = end] = find("using", begin);
  const items = list(body["mergeWhenClauses"]).map((item) => struct(bodyOf(item, "MergeWhenClause")));
  const whens = find("when", using);
  const on = find("on", using, whens[0]).at(-1) ?? end;
  const last = whens.at(-1) ?? end;
  const [returning = end] = body["returningClause"] === undefined ? [] : find("returning", last);
  if (whens.length !== items.length || on === end) return unclear();
  if (list(struct(body["returningClause"])["options"]).length > 0) return unclear();
  const cut: WhenClause[] = [];
  for (const [index, item] of items.entries()) {
    const when = cutWhen(source, {
      item,
      from: whens[index] ?? end,
      to: whens[index + 1] ?? returning,
      find,
    });
    if ("code" in when) return when;
    cut.push(when);
  }
  const subselect = bodyOf(body["sourceRelation"], "RangeSubselect");
  const closing = subselect === null ? -1 : source.closing(using + 1);
  return {
    kind: "merge",
    body,
    target,
    withText: source.slice(0, begin),
    targetText: source.slice(begin + 2, using),
    sourceText: source.slice(using + 1, on),
    sourceQuery:
      subselect === null || subselect["lateral"] === true
        ? null
        : { text: source.slice(using + 2, closing), aliasText: source.slice(closing + 1, on) },
    onText: source.slice(on + 1, whens[0] ?? end),
    whens: cut,
    returningText: source.slice(returning + 1, end),
  };
}

function cutWhen(
  source: SourceText,
  {
    item,
    from,
    to,
    find,
  }: { item: Struct; from: number; to: number; find: (word: string, from: number, to: number) => readonly number[] },
): WhenClause | Refusal {
  const match = MATCHES[String(item["matchKind"])];
  const action = ACTIONS[String(item["commandType"])];
  const [then] = find("then", from, to);
  if (match === undefined || action === undefined || then === undefined) return unclear();
  const condition = item["condition"];
  const [and = then] = condition === undefined ? [] : find("and", from, then);
  const sets = list(item["targetList"]);
  if (sets.some((set) => list(struct(bodyOf(set, "ResTarget"))["indirection"]).length > 0)) return partly();
  const common = { match, action, condition, conditionText: source.slice(and + 1, then), overridingText: "" };
  if (action === "update") {
    const assignments = cutAssignments(source, { sets, end: to });
    return "code" in assignments ? assignments : { ...common, assignments, unnamed: false };
  }
  if (action !== "insert") return { ...common, assignments: [], unnamed: false };
  const [values] = find("values", then, to);
  const texts = values === undefined ? null : source.items(values + 1);
  const given = list(item["values"]);
  if (texts === null || texts.length !== given.length || given.length === 0) return noValues();
  const [overriding] = find("overriding", then, to);
  return {
    ...common,
    unnamed: sets.length === 0,
    overridingText: overriding === undefined ? "" : source.slice(overriding, overriding + 3),
    assignments: given.map((value, index) => ({
      column: word(struct(bodyOf(sets[index], "ResTarget"))["name"]) ?? "",
      value: unwrap(value)?.kind === "SetToDefault" ? null : value,
      text: texts[index] ?? "",
    })),
  };
}

/** How many brackets and CASEs are open at each token: their WHEN and THEN are none of MERGE's. */
function depthsOf(source: SourceText): readonly number[] {
  let depth = 0;
  return source.tokens.map(({ text }, number) => {
    const word = text.toLowerCase();
    const named = source.is(number - 1, ".") || source.is(number - 1, "as");
    if (text === ")" || text === "]" || (word === "end" && !named)) depth -= 1;
    const here = depth;
    if (text === "(" || text === "[" || (word === "case" && !named)) depth += 1;
    return here;
  });
}

function unclear(): Refusal {
  return refuse("construct-not-allowed", "This form of MERGE cannot be taken apart.", {
    rule: "write-forms",
    remedy: "Write it plainly: MERGE INTO table AS t USING (SELECT …) AS s ON … WHEN … THEN ….",
  });
}

function partly(): Refusal {
  return refuse("construct-not-allowed", "An assignment to a part of a column is not possible.", {
    rule: "write-forms",
    remedy: "Assign the whole column.",
  });
}

function noValues(): Refusal {
  return refuse("construct-not-allowed", "MERGE inserts rows of nothing but defaults.", {
    rule: "write-forms",
    remedy: "Write INSERT (column, …) VALUES (…), with a value for one column at least.",
  });
}
