// One walk over the tree of a statement: which relations it names and where, what it calls, and everything that forbids it.
// INVARIANT: every node is met; a kind, a function, an operator or a place for a relation that is not known is an obstacle.

import type { UnresolvedRelation } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import { FUNCTIONS, LEAKPROOF_FUNCTIONS, TABLE_FUNCTIONS } from "../lists/function-list.ts";
import { KIND_USES } from "../lists/kind-uses.ts";
import { childrenOf, fold } from "../parse/node.ts";
import type { Statement } from "../parse/parse-text.ts";
import { isQuery, type Node, type NodeOf, type Span } from "../parse/tree.ts";
import { computesValues } from "./computes-values.ts";
import { findRelation } from "./find-relation.ts";
import type { Reading, ReadOptions, Use } from "./reading.ts";
import { EMPTY_SCOPE, findCte, type Scope, scopeWithin } from "./scope.ts";

const ROWIDS = new Set(["rowid", "_rowid_", "oid"]);
const COLLATIONS = new Set(["binary", "nocase", "rtrim"]);
const REFUSED_OPERATORS = new Set(["MATCH", "REGEXP"]);
/** Those that raise for some value, or make values grow until one is too large. */
const RAISING_OPERATORS = new Set(["->", "->>", "LIKE", "GLOB", "||"]);

interface TablePlace {
  readonly scope: Scope;
  readonly known: Use["known"];
}

export function readStatement(statement: Statement, options: ReadOptions): Reading {
  return new StatementReader(statement, options).read();
}

class StatementReader {
  readonly #statement: Statement;
  readonly #options: ReadOptions;
  readonly #uses: Use[] = [];
  readonly #unresolved: UnresolvedRelation[] = [];
  readonly #calls = new Set<string>();
  readonly #obstacles: Refusal[] = [];
  readonly #names = new Set<string>();
  readonly #labels = new Set<string>();
  readonly #rowids: NodeOf<"identifier">[] = [];
  readonly #parameters: { node: Node; number: number }[] = [];
  readonly #leftOut: Span[] = [];
  readonly #attributes: { node: Node; name: string }[] = [];
  #star = false;
  #leakproof = true;
  #greatest = 0;

  constructor(statement: Statement, options: ReadOptions) {
    this.#statement = statement;
    this.#options = options;
  }

  read(): Reading {
    this.#visit(this.#statement.root, EMPTY_SCOPE);
    this.#refuseRowids();
    return {
      statement: this.#statement,
      uses: this.#uses,
      unresolved: this.#unresolved,
      calls: this.#calls,
      obstacles: this.#obstacles,
      names: this.#names,
      star: this.#star,
      parameters: this.#parameters,
      leftOut: this.#leftOut,
      attributes: this.#attributes,
      leakproof: this.#leakproof,
    };
  }

  #visit(node: Node, scope: Scope): void {
    if (KIND_USES[node.type] !== "read") {
      this.#refuse(
        "unsupported-syntax",
        node,
        `The statement holds ${node.type.replaceAll("_", " ")}, which Gatehouse does not know how to govern.`,
        "Write it with SELECT, FROM, JOIN, WHERE, GROUP BY, WITH and functions.",
      );
      return;
    }
    switch (node.type) {
      case "select_stmt":
      case "compound_select_stmt":
      case "values_stmt": {
        // What is nested can be made to run without end, or to raise, for a chosen row.
        if (node !== this.#statement.root) this.#leakproof = false;
        const inner = scopeWithin(node, scope);
        const tables = node.type === "select_stmt" ? node.tables : null;
        for (const child of childrenOf(node)) {
          if (child === tables) this.#visitTable(child, { scope: inner, known: "by-name" });
          else this.#visit(child, inner);
        }
        return;
      }
      case "alias":
        this.#labels.add(fold(node.alias));
        this.#visit(node.expr, scope);
        return;
      case "identifier":
        this.#names.add(fold(node.name));
        if (ROWIDS.has(fold(node.name))) this.#rowids.push(node);
        return;
      case "boolean_literal":
        this.#names.add(fold(node.name));
        return;
      case "all_columns":
        this.#star = true;
        return;
      case "member_expr":
        this.#visitMember(node, scope);
        return;
      case "func_call":
        this.#visitCall(node, scope);
        return;
      case "binary_expr":
        this.#visitBinary(node, scope);
        return;
      case "collate_expr":
        if (!COLLATIONS.has(fold(node.collation)))
          this.#refuse("operator-not-allowed", node, "The collation is not allowed.", "Use BINARY, NOCASE or RTRIM.");
        this.#visit(node.expr, scope);
        return;
      case "parameter":
        this.#visitParameter(node);
        return;
      case "limit_clause": {
        // `LIMIT 1, 2` has its offset in front
        const parts = [...childrenOf(node)].sort((one, other) => one.from - other.from);
        for (const child of parts) this.#visit(child, scope);
        return;
      }
      case "join_using_specification":
        for (const column of node.columns) this.#names.add(fold(column));
        return;
      default:
        for (const child of childrenOf(node)) this.#visit(child, scope);
    }
  }

  /** What may stand in FROM, or behind IN. */
  #visitTable(node: Node, at: TablePlace): void {
    switch (node.type) {
      case "join_expr":
        this.#visitTable(node.left, { ...at, known: "by-name" });
        this.#visitTable(node.right, { ...at, known: "by-name" });
        if (node.specification !== null) this.#visit(node.specification, at.scope);
        return;
      case "alias":
        this.#visitTable(node.expr, { ...at, known: "by-alias" });
        return;
      case "indexed_table":
        // Which index is used is no part of the answer, and there is none on a governed relation.
        this.#leftOut.push(node.hint);
        this.#visitTable(node.expr, at);
        return;
      case "paren_expr":
        if (isQuery(node.expr)) this.#visit(node.expr, at.scope);
        else this.#visitTable(node.expr, { ...at, known: "by-name" });
        return;
      case "table_name":
        if (node.schema !== null || findCte(at.scope, node.name) === null) this.#useRelation(node, at.known);
        return;
      case "table_call": {
        const name = node.schema === null ? fold(node.name) : "";
        if (name === "generate_series") return this.#refuseSeries(node);
        if (!TABLE_FUNCTIONS.has(name)) return this.#refuseFunction(node, name);
        this.#calls.add(name);
        this.#leakproof = false;
        for (const argument of node.args) this.#visit(argument, at.scope);
        return;
      }
      default:
        this.#refuseTable(node);
    }
  }

  #useRelation(node: NodeOf<"table_name">, known: Use["known"]): void {
    const { schema, name } = node;
    const folded = fold(name);
    if (
      (schema !== null && fold(schema) !== "main") ||
      folded.startsWith("sqlite_") ||
      folded.startsWith("pragma_") ||
      folded === "dbstat"
    ) {
      this.#refuse(
        "catalog-not-allowed",
        node,
        "The statement reads the database's own catalogue or another database.",
        "Call describe-schema for tables and columns.",
      );
      return;
    }
    const relation = findRelation(this.#options.catalogue, folded);
    if (relation === null) {
      this.#unresolved.push({ text: name, position: null });
      return;
    }
    if (computesValues(relation)) this.#leakproof = false;
    this.#uses.push({ relation, node, known, written: name, qualified: schema !== null });
  }

  #visitMember(node: NodeOf<"member_expr">, scope: Scope): void {
    const { object, property } = node;
    if (object.type === "member_expr") {
      if (object.object.type !== "identifier" || fold(object.object.name) !== "main") return this.#refuseTable(node);
      this.#leftOut.push({ from: object.from, to: object.property.from });
    }
    this.#visit(property, scope);
  }

  #visitCall(node: NodeOf<"func_call">, scope: Scope): void {
    const name = fold(node.name);
    const attribute = name === "caller_attribute" ? attributeOf(node) : null;
    if (attribute !== null && this.#options.attributesAllowed === true) {
      this.#attributes.push({ node, name: attribute });
      return;
    }
    if (!FUNCTIONS.has(name) && !this.#options.functions.has(`main.${name}`)) this.#refuseFunction(node, name);
    this.#calls.add(name);
    if (!LEAKPROOF_FUNCTIONS.has(name)) this.#leakproof = false;
    for (const child of childrenOf(node)) this.#visit(child, scope);
  }

  #visitBinary(node: NodeOf<"binary_expr">, scope: Scope): void {
    const { operator, left, right, escape } = node;
    const word = operator.replace(/^NOT /, "");
    if (REFUSED_OPERATORS.has(word)) {
      this.#refuse(
        "operator-not-allowed",
        node,
        `The operator ${operator} runs a function that is not allowed.`,
        "Use LIKE, GLOB, = or instr() instead.",
      );
    }
    if (RAISING_OPERATORS.has(word)) this.#leakproof = false;
    this.#visit(left, scope);
    if (right.type === "table_name" || right.type === "table_call") {
      this.#leakproof = false; // it is IN (SELECT * FROM t), which is nested
      this.#visitTable(right, { scope, known: "by-none" });
      return;
    }
    this.#visit(right, scope);
    if (escape !== null) this.#visit(escape, scope);
  }

  /** In the order in which they stand in the text, as SQLite numbers them. */
  #visitParameter(node: NodeOf<"parameter">): void {
    const [, digits] = /^\?(\d*)$/.exec(node.text) ?? [];
    if (digits === undefined) {
      this.#refuse(
        "construct-not-allowed",
        node,
        "Parameters have no names here.",
        "Write ?1, ?2, … and give the values in that order.",
      );
      return;
    }
    const number = digits === "" ? this.#greatest + 1 : Number(digits);
    if (number < 1 || number > 10_000) {
      this.#refuse(
        "parameter-count",
        node,
        "A parameter's number is out of range.",
        "Number parameters from ?1 without gaps.",
      );
      return;
    }
    this.#greatest = Math.max(this.#greatest, number);
    this.#parameters.push({ node, number });
  }

  /** `rowid` reaches a row's place in the file; it is a column only where a table or an alias calls one so. */
  #refuseRowids(): void {
    for (const node of this.#rowids) {
      const name = fold(node.name);
      const isColumn = this.#uses.some(
        ({ relation, known }) => known !== "by-none" && relation.columns.some((column) => fold(column.name) === name),
      );
      if (isColumn || this.#labels.has(name)) continue;
      this.#refuse(
        "unknown-column",
        node,
        `There is no column ${name}.`,
        "Use the table's key; describe-schema names it.",
      );
    }
  }

  #refuseTable(node: Node): void {
    this.#refuse(
      "construct-not-allowed",
      node,
      "A table or column is named in a way that cannot be governed.",
      "Write table, main.table, table.column or a subquery.",
    );
  }

  /** An extension of SQLite's shell, which no library has. */
  #refuseSeries(node: Node): void {
    const remedy =
      "Write WITH RECURSIVE series (value) AS (SELECT 1 UNION ALL SELECT value + 1 FROM series WHERE value < 10).";
    this.#refuse("function-not-allowed", node, "SQLite has no generate_series outside its shell.", remedy);
  }

  #refuseFunction(node: Node, name: string): void {
    this.#refuse(
      "function-not-allowed",
      node,
      `The function ${name === "" ? "named here" : name} is not allowed.`,
      "Use built-in scalar, aggregate, window, date, math and JSON functions.",
    );
  }

  #refuse(code: Refusal["code"], node: Node, message: string, remedy: string): void {
    this.#obstacles.push(refuse(code, message, { rule: code, remedy, position: node.from + 1 }));
  }
}

function attributeOf({ args }: NodeOf<"func_call">): string | null {
  const [only, ...others] = args;
  return only?.type === "string_literal" && others.length === 0 ? only.value : null;
}
