// The lists that every name of a function, type or operator passes, however it is written.

import { FUNCTIONS } from "./function-list.ts";
import { isHarmlessField } from "./harmless-field.ts";
import { obstruct, SEARCH_PATH, type Walk } from "./reading.ts";
import { names, type Struct } from "./tree.ts";
import { isListedType } from "./type-list.ts";

/** Checks a function's name; returns the name in pg_catalog, or null for a user function or a refused one. */
export function checkFunction(walk: Walk, call: Struct): string | null {
  const path = names(call["funcname"]) ?? [];
  const name = path.at(-1) ?? "";
  const schema = path.length === 2 ? (path[0] ?? "") : null;
  if (path.length <= 2 && (schema === null || schema === "pg_catalog") && FUNCTIONS.has(name)) {
    walk.reading.calls.add(name);
    return name;
  }
  if (path.length <= 2 && schema !== "pg_catalog") {
    const { functions } = walk;
    if (functions === "any-qualified" && schema !== null) {
      walk.reading.calls.add(`${schema}.${name}`);
      return null;
    }
    const home = (schema === null ? SEARCH_PATH : [schema]).find(
      (candidate) => functions !== "any-qualified" && functions.has(`${candidate}.${name}`),
    );
    if (home !== undefined) {
      walk.reading.calls.add(`${home}.${name}`);
      if (schema === null) qualify(walk, { location: call["location"], schema: home, names: call["funcname"] });
      return null;
    }
  }
  walk.reading.calls.add(path.join("."));
  refuseFunction(walk, path.join("."), call["location"]);
  return null;
}

/** Checks a field read from a value by `x.f` or `(x).f`, which calls a function where there is no such column. */
export function checkField(walk: Walk, name: string, location: unknown): void {
  if (FUNCTIONS.has(name)) walk.reading.calls.add(name);
  else if (!isHarmlessField(name)) {
    walk.reading.calls.add(name);
    refuseFunction(walk, name, location);
  }
}

function refuseFunction(walk: Walk, name: string, location: unknown): void {
  obstruct(walk, "function-not-allowed", {
    message: `The function ${name} is not on the list of functions that may be called.`,
    remedy:
      "Use built-in functions for strings, numbers, dates, JSON, arrays, aggregates and windows; a policy can name others.",
    rule: "function-list",
    location,
  });
}

export function checkType(walk: Walk, type: Struct): void {
  const path = names(type["names"]) ?? [];
  const name = path.at(-1) ?? "";
  const schema = path.length === 2 ? (path[0] ?? "") : null;
  if (path.length >= 1 && path.length <= 2 && type["pct_type"] !== true && type["setof"] !== true) {
    if ((schema === null || schema === "pg_catalog") && isListedType(name)) return;
    if (walk.ownTypes.has(path.join("."))) return;
    const { types, everyType = types } = walk.catalogue;
    const homes = (walk.functions === "any-qualified" ? everyType : types).get(name) ?? [];
    const home = (schema === null ? SEARCH_PATH : [schema]).find((candidate) =>
      homes.some((type) => type.schema === candidate),
    );
    if (home !== undefined) {
      if (schema === null) qualify(walk, { location: type["location"], schema: home, names: type["names"] });
      return;
    }
  }
  obstruct(walk, "type-not-allowed", {
    message: `The type ${path.join(".")} is not on the list of types that may be named.`,
    remedy: "Cast to a built-in type, or to an enum or domain of this database.",
    rule: "type-list",
    location: type["location"],
  });
}

/** Operators are those of pg_catalog, which is the whole search path. */
export function checkOperator(walk: Walk, operator: unknown, location: unknown): void {
  const path = names(operator);
  if (path === null || path.length <= 1 || (path.length === 2 && path[0] === "pg_catalog")) return;
  obstruct(walk, "operator-not-allowed", {
    message: `The operator ${path.join(".")} is not one of the built-in operators.`,
    remedy: "Use the built-in operator, without OPERATOR() and a schema.",
    rule: "operator-list",
    location,
  });
}

function qualify(walk: Walk, name: { location: unknown; schema: string; names: unknown }): void {
  walk.reading.qualifications.push(name);
}
