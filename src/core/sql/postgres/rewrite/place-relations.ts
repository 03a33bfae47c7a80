// Puts the governed relations in the place of the relations that a text names, and says which tree must come of it.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { Governance, GovernedRelation } from "../../../model/governed-relation.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { formatRelation, type RelationKey, type RelationName, relationKey } from "../../../model/relation-name.ts";
import { isOfCatalogue } from "../../../model/system-objects.ts";
import { refuseWritten } from "../../terms/planning-work.ts";
import { addNeeds, type Needs } from "../analyse/needs.ts";
import type { Reading, RelationUse } from "../analyse/reading.ts";
import type { FromItem } from "../analyse/scope.ts";
import { readView, runsOwnCode } from "../analyse/view-body.ts";
import { readCatalogueBody } from "../catalogue/catalogue-body.ts";
import { catalogueSelect, expandedSelect } from "../catalogue/catalogue-select.ts";
import { placeUses } from "../catalogue/place-uses.ts";
import { type VisibleObjects, visibleObjects } from "../catalogue/visible-objects.ts";
import { parseOwnText } from "../parse/parse-text.ts";
import { sameTree } from "../parse/same-tree.ts";
import { bodyOf, list, struct } from "../parse/tree.ts";
import { cutRelation, distinctNames, withSample } from "./cut-relation.ts";
import { Edits } from "./edits.ts";
import { governedSelect } from "./governed-select.ts";
import { governedTree } from "./governed-tree.ts";
import { extendGroupings } from "./group-by-key.ts";
import { liftConstants } from "./lift-constants.ts";
import { EVERYTHING, type NeededColumns, neededColumns } from "./needed-columns.ts";
import type { PlanParameters } from "./plan-parameters.ts";
import { qualifyNames } from "./qualify.ts";
import { quoteName, quoteRelation } from "./quote.ts";
import { readRowFilter } from "./row-filter.ts";
import { isSeenWhole } from "./seen-whole.ts";

export interface Placing {
  readonly governance: Governance;
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string>;
  readonly planParameters: PlanParameters;
  readonly fenced: boolean;
  /** Base relations that the text opens. */
  readonly opens: Map<RelationKey, RelationName>;
  /** Views that are being expanded, outermost first. */
  readonly within: readonly Relation[];
  /** The places where targets of a write stand; none in a read. */
  readonly targets: readonly WriteTarget[];
  /** Told what the text needs of the session: names by the database's own search path. */
  readonly needs: Needs;
  /** The caller's own read: its plan serves every text of its shape, so constants are bound, and no more is written than it needs. */
  readonly own: boolean;
}

/** How the place of a write's target differs from any other place of its relation. */
export interface WriteTarget {
  readonly use: RelationUse;
  readonly besides: readonly string[];
  readonly standIn: string | null;
  /** The one table whose rows are meant, of those that inherit from the relation and itself; null for all. */
  readonly table: Relation | null;
}

export interface Placed {
  readonly kind: "placed";
  readonly text: string;
  /** The tree that the text has been found to have. */
  readonly tree: unknown;
}

export function placeRelations(reading: Reading, placing: Placing): Placed | Refusal {
  const { source } = reading;
  for (const name of reading.rowTypes) placing.opens.set(relationKey(name), name);
  addNeeds(placing.needs, { ...reading, names: reading.bare });
  const edits = new Edits(source.text);
  const replacements = new Map<unknown, unknown>();
  const names = distinctNames(reading);
  const standing = new Set<FromItem>();
  const ofCatalogue = placing.within.some(({ name }) => isOfCatalogue(name));
  const needed = placing.own || ofCatalogue ? neededColumns(reading) : EVERYTHING;
  const context: Context = { ...placing, edits, replacements, names, standing, needed };
  for (const use of reading.relations) {
    const refusal = isOfCatalogue(use.relation.name)
      ? placeCatalogue(reading, use, context)
      : placeRelation(reading, use, context);
    if (refusal !== null) return refusal;
  }
  const visible = visibleIn(reading, context);
  const unplaced = visible === null ? null : placeUses(reading, { ...context, visible });
  if (unplaced !== null) return unplaced;
  if (placing.own) liftConstants(reading, { edits, replacements, planParameters: placing.planParameters });
  qualifyNames(reading, { edits, replacements });
  nameActions(reading, { edits, replacements });
  dropSchemas(reading, context);
  const shown = (item: FromItem) =>
    new Set(governedOf(item.relation, placing.governance)?.columns.map(({ column }) => column.name) ?? []);
  const refusal = extendGroupings(reading, { edits, replacements, visible: shown, standing });
  if (refusal !== null) return refusal;
  const text = edits.render(0, source.text.length);
  const tree = parseOwnText(text);
  if (tree === null || !sameTree(reading.tree, tree, replacements)) return misplaced();
  return { kind: "placed", text, tree };
}

function misplaced(): Refusal {
  return refuse("unsupported-syntax", "The statement could not be rewritten faithfully.", {
    rule: "faithful-rewriting",
    remedy: "Write the table references plainly, as schema.table AS alias.",
  });
}

interface Context extends Placing {
  readonly edits: Edits;
  readonly replacements: Map<unknown, unknown>;
  readonly names: ReadonlyMap<FromItem, string>;
  /** Relations that stand for themselves. */
  readonly standing: Set<FromItem>;
  readonly needed: NeededColumns;
}

function placeRelation(reading: Reading, use: RelationUse, context: Context): Refusal | null {
  const { relation, item, variable, sample } = use;
  const governed = governedOf(relation, context.governance);
  if (governed === null) return unavailable(use, context);
  if (context.own && !reading.namesSystemColumn && isSeenWhole(use, { governed, catalogue: context.catalogue })) {
    letStand(reading, use, context);
    return null;
  }
  const filter = governed.rowFilter === null ? null : readRowFilter(governed.rowFilter, { ...context, relation });
  if (filter?.kind === "refusal") return filter;
  if (filter !== null) addNeeds(context.needs, { ...filter, names: [] });
  for (const name of filter?.opens ?? []) context.opens.set(relationKey(name), name);
  const body = governed.placement === "expanded" ? expandView(relation, context) : null;
  if (body?.kind === "refusal") return body;
  (body === null ? context.opens : context.needs.expands).set(relationKey(relation.name), relation.name);
  if (body === null && runsOwnCode(relation, context.catalogue)) context.needs.ownPath = true;
  if (sample !== null && (body !== null || filter !== null || relation.kind === "view")) {
    return refuseSample(relation, context);
  }

  const target = context.targets.find((candidate) => candidate.use === use);
  const needed = context.needed(item);
  const common = {
    relation,
    governed:
      needed === null
        ? governed
        : { ...governed, columns: governed.columns.filter(({ column }) => needed.has(column.name)) },
    filter: filter?.text(context.planParameters) ?? null,
    fenced: context.fenced,
    only: variable["inh"] !== true,
    body: body?.text ?? null,
    blank: context.within.length === 0 ? new Set<string>() : usedColumns(reading, item),
    within: context.within.length > 0,
    planParameters: context.planParameters,
    besides: target?.besides ?? [],
    standIn: target?.standIn ?? null,
    table: target?.table ?? null,
  };
  const plain = governedSelect({ ...common, sample: "" });
  context.needs.written += plain.length;
  const tooMuch = refuseWritten(context.needs.written);
  if (tooMuch !== null) return tooMuch;
  const select = governedTree(plain, governed);
  if (select === null) return misplaced();
  if (body !== null && !sameTree(body.tree, bodyIn(select), new Map())) return misplaced();
  const alias = variable["alias"] ?? { aliasname: context.names.get(item) ?? relation.name.name };
  const subquery = sample === null ? select : withSample(select, sample);
  context.replacements.set(use.wrapper, { RangeSubselect: { subquery, alias } });
  cutRelation(reading, use, {
    ...context,
    text: (written) => (written === "" ? plain : governedSelect({ ...common, sample: written })),
  });
  return null;
}

/** What the caller sees, where the text tells of the catalogue. */
function visibleIn({ catalogue: uses }: Reading, { catalogue, governance }: Context): VisibleObjects | null {
  return uses.length === 0 ? null : visibleObjects(catalogue, governance);
}

/** What the caller sees of a relation of the server's own. */
function placeCatalogue(reading: Reading, use: RelationUse, context: Context): Refusal | null {
  const { relation, item, variable, wrapper, sample } = use;
  const { catalogue, governance, planParameters } = context;
  if (catalogue.system === undefined) return unavailable(use, context);
  if (sample !== null) return refuseSample(relation, context);
  const needed = context.needed(item);
  const body = expandCatalogue(relation, context);
  if (body?.kind === "refusal") return body;
  const source = {
    relation,
    visible: visibleObjects(catalogue, governance),
    planParameters,
    needed,
    fenced: context.own,
  };
  const select = body === null ? catalogueSelect(source) : expandedSelect(source, body.text);
  context.needs.written += select.length;
  const tooMuch = refuseWritten(context.needs.written);
  if (tooMuch !== null) return tooMuch;
  const subquery = parseOwnText(select);
  if (subquery === null) return misplaced();
  if (body !== null && !sameTree(body.tree, bodyIn(subquery), new Map())) return misplaced();
  const alias = variable["alias"] ?? { aliasname: context.names.get(item) ?? relation.name.name };
  context.replacements.set(wrapper, { RangeSubselect: { subquery, alias } });
  cutRelation(reading, use, { ...context, text: () => select });
  return null;
}

/** The query that stands in FROM of a SELECT. */
function bodyIn(select: unknown): unknown {
  return bodyOf(list(struct(struct(select)["SelectStmt"])["fromClause"])[0], "RangeSubselect")?.["subquery"];
}

/** Null for a relation that is no view, or whose rows are not shown. */
function expandCatalogue(relation: Relation, context: Context): Placed | Refusal | null {
  const reading = readCatalogueBody(relation, context.catalogue);
  if (reading === null) return null;
  const name = formatRelation(relation.name);
  if ("code" in reading) return unexpandable(name, reading);
  const within = [...context.within, relation];
  return placeRelations(reading, { ...context, fenced: true, within, targets: [], own: false });
}

/** The relation as it is, written with its schema. */
function letStand(
  { source }: Reading,
  { relation, item, variable, wrapper, sample }: RelationUse,
  context: Context,
): void {
  const { schema, name } = relation.name;
  context.opens.set(relationKey(relation.name), relation.name);
  context.standing.add(item);
  const { catalogname, ...written } = variable;
  if (catalogname === undefined && variable["schemaname"] === schema) return;
  const first = source.tokenAt(Number(variable["location"]));
  const [from, to] = [source.tokens[first], source.tokens[source.nameEnd(first)]];
  if (from === undefined || to === undefined) throw new Error("a relation without a token");
  context.edits.replace(from.start, to.end, quoteRelation(relation.name));
  context.replacements.set(sample === null ? wrapper : sample["relation"], {
    RangeVar: { ...written, schemaname: schema, relname: name },
  });
}

/** Which rows are drawn goes by the places and the number of all rows, hidden ones included. */
function refuseSample(relation: Relation, { within }: Placing): Refusal {
  const name = formatRelation((within[0] ?? relation).name);
  return refuse("construct-not-allowed", `${name} does not show all of its rows, so TABLESAMPLE cannot draw from it.`, {
    rule: "row-filter",
    remedy: "Write WHERE random() < 0.1 instead, which draws from the rows that you see.",
  });
}

function expandView(relation: Relation, context: Context): Placed | Refusal | null {
  const reading = readView(relation, context.catalogue);
  if (reading === null) return null;
  const name = formatRelation((context.within[0] ?? relation).name);
  if ("code" in reading) return unexpandable(name, reading);
  if (context.within.includes(relation)) return unexpandable(name, misplaced());
  const foreign = [...reading.calls].find((call) => call.includes(".") && !context.functions.has(call));
  if (foreign !== undefined) {
    return refuse("function-not-allowed", `The view ${name} calls a function that no policy names for this role.`, {
      rule: "function-list",
      remedy: "Read the tables that the view is made of, or have a policy list the view's own columns.",
    });
  }
  const [obstacle] = reading.obstacles;
  if (obstacle !== undefined) return unexpandable(name, obstacle);
  if (reading.unresolved.length > 0 || reading.parameters > 0) return unexpandable(name, misplaced());
  return placeRelations(reading, {
    ...context,
    fenced: true,
    within: [...context.within, relation],
    targets: [],
    own: false,
  });
}

function unexpandable(name: string, why: Refusal): Refusal {
  return refuse(why.code, `The view ${name} cannot be governed through its definition: ${why.message}`, {
    rule: why.rule,
    remedy: "Read the tables that the view is made of, or have a policy list the view's own columns.",
  });
}

/** What a policy does not show does not exist; through a view, not even by name. */
function unavailable({ relation }: RelationUse, { within }: Placing): Refusal {
  const [view] = within;
  const name = formatRelation(view?.name ?? relation.name);
  const message =
    view === undefined ? `There is no table ${name}.` : `The view ${name} reads a table that is not available.`;
  return refuse("unknown-table", message, {
    rule: "governed-relations",
    remedy: "Call describe-schema to see the tables that you may read.",
  });
}

function governedOf(relation: Relation | null, governance: Governance): GovernedRelation | null {
  return relation === null ? null : (governance.get(relationKey(relation.name)) ?? null);
}

function usedColumns(reading: Reading, item: FromItem): ReadonlySet<string> {
  return new Set(reading.columns.flatMap((use) => (use.item === item && use.column !== null ? [use.column] : [])));
}

/** The column of the rows of a MERGE that tells what was done to each. */
export const ACTION_NAME = "gatehouse_action";

/** `merge_action()` becomes that column, in a sub-select that gives it the name which it has on the server. */
function nameActions(
  { source, actions }: Reading,
  { edits, replacements }: Pick<Context, "edits" | "replacements">,
): void {
  const written = `(SELECT ${quoteName(ACTION_NAME)} AS merge_action)`;
  for (const { wrapper, location } of actions) {
    const first = source.tokenAt(Number(location));
    const [from, to] = [source.tokens[first], source.tokens[source.closing(first + 1)]];
    const tree = bodyOf(parseOwnText(`SELECT ${written}`), "SelectStmt");
    if (from === undefined || to === undefined || tree === null) continue;
    edits.replace(from.start, to.end, written);
    replacements.set(wrapper, struct(bodyOf(list(tree["targetList"])[0], "ResTarget"))["val"]);
  }
}

/** `schema.table.column`, with the database in front or not, becomes `table.column`: the sub-select is known by its alias alone. */
function dropSchemas(
  { source, threePart }: Reading,
  { edits, replacements, names, standing }: Pick<Context, "edits" | "replacements" | "names" | "standing">,
): void {
  for (const { reference, item } of threePart) {
    const fields = reference["fields"];
    if (replacements.has(fields) || standing.has(item)) continue;
    const first = source.tokenAt(Number(reference["location"]));
    const name = names.get(item);
    const from = source.tokens[first];
    // the last token of the table's name is the one before the last dot
    const qualifiers = list(fields).length - 1;
    const dots = source.tokens
      .flatMap(({ text }, number) => (number > first && text === "." ? [number] : []))
      .slice(0, qualifiers);
    const to = source.tokens[(dots[qualifiers - 1] ?? 0) - 1];
    if (name === undefined || from === undefined || to === undefined) continue;
    edits.replace(from.start, to.end, quoteName(name));
    replacements.set(fields, [{ String: { sval: name } }, ...list(fields).slice(qualifiers)]);
  }
}
