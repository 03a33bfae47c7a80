// Conversions of values of a row filter from one type to another, with one result under any settings: days and instants are of UTC,
// texts of them are ISO 8601. `problems` takes what has none.

import { bodyOf, struct, word } from "../../parse/tree.ts";
import { PLAIN_DAY, PLAIN_SPAN, PLAIN_TIME, spellLiteral, ZONED_DAY } from "./literal-days.ts";
import { callNode, caseNode, castNode, notNode, operatorNode, textNode } from "./make-node.ts";
import { DAYS, type Settled, type Sort, STEADY_TEXT, settled } from "./value-sort.ts";

export type Problems = (problem: string) => void;

const ZERO = castNode(textNode("0"), "interval");

function shift(node: unknown): unknown {
  return callNode("timezone", [ZERO, node]);
}

/** The value as what stands outside may use it: an instant as an instant. */
export function valueOf({ node, utc }: Settled): unknown {
  return utc ? shift(node) : node;
}

/** An instant as its time in UTC; any other value as it is. */
export function utcOf({ node, sort, utc }: Settled): unknown {
  return sort === "instant" && !utc ? shift(node) : node;
}

/** The text of a constant; null for anything else. */
export function literalText({ node, sort }: Settled): string | null {
  return sort === "literal" ? (word(struct(bodyOf(node, "A_Const")?.["sval"])["sval"]) ?? "") : null;
}

const TYPE_NAMES: Partial<Readonly<Record<Sort, string>>> = {
  instant: "timestamptz",
  timestamp: "timestamp",
  date: "date",
  time: "time",
  "zoned-time": "timetz",
  interval: "interval",
};

/** A constant as a value of this kind, because of what it is compared with or cast to. */
export function literalAs(value: Settled, sort: Sort, problems: Problems): Settled {
  const text = literalText(value);
  const type = TYPE_NAMES[sort];
  if (text === null) return value;
  if (type !== undefined) {
    const spelled = spellLiteral(text, sort);
    if (spelled === null) {
      problems(
        `'${text}' can be read in more than one way: write dates as 'YYYY-MM-DD HH:MM:SS', with +00 for an instant`,
      );
      return value;
    }
    return settled(castNode(textNode(spelled), type), sort);
  }
  if (sort === "array" && /null/i.test(text)) problems(`'${text}' depends on a setting: write ARRAY[…]`);
  if (sort === "money") problems("amounts of money are read as settings say: cast the column to numeric");
  return value;
}

/** A day or an instant as a value of another kind of them. */
export function dayAs(value: Settled, sort: Sort): Settled {
  if (value.sort === sort || value.sort === "null") return value;
  if (sort === "date") return settled(castNode(utcOf(value), "date"), "date");
  const timestamp = value.sort === "date" ? midnightOf(value.node) : utcOf(value);
  return settled(timestamp, sort, { utc: sort === "instant" });
}

/** Dates go further than timestamps do: those beyond are later than all. */
function midnightOf(date: unknown): unknown {
  const midnight = castNode(date, "timestamp");
  if (bodyOf(bodyOf(date, "TypeCast")?.["arg"], "A_Const") !== null) return midnight;
  const beyond = operatorNode(">", [date, castNode(textNode("294276-12-31"), "date")]);
  return caseNode([[beyond, castNode(textNode("infinity"), "timestamp")]], midnight);
}

/** A cast that is written in the filter; `write` makes the cast itself of a node. */
export function castAs(
  value: Settled,
  to: { sort: Sort; type: string | null; typmods: unknown; write: (node: unknown) => unknown },
  problems: Problems,
): Settled {
  const { sort, write } = to;
  const plain = (): Settled => settled(write(valueOf(value)), sort, { type: to.type });
  if (value.sort === "null" || value.sort === "foreign") return plain();
  if (sort === "text") {
    if (!STEADY_TEXT.has(value.sort))
      problems(`the text of ${nameOf(value.sort)} depends on settings: ${remedyFor(value.sort)}`);
    return plain();
  }
  if (value.sort === "literal") return castLiteral(value, { ...to, plain }, problems);
  if (value.sort === "text") return castText(value, { ...to, plain }, problems);
  if (DAYS.has(value.sort) && DAYS.has(sort)) {
    const converted = dayAs(value, sort);
    if (to.typmods === undefined) return converted;
    return settled(castNode(utcOf(converted), "timestamp", to.typmods), sort, { utc: sort === "instant" });
  }
  if (value.sort === "instant") {
    if (sort === "time") return settled(write(utcOf(value)), sort);
    problems(`an instant is cast to a type that depends on the time zone`);
  }
  if (value.sort === "unknown" && (DAYS.has(sort) || sort === "money" || sort === "interval")) {
    problems("it cannot be told what is cast to a date or a time: cast where it comes from");
  }
  return plain();
}

interface Cast {
  readonly sort: Sort;
  readonly typmods: unknown;
  readonly write: (node: unknown) => unknown;
  readonly plain: () => Settled;
}

function castLiteral(value: Settled, { sort, typmods, write, plain }: Cast, problems: Problems): Settled {
  const literal = literalAs(value, sort, problems);
  if (TYPE_NAMES[sort] === undefined || literal.sort === "literal") {
    const text = literalText(value) ?? "";
    if (sort === "other" && looksMoved(text))
      problems(`'${text}' can be read in more than one way: write it by a function such as daterange()`);
    return plain();
  }
  if (typmods === undefined) return literal;
  return settled(write(bodyOf(literal.node, "TypeCast")?.["arg"]), sort);
}

const looksMoved = (text: string): boolean => /\d{1,4}[-/.]\w{1,9}[-/.]\d{1,4}|\d:\d\d/.test(text);

/** A text that is known when rows are read: NULL where it is not spelled as ISO 8601 has it. */
function castText(value: Settled, { sort, typmods, write, plain }: Cast, problems: Problems): Settled {
  const { node } = value;
  const spelled = (pattern: string): unknown => operatorNode("~", [node, textNode(pattern)]);
  switch (sort) {
    case "date":
    case "timestamp":
      return settled(caseNode([[spelled(PLAIN_DAY), write(node)]]), sort);
    case "time":
      return settled(caseNode([[spelled(PLAIN_TIME), write(node)]]), sort);
    case "interval":
      return settled(caseNode([[spelled(PLAIN_SPAN), write(node)]]), sort);
    case "instant": {
      const zoned = castNode(node, "timestamptz", typmods);
      const plainDay = shift(castNode(node, "timestamp", typmods));
      return settled(
        caseNode([
          [spelled(ZONED_DAY), zoned],
          [spelled(PLAIN_DAY), plainDay],
        ]),
        sort,
      );
    }
    case "money":
    case "array":
    case "zoned-time":
      problems(`a text is read as ${nameOf(sort)} as settings say`);
      return plain();
    default:
      return plain();
  }
}

const NAMES: Partial<Readonly<Record<Sort, string>>> = {
  instant: "an instant",
  timestamp: "a timestamp",
  date: "a date",
  interval: "an interval",
  float: "a floating-point number",
  bytes: "bytes",
  array: "an array",
  money: "an amount of money",
  "zoned-time": "a time with a zone",
  other: "such a value",
  unknown: "a value of a type that cannot be told",
};

export function nameOf(sort: Sort): string {
  return NAMES[sort] ?? `a ${sort}`;
}

function remedyFor(sort: Sort): string {
  if (DAYS.has(sort)) return "write to_char(…, 'YYYY-MM-DD')";
  if (sort === "float") return "cast it to numeric first";
  if (sort === "bytes") return "write encode(…, 'hex')";
  return "compare the value itself";
}

/** Arms of CASE, COALESCE and their like as values of one kind. */
export function unify(values: readonly Settled[], problems: Problems): { nodes: readonly unknown[]; as: Settled } {
  const told = values.filter(({ sort }) => sort !== "null" && sort !== "literal");
  const sorts = new Set(told.map(({ sort }) => sort));
  const [first] = told;
  const days = told.every(({ sort }) => DAYS.has(sort));
  const sort: Sort =
    first === undefined
      ? (values.find((value) => value.sort === "literal")?.sort ?? "null")
      : sorts.size === 1
        ? first.sort
        : days
          ? sorts.has("instant")
            ? "instant"
            : "timestamp"
          : "unknown";
  if (sort === "unknown" && told.some((value) => DAYS.has(value.sort))) {
    problems("values of several kinds are taken for one another: cast them to one type");
  }
  const converted = values.map((value) =>
    DAYS.has(value.sort) ? dayAs(value, sort) : literalAs(value, sort, problems),
  );
  return { nodes: converted.map(valueOf), as: settled(null, sort, { type: first?.type ?? null }) };
}

/** `a IS DISTINCT FROM b`, by this comparison for equality. */
export function distinctNode(a: unknown, b: unknown, equal: unknown): unknown {
  const isNull = (arg: unknown, nulltesttype: string) => ({ NullTest: { arg, nulltesttype } });
  return caseNode(
    [
      [isNull(a, "IS_NULL"), isNull(b, "IS_NOT_NULL")],
      [isNull(b, "IS_NULL"), { A_Const: { boolval: { boolval: true } } }],
    ],
    notNode(equal),
  );
}
