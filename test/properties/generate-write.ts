// INSERT, UPDATE, DELETE, MERGE and writing WITH queries over the shop of the non-interference properties: typed, so that most of them run. Keys are drawn where no
// hidden row has one, because who may insert learns from a constraint whether a key is taken (a stated residual).

import type { Engine } from "../../src/core/model/catalogue.ts";
import { type Draw, drawn } from "./draw.ts";
import { expression, literal, type Scope, type Source } from "./generate-expression.ts";
import { item, type Place, query, scopeOf } from "./generate-statement.ts";
import { type Column, HIDDEN, type Kind, TABLES } from "./shop-columns.ts";

/** What may be given a value. `key` is left out where a constraint on it could tell of hidden rows. */
interface Target {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly update: readonly Column[];
  readonly insert: readonly Column[];
  /** Columns that the role sees in the clear. */
  readonly clear: readonly string[];
}

const kinds = (written: string): readonly Column[] => written.split(" ").map((pair) => toColumn(pair));

function toColumn(pair: string): Column {
  const [name = "", kind = ""] = pair.split(":");
  const found = (["int", "num", "text", "date", "enum", "json"] as const).find((known) => known === kind);
  if (found === undefined) throw new RangeError(`no kind ${kind}`);
  return { name, kind: found };
}

const targetsOf = (engine: Engine): readonly Target[] => {
  const columnsOf = (name: string) => TABLES[engine].find((table) => table.name === name)?.columns ?? [];
  // a column that SQLite's shop lacks, and a type that SQLite lacks
  const only = (written: string) =>
    engine === "postgres" ? written : written.replace(/ balance(:int)?/, "").replace("plan:enum", "plan:text");
  return [
    {
      name: "orders",
      columns: columnsOf("orders"),
      update: kinds("amount:int status:text region:text placed:date code:text customer_id:int"),
      insert: kinds("id:int customer_id:int region:text amount:int status:text placed:date code:text"),
      clear: ["id", "customer_id", "region", "amount", "status", "placed", "code"],
    },
    {
      name: "order_items",
      columns: columnsOf("order_items"),
      update: kinds("sku:text quantity:int price:num line:int"),
      insert: kinds("order_id:int line:int sku:text quantity:int price:num"),
      clear: ["order_id", "line", "sku", "quantity", "price"],
    },
    {
      name: "customers",
      columns: columnsOf("customers"),
      update: kinds(only("country:text plan:enum balance:int score:num notes:text email:text")),
      insert: kinds(only("id:int email:text country:text plan:enum balance:int created:date score:num")),
      clear: only("id country plan balance created score").split(" "),
    },
    {
      name: "employees",
      columns: columnsOf("employees"),
      update: kinds("title:text department:text"),
      insert: [],
      clear: ["id", "manager_id", "title", "department"],
    },
    {
      name: "events",
      columns: columnsOf("events"),
      update: kinds("kind:text customer_id:int payload:json at:date"),
      insert: kinds("id:int customer_id:int kind:text payload:json at:date"),
      clear: ["id", "customer_id", "kind", "payload", "at"],
    },
  ];
};

const TARGETS: Readonly<Record<Engine, readonly Target[]>> = {
  postgres: targetsOf("postgres"),
  sqlite: targetsOf("sqlite"),
};

const grants = (database: string, schema: string, balance: string) => `  ${database}:
    ${schema}.orders: all
    ${schema}.order_items: all
    ${schema}.customers: { insert: [id, email, country, plan${balance}, created, score], update: [country, plan${balance}, score, notes, email] }
    ${schema}.employees: { update: [title, department], delete: true }
    ${schema}.events: all
`;

export const WRITE_GRANTS: Readonly<Record<Engine, string>> = {
  postgres: grants("shop", "public", ", balance"),
  sqlite: grants("local", "main", ""),
};

const SCHEMAS: Readonly<Record<Engine, string>> = { postgres: "public", sqlite: "main" };

export function writes(engine: Engine) {
  return drawn((draw) => write({ engine, draw, depth: 1, outer: [], ctes: [] }));
}

function write(place: Place): string {
  const { draw } = place;
  const named = draw.chance(12) ? cte(place) : null;
  const inner = named === null ? place : { ...place, ctes: [named.source] };
  if (named === null && place.engine === "postgres" && draw.chance(15)) return several(place);
  const forms = [update, update, update, remove, insert, upsert, ...(place.engine === "postgres" ? [merge] : [])];
  const sql = draw.pick(forms)(inner, draw.pick(TARGETS[place.engine]));
  return named === null ? sql : `${named.text} ${sql}`;
}

/** Two writes in one WITH; what the first returns is read, or stored where its columns are clear. */
function several(place: Place): string {
  const { draw } = place;
  const one = draw
    .pick([update, remove, insert, upsert])(place, draw.pick(TARGETS.postgres))
    .replace(/ RETURNING .*$/s, "");
  const two = draw
    .pick([update, remove, insert, merge])(place, draw.pick(TARGETS.postgres))
    .replace(/ RETURNING .*$/s, "");
  const [a, b] = [draw.fresh("m"), draw.fresh("m")];
  if (draw.chance(40)) return `WITH ${a} AS (${one} RETURNING *) SELECT * FROM ${a}`;
  if (draw.chance(30)) {
    const gone = remove(place, draw.pick(TARGETS.postgres)).replace(/ RETURNING .*$/s, "");
    return `WITH ${a} AS (${gone} RETURNING *) INSERT INTO public.events (id, kind) SELECT 950, string_agg(${a}::text, ',') FROM ${a}`;
  }
  return draw.chance(50)
    ? `WITH ${a} AS (${one}) ${two}`
    : `WITH ${a} AS (${one} RETURNING *), ${b} AS (${two}) SELECT count(*) FROM ${a}`;
}

const KEYS: Readonly<Record<string, readonly string[]>> = { order_items: ["order_id", "line"] };

function keyOf({ name }: Target): readonly string[] {
  return KEYS[name] ?? ["id"];
}

/** Half of its rows are there, on both sides. */
function upsert(place: Place, target: Target): string {
  const { draw } = place;
  const from = target.insert.length === 0 ? (TARGETS[place.engine][0] ?? target) : target;
  const key = keyOf(from);
  const others = shuffled(
    from.insert.filter(({ name }) => !key.includes(name)),
    draw,
  ).slice(0, 1 + draw.below(3));
  const columns = [...from.insert.filter(({ name }) => key.includes(name)), ...others];
  const alias = draw.chance(50) ? draw.fresh("n") : from.name;
  const text = `${SCHEMAS[place.engine]}.${from.name}${alias === from.name ? "" : ` AS ${alias}`} (${columns.map(({ name }) => name).join(", ")})`;
  const source: Source = { alias, columns: from.columns, key: [], whole: false };
  const excluded: Source = { alias: "excluded", columns: others, key: [], whole: false };
  const open = { ...source, columns: from.columns.filter(({ name }) => from.clear.includes(name)) };
  const scopes = { open: scopeOf(place, [open, excluded]), all: scopeOf(place, [source, excluded]) };
  const sets = shuffled(from.update, draw)
    .slice(0, 1 + draw.below(2))
    .map((column) => `${column.name} = ${value(column, scopes)}`);
  const scope = scopeOf(place, []);
  const there: Readonly<Record<string, string>> = { orders: "10", customers: "10", events: "5" };
  const given = (column: Column): string =>
    column.name === "id" && draw.chance(50) ? (there[from.name] ?? "10") : fresh(column, from, scope);
  const rows = Array.from({ length: 1 + draw.below(2) }, () => `(${columns.map(given).join(", ")})`);
  const condition = draw.chance(40) ? ` WHERE ${expression("bool", scopes.all)}` : "";
  return `INSERT INTO ${text} VALUES ${rows.join(", ")} ON CONFLICT (${key.join(", ")}) DO UPDATE SET ${sets.join(", ")}${condition}${returning(place, source)}`;
}

/** Pairs a table with itself. */
function merge(place: Place, target: Target): string {
  const { draw } = place;
  const [t, s] = [draw.fresh("t"), draw.fresh("s")];
  const source = { alias: t, columns: target.columns, key: [], whole: false };
  const other = { alias: s, columns: target.columns, key: [], whole: false };
  const clear = (of: Source): Source => ({
    ...of,
    columns: target.columns.filter(({ name }) => target.clear.includes(name)),
  });
  const scopes = { open: scopeOf(place, [clear(source), clear(other)]), all: scopeOf(place, [source, other]) };
  const key = keyOf(target);
  const paired = key.map((name) => `${t}.${name} = ${s}.${name}`).join(" AND ");
  const bound = ` AND ${t}.${key[0] ?? "id"} <= ${10 * (1 + draw.below(30))}`;
  const condition = (): string => (draw.chance(60) ? ` AND ${expression("bool", scopes.all)}` : "");
  const sets = shuffled(target.update, draw)
    .slice(0, 1 + draw.below(2))
    .map((column) => `${column.name} = ${value(column, scopes)}`);
  const whens = [
    ...(draw.chance(40)
      ? [`WHEN MATCHED AND ${expression("bool", scopes.all)} THEN ${draw.pick(["DELETE", "DO NOTHING"])}`]
      : []),
    `WHEN MATCHED${condition()} THEN UPDATE SET ${sets.join(", ")}`,
    ...(draw.chance(20)
      ? [`WHEN NOT MATCHED BY SOURCE THEN ${draw.pick(["DELETE", `UPDATE SET ${sets[0] ?? ""}`])}`]
      : []),
  ];
  const using = draw.chance(50) ? `public.${target.name} AS ${s}` : `(SELECT * FROM ${target.name}) AS ${s}`;
  return `MERGE INTO ${target.name} AS ${t} USING ${using} ON ${paired}${bound} ${whens.join(" ")}${returning(place, source).replace(" RETURNING *", "")}`;
}

function cte(place: Place): { text: string; source: Source } {
  const alias = place.draw.fresh("w");
  const inner = query({ ...place, depth: 0 });
  return {
    text: `WITH ${alias} AS (${inner.sql})`,
    source: { alias, columns: inner.columns, key: [], whole: false },
  };
}

interface Placed {
  readonly text: string;
  readonly source: Source;
  /** The target's columns in the clear alone: what may be stored. */
  readonly open: Source;
}

function placed({ draw, engine }: Place, { name, columns, clear }: Target): Placed {
  const alias = draw.chance(60) ? draw.fresh("t") : name;
  const schema = draw.chance(30) ? `${SCHEMAS[engine]}.` : "";
  const source = { alias, columns, key: [], whole: false };
  return {
    text: `${draw.chance(4) && engine === "postgres" ? "ONLY " : ""}${schema}${name}${alias === name ? "" : ` AS ${alias}`}`,
    source,
    open: { ...source, columns: columns.filter((column) => clear.includes(column.name)) },
  };
}

/** A value of the kind: a literal, something of the clear columns, or anything at all, masks included. */
function value({ name, kind }: Column, scopes: { open: Scope; all: Scope }): string {
  const { draw } = scopes.open;
  if (name === "region") return draw.pick(["'EU'", "'EU'", "'EU'", "'US'", "region", "upper(region)", "lower(region)"]);
  if (name === "customer_id") return String(1 + draw.below(60));
  if (name === "line") return `${draw.pick(["", "-"])}${100 + draw.below(800)}`;
  if (draw.chance(3) && scopes.open.engine === "postgres") return "DEFAULT";
  const scope = draw.chance(12) ? scopes.all : scopes.open;
  const written = draw.chance(35) ? literal(kind, scope) : expression(kind, scope, 1);
  return kind === "enum" && draw.chance(50) ? "'gold'" : written;
}

function update(place: Place, target: Target): string {
  const { draw } = place;
  const { text, source, open } = placed(place, target);
  const other = draw.chance(20) ? item({ ...place, depth: 0 }, []) : null;
  const sources = other === null ? [source] : [source, other.source];
  const clear = draw.chance(70) ? [open] : [open, ...sources.slice(1)];
  const scopes = { open: scopeOf(place, clear), all: scopeOf(place, sources) };
  const wanted = shuffled(target.update, draw).slice(0, 1 + draw.below(2));
  const sets = wanted.map((column) => `${column.name} = ${value(column, scopes)}`);
  if (draw.below(60) === 0) sets.push(`${draw.pick(HIDDEN[place.engine].columns)} = 'x'`);
  return `UPDATE ${text} SET ${sets.join(", ")}${other === null ? "" : ` FROM ${other.text}`}${where(place, sources)}${returning(place, source)}`;
}

function remove(place: Place, target: Target): string {
  const { draw, engine } = place;
  const { text, source } = placed(place, target);
  const other = draw.chance(20) && engine === "postgres" ? item({ ...place, depth: 0 }, []) : null;
  const sources = other === null ? [source] : [source, other.source];
  return `DELETE FROM ${text}${other === null ? "" : ` USING ${other.text}`}${where(place, sources)}${returning(place, source)}`;
}

function insert(place: Place, target: Target): string {
  const { draw } = place;
  const from = target.insert.length > 0 ? target : TARGETS[place.engine][0];
  if (from === undefined) throw new RangeError("no target");
  const columns = from.insert;
  const alias = draw.chance(30) ? draw.fresh("t") : from.name;
  const text = `${SCHEMAS[place.engine]}.${from.name}${alias === from.name ? "" : ` AS ${alias}`} (${columns.map(({ name }) => name).join(", ")})`;
  const passing = draw.chance(25) ? " ON CONFLICT DO NOTHING" : "";
  const source: Source = { alias, columns: from.columns, key: [], whole: false };
  const tail = `${passing}${returning(place, source)}`;
  if (draw.chance(50)) {
    const scope = scopeOf(place, []);
    const rows = Array.from({ length: 1 + draw.below(3) }, () => columns.map((column) => fresh(column, from, scope)));
    return `INSERT INTO ${text} VALUES ${rows.map((row) => `(${row.join(", ")})`).join(", ")}${tail}`;
  }
  const inner = item({ ...place, depth: 0 }, []);
  const scope = scopeOf({ ...place, depth: 0 }, [inner.source]);
  const values = columns.map((column) => fresh(column, from, scope));
  return `INSERT INTO ${text} SELECT DISTINCT ${values.join(", ")} FROM ${inner.text}${where(place, [inner.source]) || " WHERE 1 = 1"}${tail}`;
}

/** A value for a new row. Keys lie where neither side has a row; a part of them meets a visible one on both. */
function fresh({ name, kind }: Column, { name: table }: Target, scope: Scope): string {
  const { draw } = scope;
  if (name === "order_id") return String(10 * (1 + draw.below(80)));
  if (name === "id" && table === "events") return String(draw.chance(10) ? 5 : 300 + draw.below(600));
  if (name === "id") return String(draw.chance(10) ? 10 : 50_000 + draw.below(10_000));
  if (name === "email") return draw.pick([`'new-${draw.below(1_000)}@x.example'`, "'canary-mail-3@x.example'"]);
  return value({ name, kind }, { open: { ...scope, sources: [] }, all: scope }).replace(/\bregion\b(?=[^']*$)/, "'EU'");
}

function where(place: Place, sources: readonly Source[]): string {
  if (place.draw.chance(10)) return "";
  const condition = expression("bool", scopeOf(place, sources));
  const [target] = sources;
  const key = target?.columns[0]?.name ?? "id";
  return place.draw.chance(50)
    ? ` WHERE ${condition}`
    : ` WHERE ${target?.alias}.${key} <= ${10 * (1 + place.draw.below(40))} AND ${condition}`;
}

function returning(place: Place, source: Source): string {
  const { draw } = place;
  if (draw.chance(45)) return "";
  if (draw.chance(25)) return " RETURNING *";
  const scope = scopeOf({ ...place, depth: draw.chance(20) ? 1 : 0 }, [source]);
  const count = 1 + draw.below(3);
  const kindsOf: readonly Kind[] = ["int", "num", "text", "date"];
  return ` RETURNING ${Array.from({ length: count }, () => `${expression(draw.pick(kindsOf), scope, 1)} AS ${draw.fresh("r")}`).join(", ")}`;
}

function shuffled<T>(items: readonly T[], draw: Draw): readonly T[] {
  const left = [...items];
  return items.map(() => left.splice(draw.below(left.length), 1)).flat();
}

/** Tables whose visible rows are compared after a write. */
export const WRITTEN: Readonly<Record<string, string>> = {
  orders: "SELECT * FROM orders ORDER BY id",
  order_items: "SELECT * FROM order_items ORDER BY order_id, line",
  customers: "SELECT * FROM customers ORDER BY id",
  employees: "SELECT * FROM employees ORDER BY id",
  events: "SELECT * FROM events ORDER BY id",
};
