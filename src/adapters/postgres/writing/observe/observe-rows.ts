// Every row that this transaction has changed, read from the tables that PostgreSQL counted changes of. A row version that we made carries
// one of our transaction ids as its xmin; one that we ended carries it as its xmax, which can be read again once a savepoint is rolled back.
// INVARIANT: what is found is held against the server's own count. Where the two do not agree nothing is said to be known.

import pg from "pg";
import type { Relation } from "../../../../core/model/catalogue.ts";
import type { Image } from "../../../../core/sql/cascades/cascade-graph.ts";
import { encodeTexts } from "../../values/encode-parameter.ts";
import { formatName, readText } from "../write-session.ts";
import type { Effect } from "./observe-effects.ts";

export interface FoundRow {
  /** ctid */
  readonly place: string;
  readonly image: Image;
}

/** Rows of one table that holds rows: a partition, never what it is a part of. */
export interface Touched {
  readonly relation: Relation;
  readonly counts: Readonly<Record<"insert" | "update" | "delete", number>>;
}

export function touchedBy(effects: readonly Effect[], find: (effect: Effect) => Relation | null): readonly Touched[] {
  const found = new Map<Relation, Record<"insert" | "update" | "delete", number>>();
  for (const effect of effects) {
    const relation = find(effect);
    if (relation === null) continue;
    const counts = found.get(relation) ?? { insert: 0, update: 0, delete: 0 };
    counts[effect.verb] += effect.rows;
    found.set(relation, counts);
  }
  return [...found].map(([relation, counts]) => ({ relation, counts }));
}

/** So many transaction ids may be given to others while one transaction runs; beyond it rows are missed, and the count says so. */
const WINDOW = 2 ** 24;

/** True of an id of ours: none was given before the transaction's own. */
function isOurs(column: "xmin" | "xmax", xid: string): string {
  return `((t.${column}::text::int8 - ${Number(BigInt(xid) % 4_294_967_296n)} + 4294967296) % 4294967296) < ${WINDOW} AND t.${column}::text <> '0'`;
}

export interface Ours {
  /** The transaction's first id. */
  readonly xid: string;
  /** Where others have locked a row too its xmax names all of them, and only rows that nobody ever locked are surely not ours. */
  readonly wide: boolean;
}

function endedBy({ xid, wide }: Ours): string {
  return wide ? "t.xmax::text <> '0'" : isOurs("xmax", xid);
}

/** Tables that this transaction has emptied, made or altered: no counter tells of their rows. */
export async function findAltered(client: pg.ClientBase, xid: string): Promise<readonly string[]> {
  const { rows } = await readText(
    client,
    `SELECT n.nspname || '.' || t.relname FROM pg_class t JOIN pg_namespace n ON n.oid = t.relnamespace
      WHERE t.relkind IN ('r', 'p', 'm') AND t.relpersistence <> 't' AND n.nspname !~ '^pg_' AND ${isOurs("xmin", xid)} ORDER BY 1`,
  );
  return rows.map(([name]) => name ?? "");
}

/** Row versions that we made, and places of rows that we locked and did not change. */
export async function findMade(
  client: pg.ClientBase,
  { relation, counts }: Touched,
  { xid, wide }: Ours,
): Promise<{ readonly made: readonly FoundRow[]; readonly locked: ReadonlySet<string> }> {
  const versions = counts.insert + counts.update;
  const ours = isOurs("xmin", xid);
  const tail =
    counts.update + counts.delete === 0
      ? await readRows(client, relation, `${await atTheEnd(client, relation, versions)} AND ${ours}`)
      : [];
  if (tail.length === versions && versions > 0) return { made: tail, locked: new Set() };
  const made = await readRows(client, relation, ours);
  const locked = counts.update + counts.delete === 0 ? [] : await readPlaces(client, relation, endedBy({ xid, wide }));
  return { made, locked: new Set(locked) };
}

/** After the savepoint is rolled back: the versions that we had ended. Null where they are not as many as the server counted. */
export async function findEnded(
  client: pg.ClientBase,
  { relation, counts }: Touched,
  { made, locked, ...ours }: Ours & { made: number; locked: ReadonlySet<string> },
): Promise<readonly FoundRow[] | null> {
  // versions that we made and ended again were no row before
  const expected = counts.delete - counts.insert + made;
  if (expected === 0 || counts.update + counts.delete === 0) return expected === 0 ? [] : null;
  const rows = await readRows(client, relation, endedBy(ours));
  const ended = rows.filter(({ place }) => !locked.has(place));
  return ended.length === expected ? ended : null;
}

/** Where rows go that are appended: so it is asked first, and a large table is not read for one row of a log. */
async function atTheEnd(client: pg.ClientBase, relation: Relation, rows: number): Promise<string> {
  const { rows: found } = await readText(
    client,
    "SELECT greatest(0, pg_relation_size($1::oid) / current_setting('block_size')::int8 - $2::int8)::text",
    [String(relation.oid), String(16 + rows)],
  );
  return `t.ctid >= '(${Number(found[0]?.[0] ?? 0)},0)'::tid`;
}

/** True where none of these rows is there any more. */
export async function areGone(client: pg.ClientBase, relation: Relation, rows: readonly FoundRow[]): Promise<boolean> {
  if (rows.length === 0) return true;
  const { rows: found } = await readText(
    client,
    `SELECT count(*)::text FROM ONLY ${formatName(relation.name)} AS t WHERE t.ctid = ANY ($1::tid[])`,
    [encodeTexts(rows.map(({ place }) => place))],
  );
  return found[0]?.[0] === "0";
}

export async function findByKeys(
  client: pg.ClientBase,
  relation: Relation,
  keys: readonly Image[],
): Promise<readonly FoundRow[]> {
  const { primaryKey } = relation;
  if (keys.length === 0) return [];
  const types = primaryKey.map((name) => {
    const type = relation.columns.find((column) => column.name === name)?.type;
    return type?.bare ?? type?.sql ?? "text";
  });
  const held = primaryKey.map((name) => `t.${pg.escapeIdentifier(name)}`).join(", ");
  const given = types.map((type, place) => `CAST(v.k${place} AS ${type})`).join(", ");
  const lists = types.map((_, place) => `$${place + 1}::text[]`).join(", ");
  const names = types.map((_, place) => `k${place}`).join(", ");
  return readRows(client, relation, `(${held}) IN (SELECT ${given} FROM unnest(${lists}) AS v (${names}))`, {
    values: primaryKey.map((_, place) => encodeTexts(keys.map((key) => key[place] ?? null))),
  });
}

async function readRows(
  client: pg.ClientBase,
  relation: Relation,
  where: string,
  { values = [] }: { values?: string[] } = {},
): Promise<readonly FoundRow[]> {
  const image = relation.columns.map(({ name }) => `t.${pg.escapeIdentifier(name)}::text`).join(", ");
  const { rows } = await readText(
    client,
    `SELECT t.ctid::text, to_json(ARRAY[${image}]::text[])::text FROM ONLY ${formatName(relation.name)} AS t WHERE ${where}`,
    values,
  );
  return rows.map(([place, json]) => {
    const parsed: unknown = JSON.parse(json ?? "[]");
    const cells = Array.isArray(parsed) ? parsed.map((cell: unknown) => (typeof cell === "string" ? cell : null)) : [];
    return { place: place ?? "", image: cells };
  });
}

async function readPlaces(client: pg.ClientBase, relation: Relation, where: string): Promise<readonly string[]> {
  const { rows } = await readText(
    client,
    `SELECT t.ctid::text FROM ONLY ${formatName(relation.name)} AS t WHERE ${where}`,
  );
  return rows.map(([place]) => place ?? "");
}
