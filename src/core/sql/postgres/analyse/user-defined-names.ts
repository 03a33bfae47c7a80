// Names of pg_catalog that something of the database's own could stand in for, along its search path. Where nothing can, a name is left as it
// is written. Where an extension that the policy names does, the server chooses as it does for everybody. Anything else is refused: neither
// may a function be called that nobody listed, nor a value be compared in silence as the server would not compare it.

import type { Catalogue, UserDefinedName } from "../../../model/catalogue.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { isNamed } from "../../named-extensions.ts";
import { names, type Struct } from "../parse/tree.ts";
import { givenColumns, judgeMeeting } from "./casts-of-users.ts";
import type { Place } from "./place.ts";
import { isUnseen, obstruct, type StandIn, type Walk } from "./reading.ts";
import type { FromItem, ScopeColumn } from "./scope.ts";
import { searchPathOf } from "./search-path.ts";
import { userDefinedTypesOf, userDefinedTypesOfColumns } from "./types-from-users.ts";

type Kind = "function" | "operator";

/** What bears the name in the schema, or, of a bare name, along the search path. */
export function userDefinedNames(
  { catalogue }: Walk,
  { kind, name, schema }: { kind: Kind; name: string; schema: string | null },
): readonly UserDefinedName[] {
  const all = (kind === "function" ? catalogue.foreign?.functions : catalogue.foreign?.operators)?.get(name) ?? [];
  if (all.length === 0) return all;
  const schemas = schema === null ? searchPathOf(catalogue) : [schema];
  return all.filter((found) => schemas.includes(found.schema));
}

/** Whether it is of an extension that the policy names, and computes on its arguments alone. */
export function isOfNamed({ catalogue }: Walk, { extension, nonVolatile }: UserDefinedName): boolean {
  return nonVolatile && isNamed(catalogue, extension);
}

interface Judged {
  readonly kind: Kind;
  readonly name: string;
  readonly location: unknown;
  /** Writes the name with its schema; absent where it cannot be. */
  readonly writeOut?: (() => void) | undefined;
}

/** Judges a bare name that pg_catalog has, once what it is applied to has been walked. */
export function judgeName(walk: Walk, name: Judged & { operands: readonly unknown[] }, place: Place): void {
  judge(walk, name, () => userDefinedTypesOf(walk, name.operands, place));
}

/** The same for the columns that USING and NATURAL compare, by the operator of that name. */
export function judgeShared(walk: Walk, names: readonly string[], items: readonly FromItem[]): void {
  for (const name of names) {
    judgeColumns(
      walk,
      items.flatMap(({ columns }) => columns.filter((column) => column.name === name)),
    );
  }
}

function judgeColumns(walk: Walk, columns: readonly ScopeColumn[]): void {
  const seen = columns.filter(({ base }) => !isUnseen(walk, base));
  judgeMeeting(walk, "operands", { given: givenColumns(walk, seen) });
  judge(walk, { kind: "operator", name: "=", location: undefined }, () => userDefinedTypesOfColumns(walk, columns));
}

function judge(walk: Walk, name: Judged, typesOf: () => ReadonlySet<string>): void {
  const candidates = userDefinedNames(walk, { ...name, schema: null });
  const types = candidates.some(({ takes }) => takes.length > 0) ? typesOf() : new Set<string>();
  for (const found of candidates) {
    if (!found.takes.every((type) => types.has(type))) continue;
    if (isListed(walk, name.kind, found)) continue;
    // a row filter is written out with the schema of each operator; which function is meant is not told there
    const written = walk.attributesAllowed;
    if (isOfNamed(walk, found) && !(written && name.kind === "function")) walk.reading.ownPath ||= !written;
    else if (found.takes.length > 0) return refuseStandIn(walk, { ...name, found });
    else if (name.writeOut === undefined) walk.reading.exposed.push(standIn({ ...name, found }));
    else return name.writeOut();
  }
}

/** Whether the policy lists it; of an operator, the function behind it. */
export function isListed(walk: Walk, kind: Kind, found: UserDefinedName): boolean {
  if (walk.functions === "any-qualified" || !walk.functions.has(found.routine)) return false;
  if (kind === "operator") walk.reading.calls.add(found.routine);
  walk.reading.ownPath = true;
  return true;
}

function refuseStandIn(
  walk: Walk,
  name: { kind: Kind; name: string; found: UserDefinedName; location: unknown },
): void {
  const { message, remedy } = standIn(name);
  obstruct(walk, `${name.kind}-not-allowed`, {
    message,
    remedy,
    rule: `${name.kind}-list`,
    location: name.location,
  });
}

/** Refuses a text that runs under the database's own path and has a name that could be another's there. */
export function refuseExposed(needs: { ownPath: boolean; exposed: readonly StandIn[] }): Refusal | null {
  const [first] = needs.exposed;
  if (!needs.ownPath || first === undefined) return null;
  const { kind, message, remedy } = first;
  return refuse(`${kind}-not-allowed`, message, { rule: `${kind}-list`, remedy });
}

function standIn({ kind, name, found }: { kind: Kind; name: string; found: UserDefinedName }): StandIn {
  const own = kind === "operator" ? `OPERATOR(pg_catalog.${name})` : `pg_catalog.${name}(…)`;
  const message = `The ${kind} ${name} is here one of ${ownerOf(found)}, which no policy names.`;
  const remedy =
    found.extension === null
      ? `Write ${own} for the built-in one${kind === "function" ? ", or have a policy name the function" : ""}.`
      : `${remedyFor(found)} To compare as text, cast: x::text.`;
  return { kind, message, remedy };
}

/** Of whose it is, for people. */
function ownerOf({ extension, schema }: UserDefinedName): string {
  return extension === null ? `the schema ${schema}` : `the extension ${extension}`;
}

/** What to do where a name is of an extension that no policy names; null where it is of none. */
export function remedyOf(found: readonly UserDefinedName[]): string | null {
  const [first] = found.filter(({ extension }) => extension !== null);
  return first === undefined ? null : remedyFor(first);
}

function remedyFor({ extension }: Pick<UserDefinedName, "extension">): string {
  return `Ask the data owner to name the extension ${extension} under extensions in the database's data policy.`;
}

/** The type's name with its schema, where it is a type of an extension or of the database's own making. */
export function remedyForType(catalogue: Catalogue, key: string): string | null {
  const extension = catalogue.foreign?.types.get(key)?.extension ?? null;
  return extension === null ? null : remedyFor({ extension });
}

/** The bare names of the operators that the server looks up. */
export function operatorsOf(body: Struct): readonly string[] {
  const path = names(body["name"]) ?? [];
  if (/BETWEEN/.test(String(body["kind"]))) return ["<=", ">=", "<", ">"];
  return path.length === 1 ? path : [];
}
