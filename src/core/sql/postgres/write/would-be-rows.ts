// The rows of a table as a step would leave them, for what reads its RETURNING before anything has changed. INVARIANT: what the database
// itself gives to a new row is NULL here, and what depends on it is said not to be previewed.

import type { Relation } from "../../../model/catalogue.ts";
import { quoteName } from "../rewrite/quote.ts";
import type { ChangedRows } from "./read-change.ts";
import { actionOf, columnsShown, joined, type StepTexts, tableText } from "./step-texts.ts";
import { storedAs, storedType } from "./stored-as.ts";

export function wouldBeRows(steps: readonly StepTexts[], { told }: { told: boolean }): string {
  return `(${steps.map((step) => rowsOf(step, told)).join(" UNION ALL ")})`;
}

function rowsOf(step: StepTexts, told: boolean): string {
  const { reading, from, values } = step;
  const { verb } = reading.composed;
  const unknown = new Set(unknownColumns(reading.composed));
  const columns = columnsShown(reading.composed).map(({ name, type }) => {
    const value = values.find(({ column }) => column === name);
    const sql = storedType(type);
    if (verb !== "delete" && unknown.has(name)) return `CAST(NULL AS ${sql}) AS ${quoteName(name)}`;
    if (value !== undefined)
      return `${storedAs(`"gatehouse_rows".${quoteName(value.name)}`, type)} AS ${quoteName(name)}`;
    return `"gatehouse_target".${quoteName(name)}`;
  });
  const shown = [...columns, ...(told ? [actionOf(step)] : [])].join(", ");
  if (verb === "insert") return `SELECT ${shown} FROM ${from}`;
  return `SELECT ${shown} FROM ${tableText(reading.composed)} AS "gatehouse_target", ${from} WHERE ${joined(step)}`;
}

/** Columns whose values only the database knows. */
function unknownColumns({ verb, relation, columns }: StepTexts["reading"]["composed"]): readonly string[] {
  if (verb === "delete") return [];
  const defaults = columns.flatMap(({ name, output }) => (output === null ? [name] : []));
  const computed = relation.writing?.computed ?? [];
  if (verb === "update") return [...defaults, ...computed];
  const given = columns.flatMap(({ name, output }) => (output === null ? [] : [name]));
  return relation.columns.map(({ name }) => name).filter((name) => !given.includes(name));
}

/** Why what reads this cannot be previewed in full; null when it can. */
export function unsureOf(
  { use, steps }: ChangedRows,
  columns: readonly { readonly item: unknown; readonly column: string | null }[],
): string | null {
  const used = columns.filter(({ item }) => item === use.item).map(({ column }) => column);
  const name = use.relation.name.name;
  const triggered = steps.some(({ composed }) => hasTriggers(composed.relation, composed.verb));
  if (triggered) return `What triggers of ${name} make of the rows that it returns is not known before.`;
  const unknown = steps.some(({ composed }) => {
    const given = unknownColumns(composed);
    return used.some((column) => (column === null ? given.length > 0 : given.includes(column)));
  });
  return unknown ? `Values that the database itself gives to rows of ${name} are not known before.` : null;
}

function hasTriggers({ writing }: Relation, verb: "insert" | "update" | "delete"): boolean {
  return writing?.triggers.some(({ verbs }) => verbs.includes(verb)) === true;
}
