// What `init` learns of a database besides its catalogue: what columns' defaults say, and, where it may, counts of what samples of their
// values are. Values stay where they are read (column-sampler.ts): only counts come here.

import { type Evidence, listedTables } from "../../../core/classification/classify-columns.ts";
import type { ColumnShape, TableShape } from "../../../core/classification/table-shape.ts";
import type { Tally } from "../../../core/classification/values/tally-values.ts";
import type { TypeFamily } from "../../../core/model/catalogue.ts";
import { type RelationKey, relationKey } from "../../../core/model/relation-name.ts";
import type { ColumnSampler } from "../../../gate/ports/column-sampler.ts";
import type { Io } from "../terminal/io.ts";

const TABLE_MILLISECONDS = 5_000;
const ALL_MILLISECONDS = 60_000;
const SAMPLED: ReadonlySet<TypeFamily> = new Set(["text", "json", "array", "other"]);
const NUMBERS: ReadonlySet<TypeFamily> = new Set(["integer", "numeric"]);

export interface Gathering {
  readonly io: Io;
  /** Asked only where the database's role may read anything. */
  readonly isWanted: () => Promise<boolean>;
  /** Tables that it is about; all where absent. */
  readonly isNew?: (relation: TableShape) => boolean;
}

export async function gatherEvidence(
  sampler: ColumnSampler,
  {
    tables: all,
    gathering: { io, isWanted, isNew = () => true },
  }: { tables: readonly TableShape[]; gathering: Gathering },
): Promise<Evidence> {
  const defaults = await sampler.defaults();
  const tables = listedTables(all).filter(isNew);
  if (tables.length === 0) return { defaults, tallies: new Map() };
  // nobody is asked for what the database does not allow
  if (!(await sampler.mayRead(tables))) {
    io.out("No values are looked at: the database's role may read none of the tables.");
    return { defaults, tallies: new Map() };
  }
  if (!(await isWanted())) return { defaults, tallies: new Map() };
  return { defaults, tallies: await sampleAll(sampler, { tables, io }) };
}

async function sampleAll(
  sampler: ColumnSampler,
  { tables, io }: { tables: readonly TableShape[]; io: Io },
): Promise<ReadonlyMap<RelationKey, ReadonlyMap<string, Tally>>> {
  const tallies = new Map<RelationKey, ReadonlyMap<string, Tally>>();
  const missed = { "no-rights": 0, "too-long": 0, unreadable: 0 };
  const end = performance.now() + ALL_MILLISECONDS;
  for (const [place, relation] of tables.entries()) {
    const columns = relation.columns.filter((column) => isSampled(column, relation)).map(({ name }) => name);
    if (columns.length === 0) continue;
    const left = end - performance.now();
    if (left <= 0) {
      missed["too-long"] += 1;
      continue;
    }
    io.progress(`looked at ${place} of ${tables.length} tables`);
    const found = await sampler.sample(relation, { columns, milliseconds: Math.min(TABLE_MILLISECONDS, left) });
    if (found.kind === "tallied") tallies.set(relationKey(relation.name), found.columns);
    else missed[found.why] += 1;
  }
  io.progress(null);
  io.out(...remarks(tallies.size, missed));
  return tallies;
}

/** A number that is a key or a link is no card and no phone, whatever check digit it passes. */
function isSampled({ name, type, references }: ColumnShape, { primaryKey }: TableShape): boolean {
  if (SAMPLED.has(type.family)) return true;
  return NUMBERS.has(type.family) && references === null && !primaryKey.includes(name);
}

function remarks(
  sampled: number,
  missed: Readonly<Record<"no-rights" | "too-long" | "unreadable", number>>,
): readonly string[] {
  const of = (count: number): string => `${count} ${count === 1 ? "table" : "tables"}`;
  return [
    `Samples of ${of(sampled)} were looked at; no value was kept, shown or written.`,
    ...(missed["no-rights"] > 0 ? [`Not looked at, for want of rights: ${of(missed["no-rights"])}.`] : []),
    ...(missed["too-long"] > 0
      ? [`Not looked at, because it would have taken too long: ${of(missed["too-long"])}.`]
      : []),
    ...(missed.unreadable > 0 ? [`Not looked at, because they could not be read: ${of(missed.unreadable)}.`] : []),
  ];
}
