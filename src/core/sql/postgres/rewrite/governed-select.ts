// The SELECT that a role gets of a relation: visible columns by name, each under its treatment, and the fenced row filter.
// The same text can stand inline in a statement or as the body of a security_barrier view.

import type { ColumnType, Relation } from "../../../model/catalogue.ts";
import type { GovernedColumn, GovernedRelation } from "../../../model/governed-relation.ts";
import { cast } from "./built-in.ts";
import { maskExpression, nothing } from "./mask.ts";
import type { PlanParameters } from "./plan-parameters.ts";
import { quoteName, quoteRelation } from "./quote.ts";
import { withoutStatistics } from "./without-statistics.ts";

export interface GovernedSource {
  readonly relation: Relation;
  readonly governed: GovernedRelation;
  /** The row filter's expression; null when every row is visible. */
  readonly filter: string | null;
  readonly fenced: boolean;
  readonly only: boolean;
  /** TABLESAMPLE as written; empty without one. */
  readonly sample: string;
  /** The body of a view that is expanded, its own relations governed; null for what is stored. */
  readonly body: string | null;
  /** Hidden columns that a view's own body names: they are there, as NULL. */
  readonly blank: ReadonlySet<string>;
  /** True inside the body of a view, whose own text goes by the types of its columns. */
  readonly within: boolean;
  readonly planParameters: PlanParameters;
  /** What the target of a write shows besides: its key and row version, as expressions with names. */
  readonly besides: readonly string[];
  /** What stands in the relation's place: the rows that a write has just made. They need no filter. Null for the relation itself. */
  readonly standIn: string | null;
  /** The one table, of those that inherit from the relation and itself, whose rows are meant; null for all. */
  readonly table?: Relation | null;
}

export function governedSelect(source: GovernedSource): string {
  const { relation, governed, filter, fenced } = source;
  const hidesRows = source.standIn === null && (barrierOf(source) || (filter !== null && fenced));
  const treated = governed.columns.flatMap((column) => {
    const name = quoteName(column.column.name);
    // the values of an expanded view are masked where they are read
    const masked = source.body === null ? maskExpression(column, source.planParameters) : name;
    if (masked === null) return [];
    const expression = source.within || !hidesType(column) ? masked : cast(`(${masked})`, textLike(column.column.type));
    if (expression !== name) return [`${expression} AS ${name}`];
    return [hidesRows ? `${withoutStatistics(name)} AS ${name}` : name];
  });
  const shown = new Set(
    governed.columns.filter(({ treatment }) => treatment.kind !== "hide").map(({ column }) => column.name),
  );
  const blanks = relation.columns
    .filter(({ name }) => source.blank.has(name) && !shown.has(name))
    .map(({ name, type }) => `${nothing(type)} AS ${quoteName(name)}`);
  const columns = [...treated, ...blanks, ...source.besides].join(", ");
  if (source.standIn !== null) return `SELECT ${columns} FROM ${source.standIn} AS ${quoteName(relation.name.name)}`;
  const barrier = barrierOf(source) ? " OFFSET 0" : "";
  const conditions = filter === null ? barrier : ` WHERE (${filter})${fenced ? " OFFSET 0" : ""}`;
  return `SELECT ${columns} FROM ${from(source)}${conditions}`;
}

/** The labels of an enum are told by a NULL of its type: by enum_range, or by an error of what is compared with it. */
function hidesType({ column: { type }, treatment }: GovernedColumn): boolean {
  return treatment.kind !== "clear" && type.madeOf !== undefined && /^(enum|array|other)$/.test(type.family);
}

function textLike({ family }: ColumnType): string {
  return family === "array" ? "text[]" : "text";
}

/** A view that stands for itself hides rows by its own conditions: they are fenced like a filter. */
function barrierOf({ relation, body }: GovernedSource): boolean {
  return relation.kind === "view" && body === null;
}

function from({ relation, only, sample, body, table = null }: GovernedSource): string {
  if (table !== null) return `ONLY ${quoteRelation(table.name)} AS ${quoteName(relation.name.name)}`;
  if (body === null) return `${only ? "ONLY " : ""}${quoteRelation(relation.name)}${sample === "" ? "" : ` ${sample}`}`;
  const columns = relation.columns.map(({ name }) => quoteName(name)).join(", ");
  return `(${body}\n) AS ${quoteName(relation.name.name)} (${columns})`;
}
