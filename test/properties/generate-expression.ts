// Scalar expressions over the columns in scope, by the kind of value: such that run, and such that may fail on a value.

import type { Engine } from "../../src/core/model/catalogue.ts";
import type { Draw } from "./draw.ts";
import { type Column, HIDDEN, type Kind, MEMBERS } from "./shop-columns.ts";

/** A relation in FROM, under its alias. */
export interface Source {
  readonly alias: string;
  readonly columns: readonly Column[];
  /** Columns that make a row unique; empty when unknown. */
  readonly key: readonly string[];
  /** Whether it is a row of a base relation: then it can be named as a whole. */
  readonly whole: boolean;
}

export interface Scope {
  readonly engine: Engine;
  readonly draw: Draw;
  readonly sources: readonly Source[];
  /** A sub-select of one column of the kind, correlated with this scope; null when deep enough. */
  readonly subselect: ((kind: Kind) => string) | null;
}

export function columnOf(kind: Kind, { draw, sources }: Scope): string | null {
  const fitting = sources.flatMap(({ alias, columns }) =>
    columns.filter((column) => column.kind === kind).map(({ name }) => `${alias}.${name}`),
  );
  return fitting.length === 0 ? null : draw.pick(fitting);
}

export function expression(kind: Kind, scope: Scope, depth = 2): string {
  const { draw } = scope;
  if (draw.below(400) === 0 && scope.sources.length > 0) {
    return `${draw.pick(scope.sources).alias}.${draw.pick(HIDDEN[scope.engine].columns)}`;
  }
  if (scope.subselect !== null && kind !== "bool" && draw.chance(4)) return `(${scope.subselect(kind)})`;
  const column = columnOf(kind, scope);
  if (column !== null && (depth <= 0 || draw.chance(45))) return column;
  if (depth <= 0) return literal(kind, scope);
  if (draw.chance(6) && kind !== "json" && kind !== "enum") return conditional(kind, scope, depth - 1);
  return OF_KIND[kind](scope, depth - 1);
}

function conditional(kind: Kind, scope: Scope, depth: number): string {
  const [condition, one, other] = [
    expression("bool", scope, depth),
    expression(kind, scope, depth),
    expression(kind, scope, depth),
  ];
  return scope.draw.pick([
    `CASE WHEN ${condition} THEN ${one} ELSE ${other} END`,
    `coalesce(${one}, ${other})`,
    `nullif(${one}, ${other})`,
  ]);
}

export function literal(kind: Kind, { draw, engine }: Pick<Scope, "draw" | "engine">): string {
  const postgres = engine === "postgres";
  switch (kind) {
    case "int":
      return String(draw.pick([0, 1, 2, 3, 5, 10, 20, 97, 743_198, 40_000, -1, 1_000_000]));
    case "num":
      return draw.pick(["0.5", "2.25", "40000", "10.0", "0.0"]);
    case "text":
      return draw.pick([
        "'EU'",
        "'US'",
        "'paid'",
        "'a'",
        "''",
        "'%a%'",
        "'email_'",
        "'[redacted]'",
        "'10'",
        "'3'",
        "'1004'",
      ]);
    case "date":
      return postgres
        ? draw.pick(["timestamp '2024-03-05'", "date '1980-01-01'", "timestamptz '2024-05-03 00:00+00'"])
        : draw.pick(["'2024-03-05'", "'1980-01-01'", "'2024-05-03 00:00:00'"]);
    case "bool":
      return postgres ? draw.pick(["true", "false", "NULL::boolean"]) : draw.pick(["1", "0", "NULL"]);
    case "json":
      return postgres ? `'{"ms": 17, "tags": ["t1"]}'::jsonb` : `'{"ms": 17, "tags": ["t1"]}'`;
    case "enum":
      return "'gold'::tier";
  }
}

type Make = (scope: Scope, depth: number) => string;

const OF_KIND: Readonly<Record<Kind, Make>> = {
  int: (scope, depth) => {
    const { draw, engine } = scope;
    const int = () => expression("int", scope, depth);
    const text = () => expression("text", scope, depth);
    const forms = [
      () => `(${int()} ${draw.pick(["+", "-"])} ${literal("int", scope)})`,
      () => `(${int()} % ${draw.pick([2, 3, 7])})`,
      () => `(${literal("int", scope)} / (${int()} - ${literal("int", scope)}))`,
      () => `(${int()} / ${int()})`,
      () => `length(${text()})`,
      () => `abs(${int()})`,
      () => `CAST(${columnOf("text", scope) ?? "'1'"} AS integer)`,
      ...(engine === "postgres"
        ? [
            () => `(${expression("json", scope, depth)} ->> 'ms')::int`,
            () => `extract(year FROM ${expression("date", scope, depth)})::int`,
            () => `(${int()} * ${int()})`,
            () => `strpos(${text()}, ${literal("text", scope)})`,
            () => `ascii(${text()})`,
            () => `width_bucket(${int()}, 0, 100, 5)`,
            () => `array_length(string_to_array(${text()}, '-'), 1)`,
          ]
        : [
            () => `json_extract(${columnOf("json", scope) ?? literal("json", scope)}, '$.ms')`,
            () => `json_extract(${columnOf("text", scope) ?? "'1'"}, '$')`,
            () => `instr(${text()}, ${literal("text", scope)})`,
            () => `unicode(${text()})`,
            () => `(${int()} << 2)`,
          ]),
    ];
    return draw.pick(forms)();
  },
  num: (scope, depth) => {
    const { draw } = scope;
    const num = () => expression("num", scope, depth);
    const forms = [
      () => `(${num()} * 2)`,
      () => `(${num()} + ${expression("int", scope, depth)})`,
      () => `(100.0 / (${expression("int", scope, depth)} - ${literal("int", scope)}))`,
      ...(scope.engine === "postgres"
        ? [() => `round(${num()}::numeric, 1)`, () => `sqrt(${num()}::float8 - 5)`, () => `ln(${num()}::numeric)`]
        : [() => `round(${num()}, 1)`, () => `abs(${num()})`]),
    ];
    return draw.pick(forms)();
  },
  text: (scope, depth) => {
    const { draw, engine } = scope;
    const text = () => expression("text", scope, depth);
    const whole = scope.sources.filter((source) => source.whole);
    const forms = [
      () => `upper(${text()})`,
      () => `lower(${text()})`,
      () => `substr(${text()}, 2, 5)`,
      () => `replace(${text()}, 'a', 'b')`,
      () => `(${text()} || ${text()})`,
      () => `trim(${text()})`,
      () => `CAST(${expression(draw.pick(["int", "num", "date"] as const), scope, depth)} AS text)`,
      ...(engine === "postgres"
        ? [
            () => `reverse(${text()})`,
            () => `left(${text()}, 4)`,
            () => `split_part(${text()}, '@', 1)`,
            () => `md5(${text()})`,
            () => `encode(convert_to(${text()}, 'UTF8'), 'hex')`,
            () => `regexp_replace(${text()}, '[a-m]', '#', 'g')`,
            () => `to_char(${expression("date", scope, depth)}, 'YYYY-MM-DD')`,
            () => `format('%s/%s', ${text()}, ${expression("int", scope, depth)})`,
            () => `(${expression("json", scope, depth)} ->> ${draw.pick(["'page'", "'ssn'", "'tags'"])})`,
            () => `ROW(${text()}, ${expression("int", scope, depth)})::text`,
            ...(whole.length > 0
              ? [
                  () => `${draw.pick(whole).alias}::text`,
                  () => `to_jsonb(${draw.pick(whole).alias})::text`,
                  () =>
                    `(row_to_json(${draw.pick(whole).alias}) ->> ${draw.pick(["'id'", "'email'", "'ssn'", "'note'"])})`,
                ]
              : []),
          ]
        : [
            () => `hex(${text()})`,
            () => `printf('%s/%d', ${text()}, ${expression("int", scope, depth)})`,
            () => `strftime('%Y-%m', ${expression("date", scope, depth)})`,
            () => `json_extract(${columnOf("json", scope) ?? literal("json", scope)}, '$.page')`,
            () => `json_object('a', ${text()}, 'b', ${expression("int", scope, depth)})`,
            () => `json_array(${text()}, ${text()})`,
            () => `(${columnOf("json", scope) ?? literal("json", scope)} ->> '$.tags[0]')`,
            () => `(${text()} -> '$.a')`,
            () => `json_quote(${text()})`,
            () => `typeof(${text()})`,
          ]),
    ];
    return draw.pick(forms)();
  },
  date: (scope, depth) => {
    const date = () => expression("date", scope, depth);
    const forms =
      scope.engine === "postgres"
        ? [
            () => `date_trunc('month', ${date()})`,
            () => `(${date()} + interval '1 day')`,
            () => `(${expression("text", scope, depth)})::date`,
            () => `greatest(${date()}, ${date()})`,
          ]
        : [
            () => `date(${date()}, '+1 day')`,
            () => `date(${expression("text", scope, depth)})`,
            () => `max(${date()}, ${date()})`,
          ];
    return scope.draw.pick(forms)();
  },
  bool: (scope, depth) => {
    const { draw, engine } = scope;
    const kind = draw.pick(["int", "text", "num"] as const);
    const one = () => expression(kind, scope, depth);
    const forms = [
      () => `${one()} ${draw.pick(["=", "<>", "<", ">=", ">"])} ${draw.chance(50) ? literal(kind, scope) : one()}`,
      () => `${one()} IS ${draw.chance(50) ? "NOT " : ""}NULL`,
      () => `${expression("text", scope, depth)} LIKE ${literal("text", scope)}`,
      () => `${one()} IN (${literal(kind, scope)}, ${literal(kind, scope)})`,
      () => `${expression("int", scope, depth)} BETWEEN 2 AND ${expression("int", scope, depth)}`,
      () => `(${expression("bool", scope, depth)} ${draw.pick(["AND", "OR"])} ${expression("bool", scope, depth)})`,
      () => `NOT (${expression("bool", scope, depth)})`,
      () => (scope.subselect === null ? "1 = 1" : `${draw.chance(40) ? "NOT " : ""}EXISTS (${scope.subselect("int")})`),
      () =>
        scope.subselect === null
          ? "1 = 0"
          : `${expression("int", scope, depth)} ${draw.chance(30) ? "NOT " : ""}IN (${scope.subselect("int")})`,
      ...(engine === "postgres"
        ? [
            () => `${expression("text", scope, depth)} ~ ${draw.pick(["'^email'", "'[0-9]{4}'", "'a.c'"])}`,
            () => `${one()} IS DISTINCT FROM ${one()}`,
            () =>
              `(${expression("int", scope, depth)}, ${expression("text", scope, depth)}) < (${literal("int", scope)}, 'm')`,
            () => `${expression("json", scope, depth)} @> '{"ok": true}'`,
            () => `${expression("int", scope, depth)} = ANY (ARRAY[1, 2, ${expression("int", scope, depth)}])`,
          ]
        : [
            () => `${expression("text", scope, depth)} GLOB 'email*'`,
            () => `${one()} IS NOT ${one()}`,
            () => {
              const members = draw.pick(MEMBERS.sqlite);
              return `${expression(members.kind, scope, depth)} ${draw.pick(["IN", "NOT IN"])} ${members.name}`;
            },
            () =>
              `(${expression("int", scope, depth)}, ${expression("text", scope, depth)}) < (${literal("int", scope)}, 'm')`,
          ]),
    ];
    return draw.pick(forms)();
  },
  json: (scope, depth) => {
    const { draw, engine } = scope;
    const whole = scope.sources.filter((source) => source.whole);
    if (engine === "sqlite") return columnOf("json", scope) ?? literal("json", scope);
    const forms = [
      () => `jsonb_build_object('k', ${expression("text", scope, depth)})`,
      () => `(${expression("json", scope, depth)} -> 'tags')`,
      () => `jsonb_build_array(${expression("int", scope, depth)}, ${expression("text", scope, depth)})`,
      ...(whole.length > 0 ? [() => `to_jsonb(${draw.pick(whole).alias})`] : []),
    ];
    return draw.pick(forms)();
  },
  enum: (scope) => columnOf("enum", scope) ?? literal("enum", scope),
};
