// The witness: what a plan was made on, asked of the server while it holds the plan's locks. A line for each relation that bears a name of
// one that the plan reads, wherever it is: what it was made on has not changed, and nothing else has come to stand in front of it. Plans
// that look names up in other ways ask about those, too: functions, types, operators and casts from outside pg_catalog.
// It stands beside plans under any search path, so that every name in it is qualified.

/**
 * Name and place of a relation, whether its schema is one that can be looked into, its columns with their types, and the versions of the
 * rows that say all this: they change with what a column is computed by, with what a table is a part of, and with what a view means.
 * Foreign keys are among it, because their columns hold what they point at.
 * The server names a schema by itself at less cost than by a join.
 */
const SHAPE = `pg_catalog.md5(pg_catalog.concat_ws(' ', c.oid, c.xmin, c.relnamespace, c.relnamespace::pg_catalog.regnamespace,
  pg_catalog.has_schema_privilege(c.relnamespace, 'USAGE'), c.relname, c.relkind,
  (SELECT pg_catalog.string_agg(pg_catalog.concat_ws(':', a.attnum, a.xmin, a.attname, a.atttypid), ',' ORDER BY a.attnum)
     FROM pg_catalog.pg_attribute a WHERE a.attrelid OPERATOR(pg_catalog.=) c.oid AND a.attnum OPERATOR(pg_catalog.>) 0 AND NOT a.attisdropped),
  CASE WHEN c.relkind OPERATOR(pg_catalog.=) 'v' THEN (SELECT pg_catalog.string_agg(r.xmin::pg_catalog.text, ',' ORDER BY r.oid)
     FROM pg_catalog.pg_rewrite r WHERE r.ev_class OPERATOR(pg_catalog.=) c.oid) END,
  CASE WHEN c.relhastriggers THEN (SELECT pg_catalog.string_agg(k.oid::pg_catalog.text, ',' ORDER BY k.oid)
     FROM pg_catalog.pg_constraint k WHERE k.conrelid OPERATOR(pg_catalog.=) c.oid AND k.contype OPERATOR(pg_catalog.=) 'f') END))`;

/** Of users' schemas, `public` among them; temporary ones come and go with their sessions. */
const LASTING = `c.relpersistence OPERATOR(pg_catalog.<>) 't' AND c.relkind OPERATOR(pg_catalog.=) ANY ('{r,p,v,m,f,S}'::pg_catalog."char"[])
  AND (c.relnamespace OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid OR c.relnamespace OPERATOR(pg_catalog.=) '2200'::pg_catalog.oid)`;

interface Source {
  readonly from: string;
  /** What a line goes by; null where all of them are asked for together. */
  readonly name: string | null;
  readonly line: string;
  readonly where: string;
}

const SOURCES = {
  relations: { from: "pg_class c", name: "c.relname", line: `c.oid, ${SHAPE}`, where: LASTING },
  functions: { from: "pg_proc p", name: "p.proname", line: "'function', p.oid, p.xmin", where: ofUsers("p") },
  types: { from: "pg_type t", name: "t.typname", line: "'type', t.oid, t.xmin", where: ofUsers("t") },
  operators: { from: "pg_operator o", name: null, line: "'operator', o.oid, o.xmin", where: ofUsers("o") },
  casts: { from: "pg_cast k", name: null, line: "'cast', k.oid, k.xmin", where: ofUsers("k") },
} as const satisfies Readonly<Record<string, Source>>;

function ofUsers(alias: string): string {
  return `${alias}.oid OPERATOR(pg_catalog.>=) '16384'::pg_catalog.oid`;
}

/** The sub-select hides the list from the planner: knowing it, a plan of its own looks cheaper each time, and planning costs more than reading. */
function linesOf({ from, name, line, where }: Source, names: string): string {
  const named =
    name === null
      ? ""
      : `${name} OPERATOR(pg_catalog.=) ANY ((SELECT ${names}::pg_catalog.name[])::pg_catalog.name[]) AND `;
  return `SELECT pg_catalog.concat_ws(' ', ${line}) FROM pg_catalog.${from} WHERE ${named}${where}`;
}

/** $1: names of relations, as a name[] literal. */
export const RELATIONS_WITNESS = linesOf(SOURCES.relations, "$1");

/** And $2: names of functions, fields and types; of operators and casts, all. */
export const NAMES_WITNESS = [
  RELATIONS_WITNESS,
  linesOf(SOURCES.functions, "$2"),
  linesOf(SOURCES.types, "$2"),
  linesOf(SOURCES.operators, ""),
  linesOf(SOURCES.casts, ""),
].join("\nUNION ALL\n");

/** Every line there is, by the part of the catalogue and the name that it goes by. */
export const ALL_LINES = Object.entries<Source>(SOURCES)
  .map(
    ([part, { from, name, line, where }]) =>
      `SELECT '${part}' AS part, ${name === null ? "''" : `${name}::pg_catalog.text`} AS name, pg_catalog.concat_ws(' ', ${line}) AS line FROM pg_catalog.${from} WHERE ${where}`,
  )
  .join("\nUNION ALL\n");
