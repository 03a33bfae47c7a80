// Statements of both engines over the shop: typed, so that most of them run, and so made that their answers have one order.
// Where LIMIT, a window or an aggregate looks at the order of rows, that order is by a key: what is left open is left to the
// engine, whose choice may depend on how many rows a filter hides (a stated residual) and would only be noise here.

import type { Engine } from "../../src/core/model/catalogue.ts";
import { type Draw, drawn } from "./draw.ts";
import { columnOf, expression, literal, type Scope, type Source } from "./generate-expression.ts";
import { type Column, HIDDEN, type Kind, TABLES } from "./shop-columns.ts";

export interface Query {
  readonly sql: string;
  readonly columns: readonly Column[];
}

export interface Place {
  readonly engine: Engine;
  readonly draw: Draw;
  readonly depth: number;
  /** What an outer query offers to a correlated one. */
  readonly outer: readonly Source[];
  readonly ctes: readonly Source[];
}

/** Views cannot be sampled. */
const VIEWS: ReadonlySet<string> = new Set(["contacts", "good_contacts", "identified"]);

const SCALARS: readonly Kind[] = ["int", "num", "text", "date"];

export function statements(engine: Engine) {
  return drawn((draw) => {
    const { sql, columns } = query({ engine, draw, depth: 2, outer: [], ctes: [] });
    return draw.chance(60) ? sql : limited({ sql, columns }, { draw, engine });
  });
}

/** ORDER BY everything, then LIMIT: the rows that remain are the same whatever the plan. */
function limited({ sql, columns }: Query, { draw, engine }: Pick<Place, "draw" | "engine">): string {
  const alias = draw.fresh("l");
  const order = columns.map(
    ({ name, kind }) =>
      `${name}${kind === "json" && engine === "postgres" ? "::text" : ""} ${draw.pick(["ASC", "DESC"])}`,
  );
  return `SELECT * FROM (${sql}) AS ${alias} ORDER BY ${order.join(", ")} LIMIT ${1 + draw.below(20)}${draw.chance(30) ? " OFFSET 2" : ""}`;
}

export function query(place: Place): Query {
  const { draw, depth } = place;
  const forms =
    depth > 0
      ? [simple, simple, simple, grouped, grouped, windowed, combined, withCtes, recursive, shadowing]
      : [simple, simple, grouped];
  return draw.pick(forms)(place);
}

function from(place: Place): { text: string; sources: readonly Source[] } {
  const { draw, engine } = place;
  const first = item(place, []);
  let { text } = first;
  const sources = [first.source];
  const joins = draw.pick([0, 0, 1, 1, 2]);
  for (let made = 0; made < joins; made++) {
    const lateral = engine === "postgres" && place.depth > 0 && draw.chance(15);
    const next = item(place, lateral ? sources : []);
    const [left, right] = [columnOf("int", scopeOf(place, sources)), columnOf("int", scopeOf(place, [next.source]))];
    const join = lateral
      ? draw.pick(["LEFT JOIN LATERAL", "JOIN LATERAL"])
      : draw.pick(["JOIN", "LEFT JOIN", "FULL JOIN", "INNER JOIN", "RIGHT JOIN"]);
    const more =
      draw.chance(20) && !join.startsWith("FULL")
        ? ` AND ${expression("bool", scopeOf(place, [...sources, next.source]), 1)}`
        : "";
    text += ` ${join} ${next.text} ON ${left === null || right === null ? "1 = 1" : `${left} = ${right}`}${more}`;
    sources.push(next.source);
  }
  return { text, sources };
}

export function scopeOf(place: Place, sources: readonly Source[]): Scope {
  const { engine, draw, depth } = place;
  const all = [...sources, ...place.outer];
  return {
    engine,
    draw,
    sources: all,
    subselect: depth > 0 ? (kind) => subselect(kind, { ...place, depth: depth - 1, outer: all }) : null,
  };
}

/** One column of one kind, at most one row or any number: as an aggregate, it fits everywhere. */
function subselect(kind: Kind, place: Place): string {
  const { text, source } = item({ ...place, depth: 0 }, []);
  const scope = scopeOf({ ...place, depth: 0 }, [source]);
  // of its own columns alone: an aggregate of outer columns would belong to the outer query
  const inner = expression(kind, { ...scope, sources: [source] }, 1);
  const where = place.draw.chance(70) ? ` WHERE ${expression("bool", scope, 1)}` : "";
  const value =
    kind === "json" || kind === "bool" || kind === "enum" ? `count(*)` : `${place.draw.pick(["min", "max"])}(${inner})`;
  if (kind === "json" || kind === "enum") return `SELECT ${literal(kind, scope)} FROM ${text}${where} LIMIT 1`;
  return `SELECT ${value} FROM ${text}${where}`;
}

export function item(place: Place, beside: readonly Source[]): { text: string; source: Source } {
  const { draw, engine, depth, ctes } = place;
  const alias = draw.fresh("t");
  if (beside.length > 0) {
    const inner = simple({ ...place, depth: depth - 1, outer: [...beside, ...place.outer] });
    return { text: `(${inner.sql}) AS ${alias}`, source: { alias, columns: inner.columns, key: [], whole: false } };
  }
  if (ctes.length > 0 && draw.chance(50)) {
    const cte = draw.pick(ctes);
    return { text: `${cte.alias} AS ${alias}`, source: { ...cte, alias } };
  }
  if (depth > 0 && draw.chance(20)) {
    const inner = query({ ...place, depth: depth - 1, outer: [] });
    return { text: `(${inner.sql}) AS ${alias}`, source: { alias, columns: inner.columns, key: [], whole: false } };
  }
  if (draw.chance(5)) return fromFunction(place, alias);
  const table = draw.below(300) === 0 ? null : draw.pick(TABLES[engine]);
  if (table === null) {
    return {
      text: `${draw.pick(HIDDEN[engine].tables)} AS ${alias}`,
      source: { alias, columns: [{ name: "id", kind: "int" }], key: [], whole: false },
    };
  }
  const schema = draw.chance(40) ? (engine === "postgres" ? "public." : "main.") : "";
  const stored = table.key.length > 0 && !VIEWS.has(table.name);
  const sample = engine === "postgres" && stored && draw.chance(3) ? " TABLESAMPLE SYSTEM (100)" : "";
  const only = engine === "postgres" && draw.chance(3) && sample === "" ? "ONLY " : "";
  return {
    text: `${only}${schema}${table.name} AS ${alias}${sample}`,
    source: { alias, columns: table.columns, key: table.key, whole: true },
  };
}

function fromFunction({ draw, engine }: Place, alias: string): { text: string; source: Source } {
  const source = (columns: readonly Column[]): Source => ({ alias, columns, key: [], whole: false });
  if (engine === "sqlite") {
    return {
      text: `json_each(${draw.pick(["'[1, 2, 3]'", "'[5, 10]'"])}) AS ${alias}`,
      source: source([
        { name: "value", kind: "int" },
        { name: "key", kind: "int" },
      ]),
    };
  }
  return draw.pick([
    { text: `generate_series(1, ${3 + draw.below(30)}) AS ${alias} (n)`, source: source([{ name: "n", kind: "int" }]) },
    {
      text: `jsonb_each_text('{"a": 1, "b": 2}') AS ${alias} (k, v)`,
      source: source([
        { name: "k", kind: "text" },
        { name: "v", kind: "text" },
      ]),
    },
    {
      text: `(VALUES (1, 'EU'), (2, 'US'), (10, 'x')) AS ${alias} (n, r)`,
      source: source([
        { name: "n", kind: "int" },
        { name: "r", kind: "text" },
      ]),
    },
  ]);
}

function where(place: Place, sources: readonly Source[]): string {
  return place.draw.chance(60) ? ` WHERE ${expression("bool", scopeOf(place, sources))}` : "";
}

function targets(
  place: Place,
  sources: readonly Source[],
  count = 1 + place.draw.below(4),
): readonly (Column & { text: string })[] {
  return Array.from({ length: count }, () => {
    const kind = place.draw.chance(5) && place.engine === "postgres" ? ("json" as const) : place.draw.pick(SCALARS);
    return { name: place.draw.fresh("c"), kind, text: expression(kind, scopeOf(place, sources)) };
  });
}

const listed = (columns: readonly (Column & { text: string })[]): string =>
  columns.map(({ text, name }) => `${text} AS ${name}`).join(", ");

function simple(place: Place): Query {
  const { draw, engine } = place;
  const { text, sources } = from(place);
  const [only] = sources;
  if (only !== undefined && sources.length === 1 && draw.chance(8)) {
    return { sql: `SELECT ${only.alias}.* FROM ${text}${where(place, sources)}`, columns: only.columns };
  }
  const columns = targets(place, sources);
  const first = columns[0];
  if (engine === "postgres" && first !== undefined && first.kind !== "json" && draw.chance(8)) {
    const rest = columns.filter(({ kind }) => kind !== "json");
    const order = rest.map((_, place) => String(place + 1)).join(", ");
    return {
      sql: `SELECT DISTINCT ON (1) ${listed(rest)} FROM ${text}${where(place, sources)} ORDER BY ${order}`,
      columns: rest,
    };
  }
  const distinct = draw.chance(12) ? "DISTINCT " : "";
  return { sql: `SELECT ${distinct}${listed(columns)} FROM ${text}${where(place, sources)}`, columns };
}

function grouped(place: Place): Query {
  const { draw, engine } = place;
  const { text, sources } = from(place);
  const scope = scopeOf(place, sources);
  const keyed = sources.find(({ key, whole }) => whole && key.length > 0);
  const byKey = keyed !== undefined && engine === "postgres" && draw.chance(25);
  const keys = byKey
    ? keyed.key.map((name) => ({ name: draw.fresh("c"), kind: "int" as const, text: `${keyed.alias}.${name}` }))
    : targets({ ...place, depth: 0 }, sources, 1 + draw.below(2)).filter(({ kind }) => kind !== "json");
  const free = byKey
    ? keyed.columns
        .filter(({ kind }) => kind !== "json")
        .slice(0, 2)
        .map(({ name, kind }) => ({ name: draw.fresh("c"), kind, text: `${keyed.alias}.${name}` }))
    : [];
  const measures = Array.from({ length: 1 + draw.below(2) }, () => ({ name: draw.fresh("c"), ...measure(scope) }));
  const columns = [...keys, ...free, ...measures];
  const having = draw.chance(25)
    ? ` HAVING ${measure(scope, "int").text} ${draw.pick([">", "<="])} ${literal("int", scope)}`
    : "";
  const names = keys.map((key) => key.text);
  const sets =
    engine === "postgres" && !byKey && names.length > 0 ? draw.pick(["", "", "ROLLUP", "CUBE", "GROUPING SETS"]) : "";
  const list =
    sets === "GROUPING SETS"
      ? `GROUPING SETS (${names.map((name) => `(${name})`).join(", ")}, ())`
      : `${sets} (${names.join(", ")})`;
  const group = names.length === 0 || draw.chance(8) ? null : sets === "" ? names.join(", ") : list;
  const shown = group === null ? measures : columns;
  return {
    sql: `SELECT ${listed(shown)} FROM ${text}${where(place, sources)}${group === null ? "" : ` GROUP BY ${group}`}${having}`,
    columns: shown,
  };
}

/** An aggregate; those that look at the order of rows get one. */
function measure(scope: Scope, wanted: Kind | null = null): { kind: Kind; text: string } {
  const { draw, engine } = scope;
  const filter = draw.chance(25) ? ` FILTER (WHERE ${expression("bool", scope, 1)})` : "";
  const int = () => expression("int", scope, 1);
  const text = () => expression("text", scope, 1);
  const whole = scope.sources.filter((source) => source.whole);
  const ints = [
    () => `count(*)${filter}`,
    () => `sum(${int()})${filter}`,
    () => `max(${int()})${filter}`,
    () => `count(DISTINCT ${text()})${filter}`,
    ...(engine === "postgres" && whole.length > 0 ? [() => `count(${draw.pick(whole).alias})${filter}`] : []),
  ];
  if (wanted === "int" || draw.chance(50)) return { kind: "int", text: draw.pick(ints)() };
  const texts =
    engine === "postgres"
      ? [
          () => {
            const value = text();
            return `string_agg(${value}, ',' ORDER BY ${value})${filter}`;
          },
          () => {
            const value = int();
            return `(array_agg(${value} ORDER BY ${value}))::text`;
          },
          () => {
            const value = text();
            return `jsonb_agg(${value} ORDER BY ${value})::text`;
          },
          () => `(percentile_disc(0.5) WITHIN GROUP (ORDER BY ${int()}))::text`,
          () => `(mode() WITHIN GROUP (ORDER BY ${text()}))`,
          () => `bool_or(${expression("bool", scope, 1)})::text`,
        ]
      : [
          () => `max(${text()})${filter}`,
          () => {
            const value = text();
            return `group_concat(${value}, ',' ORDER BY ${value})${filter}`;
          },
          () => {
            const value = int();
            return `json_group_array(${value} ORDER BY ${value})`;
          },
        ];
  return { kind: "text", text: draw.pick(texts)() };
}

function windowed(place: Place): Query {
  const { draw } = place;
  const { text, sources } = from({ ...place, depth: 0 });
  const scope = scopeOf({ ...place, depth: 0 }, sources);
  const total = sources.every(({ key }) => key.length > 0) && !text.includes("FULL") && !text.includes("RIGHT");
  const keys = sources.flatMap(({ alias, key }) => key.map((name) => `${alias}.${name}`));
  const partition = draw.chance(60) ? `PARTITION BY ${expression(draw.pick(["text", "int"] as const), scope, 1)} ` : "";
  const order = expression(draw.pick(SCALARS), scope, 1);
  const peers = [
    "rank()",
    "dense_rank()",
    "count(*)",
    `sum(${expression("int", scope, 1)})`,
    `max(${expression("text", scope, 1)})`,
  ];
  const exact = [
    "row_number()",
    `lag(${expression("text", scope, 1)})`,
    `first_value(${expression("int", scope, 1)})`,
    "ntile(3)",
  ];
  const call = draw.pick(total && keys.length > 0 ? [...peers, ...exact] : peers);
  const frame =
    /^(count|sum|max)/.test(call) && total && keys.length > 0 && draw.chance(40)
      ? " ROWS BETWEEN 2 PRECEDING AND CURRENT ROW"
      : "";
  const over = `(${partition}ORDER BY ${[order, ...(total ? keys : [])].join(", ")}${frame})`;
  const columns = [
    ...targets({ ...place, depth: 0 }, sources, 1 + draw.below(2)),
    { name: draw.fresh("c"), kind: "text" as const, text: `CAST(${call} OVER ${over} AS text)` },
  ];
  return { sql: `SELECT ${listed(columns)} FROM ${text}${where({ ...place, depth: 0 }, sources)}`, columns };
}

function combined(place: Place): Query {
  const { draw, engine } = place;
  const kinds = Array.from({ length: 1 + draw.below(3) }, () => draw.pick(["int", "text"] as const));
  const arm = (): string => {
    const { text, sources } = from({ ...place, depth: place.depth - 1 });
    const columns = kinds.map((kind) => `${expression(kind, scopeOf({ ...place, depth: 0 }, sources))} AS c_${kind}`);
    return `SELECT ${columns.join(", ")} FROM ${text}${where({ ...place, depth: 0 }, sources)}`;
  };
  const operators =
    engine === "postgres"
      ? ["UNION", "UNION ALL", "EXCEPT", "INTERSECT", "INTERSECT ALL"]
      : ["UNION", "UNION ALL", "EXCEPT", "INTERSECT"];
  const names = kinds.map((kind) => ({ name: draw.fresh("c"), kind }));
  const alias = draw.fresh("u");
  const arms = Array.from({ length: 2 + draw.below(2) }, arm);
  const union = arms.slice(1).reduce((sql, next) => `${sql} ${draw.pick(operators)} ${next}`, arms[0] ?? "");
  const renamed = `WITH ${alias} (${names.map(({ name }) => name).join(", ")}) AS (${union}) SELECT * FROM ${alias}`;
  return { sql: renamed, columns: names };
}

function withCtes(place: Place): Query {
  const { draw, engine } = place;
  const inner = query({ ...place, depth: place.depth - 1, outer: [], ctes: [] });
  const name = draw.fresh("w");
  const cte: Source = { alias: name, columns: inner.columns, key: [], whole: false };
  const body = query({ ...place, depth: place.depth - 1, ctes: [...place.ctes, cte] });
  const materialized = engine === "postgres" ? draw.pick(["", "", "MATERIALIZED ", "NOT MATERIALIZED "]) : "";
  return { sql: `WITH ${name} AS ${materialized}(${inner.sql}) ${nested(body.sql)}`, columns: body.columns };
}

/** A WITH behind a WITH stands in a sub-select. */
function nested(sql: string): string {
  return sql.startsWith("WITH") ? `SELECT * FROM (${sql}) AS nested` : sql;
}

function recursive(place: Place): Query {
  const { draw } = place;
  const name = draw.fresh("r");
  const { text, source } = item({ ...place, depth: 0, ctes: [] }, []);
  const scope = scopeOf({ ...place, depth: 0 }, [source]);
  const column = columnOf("int", { ...scope, sources: [source] }) ?? "1";
  const value = columnOf("text", { ...scope, sources: [source] }) ?? "'x'";
  const columns: readonly Column[] = [
    { name: "n", kind: "int" },
    { name: "v", kind: "text" },
  ];
  const start = draw.chance(50)
    ? `SELECT 1, CAST(${literal("text", place)} AS text)`
    : `SELECT ${column}, CAST(${value} AS text) FROM ${text} WHERE ${column} < 40`;
  const step = draw.chance(50)
    ? `SELECT ${name}.n + 1, ${name}.v FROM ${name} WHERE ${name}.n < 8`
    : `SELECT ${name}.n + 7, CAST(${value} AS text) FROM ${name} JOIN ${text} ON ${column} = ${name}.n WHERE ${name}.n < 30`;
  const cte: Source = { alias: name, columns, key: [], whole: false };
  const body = simple({ ...place, depth: 0, outer: [], ctes: [cte] });
  return { sql: `WITH RECURSIVE ${name} (n, v) AS (${start} UNION ${step}) ${body.sql}`, columns: body.columns };
}

/** A CTE under the name of a table, read beside the table itself by its schema. */
function shadowing(place: Place): Query {
  const { draw, engine } = place;
  const schema = engine === "postgres" ? "public" : "main";
  const table = draw.pick(["customers", "orders"]);
  const own = table === "customers" ? "email" : "note";
  const inner = draw.pick([
    `SELECT id, ${own} AS email FROM ${engine === "postgres" ? table : `${schema}.${table}`}`,
    `SELECT id, name AS email FROM ${schema}.employees WHERE ${expression("bool", { engine, draw, sources: [], subselect: null }, 1)}`,
  ]);
  const columns: readonly Column[] = [
    { name: "id", kind: "int" },
    { name: "email", kind: "text" },
    { name: "other", kind: "text" },
  ];
  const body = draw.pick([
    `SELECT ${table}.id AS id, ${table}.email AS email, o.status AS other FROM ${table} JOIN ${schema}.orders o ON o.customer_id = ${table}.id`,
    `SELECT a.id AS id, a.email AS email, b.country AS other FROM ${table} a LEFT JOIN ${schema}.customers b ON a.id = b.id WHERE length(a.email) > 5`,
    `SELECT id, email, email AS other FROM ${table} WHERE id IN (SELECT ${draw.pick(["id", "customer_id"])} FROM ${schema}.orders)`,
  ]);
  return { sql: `WITH ${table} AS (${inner}) ${body}`, columns };
}
