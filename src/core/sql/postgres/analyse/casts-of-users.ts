// Casts that run routines of users': where a text says so (`x::t`, JSON of a value), and where the server puts them by itself. No such
// routine runs that the policy does not list. Conservative: a value whose type the tree does not tell may be of any.
// Nearly every database has no such cast, and then nothing here is looked at.

import type { Catalogue, UserCast } from "../../../model/catalogue.ts";
import type { Place } from "./place.ts";
import { obstruct, type Walk } from "./reading.ts";
import type { ScopeColumn } from "./scope.ts";
import { searchPathOf } from "./search-path.ts";
import { internalName, type PossibleTypes, typesOfColumn, typesOfValue } from "./type-of-value.ts";
import { userDefinedTypesOf, userDefinedTypesOfColumns } from "./types-from-users.ts";

/** Values that are cast, or that meet. */
export interface Given {
  /** Types from outside pg_catalog that they may have. */
  readonly foreign: () => ReadonlySet<string>;
  readonly types: () => readonly PossibleTypes[];
}

export function givenValues(walk: Walk, values: readonly unknown[], place: Place): Given {
  return {
    foreign: () => userDefinedTypesOf(walk, values, place),
    types: () => values.map((value) => typesOfValue(walk, value, place)),
  };
}

export function givenColumns(walk: Walk, columns: readonly Pick<ScopeColumn, "base" | "flow">[]): Given {
  return {
    foreign: () => userDefinedTypesOfColumns(walk, columns),
    types: () => columns.map((column) => typesOfColumn(walk, column)),
  };
}

/** What the server makes by itself, such as the JSON behind RETURNING. */
export const UNKNOWN_VALUE: Given = { foreign: () => new Set(), types: () => [null] };

export function hasUserCasts({ catalogue, functions }: Walk): boolean {
  return functions !== "any-qualified" && (catalogue.foreign?.casts.length ?? 0) > 0;
}

/** `x::t`, and a value that is given the type of the column that it is for. `type`: its names. */
export function judgeCast(
  walk: Walk,
  { given, type, location }: { given: Given; type: readonly string[]; location?: unknown },
): void {
  if (!hasUserCasts(walk)) return;
  const isTarget = targetsOf(walk.catalogue, type);
  judge(walk, { given, location }, ({ target }) => isTarget(target));
}

/** Whether a type, as `schema.name`, may be the written one, or one that it is made of: each part is cast by itself. */
function targetsOf(
  { types, everyType = types, ...catalogue }: Catalogue,
  path: readonly string[],
): (target: string) => boolean {
  const name = path.at(-1) ?? "";
  const schemas = path.length > 1 ? [path.at(-2) ?? ""] : ["pg_catalog", ...searchPathOf({ types, ...catalogue })];
  const own = (everyType.get(name) ?? []).filter(({ schema }) => schemas.includes(schema));
  if (own.some(({ kind }) => kind === "composite" || kind === "row" || kind === "domain")) {
    const parts = new Set(own.flatMap((type) => type.parts));
    return (target) => target.startsWith("pg_catalog.") || parts.has(target);
  }
  const named = new Set(schemas.map((schema) => `${schema}.${internalName(name)}`));
  return (target) => named.has(target);
}

/** What a clause, an argument or an operator makes of values that meet. */
export type Meeting = "operands" | "json" | "number";

/** What LIMIT, subscripts, WHERE and the like take, by the cast of an assignment. */
const NUMBERS: ReadonlySet<string> = new Set(
  ["bool", "int2", "int4", "int8", "float4", "float8"].map((name) => `pg_catalog.${name}`),
);

/** Operands, arguments, branches of a CASE, columns of UNION, what a clause takes for a number or a condition. */
export function judgeMeeting(
  walk: Walk,
  meeting: Meeting,
  { given, location }: { given: Given; location?: unknown },
): void {
  if (!hasUserCasts(walk)) return;
  judge(walk, { given, location }, ({ context, target }) => {
    // JSON of a value is made by its explicit cast
    if (meeting === "json" && target === "pg_catalog.json") return true;
    if (context === "explicit" || (context === "assignment" && !(meeting === "number" && NUMBERS.has(target))))
      return false;
    // what is of the server's own types may be asked for anywhere; of users', beside a value of it, or by a function of users'
    const calledByUsers = [...walk.reading.calls].some((call) => call.includes("."));
    return target.startsWith("pg_catalog.") || calledByUsers || given.foreign().has(target);
  });
}

function judge(
  walk: Walk,
  { given, location }: { given: Given; location: unknown },
  leadsThere: (cast: UserCast) => boolean,
): void {
  for (const cast of walk.catalogue.foreign?.casts ?? []) {
    if (!leadsThere(cast) || !mayBe(given, cast.source)) continue;
    if (walk.functions !== "any-qualified" && !walk.functions.has(cast.routine))
      return refuseCast(walk, cast, location);
    walk.reading.calls.add(cast.routine);
    // what it runs finds names of its own
    walk.reading.ownPath = true;
  }
}

function mayBe(given: Given, type: string): boolean {
  if (!type.startsWith("pg_catalog.")) return given.foreign().has(type);
  const name = type.slice("pg_catalog.".length);
  return given.types().some((types) => types === null || types.has(name));
}

function refuseCast(walk: Walk, { source, target, routine }: UserCast, location: unknown): void {
  const [from, to] = [source, target].map((type) => type.replace("pg_catalog.", ""));
  const asText = from === "text" ? "" : ", or cast its text: x::text::type";
  obstruct(walk, "function-not-allowed", {
    message: `A value of the type ${from} may become one of ${to} here by the function ${routine}, which no policy names.`,
    remedy: `Ask the data owner to name ${routine} under functions in the role${asText}.`,
    rule: "function-list",
    location,
  });
}
