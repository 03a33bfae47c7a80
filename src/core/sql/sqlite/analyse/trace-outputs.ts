// Which base columns flow into each column of a result. For marking and for the classes of views, so it says too much rather than too little:
// what it cannot follow is taken to hold every column of every relation in sight.

import type { OutputColumn } from "../../../model/facts.ts";
import type { ColumnName } from "../../../model/relation-name.ts";
import { MOST_FOLLOWED } from "../../most-columns.ts";
import { childrenOf, fold } from "../parse/node.ts";
import { isQuery, type Node, type NodeOf } from "../parse/tree.ts";
import { columnPath } from "./column-path.ts";
import { countFunctions, namesIn, namesWindow } from "./operands.ts";
import { columnOf, isMadeUp, nameByText, toldApart } from "./output-names.ts";
import type { Reading } from "./reading.ts";
import { EMPTY_SCOPE, findCte, type Scope, scopeWithin } from "./scope.ts";

/** One table of a FROM clause, as the columns that it offers. */
interface Source {
  readonly name: string;
  readonly columns: readonly SourceColumn[];
}

interface SourceColumn extends OutputColumn {
  /** True of the right side's column that USING or NATURAL made one with the left side's: a star passes over it, its own name does not. */
  readonly merged?: boolean;
}

/** Where a FROM clause stands. `beside` are its own tables as far as they are known: arguments of table functions may name any of them. */
interface Surroundings {
  readonly scope: Scope;
  readonly outer: readonly Source[] | null;
  readonly beside: readonly Source[] | null;
}

/** What a name in an expression can mean. */
interface Sight {
  readonly sources: readonly Source[];
  readonly scope: Scope;
  /** Tables of the queries around; null where they are not followed, and a name that is not found here may be any of theirs. */
  readonly outer: readonly Source[] | null;
  /** The windows that this query gives names. */
  readonly windows: readonly Node[];
}

export function traceOutputs(reading: Reading): readonly OutputColumn[] {
  return new Tracer(reading).statement(reading.statement.root, EMPTY_SCOPE);
}

class Tracer {
  readonly #reading: Reading;
  /** Tables being traced, with what they hold as far as is known. */
  readonly #assumed = new Map<Node, readonly OutputColumn[]>();
  /** Each common table expression is traced once: a chain of them would otherwise take exponential time. */
  readonly #traced = new Map<Node, readonly OutputColumn[]>();
  /** Tables of the queries around the one that has the WITH. */
  readonly #around = new Map<Node, readonly Source[] | null>();

  constructor(reading: Reading) {
    this.#reading = reading;
  }

  statement(node: Node, scope: Scope, outer: readonly Source[] | null = []): readonly OutputColumn[] {
    const inner = scopeWithin(node, scope);
    for (const cte of inner === scope ? [] : inner.tables.values()) this.#around.set(cte, outer);
    if (node.type === "paren_expr") return this.statement(node.expr, scope, outer);
    if (node.type === "compound_select_stmt") {
      const left = this.statement(node.left, inner, outer);
      const right = this.statement(node.right, inner, outer);
      return left.map((column, place) => ({
        name: column.name,
        sources: distinct([...column.sources, ...(right[place]?.sources ?? this.#everything())]),
        direct: false,
      }));
    }
    if (node.type === "values_stmt") return this.#values(node, { sources: [], scope: inner, outer, windows: [] });
    if (node.type !== "select_stmt") return [];
    const { windows, tables, columns } = node;
    const sources = tables === null ? [] : this.#from(tables, { scope: inner, outer });
    return columns
      .flatMap((item) => this.#column(item, { sources, scope: inner, outer, windows }))
      .slice(0, MOST_FOLLOWED);
  }

  #values({ rows }: NodeOf<"values_stmt">, sight: Sight): readonly OutputColumn[] {
    const sources = distinct(rows.flatMap((row) => this.#inside(row, sight)));
    const width = rows[0]?.items.length ?? 0;
    return Array.from({ length: width }, (_, place) => ({ name: `column${place + 1}`, sources, direct: false }));
  }

  #column(item: Node, at: Sight): readonly OutputColumn[] {
    if (item.type === "all_columns")
      return at.sources.flatMap(({ columns }) => columns.filter(({ merged }) => merged !== true).map(asOutput));
    if (item.type === "member_expr" && item.property.type === "all_columns") {
      const name = item.object.type === "identifier" ? fold(item.object.name) : "";
      return at.sources.find((source) => source.name === name)?.columns.map(asOutput) ?? [];
    }
    const label = item.type === "alias" ? item.alias : null;
    const expression = item.type === "alias" ? item.expr : item;
    const found = this.#named(expression, at.sources);
    if (found !== null) return [{ ...found, name: label ?? found.name }];
    // as a query around it sees it
    const column = item.type === "alias" ? null : columnPath(columnOf(item, "inner") ?? item);
    const name = label ?? column?.column ?? nameByText(item, { statement: this.#reading.statement, place: "inner" });
    return [{ name, sources: this.#inside(expression, at), direct: false }];
  }

  /** The column that an expression is, when it is nothing but a column. */
  #named(expression: Node, sources: readonly Source[]): OutputColumn | null {
    if (expression.type === "paren_expr") return this.#named(expression.expr, sources);
    const path = columnPath(expression);
    if (path === null) return null;
    const candidates = sources
      .filter(({ name }) => path.table === null || name === path.table)
      .flatMap(({ columns }) => columns.filter((column) => column.name !== null && fold(column.name) === path.column));
    const [only] = candidates;
    if (only === undefined) return null;
    return { ...asOutput(only), sources: distinct(candidates.flatMap((column) => column.sources)) };
  }

  /** Everything that an expression names, and what its subqueries give. */
  #inside(node: Node, sight: Sight): readonly ColumnName[] {
    if (isQuery(node)) {
      const outer = sight.outer === null ? null : [...sight.sources, ...sight.outer];
      return distinct(this.statement(node, sight.scope, outer).flatMap(({ sources }) => sources));
    }
    if (columnPath(node) !== null) {
      const found = this.#named(node, sight.sources) ?? this.#named(node, sight.outer ?? []);
      return found?.sources ?? (sight.outer === null ? this.#everything() : this.#elsewhere(node));
    }
    if (node.type === "all_columns") return [];
    // behind IN
    if (node.type === "table_name")
      return distinct(this.#table(node, sight.scope).columns.flatMap(({ sources }) => sources));
    const named = namesWindow(node) ? sight.windows : [];
    const ordering = named.flatMap((window) => this.#inside(window, { ...sight, windows: [] }));
    return distinct([...childrenOf(node).flatMap((child) => this.#inside(child, sight)), ...ordering]);
  }

  /** A name that no table here has: of an alias, or a text; or one that SQLite made up. */
  #elsewhere(node: Node): readonly ColumnName[] {
    const column = columnPath(node)?.column ?? "";
    if (isMadeUp(column)) return this.#everything();
    return this.#everything().filter((source) => fold(source.column) === column);
  }

  /** Each round knows what the functions' arguments hold at least as well as the one before; the first takes them for everything. */
  #from(expr: Node, at: Omit<Surroundings, "beside">): readonly Source[] {
    let sources = this.#tables(expr, { ...at, beside: null });
    const rounds = Math.min(MOST_ROUNDS, countFunctions(expr));
    for (let round = 0; round < rounds; round++) sources = this.#tables(expr, { ...at, beside: sources });
    return sources;
  }

  #tables(node: Node, at: Surroundings): readonly Source[] {
    switch (node.type) {
      case "join_expr":
        return this.#join(node, at);
      case "alias":
        return [{ name: fold(node.alias), columns: this.#tables(node.expr, at).flatMap(({ columns }) => columns) }];
      case "indexed_table":
        return this.#tables(node.expr, at);
      case "paren_expr":
        if (isQuery(node.expr)) {
          return [{ name: "", columns: toldApart(this.statement(node.expr, at.scope, at.outer)) }];
        }
        return this.#tables(node.expr, at);
      case "table_call": {
        const sources = this.#arguments(node.args, at);
        return [
          {
            name: fold(node.name),
            columns: TABLE_FUNCTION_COLUMNS.map((column) => ({ name: column, sources, direct: false })),
          },
        ];
      }
      case "table_name":
        return [this.#table(node, at.scope)];
      default:
        return [];
    }
  }

  #arguments(args: readonly Node[], { scope, outer, beside }: Surroundings): readonly ColumnName[] {
    if (!args.some(namesIn)) return [];
    if (beside === null) return this.#everything();
    return distinct(args.flatMap((arg) => this.#inside(arg, { sources: beside, scope, outer, windows: [] })));
  }

  /** With USING or NATURAL a shared column is of both sides: which one it comes from depends on the join. */
  #join(node: NodeOf<"join_expr">, at: Surroundings): readonly Source[] {
    const left = this.#tables(node.left, at);
    const right = this.#tables(node.right, at);
    const shared = new Set<string>();
    if (node.specification?.type === "join_using_specification") {
      for (const column of node.specification.columns) shared.add(fold(column));
    } else if (node.operator.includes("NATURAL")) {
      for (const { columns } of left) for (const { name } of columns) if (name !== null) shared.add(fold(name));
    }
    if (shared.size === 0) return [...left, ...right];
    const isShared = ({ name }: OutputColumn) => name !== null && shared.has(fold(name));
    const onTheRight = (like: OutputColumn) =>
      right.flatMap(({ columns }) => columns.filter((column) => isShared(column) && sameName(column, like)));
    return [
      ...left.map(({ name, columns }) => ({
        name,
        columns: columns.map((column) =>
          isShared(column)
            ? { ...column, sources: distinct([column, ...onTheRight(column)].flatMap(({ sources }) => sources)) }
            : column,
        ),
      })),
      ...right.map(({ name, columns }) => ({
        name,
        columns: columns.map((column) => (isShared(column) ? { ...column, merged: true } : column)),
      })),
    ];
  }

  #table(node: NodeOf<"table_name">, scope: Scope): Source {
    const use = this.#reading.uses.find((candidate) => candidate.node === node);
    if (use !== undefined) {
      const { relation } = use;
      return {
        name: fold(use.written),
        columns: relation.columns.map(({ name }) => ({
          name,
          sources: [{ relation: relation.name, column: name }],
          direct: true,
        })),
      };
    }
    const cte = node.schema === null ? findCte(scope, node.name) : null;
    return cte === null ? { name: "", columns: [] } : { name: fold(cte.name), columns: this.#cte(cte, scope) };
  }

  #cte(cte: NodeOf<"common_table_expr">, scope: Scope): readonly OutputColumn[] {
    const known = this.#traced.get(cte);
    if (known !== undefined) return known;
    const assumed = this.#assumed.get(cte);
    if (assumed !== undefined) return assumed;
    const names = cte.columns;
    // a WITH of a nested query may name columns of the queries around that one
    const trace = (body: Node): readonly OutputColumn[] =>
      toldApart(this.statement(body, scopeWithin(cte.expr, scope), this.#around.get(cte) ?? null))
        .slice(0, MOST_FOLLOWED)
        .map((column, place) => ({ ...column, name: names?.[place] ?? column.name }));
    // within itself it holds what it starts with, and then what that makes of it, until nothing is added
    this.#assumed.set(
      cte,
      (names ?? []).map((name) => ({ name, sources: this.#everything(), direct: false })),
    );
    let columns = trace(firstArm(cte.expr));
    for (let round = 0; ; round++) {
      const before = new Set(this.#traced.keys());
      this.#assumed.set(cte, columns);
      const next = trace(cte.expr);
      const settled = JSON.stringify(next) === JSON.stringify(columns);
      columns = round < MOST_TURNS ? next : next.map((column) => ({ ...column, sources: this.#everything() }));
      if (settled || round >= MOST_TURNS) break;
      for (const other of this.#traced.keys()) if (!before.has(other)) this.#traced.delete(other);
    }
    this.#assumed.delete(cte);
    this.#traced.set(cte, columns);
    return columns;
  }

  #everything(): readonly ColumnName[] {
    return distinct(
      this.#reading.uses.flatMap(({ relation }) =>
        relation.columns.map(({ name }) => ({ relation: relation.name, column: name })),
      ),
    );
  }
}

/** How often a recursive query is gone through; one that then still changes is taken for everything. */
const MOST_TURNS = 12;

function firstArm(node: Node): Node {
  if (node.type === "paren_expr") return firstArm(node.expr);
  return node.type === "compound_select_stmt" ? firstArm(node.left) : node;
}

/** What a name or a star of the query gives of a table's column. */
function asOutput({ name, sources, direct }: SourceColumn): OutputColumn {
  return { name, sources, direct };
}

function sameName(a: OutputColumn, b: OutputColumn): boolean {
  return a.name !== null && b.name !== null && fold(a.name) === fold(b.name);
}

/** Table functions that take what another one gives. */
const MOST_ROUNDS = 4;

const TABLE_FUNCTION_COLUMNS = ["key", "value", "type", "atom", "id", "parent", "fullkey", "path"] as const;

function distinct(columns: readonly ColumnName[]): readonly ColumnName[] {
  const seen = new Map(
    columns.map((column) => [JSON.stringify([column.relation.schema, column.relation.name, column.column]), column]),
  );
  return [...seen.values()];
}
