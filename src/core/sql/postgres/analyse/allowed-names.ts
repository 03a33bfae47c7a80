// The lists that every name of a function, type or operator passes, however it is written.

import type { UserDefinedName, UserType } from "../../../model/catalogue.ts";
import { isNamed } from "../../named-extensions.ts";
import { isCatalogueType } from "../catalogue/catalogue-functions.ts";
import { FORMS, FUNCTIONS, PATH_FUNCTIONS } from "../lists/function-list.ts";
import { isListedType } from "../lists/type-list.ts";
import { list, names, type Struct } from "../parse/tree.ts";
import { isHarmlessField } from "./harmless-field.ts";
import { isInputCheck } from "./input-check.ts";
import { obstruct, type Walk } from "./reading.ts";
import { searchPathOf } from "./search-path.ts";
import { typeKey } from "./types-from-users.ts";
import { isListed, isOfNamed, remedyForType, remedyOf, userDefinedNames } from "./user-defined-names.ts";

/** Checks a function's name; returns the name in pg_catalog, or null for a user function or a refused one. */
export function checkFunction(walk: Walk, call: Struct): string | null {
  const path = names(call["funcname"]) ?? [];
  const name = path.at(-1) ?? "";
  const schema = path.length === 2 ? (path[0] ?? "") : null;
  if (schema === null) walk.reading.bare.add(name);
  const builtIn =
    FUNCTIONS.has(name) || FORMS.get(name) === list(call["args"]).length || isInputCheck(name, call, walk.catalogue);
  if (path.length <= 2 && (schema === null || schema === "pg_catalog") && builtIn) {
    walk.reading.calls.add(name);
    if (PATH_FUNCTIONS.has(name) && !walk.readsCatalogue) walk.reading.ownPath = true;
    return name;
  }
  const found = path.length <= 2 ? userDefinedNames(walk, { kind: "function", name, schema }) : [];
  if (path.length <= 2 && schema !== "pg_catalog") {
    const { functions } = walk;
    const [ofNamed] = found.filter((candidate) => isOfNamed(walk, candidate));
    if (functions === "any-qualified" && schema !== null) {
      walk.reading.calls.add(ofNamed === undefined ? `${schema}.${name}` : name);
      walk.reading.ownPath = true;
      return null;
    }
    const listed = (schema === null ? searchPathOf(walk.catalogue) : [schema]).find(
      (candidate) => functions !== "any-qualified" && functions.has(`${candidate}.${name}`),
    );
    const home = listed ?? ofNamed?.schema;
    if (home !== undefined) {
      walk.reading.calls.add(listed === undefined ? name : `${home}.${name}`);
      walk.reading.ownPath = true;
      if (schema === null) qualify(walk, { location: call["location"], schema: home, names: call["funcname"] });
      return null;
    }
  }
  walk.reading.calls.add(path.join("."));
  refuseFunction(walk, { name: path.join("."), location: call["location"], found });
  return null;
}

/**
 * Checks a field read from a value by `x.f` or `(x).f`, which calls a function where there is no such column. Of a column that was found,
 * a function is left that would take any row.
 */
export function checkField(walk: Walk, name: string, at: { location: unknown; found?: boolean }): void {
  walk.reading.bare.add(name);
  const all = userDefinedNames(walk, { kind: "function", name, schema: null }).filter(
    ({ unary, anyRow }) => unary && (at.found !== true || anyRow),
  );
  const callable = all.filter((found) => !isListed(walk, "function", found));
  for (const found of all) if (!callable.includes(found)) walk.reading.calls.add(found.routine);
  const foreign = callable.filter((found) => !isOfNamed(walk, found));
  if (callable.length > foreign.length) walk.reading.ownPath = true;
  if (foreign.length === 0 && FUNCTIONS.has(name)) walk.reading.calls.add(name);
  else if (foreign.length > 0 || !isHarmlessField(name)) {
    walk.reading.calls.add(name);
    refuseFunction(walk, { name, location: at.location, found: foreign });
  }
}

function refuseFunction(
  walk: Walk,
  { name, location, found }: { name: string; location: unknown; found: readonly UserDefinedName[] },
): void {
  obstruct(walk, "function-not-allowed", {
    message: `The function ${name} is not on the list of functions that may be called.`,
    remedy:
      remedyOf(found) ??
      "Use built-in functions for strings, numbers, dates, JSON, arrays, aggregates and windows; a policy can name others.",
    rule: "function-list",
    location,
  });
}

export function checkType(walk: Walk, type: Struct): void {
  const path = names(type["names"]) ?? [];
  const name = path.at(-1) ?? "";
  const schema = path.length === 2 ? (path[0] ?? "") : null;
  if (schema === null) walk.reading.bare.add(name);
  if (path.length >= 1 && path.length <= 2 && type["pct_type"] !== true && type["setof"] !== true) {
    if (walk.readsCatalogue && isTypeOfCatalogue(schema, name)) return;
    if ((schema === null || schema === "pg_catalog") && isListedType(name)) {
      if (name === "regconfig") walk.reading.ownPath = true;
      return;
    }
    if (walk.ownTypes.has(path.join("."))) return;
    const key = typeKey(walk.catalogue, type);
    const extension = key === null ? null : (walk.catalogue.foreign?.types.get(key)?.extension ?? null);
    if (key !== null && isNamed(walk.catalogue, extension)) {
      const home = key.slice(0, key.length - name.length - 1);
      if (schema === null) qualify(walk, { location: type["location"], schema: home, names: type["names"] });
      return;
    }
    const { types, everyType = types } = walk.catalogue;
    const nameable = extension === null || walk.functions === "any-qualified";
    const homes = nameable ? ((walk.functions === "any-qualified" ? everyType : types).get(name) ?? []) : [];
    const found = (schema === null ? searchPathOf(walk.catalogue) : [schema]).flatMap((candidate) =>
      homes.filter((own) => own.schema === candidate),
    )[0];
    if (found !== undefined) {
      nameType(walk, found, type["location"]);
      if (schema === null) qualify(walk, { location: type["location"], schema: found.schema, names: type["names"] });
      return;
    }
  }
  const key = typeKey(walk.catalogue, type);
  obstruct(walk, "type-not-allowed", {
    message: `The type ${path.join(".")} is not on the list of types that may be named.`,
    remedy:
      (key === null ? null : remedyForType(walk.catalogue, key)) ??
      "Cast to a built-in type, or to a type that columns which you see in the clear have; a data policy can list others under types.",
    rule: "type-list",
    location: type["location"],
  });
}

function isTypeOfCatalogue(schema: string | null, name: string): boolean {
  return schema === "information_schema" || ((schema === null || schema === "pg_catalog") && isCatalogueType(name));
}

/** A value becomes one of the type, and what stands behind it runs. */
function nameType(walk: Walk, type: UserType, location: unknown): void {
  if (type.checked) walk.reading.ownPath = true;
  if (type.kind === "row") walk.reading.rowTypes.push({ schema: type.schema, name: type.name });
  const { functions } = walk;
  if (functions === "any-qualified" || type.calls.length === 0) return;
  walk.reading.ownPath = true;
  for (const routine of type.calls) walk.reading.calls.add(routine);
  const first = type.calls.find((routine) => !functions.has(routine));
  if (first === undefined) return;
  obstruct(walk, "function-not-allowed", {
    message: `A value becomes one of the type ${type.schema}.${type.name} by the function ${first}, which no policy names.`,
    remedy: `Cast to a built-in type, or ask the data owner to name ${first} under functions in the role.`,
    rule: "function-list",
    location,
  });
}

/** A collation of the database's own is found by its own path. */
export function checkCollation(walk: Walk, collation: unknown): void {
  const path = names(collation) ?? [];
  if (!(path.length === 1 && /^(C|POSIX|default|ucs_basic)$/.test(path[0] ?? ""))) walk.reading.ownPath = true;
}

/** Operators are those of pg_catalog, and those of extensions that the policy names. */
export function checkOperator(walk: Walk, operator: unknown, location: unknown): void {
  const path = names(operator);
  if (path === null || path.length <= 1 || (path.length === 2 && path[0] === "pg_catalog")) return;
  const found =
    path.length === 2 ? userDefinedNames(walk, { kind: "operator", name: path[1] ?? "", schema: path[0] ?? "" }) : [];
  if (found.some((candidate) => isListed(walk, "operator", candidate) || isOfNamed(walk, candidate))) {
    walk.reading.ownPath = true;
    return;
  }
  obstruct(walk, "operator-not-allowed", {
    message: `The operator ${path.join(".")} is not one of the built-in operators.`,
    remedy: remedyOf(found) ?? "Use the built-in operator, without OPERATOR() and a schema.",
    rule: "operator-list",
    location,
  });
}

function qualify(walk: Walk, name: { location: unknown; schema: string; names: unknown }): void {
  walk.reading.qualifications.push(name);
}
