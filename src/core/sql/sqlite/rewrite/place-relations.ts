// Puts governed relations in the place of every relation that a statement names. The rest of the text stays as written.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { Governance, GovernedRelation } from "../../../model/governed-relation.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { type RelationName, relationKey } from "../../../model/relation-name.ts";
import { refuseWritten } from "../../terms/planning-work.ts";
import { aliasOf, outputsChanged } from "../analyse/output-names.ts";
import { readStatement } from "../analyse/read-statement.ts";
import type { Reading, Use } from "../analyse/reading.ts";
import { quoteName, spanOf } from "../parse/node.ts";
import { parseText } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import type { Node } from "../parse/tree.ts";
import { applyEdits, type Edit } from "./edits.ts";
import type { Lifted } from "./lift-constants.ts";
import { maskExpression } from "./mask.ts";
import type { PlanParameters } from "./plan-parameters.ts";
import { readRowFilter } from "./row-filter.ts";

export interface PlaceOptions {
  readonly catalogue: Catalogue;
  readonly governance: Governance;
  readonly functions: ReadonlySet<string>;
  readonly planParameters: PlanParameters;
  /** Filled with every base relation that the text opens. */
  readonly opens: Map<string, RelationName>;
  /** True when a row filter needs no fence: nothing in the caller's statement can raise. */
  readonly leakproof: boolean;
  /** Views being expanded, by relation key. */
  readonly within: readonly string[];
  /** Constants of the outermost statement that are bound as parameters. */
  readonly lifted?: readonly Lifted[];
  /** Where the target of a write stands; absent in a statement that reads alone. */
  readonly target?: Target;
}

export interface Target {
  readonly use: Use;
  /** What it shows besides its governed columns, each with its name. */
  readonly besides: readonly string[];
  /** What stands in FROM in its place: rows that the write has just changed, which need no filter. Null for the table itself. */
  readonly standIn: string | null;
}

/** The text with every relation governed; or why it cannot be. */
export function placeRelations(reading: Reading, options: PlaceOptions): string | Refusal {
  const edits: Edit[] = reading.leftOut.map((part) => ({ ...part, text: "" }));
  const replaced = new Map<Node, string>();
  const parameters = [...reading.parameters, ...(options.lifted ?? [])];
  for (const { node, number } of parameters) edits.push({ ...spanOf(node), text: `?${number}` });
  let written = 0;
  for (const use of reading.uses) {
    const governed = options.governance.get(relationKey(use.relation.name));
    if (governed === undefined) return hidden();
    const target = options.target?.use === use ? options.target : null;
    const select = governedSelect(use.relation, { governed, options, target });
    if (typeof select !== "string") return select;
    const text = use.known === "by-name" ? `(${select}) AS ${quoteName(use.written)}` : `(${select})`;
    written += text.length;
    const tooMuch = refuseWritten(written);
    if (tooMuch !== null) return tooMuch;
    replaced.set(use.node, text);
    edits.push({ ...spanOf(use.node), text });
  }
  const named = outputsChanged(reading.statement, edits);
  const text = applyEdits(reading.statement.text, [...edits, ...named.map(aliasOf)]);
  const again = parseText(text);
  const aliases = new Map(named.map(({ node, name }) => [node, name]));
  if (again.kind === "refusal" || !sameTree(reading.statement.root, again, { replaced, parameters, aliases })) {
    return refuse("unsupported-syntax", "The governed statement does not parse back to what was intended.", {
      rule: "reparse",
      remedy: "Write the statement more simply, and report it to the operator.",
    });
  }
  return text;
}

/** What a role gets of a relation: one SELECT over what is stored, or over the governed body of a view. */
function governedSelect(
  relation: Relation,
  { governed, options, target }: { governed: GovernedRelation; options: PlaceOptions; target: Target | null },
): string | Refusal {
  return governed.placement === "expanded"
    ? expandedSelect(relation, { governed, options })
    : baseSelect(relation, { governed, options, target });
}

export function baseSelect(
  relation: Relation,
  {
    governed,
    options,
    target,
  }: {
    governed: GovernedRelation;
    options: Omit<PlaceOptions, "governance">;
    target: Pick<Target, "besides" | "standIn"> | null;
  },
): string | Refusal {
  const inView = options.within.length > 0;
  const shown = new Map(governed.columns.map((column) => [column.column.name, column]));
  const columns = relation.columns.flatMap((column) => {
    const visible = shown.get(column.name);
    const expression = visible === undefined ? null : maskExpression(visible);
    if (expression !== null) return [`${expression} AS ${quoteName(column.name)}`];
    return inView ? [`NULL AS ${quoteName(column.name)}`] : [];
  });
  if (target !== null) columns.push(...target.besides);
  // SQLite has no SELECT without columns; rows can still be counted.
  const list = columns.length === 0 ? `1 AS "_"` : columns.join(", ");
  openTables(relation, options);
  if (target?.standIn !== undefined && target.standIn !== null) return `SELECT ${list} FROM ${target.standIn}`;
  const from = `SELECT ${list} FROM main.${quoteName(relation.name.name)}`;
  // A view's own conditions are fenced like a filter: behind them lie rows that the caller does not see.
  if (governed.rowFilter === null) return relation.definition === null ? from : `${from} LIMIT -1 OFFSET 0`;
  const filter = readRowFilter(governed.rowFilter, { relation, catalogue: options.catalogue });
  if (filter.kind === "refusal") return filter;
  for (const name of filter.opens) options.opens.set(relationKey(name), name);
  const fence = options.leakproof && relation.definition === null ? "" : " LIMIT -1 OFFSET 0";
  return `${from} WHERE (${filter.text(options.planParameters)})${fence}`;
}

/** A view opens what it is made of: the second witness sees b-trees, not views. */
function openTables(relation: Relation, options: Pick<PlaceOptions, "catalogue" | "functions" | "opens">): void {
  const key = relationKey(relation.name);
  if (options.opens.has(key)) return;
  options.opens.set(key, relation.name);
  const body = relation.definition === null ? null : parseText(relation.definition);
  if (body === null || body.kind === "refusal") return;
  for (const use of readStatement(body, options).uses) openTables(use.relation, options);
}

function expandedSelect(
  relation: Relation,
  { governed, options }: { governed: GovernedRelation; options: PlaceOptions },
): string | Refusal {
  const key = relationKey(relation.name);
  if (relation.definition === null || options.within.includes(key)) return hidden();
  const statement = parseText(relation.definition);
  if (statement.kind === "refusal") return hidden();
  const reading = readStatement(statement, { catalogue: options.catalogue, functions: options.functions });
  const [obstacle] = reading.obstacles;
  if (obstacle !== undefined || reading.unresolved.length > 0 || reading.parameters.length > 0) {
    return refuse("construct-not-allowed", `The view ${relation.name.name} holds what cannot be governed.`, {
      rule: "view",
      remedy: "Read the tables that it is made of, or ask the operator to list the view in the data policy.",
    });
  }
  const body = placeRelations(reading, { ...options, lifted: [], leakproof: false, within: [...options.within, key] });
  if (typeof body !== "string") return body;
  const names = relation.columns.map(({ name }) => quoteName(name)).join(", ");
  const visible = governed.columns.map(({ column }) => quoteName(column.name));
  const hiddenHere = options.within.length > 0 ? relation.columns.map(({ name }) => quoteName(name)) : visible;
  const list = hiddenHere.length === 0 ? `1 AS "_"` : hiddenHere.join(", ");
  return `WITH "gatehouse view"(${names}) AS (${body}) SELECT ${list} FROM "gatehouse view"`;
}

function hidden(): Refusal {
  return refuse("unknown-table", "There is no table of that name that you can see.", {
    rule: "catalogue",
    remedy: "Call describe-schema for the tables that you can see.",
  });
}
