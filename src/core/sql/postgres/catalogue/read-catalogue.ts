// What a walk notes of the catalogue: calls whose arguments are fenced or that are answered, and values that become names. It decides
// nothing about who sees what, which is known where the statement is rewritten.

import { obstruct, type Walk } from "../analyse/reading.ts";
import type { SourceText } from "../parse/source-text.ts";
import { bodyOf, list, type Node, names, type Struct, struct, unwrap, word } from "../parse/tree.ts";
import {
  ANSWERED,
  ANSWERED_IN_VIEWS,
  FENCED,
  FREE,
  FREE_IN_VIEWS,
  FREE_OF_INFORMATION_SCHEMA,
  isCatalogueWord,
  NAME_TYPES,
} from "./catalogue-functions.ts";

/** Whether a statement may be about the catalogue: a name stands in it that is the catalogue's. What it is not told of is refused as ever. */
export function touchesCatalogue(
  source: SourceText,
  relations: ReadonlyMap<string, { readonly name: { readonly schema: string; readonly name: string } }>,
): boolean {
  const own = relationNames(relations);
  return source.tokens.some(({ text }) => {
    const name = text.startsWith('"') ? text.slice(1, -1) : text.toLowerCase();
    return own.has(name) || isCatalogueWord(name);
  });
}

const NAMES = new WeakMap<object, ReadonlySet<string>>();

function relationNames(
  relations: ReadonlyMap<string, { readonly name: { readonly schema: string; readonly name: string } }>,
): ReadonlySet<string> {
  const known =
    NAMES.get(relations) ??
    new Set([...relations.values()].flatMap(({ name }) => (name.schema === "pg_catalog" ? [name.name] : [])));
  NAMES.set(relations, known);
  return known;
}

/** The name of a call that the catalogue's lists have, which is noted; null for any other call. */
export function noteCall(walk: Walk, call: Struct, wrapper: unknown): string | null {
  if (!walk.readsCatalogue) return null;
  const path = names(call["funcname"]) ?? [];
  const name = path.at(-1) ?? "";
  const inView = walk.functions === "any-qualified";
  if (path.length === 2 && path[0] === "information_schema") {
    return inView || FREE_OF_INFORMATION_SCHEMA.has(name) ? name : null;
  }
  if (path.length > 2 || (path.length === 2 && path[0] !== "pg_catalog")) return null;
  if (FREE.has(name) || (inView && FREE_IN_VIEWS.has(name))) return name;
  const plain = [
    "agg_order",
    "agg_filter",
    "over",
    "agg_distinct",
    "agg_star",
    "agg_within_group",
    "func_variadic",
  ].every((field) => call[field] === undefined);
  const args = list(call["args"]);
  if (!plain || args.some((arg) => unwrap(arg)?.kind === "NamedArgExpr")) return null;
  if (name === "current_schema" && args.length === 0) {
    walk.reading.catalogue.push({ kind: "schema", wrapper, location: call["location"], called: true });
    return name;
  }
  const fenced = FENCED.get(name);
  const answered = answerOf(name, { args: args.length, inView });
  if ((fenced === undefined || args.length > fenced.length) && answered === "") return null;
  walk.reading.catalogue.push({ kind: "call", wrapper, call, name, answer: answered });
  for (const arg of args) walk.reading.namesMay.add(arg);
  return name;
}

/** What stands for a call; empty where nothing does. */
function answerOf(name: string, { args, inView }: { args: number; inView: boolean }): string {
  return (inView ? ANSWERED_IN_VIEWS.get(name) : undefined) ?? ANSWERED.get(name)?.[args - 1] ?? "";
}

export function noteCurrentSchema(walk: Walk, { wrapper, location }: { wrapper: unknown; location: unknown }): void {
  walk.reading.catalogue.push({ kind: "schema", wrapper, location, called: false });
}

/**
 * A cast to a type that names objects. Such a value may stand only where nothing is read as one of its type besides: a text that is
 * compared or joined with it would be looked up by the server. True where it was one.
 */
export function noteNameCast(walk: Walk, { body }: Node, wrapper: unknown): boolean {
  const type = struct(body["typeName"]);
  const path = names(type["names"]) ?? [];
  const name = path.at(-1) ?? "";
  if (!walk.readsCatalogue || !NAME_TYPES.has(name)) return false;
  if (path.length > 2 || (path.length === 2 && path[0] !== "pg_catalog")) return false;
  const value = bodyOf(body["arg"], "A_Const")?.["sval"];
  const constant = value === undefined ? null : (word(struct(value)["sval"]) ?? "");
  if (type["arrayBounds"] !== undefined) {
    // names of pg_catalog alone are found under the path that it runs under
    const bare =
      constant !== null &&
      !constant.includes(".") &&
      name !== "regclass" &&
      name !== "regrole" &&
      name !== "regnamespace";
    return bare && (walk.reading.namesMay.has(wrapper) || walk.functions === "any-qualified");
  }
  if (!walk.reading.namesMay.has(wrapper) && walk.functions !== "any-qualified") {
    obstruct(walk, "construct-not-allowed", {
      message: `A value of the type ${name} cannot stand here.`,
      remedy: `Cast it on to text or oid, as in x::${name}::text.`,
      rule: "catalogues",
      location: body["location"],
    });
    return true;
  }
  walk.reading.catalogue.push({ kind: "cast", wrapper, cast: body, type: name, constant });
  return true;
}

const COMPARISON = /^(=|<>|!=|<|<=|>|>=)$/;

/** Where a value of such a type may stand: compared by an operator, cast on, given to a fenced call, tested for NULL. */
export function notePlaces(walk: Walk, { kind, body }: Node): void {
  if (!walk.readsCatalogue) return;
  const { namesMay } = walk.reading;
  if (kind === "TypeCast" || kind === "NullTest") namesMay.add(body["arg"]);
  if (kind !== "A_Expr") return;
  if (!COMPARISON.test(names(body["name"])?.at(-1) ?? "")) return;
  const { lexpr, rexpr } = body;
  if (body["kind"] === "AEXPR_OP") for (const operand of [lexpr, rexpr]) namesMay.add(operand);
  if (body["kind"] === "AEXPR_OP_ANY" || body["kind"] === "AEXPR_IN") {
    const elements = list(bodyOf(rexpr, "A_ArrayExpr")?.["elements"] ?? bodyOf(rexpr, "List")?.["items"]);
    // of IN the left side is made of the same type: a text or a parameter would be looked up
    const left = body["kind"] === "AEXPR_OP_ANY" || unwrap(lexpr)?.kind === "ColumnRef";
    const casts = elements.every((element) => unwrap(element)?.kind === "TypeCast");
    if (casts && left) for (const element of elements) namesMay.add(element);
    if (unwrap(rexpr)?.kind === "TypeCast") namesMay.add(rexpr);
    if (unwrap(rexpr)?.kind !== "List") namesMay.add(lexpr);
  }
}

/** The columns of the statement's own result. */
export function noteResult(walk: Walk, select: Struct): void {
  if (!walk.readsCatalogue || (select["op"] !== undefined && select["op"] !== "SETOP_NONE")) return;
  for (const target of list(select["targetList"])) walk.reading.namesMay.add(bodyOf(target, "ResTarget")?.["val"]);
}
