// A plan of PostgreSQL (EXPLAIN, FORMAT JSON, VERBOSE) as lines, or as JSON, for whoever asked, with what is hidden taken out. The plan is that of the
// governed statement: its conditions name hidden columns and hold the filters, the masks and their keys. INVARIANT: of a node nothing is
// shown but what is listed here, and a relation only by a name that the caller sees.

import type { JsonValue } from "../../../model/json-value.ts";
import type { RelationName } from "../../../model/relation-name.ts";

export interface PlanView {
  /** Whether the caller sees a relation of that name. */
  readonly sees: (relation: RelationName) => boolean;
  /** Whether estimates may be told: they come of every row and column of the tables. */
  readonly estimates: boolean;
}

type Fields = ReadonlyMap<string, JsonValue>;

/** As PostgreSQL writes it with FORMAT JSON, but for what is left out. */
export function showPlanTree(plan: JsonValue, view: PlanView): JsonValue {
  const [first] = members(plan);
  return [{ Plan: treeOf(fields(fields(first).get("Plan")), view) }];
}

/** What says nothing of values: kinds of nodes and how they are put together. */
const SHAPE = [
  "Node Type",
  "Strategy",
  "Partial Mode",
  "Parent Relationship",
  "Parallel Aware",
  "Join Type",
  "Scan Direction",
];
const ESTIMATES = ["Startup Cost", "Total Cost", "Plan Rows"];

function treeOf(node: Fields, view: PlanView): JsonValue {
  const shown = (keys: readonly string[]): readonly (readonly [string, JsonValue])[] =>
    keys.flatMap((key) => {
      const value = node.get(key);
      return value === undefined ? [] : [[key, value] as const];
    });
  const alias = text(node.get("Alias"));
  const children = members(node.get("Plans"));
  return Object.fromEntries([
    ...shown(SHAPE),
    ...(relationOf(node, view) === "" ? [] : shown(["Relation Name", "Schema"])),
    ...(relationOf(node, view) === "" || alias === null || OUR_OWN.test(alias) ? [] : shown(["Alias"])),
    ...(view.estimates ? shown(ESTIMATES) : []),
    ...(children.length === 0 ? [] : [["Plans", children.map((child) => treeOf(fields(child), view))] as const]),
  ]);
}

/** One line a node, indented by its depth. */
export function showPlan(plan: JsonValue, view: PlanView): readonly string[] {
  const [first] = members(plan);
  return linesOf(fields(fields(first).get("Plan")), { view, depth: 0 });
}

function linesOf(node: Fields, { view, depth }: { view: PlanView; depth: number }): readonly string[] {
  const indent = depth === 0 ? "" : `${"  ".repeat(depth * 3 - 2)}->  `;
  return [
    `${indent}${describeNode(node, view)}`,
    ...members(node.get("Plans")).flatMap((child) => linesOf(fields(child), { view, depth: depth + 1 })),
  ];
}

function describeNode(node: Fields, view: PlanView): string {
  const kind = text(node.get("Node Type")) ?? "Node";
  const strategy = STRATEGIES[text(node.get("Strategy")) ?? ""] ?? "";
  const join = text(node.get("Join Type"));
  const partial = text(node.get("Partial Mode"));
  return [
    partial === "Partial" || partial === "Finalize" ? `${partial} ` : "",
    strategy,
    kind,
    join !== null && join !== "Inner" ? ` (${join})` : "",
    text(node.get("Scan Direction")) === "Backward" ? " Backward" : "",
    relationOf(node, view),
    view.estimates ? estimatesOf(node) : "",
  ].join("");
}

const STRATEGIES: Readonly<Record<string, string>> = { Sorted: "Group", Hashed: "Hash", Mixed: "Mixed" };

function relationOf(node: Fields, { sees }: PlanView): string {
  const [schema, name, alias] = [text(node.get("Schema")), text(node.get("Relation Name")), text(node.get("Alias"))];
  if (schema === null || name === null || !sees({ schema, name })) return "";
  return ` on ${schema}.${name}${alias !== null && alias !== name && !OUR_OWN.test(alias) ? ` ${alias}` : ""}`;
}

/** Names that the rewriting gives. */
const OUR_OWN = /^gatehouse_/;

function estimatesOf(node: Fields): string {
  const [startup, total, rows] = [node.get("Startup Cost"), node.get("Total Cost"), node.get("Plan Rows")];
  if (typeof startup !== "number" || typeof total !== "number" || typeof rows !== "number") return "";
  return `  (cost=${startup.toFixed(2)}..${total.toFixed(2)} rows=${rows})`;
}

function text(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

function members(value: JsonValue | undefined): readonly JsonValue[] {
  return typeof value === "object" && value !== null ? Object.values(value) : [];
}

function fields(value: JsonValue | undefined): Fields {
  return new Map(typeof value === "object" && value !== null ? Object.entries(value) : []);
}
