// The queries of a statement that was read, as terms: each SELECT once, in the scope that the walk found for it.

import type { UsedColumn } from "../../../model/value-use.ts";
import { EMPTY_QUERY, mergeColumns, outputsOf, type Query, type Term, valuesOf } from "../../terms/term.ts";
import { bodyOf, isStruct, list, names, type Struct, struct, unwrap, whole } from "../parse/tree.ts";
import type { Cte } from "./place.ts";
import type { Reading } from "./reading.ts";
import { type Flow, findColumn, type Level } from "./scope.ts";
import { type Terms, termOf, termsOf } from "./term-of.ts";

export class QueryTerms {
  readonly #terms: Terms;
  readonly #levels: ReadonlyMap<Struct, Level>;
  readonly #queries = new Map<Struct, Query>();
  readonly #flows = new Map<Flow, readonly UsedColumn[]>();
  readonly #columns = new Map<Flow, Term>();

  constructor(reading: Reading) {
    this.#terms = {
      reading,
      queries: this,
      ofFlow: (flow) => this.#column(flow),
    };
    this.#levels = new Map(reading.levels.map((level) => [level.select, level]));
  }

  query(select: Struct): Query {
    const known = this.#queries.get(select);
    if (known !== undefined) return known;
    this.#queries.set(select, EMPTY_QUERY); // one that reaches itself
    const made = this.#make(select);
    this.#queries.set(select, made);
    return made;
  }

  #make(select: Struct): Query {
    const named = list(struct(select["withClause"])["ctes"]).map((cte) => bodyOf(cte, "CommonTableExpr") ?? {});
    const inner = named.map((cte) => this.query(bodyOf(cte["ctequery"], "SelectStmt") ?? {}));
    if (isStruct(select["larg"]) && isStruct(select["rarg"])) return { ...this.#setOperation(select), inner };
    const level = this.#levels.get(select);
    return level === undefined
      ? { ...EMPTY_QUERY, inner }
      : { ...this.#simple(select, level), inner: [...inner, ...this.#tables(select)] };
  }

  #setOperation(select: Struct): Query {
    const [left, right] = [this.query(struct(select["larg"])), this.query(struct(select["rarg"]))];
    const compares = select["op"] !== "SETOP_UNION" || select["all"] !== true;
    const query = { ...EMPTY_QUERY, arms: { left, right, compares } };
    return {
      ...query,
      order: this.#sorted(select["sortClause"], { level: null, outputs: outputsOf(query), labels: labelsOf(select) }),
    };
  }

  #simple(select: Struct, level: Level): Query {
    const outputs = list(select["targetList"]).flatMap((target) => {
      const value = bodyOf(target, "ResTarget")?.["val"];
      return this.#stars(value, level) ?? [termOf(this.#terms, value, level)];
    });
    const scope = { level, outputs, labels: labelsOf(select) };
    const distinct = list(select["distinctClause"]);
    const on = distinct.filter((item) => unwrap(item) !== null);
    const condition = (value: unknown) => (value === undefined ? null : termOf(this.#terms, value, level));
    return {
      ...EMPTY_QUERY,
      joins: list(select["fromClause"]).flatMap((item) => this.#joins(item, level)),
      where: condition(select["whereClause"]),
      group: this.#sorted(select["groupClause"], scope),
      having: condition(select["havingClause"]),
      outputs,
      distinct: distinct.length === 0 ? null : on.length === 0 ? outputs : this.#sorted(on, scope),
      order: this.#sorted(select["sortClause"], scope),
      windows: list(select["windowClause"]).map((window): Term => {
        const body = bodyOf(window, "WindowDef") ?? {};
        return {
          kind: "window",
          call: { kind: "list", terms: [] },
          partition: termsOf(this.#terms, body["partitionClause"], level),
          order: termsOf(this.#terms, body["orderClause"], level),
        };
      }),
    };
  }

  /** The columns that a star stands for; null for anything else. */
  #stars(value: unknown, level: Level): readonly Term[] | null {
    const fields = list(bodyOf(value, "ColumnRef")?.["fields"]);
    if (unwrap(fields.at(-1))?.kind !== "A_Star") return null;
    const [qualifier = null] = names(fields.slice(0, -1))?.slice(-1) ?? [];
    const items = level.visible.filter(({ item, byName, byColumn }) =>
      qualifier === null ? byColumn : byName && item.name === qualifier,
    );
    return items.flatMap(({ item }) => item.columns.map(({ flow }) => this.#terms.ofFlow(flow)));
  }

  /** Entries of GROUP BY and ORDER BY: numbers and names of outputs mean those. */
  #sorted(
    value: unknown,
    { level, outputs, labels }: { level: Level | null; outputs: readonly Term[]; labels: ReadonlyMap<string, number> },
  ): readonly Term[] {
    return list(value).flatMap((item): readonly Term[] => {
      const node = unwrap(item);
      if (node?.kind === "SortBy") return this.#sorted([node.body["node"]], { level, outputs, labels });
      if (node?.kind === "GroupingSet") return this.#sorted(node.body["content"], { level, outputs, labels });
      if (node?.kind === "RowExpr") return this.#sorted(node.body["args"], { level, outputs, labels });
      const number = whole(struct(bodyOf(item, "A_Const")?.["ival"])["ival"]);
      const path = node?.kind === "ColumnRef" ? names(node.body["fields"]) : null;
      const place = number === null ? (path?.length === 1 ? labels.get(path[0] ?? "") : undefined) : number - 1;
      const output = place === undefined ? undefined : outputs[place];
      if (output !== undefined) return [output];
      return level === null ? [] : [termOf(this.#terms, item, level)];
    });
  }

  #joins(item: unknown, level: Level): readonly Term[] {
    const body = bodyOf(item, "JoinExpr");
    if (body === null) return [];
    const inner = [body["larg"], body["rarg"]].flatMap((side) => this.#joins(side, level));
    const on = body["quals"] === undefined ? [] : [termOf(this.#terms, body["quals"], level)];
    const shared = names(body["usingClause"]) ?? [];
    const using =
      body["isNatural"] === true ? sharedColumns(level) : shared.flatMap((name) => mergedColumns(level, name));
    return [
      ...inner,
      ...on,
      ...using.map(([left, right]): Term => {
        return {
          kind: "comparison",
          comparison: "=",
          left: this.#terms.ofFlow(left),
          right: this.#terms.ofFlow(right),
        };
      }),
    ];
  }

  #tables(select: Struct): readonly Query[] {
    const found: Query[] = [];
    const visit = (item: unknown): void => {
      const node = unwrap(item);
      if (node?.kind === "JoinExpr") {
        visit(node.body["larg"]);
        visit(node.body["rarg"]);
      } else if (node?.kind === "RangeSubselect") {
        found.push(this.query(bodyOf(node.body["subquery"], "SelectStmt") ?? {}));
      } else if (node?.kind === "RangeVar") {
        const named = this.#terms.reading.named.uses.get(node.body);
        if (named !== undefined && isWrittenOut(named))
          found.push(this.query(bodyOf(named.body["ctequery"], "SelectStmt") ?? {}));
      }
    };
    for (const item of list(select["fromClause"])) visit(item);
    return found;
  }

  #column(flow: Flow): Term {
    const known = this.#columns.get(flow);
    if (known !== undefined) return known;
    const column: Term = { kind: "column", values: () => this.#valuesOf(flow), of: () => this.#madeOf(flow) };
    this.#columns.set(flow, column);
    return column;
  }

  /** What the server writes in the place of a column of another query. */
  #madeOf(flow: Flow): readonly Term[] {
    const { made, named } = this.#terms.reading;
    const query = named.columns.get(flow);
    if (query !== undefined && !isWrittenOut(query)) return [];
    const found = made.get(flow);
    if (found !== undefined) return [termOf(this.#terms, found.value, found.level)];
    return flow.from.map((from) => this.#column(from));
  }

  #valuesOf(flow: Flow): readonly UsedColumn[] {
    const known = this.#flows.get(flow);
    if (known !== undefined) return known;
    this.#flows.set(flow, []); // a recursive query: what it starts with says enough
    const made = this.#terms.reading.made.get(flow);
    const values =
      made === undefined
        ? // several columns of a relation: any of them, so that nothing can be said
          mergeColumns([
            ...(flow.own.length === 1 ? flow.own : []).map((column): UsedColumn => ({ column, part: "whole" })),
            ...flow.from.flatMap((from) => this.#valuesOf(from)),
          ])
        : valuesOf(termOf(this.#terms, made.value, made.level));
    this.#flows.set(flow, values);
    return values;
  }
}

/** Else the server computes it once and reads it again (PostgreSQL manual, 7.8.3). */
function isWrittenOut({ body, recursive, references }: Cte): boolean {
  if (recursive || body["ctematerialized"] === "CTEMaterializeAlways") return false;
  return body["ctematerialized"] === "CTEMaterializeNever" || references <= 1;
}

/** Names that ORDER BY and GROUP BY may mean: those that were given. */
function labelsOf(select: Struct): ReadonlyMap<string, number> {
  const first = isStruct(select["larg"]) ? leftmost(select["larg"]) : select;
  const labels = new Map<string, number>();
  list(first["targetList"]).forEach((target, place) => {
    const name = bodyOf(target, "ResTarget")?.["name"];
    if (typeof name === "string") labels.set(name, place);
  });
  return labels;
}

function leftmost(select: Struct): Struct {
  return isStruct(select["larg"]) ? leftmost(select["larg"]) : select;
}

function mergedColumns(level: Level, name: string): readonly (readonly [Flow, Flow])[] {
  return findColumn(level, name).flatMap(({ column }) => {
    const [left, right] = column?.flow.from ?? [];
    return left === undefined || right === undefined ? [] : [[left, right] as const];
  });
}

function sharedColumns(level: Level): readonly (readonly [Flow, Flow])[] {
  return level.visible.flatMap(({ item, byColumn }) =>
    byColumn ? item.columns.flatMap(({ name, members }) => (members.length > 1 ? mergedColumns(level, name) : [])) : [],
  );
}
