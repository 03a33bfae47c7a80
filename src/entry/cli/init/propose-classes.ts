// What is proposed for a whole database, and a few lines that say so to whoever has to read it through.

import type { Catalogue } from "../../../core/model/catalogue.ts";
import { LEVELS } from "../../../core/model/data-class.ts";
import { formatRelation } from "../../../core/model/relation-name.ts";
import { type Palette, paint } from "../terminal/paint.ts";
import { type Proposal, proposeClass } from "./propose-class.ts";

export interface ProposedRelation {
  /** `schema.name` */
  readonly relation: string;
  readonly columns: readonly (Proposal & { readonly name: string })[];
}

/** Tables by name. Partitions and children have what their parents are given. */
export function proposeClasses(catalogue: Catalogue): readonly ProposedRelation[] {
  return [...catalogue.relations.values()]
    .filter(({ kind, parents }) => (kind === "table" || kind === "partitioned-table") && parents.length === 0)
    .map(({ name, columns, primaryKey }) => ({
      relation: formatRelation(name),
      columns: columns.map((column) => ({
        name: column.name,
        ...proposeClass(column, { relation: name.name, isKey: primaryKey.includes(column.name) }),
      })),
    }))
    .toSorted((a, b) => (a.relation < b.relation ? -1 : 1));
}

/** Columns named in one line at most. */
const MOST = 12;

export function summarise(proposed: readonly ProposedRelation[], palette: Palette): readonly string[] {
  const columns = proposed.flatMap(({ relation, columns: held }) =>
    held.map((column) => ({ ...column, path: `${relation}.${column.name}` })),
  );
  const byClass = new Map(
    [...new Set(columns.map(({ holds }) => holds))].map(
      (holds) => [holds, columns.filter((column) => column.holds === holds)] as const,
    ),
  );
  const classes = [...byClass].filter(([holds]) => !isLevel(holds)).toSorted(([, a], [, b]) => b.length - a.length);
  const levels = [...byClass].filter(([holds]) => isLevel(holds));
  const unsure = columns.filter((column) => column.unsure);
  return [
    `Proposed for ${columns.length} columns of ${proposed.length} ${proposed.length === 1 ? "table" : "tables"}:`,
    ...classes.map(
      ([holds, of]) => `  ${paint(palette, "cyan", holds.padEnd(14))} ${listed(of.map(({ path }) => path))}`,
    ),
    ...levels.map(([level, of]) => `  ${level.padEnd(14)} ${of.length} ${of.length === 1 ? "column" : "columns"}`),
    ...(unsure.length === 0
      ? []
      : [
          paint(
            palette,
            "yellow",
            `Unsure of ${unsure.length}, whose names say nothing of what they hold; look at these first:`,
          ),
          `  ${listed(unsure.map(({ path, holds }) => `${path} (${holds})`))}`,
        ]),
  ];
}

function listed(paths: readonly string[]): string {
  const more = paths.length - MOST;
  return `${paths.slice(0, MOST).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

function isLevel(holds: string): boolean {
  return LEVELS.some((level) => level === holds);
}
