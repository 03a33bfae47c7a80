// What a plan was made on, as the catalogue that it was made for describes it, to be compared with what the server says while it holds the
// locks of what the plan opens.

import type { ClientBase } from "pg";
import { type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import { readText } from "../writing/write-session.ts";
import type { LoadedCatalogue } from "./load-catalogue.ts";
import { NAMES_WITNESS, RELATIONS_WITNESS } from "./witness-query.ts";

export interface Opened {
  /** The witness's query; null for a plan that nothing of the database's own can change. */
  readonly query: { readonly text: string; readonly values: readonly string[] } | null;
  /** What it has to say, as `saidBy` puts it. */
  readonly expected: string;
}

/** What a plan says of itself. */
export interface Witnessed {
  readonly opens: readonly RelationName[];
  readonly expands: readonly RelationName[];
  readonly names: readonly string[];
  readonly ownPath: boolean;
  readonly catalogueVersion: string;
}

/** One value for all plans that have the same to ask, of one reading of the catalogue. */
const OPENED = new WeakMap<LoadedCatalogue["witness"], Map<string, Opened>>();
const MOST_KEPT = 1_000;
const NOTHING: Opened = { query: null, expected: "" };
const OF_PLANS = new WeakMap<Witnessed, { readonly of: LoadedCatalogue["witness"]; readonly opened: Opened | null }>();

/** Null when the catalogue at hand is not the one that the plan was made for. */
export function witnessOf(plan: Witnessed, loaded: LoadedCatalogue): Opened | null {
  if (plan.catalogueVersion !== loaded.catalogue.version) return null;
  const known = OF_PLANS.get(plan);
  if (known?.of === loaded.witness) return known.opened;
  const opened = findOpened(plan, loaded);
  OF_PLANS.set(plan, { of: loaded.witness, opened });
  return opened;
}

function findOpened(plan: Witnessed, { catalogue, witness }: LoadedCatalogue): Opened | null {
  const relations = [...plan.opens, ...plan.expands].map((name) => catalogue.relations.get(relationKey(name)));
  if (relations.includes(undefined)) return null;
  const tables = [...new Set(relations.flatMap((relation) => relation?.name.name ?? []))];
  const named =
    plan.names.length > 0 || plan.ownPath || relations.some((relation) => relation?.columns.some(isOfUsers));
  if (tables.length === 0 && !named) return NOTHING;
  const values = named ? [nameList(tables), nameList(plan.names)] : [nameList(tables)];
  const known = OPENED.get(witness) ?? new Map<string, Opened>();
  OPENED.set(witness, known);
  const key = values.join(" ");
  const opened = known.get(key) ?? {
    query: { text: named ? NAMES_WITNESS : RELATIONS_WITNESS, values },
    expected: saidBy(expectedLines({ tables, names: named ? plan.names : null }, witness)),
  };
  if (known.size >= MOST_KEPT) known.clear();
  known.set(key, opened);
  return opened;
}

/** `names` is null where only relations are asked about. */
function expectedLines(
  { tables, names }: { tables: readonly string[]; names: readonly string[] | null },
  witness: LoadedCatalogue["witness"],
): readonly string[] {
  const lines = (part: string, of: readonly string[]) => of.flatMap((name) => witness.get(part)?.get(name) ?? []);
  const relations = lines("relations", tables);
  if (names === null) return relations;
  const others = [...lines("functions", names), ...lines("types", names)];
  return [...relations, ...others, ...lines("operators", [""]), ...lines("casts", [""])];
}

/** Whether the server says what is expected, in the transaction at hand. */
export async function agrees(client: ClientBase, { query, expected }: Opened): Promise<boolean> {
  if (query === null) return true;
  const { rows } = await readText(client, query.text, [...query.values]);
  return saidBy(rows.map(([line]) => line ?? "")) === expected;
}

/** Of lines in any order. */
export function saidBy(lines: readonly string[]): string {
  return lines.toSorted().join("\n");
}

/** Operators and casts of users' may apply to its values. */
function isOfUsers({
  type,
  enumLabels,
}: {
  type: { foreign?: string; madeOf?: readonly unknown[] };
  enumLabels: readonly string[];
}): boolean {
  return type.foreign !== undefined || type.madeOf !== undefined || enumLabels.length > 0;
}

function nameList(names: readonly string[]): string {
  return `{${names.map((name) => `"${name.replace(/["\\]/g, "\\$&")}"`).join(",")}}`;
}
