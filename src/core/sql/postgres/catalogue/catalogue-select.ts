// The SELECT that stands in the place of a relation of pg_catalog: what catalogue-relations.ts says of it, with the ids that a caller sees
// bound as parameters. Its rows are fenced from the caller's conditions, whatever they are: the catalogue has statistics of hidden names, too.

import type { Relation } from "../../../model/catalogue.ts";
import type { PlanParameters } from "../rewrite/plan-parameters.ts";
import { quoteName, quoteRelation } from "../rewrite/quote.ts";
import { withoutStatistics } from "../rewrite/without-statistics.ts";
import { CATALOGUE_RELATIONS, type CatalogueRelation, type IdList } from "./catalogue-relations.ts";
import type { VisibleObjects } from "./visible-objects.ts";

export interface CatalogueSource {
  readonly relation: Relation;
  readonly visible: VisibleObjects;
  readonly planParameters: PlanParameters;
  /** Null for every column. */
  readonly needed: ReadonlySet<string> | null;
  /** False in the body of a view of the server's own, whose conditions are the server's, and which is fenced as a whole. */
  readonly fenced: boolean;
}

export function catalogueSelect({ relation, visible, planParameters, needed, fenced }: CatalogueSource): string {
  const shown = CATALOGUE_RELATIONS.get(relation.name.name);
  const wanted = relation.columns.filter(({ name }) => needed === null || needed.has(name));
  if (shown === undefined || relation.name.schema !== "pg_catalog") {
    const nothing = wanted.map(({ name, type }) => `NULL::${qualified(type.sql)} AS ${quoteName(name)}`);
    return `SELECT ${nothing.join(", ")} WHERE false`;
  }
  const bind = (text: string) => bindIds(text, { visible, planParameters });
  const columns = wanted.flatMap(({ name }) => {
    const expression = expressionOf(name, { shown, fenced });
    return expression === null ? [] : [`${bind(expression)} AS ${quoteName(name)}`];
  });
  const joined = shown.join === "retyped" ? retyped(visible, planParameters) : "";
  const rows = shown.rows === null ? "" : ` WHERE ${bind(shown.rows)}`;
  if (shown.made === true) return `SELECT ${columns.join(", ")}`;
  return `SELECT ${columns.join(", ")} FROM ${quoteRelation(relation.name)} AS c${joined}${rows}${fenced ? " OFFSET 0" : ""}`;
}

/** The same of a view, from its body. */
export function expandedSelect({ relation, needed }: CatalogueSource, body: string): string {
  const shown = relation.columns.map(({ name }) => name).filter((name) => needed === null || needed.has(name));
  const all = relation.columns.map(({ name }) => quoteName(name)).join(", ");
  return `SELECT ${shown.map(quoteName).join(", ")} FROM (${body}\n) AS ${quoteName(relation.name.name)} (${all}) OFFSET 0`;
}

/** Null for a column that is not shown. */
function expressionOf(
  name: string,
  { shown: { columns, instead, rows }, fenced }: { shown: CatalogueRelation; fenced: boolean },
): string | null {
  if (instead !== undefined && Object.hasOwn(instead, name)) return instead[name] ?? null;
  if (!columns.split(/\s+/).includes(name)) return null;
  const column = `c.${quoteName(name)}`;
  return rows === null || !fenced ? column : withoutStatistics(column);
}

const LISTS: ReadonlySet<string> = new Set<IdList>([
  "relations",
  "clear",
  "columns",
  "defaults",
  "indexes",
  "constraints",
  "types",
  "schemas",
  "sequences",
  "definitions",
  "bare",
  "objects",
]);

function isIdList(name: string): name is IdList {
  return LISTS.has(name);
}

/** A text with its lists of ids bound to the plan. */
export function bindIds(
  text: string,
  ids: { readonly visible: VisibleObjects; readonly planParameters: PlanParameters },
): string {
  return text.replace(/\{([a-z]+)\}/gi, (whole, list: string) => (isIdList(list) ? idsOf(list, ids) : whole));
}

const TEXTS = new WeakMap<VisibleObjects, Map<IdList, string>>();

/** A list of ids, bound to the plan, as an array of its type. */
function idsOf(
  list: IdList,
  { visible, planParameters }: { visible: VisibleObjects; planParameters: PlanParameters },
): string {
  const known = TEXTS.get(visible) ?? new Map<IdList, string>();
  TEXTS.set(visible, known);
  const text = known.get(list) ?? `{${membersOf(list, visible).join(",")}}`;
  known.set(list, text);
  const type = list === "columns" || list === "defaults" ? "int8" : "oid";
  return `${planParameters.placeholder({ kind: "ids", text })}::pg_catalog.${type}[]`;
}

function membersOf(list: IdList, visible: VisibleObjects): readonly (string | number)[] {
  if (list === "objects") return [...visible.relations, ...visible.indexes, ...visible.sequences];
  return [...visible[list]];
}

/** Columns that are shown as of another type, with what pg_attribute says of that type. */
function retyped({ retyped: columns }: VisibleObjects, planParameters: PlanParameters): string {
  const list = (members: readonly (string | number | boolean)[], type: string) =>
    `${planParameters.placeholder({ kind: "ids", text: `{${members.map((member) => `"${String(member).replace(/["\\]/g, "\\$&")}"`).join(",")}}` })}::pg_catalog.${type}[]`;
  const arrays = [
    list(
      columns.map(({ relation }) => relation),
      "oid",
    ),
    list(
      columns.map(({ column }) => column),
      "int2",
    ),
    list(
      columns.map(({ type }) => type.sql),
      "regtype",
    ),
    list(
      columns.map(({ type }) => !type.nullable),
      "bool",
    ),
  ];
  return ` LEFT JOIN (SELECT m.relation, m.number, m.type, m.filled, t.typlen, t.typbyval, t.typalign, t.typstorage, t.typcollation FROM ROWS FROM (${arrays.map((array) => `pg_catalog.unnest(${array})`).join(", ")}) AS m (relation, number, type, filled) JOIN pg_catalog.pg_type AS t ON t.oid = m.type) AS shown ON shown.relation = c.attrelid AND shown.number = c.attnum`;
}

/** A type as format_type writes it while pg_catalog alone is searched. */
function qualified(type: string): string {
  return /^(bigint|bit|boolean|character|double|integer|interval|numeric|real|smallint|time|timestamp)\b/.test(type) ||
    type.includes(".")
    ? type
    : `pg_catalog.${type}`;
}
