// Operators in a row filter, over operands that are settled: written with the schema that they are of, and between days and instants
// as UTC has them.

import { dayAs, literalAs, literalText, nameOf, type Problems, utcOf, valueOf } from "./convert.ts";
import { looksLikeDay } from "./literal-days.ts";
import { nameNodes, operatorNode } from "./make-node.ts";
import { DAYS, type Settled, type Sort, STEADY_TEXT, settled } from "./value-sort.ts";
import type { Writer } from "./writer.ts";

const COMPARISONS: ReadonlySet<string> = new Set(["=", "<>", "<", "<=", ">", ">="]);
const TESTS: ReadonlySet<string> = new Set(
  "~~ !~~ ~~* !~~* ~ !~ ~* !~* @> <@ && ? ?| ?& @@ @? @@@ ^@ << >> &< &> -|- <<= >>= |>> <<| ~= ?# ?- ?-| ?||".split(
    " ",
  ),
);

/** Of extensions. */
const OWN_TESTS: ReadonlySet<string> = new Set("% <% %> <<% %>> ? ?~ @ ~".split(" "));

export function settleOperation(
  operator: string,
  [left, right]: readonly [Settled | null, Settled],
  writer: Writer,
): Settled {
  const { problems } = writer;
  if (left === null) {
    const name = nameNodes(writer.schemaOf(operator, null, right), operator);
    const node = { A_Expr: { kind: "AEXPR_OP", name, rexpr: valueOf(right) } };
    return settled(node, right.sort === "literal" ? "unknown" : right.sort);
  }
  if (COMPARISONS.has(operator)) return settleComparison(operator, [left, right], writer);
  const arithmetic = operator === "+" || operator === "-" ? daysAndSpans(operator, left, right, problems) : null;
  if (arithmetic !== null) return arithmetic;
  if (operator === "||") refuseMovedText([left, right], problems);
  if (operator === "@@" && [left, right].every(({ sort }) => sort === "text" || sort === "literal")) {
    problems("a search in a text goes by a setting: write to_tsvector('english', …)");
  }
  for (const value of [left, right]) refuseDayLiteral(value, value === left ? right : left, problems);
  const schema = writer.schemaOf(operator, left, right);
  const node = operatorNode(operator, [valueOf(left), valueOf(right)], schema);
  if (schema === "pg_catalog") return settled(node, sortOfResult(operator, left, right));
  return settled(node, TESTS.has(operator) || OWN_TESTS.has(operator) ? "boolean" : "unknown");
}

/** `=`, `<>` and their like. */
export function settleComparison(
  operator: string,
  [left, right]: readonly [Settled, Settled],
  writer: Writer,
): Settled {
  const [a, b] = alike(left, right, writer.problems);
  const inUtc = a.utc && b.utc;
  const operands: readonly [unknown, unknown] = inUtc ? [a.node, b.node] : [valueOf(a), valueOf(b)];
  return settled(operatorNode(operator, operands, writer.schemaOf(operator, a, b)), "boolean");
}

/** What no text is compared with. */
const TYPED: ReadonlySet<Sort> = new Set<Sort>([
  "number",
  "float",
  "boolean",
  "uuid",
  "json",
  "bytes",
  "network",
  "date",
  "timestamp",
  "interval",
  "time",
]);

/** Both as values of one kind, where they are compared. */
export function alike(left: Settled, right: Settled, problems: Problems): readonly [Settled, Settled] {
  refuseDayLiteral(left, right, problems);
  refuseDayLiteral(right, left, problems);
  const [a, b] = [literalAs(left, right.sort, problems), literalAs(right, left.sort, problems)];
  for (const [one, other] of [[a, b] as const, [b, a] as const]) {
    const known = DAYS.has(other.sort) || other.sort === "null";
    if (one.sort === "instant" && !known) {
      problems(`an instant is compared with ${nameOf(other.sort)}: cast that to timestamptz`);
    }
    if (one.sort === "text" && one.type === null && TYPED.has(other.sort)) {
      problems(`${nameOf(other.sort)} is compared with a text: cast it, as in caller_attribute('…')::integer`);
      break;
    }
    if (DAYS.has(one.sort) && other.sort === "unknown") {
      problems("a date is compared with a value whose type cannot be told: cast that");
    }
  }
  const instants = a.sort === "instant" || b.sort === "instant";
  return instants ? [dayAs(a, "instant"), dayAs(b, "instant")] : [a, b];
}

/** Beside a value whose type is not known, a constant may be read as a day. */
function refuseDayLiteral(value: Settled, other: Settled, problems: Problems): void {
  const text = literalText(value);
  if (text === null || !looksLikeDay(text)) return;
  if (!["foreign", "unknown", "other", "array"].includes(other.sort)) return;
  problems(`'${text}' can be read in more than one way: say its type, as in date '2024-01-31'`);
}

function refuseMovedText(values: readonly Settled[], problems: Problems): void {
  const texts = values.some(({ sort }) => sort === "text" || sort === "literal");
  if (!texts) return;
  for (const { sort } of values) {
    if (
      !STEADY_TEXT.has(sort) &&
      sort !== "array" &&
      !(sort === "bytes" && !values.some((value) => value.sort === "text"))
    ) {
      problems(`the text of ${nameOf(sort)} depends on settings`);
    }
  }
}

/** Sums and differences with days, instants, times and spans; null for others. */
function daysAndSpans(operator: string, left: Settled, right: Settled, problems: Problems): Settled | null {
  const of = (value: Settled, as: Sort): Settled => (value.sort === "literal" ? literalAs(value, as, problems) : value);
  const [a, b]: readonly [Settled, Settled] = DAYS.has(left.sort)
    ? [left, of(right, operator === "-" ? left.sort : "interval")]
    : [of(left, operator === "+" && DAYS.has(right.sort) ? "interval" : right.sort), right];
  const result = resultOfDays(operator, a.sort, b.sort);
  if (result === null) {
    if (a.sort === "instant" || b.sort === "instant") problems("something is added to an instant that is no interval");
    return null;
  }
  // a date less an instant is a difference of two instants
  const mixed = a.sort !== b.sort && DAYS.has(a.sort) && DAYS.has(b.sort);
  const operands: readonly [unknown, unknown] = mixed
    ? [utcOf(dayAs(a, "timestamp")), utcOf(dayAs(b, "timestamp"))]
    : [utcOf(a), utcOf(b)];
  return settled(operatorNode(operator, operands), result, { utc: result === "instant" });
}

function resultOfDays(operator: string, a: Sort, b: Sort): Sort | null {
  if (operator === "-" && DAYS.has(a) && DAYS.has(b)) return a === "date" && b === "date" ? "number" : "interval";
  if (b === "interval" && DAYS.has(a)) return a === "date" ? "timestamp" : a;
  if (operator === "+" && a === "interval" && DAYS.has(b)) return b === "date" ? "timestamp" : b;
  if (a === "date" && b === "number") return "date";
  if (operator === "+" && a === "number" && b === "date") return "date";
  if (operator === "+" && ((a === "date" && b === "time") || (a === "time" && b === "date"))) return "timestamp";
  if (a === "interval" && b === "interval") return "interval";
  if (a === "time" && b === "interval") return "time";
  if (operator === "-" && a === "time" && b === "time") return "interval";
  return null;
}

function sortOfResult(operator: string, left: Settled, right: Settled): Sort {
  if (TESTS.has(operator)) return "boolean";
  if (operator === "->" || operator === "#>") return "json";
  if (operator === "->>" || operator === "#>>") return "text";
  const sorts = [left.sort, right.sort];
  if (operator === "||") {
    const kind = sorts.find((sort) => sort === "array" || sort === "json" || sort === "bytes");
    return kind ?? (sorts.some((sort) => sort === "text" || sort === "literal") ? "text" : "unknown");
  }
  if (sorts.every((sort) => sort === "number" || sort === "literal")) return "number";
  if (sorts.every((sort) => sort === "number" || sort === "float" || sort === "literal")) return "float";
  if ((operator === "*" || operator === "/") && sorts.includes("interval")) return "interval";
  return left.sort === "json" || left.sort === "network" ? left.sort : "unknown";
}
