// Of which schema an operator is, over operands that are settled: of an extension that the policy names where the server would choose one
// of its own, of pg_catalog otherwise. What cannot be told closes the filter.

import type { Catalogue, UserDefinedName } from "../../../../model/catalogue.ts";
import { isNamed } from "../../../named-extensions.ts";
import { nameOf, type Problems } from "./convert.ts";
import type { Settled, Sort } from "./value-sort.ts";

type Operand = Pick<Settled, "sort" | "type">;

/** What pg_catalog has for two texts. */
const OF_TEXTS: ReadonlySet<string> = new Set(
  "= <> < > <= >= || ~~ !~~ ~~* !~~* ~ !~ ~* !~* ^@ ~<~ ~<=~ ~>=~ ~>~ @@".split(" "),
);

const UNTOLD: ReadonlySet<Sort> = new Set<Sort>(["unknown", "foreign"]);

/** `left` is null for an operator that stands before its only operand. */
export function operatorSchema(
  catalogue: Catalogue,
  { operator, left, right }: { operator: string; left: Operand | null; right: Operand },
  problems: Problems,
): string {
  const operands = left === null ? [right] : [left, right];
  const foreign = operands.find(({ type, sort }) => type !== null && sort !== "array");
  const candidates = (catalogue.foreign?.operators.get(operator) ?? []).filter(
    ({ extension, nonVolatile }) => nonVolatile && isNamed(catalogue, extension),
  );
  if (candidates.length === 0) return "pg_catalog";
  const texts = operands.every(({ type, sort }) => type === null && (sort === "text" || sort === "literal"));
  if (texts && OF_TEXTS.has(operator)) return "pg_catalog";
  const found = candidates.find((candidate) => takes(candidate, left, right));
  if (found !== undefined) return found.schema;
  if (foreign === undefined) return "pg_catalog";
  // beside a text, a value of a type of texts is one
  if (operands.every(({ sort }) => sort === "text") && OF_TEXTS.has(operator)) return "pg_catalog";
  const other = operands.find((operand) => operand !== foreign);
  problems(
    other !== undefined && UNTOLD.has(other.sort)
      ? `${operator} is given a value whose type cannot be told beside one of ${foreign.type ?? ""}: cast it`
      : `${operator} is no operator of ${foreign.type ?? ""} and ${nameOf(other?.sort ?? "unknown")}: cast one of them`,
  );
  return "pg_catalog";
}

function takes({ operands }: UserDefinedName, left: Operand | null, right: Operand): boolean {
  const [first = null, second = null] = operands ?? [];
  if (second === null || (left === null) !== (first === null)) return false;
  return (left === null || first === null || fits(left, first)) && fits(right, second);
}

const OF_SORT: Partial<Readonly<Record<Sort, RegExp>>> = {
  text: /^pg_catalog\.text$/,
  number: /^pg_catalog\.(int2|int4|int8|numeric)$/,
  float: /^pg_catalog\.(float4|float8)$/,
  boolean: /^pg_catalog\.bool$/,
  json: /^pg_catalog\.jsonb?$/,
};

function fits({ sort, type }: Operand, wanted: string): boolean {
  if (sort === "literal" || sort === "null") return true;
  if (type === null) return OF_SORT[sort]?.test(wanted) === true;
  // an array's type bears the name of its elements' behind a low line
  return wanted === (sort === "array" ? type.replace(".", "._") : type);
}
