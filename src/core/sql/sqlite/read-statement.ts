// One walk over the tree of a statement: which relations it names and where, what it calls, and everything that forbids it.
// INVARIANT: every node is met; a kind, a function, an operator or a place for a relation that is not known is an obstacle.

import type { UnresolvedRelation } from "../../model/facts.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { computesValues } from "./computes-values.ts";
import { findRelation } from "./find-relation.ts";
import { CALM_FUNCTIONS, FUNCTIONS, TABLE_FUNCTIONS } from "./function-list.ts";
import { childrenOf, fold, type Node, spanOf } from "./node.ts";
import { READING_KINDS } from "./node-list.ts";
import { operatorWords } from "./operator-words.ts";
import type { Statement } from "./parse-text.ts";
import type { Reading, ReadOptions, Use } from "./reading.ts";
import { EMPTY_SCOPE, findCte, type Scope, scopeWithin } from "./scope.ts";

const ROWIDS = new Set(["rowid", "_rowid_", "oid"]);
const COLLATIONS = new Set(["binary", "nocase", "rtrim"]);
const REFUSED_OPERATORS = new Set(["MATCH", "REGEXP", "RLIKE", "ILIKE", "SOUNDS", "MEMBER", "SIMILAR"]);
/** Those that raise for some value, or make values grow until one is too large. */
const RAISING_OPERATORS = new Set(["->", "->>", "LIKE", "GLOB", "||"]);

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
  readonly #rowids: Node[] = [];
  readonly #parameters: { node: Node; number: number }[] = [];
  readonly #schemaParts: { from: number; to: number }[] = [];
  readonly #attributes: { node: Node; name: string }[] = [];
  #star = false;
  #calm = true;
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
      schemaParts: this.#schemaParts,
      attributes: this.#attributes,
      calm: this.#calm,
    };
  }

  #visit(node: Node, scope: Scope): void {
    if (!READING_KINDS.has(node.type)) {
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
      case "compound_select_stmt": {
        // What is nested can be made to run without end, or to raise, for a chosen row.
        if (node !== this.#statement.root) this.#calm = false;
        const inner = scopeWithin(node, scope);
        for (const child of childrenOf(node)) this.#visit(child, inner);
        return;
      }
      case "common_table_expr":
        this.#visit(node.expr, scope);
        return;
      case "from_clause":
        this.#visitTable(node.expr, { scope, aliased: false });
        return;
      case "alias":
        if (node.alias.type === "identifier") this.#labels.add(fold(node.alias.name));
        this.#visit(node.expr, scope);
        return;
      case "identifier":
        this.#names.add(fold(node.name));
        if (ROWIDS.has(fold(node.name))) this.#rowids.push(node);
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
      case "cast_expr":
        this.#visit(node.args.expr.expr, scope);
        return;
      case "parameter":
        this.#visitParameter(node);
        return;
      case "join_using_specification":
        for (const child of childrenOf(node)) this.#visit(child, scope);
        return;
      case "over_arg":
      case "window_definition":
      case "named_window":
        for (const child of childrenOf(node)) if (child.type !== "identifier") this.#visit(child, scope);
        return;
      default:
        for (const child of childrenOf(node)) this.#visit(child, scope);
    }
  }

  /** What may stand in FROM. */
  #visitTable(node: Node, at: { scope: Scope; aliased: boolean }): void {
    switch (node.type) {
      case "join_expr":
        this.#visitTable(node.left, { scope: at.scope, aliased: false });
        this.#visitTable(node.right, { scope: at.scope, aliased: false });
        if (node.specification !== undefined) this.#visit(node.specification, at.scope);
        return;
      case "alias":
        this.#visitTable(node.expr, { scope: at.scope, aliased: true });
        return;
      case "paren_expr":
        if (node.expr.type === "select_stmt" || node.expr.type === "compound_select_stmt")
          this.#visit(node.expr, at.scope);
        else this.#visitTable(node.expr, { scope: at.scope, aliased: false });
        return;
      case "identifier":
        if (findCte(at.scope, node.name) === null)
          this.#useRelation(node, { schema: null, name: node.name, aliased: at.aliased });
        return;
      case "member_expr": {
        const { object, property } = node;
        if (object.type !== "identifier" || property.type !== "identifier") return this.#refuseTable(node);
        this.#useRelation(node, { schema: object.name, name: property.name, aliased: at.aliased });
        return;
      }
      case "func_call": {
        const name = node.name.type === "identifier" ? fold(node.name.name) : "";
        if (name === "generate_series") return this.#refuseSeries(node);
        if (!TABLE_FUNCTIONS.has(name)) return this.#refuseFunction(node, name);
        this.#calls.add(name);
        this.#calm = false;
        if (node.args !== undefined) this.#visit(node.args, at.scope);
        return;
      }
      default:
        this.#refuseTable(node);
    }
  }

  #useRelation(node: Node, written: { schema: string | null; name: string; aliased: boolean }): void {
    const { schema, name, aliased } = written;
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
    if (computesValues(relation)) this.#calm = false;
    this.#uses.push({ relation, node, aliased, written: name, qualified: schema !== null });
  }

  #visitMember(node: Extract<Node, { type: "member_expr" }>, scope: Scope): void {
    const { object, property } = node;
    if (object.type === "member_expr" && object.object.type === "identifier" && object.property.type === "identifier") {
      if (fold(object.object.name) !== "main") return this.#refuseTable(node);
      this.#schemaParts.push({ from: spanOf(object.object).from, to: spanOf(object.property).from });
    } else if (object.type !== "identifier") {
      return this.#refuseTable(node);
    }
    if (property.type === "identifier" || property.type === "all_columns") this.#visit(property, scope);
    else this.#refuseTable(node);
  }

  #visitCall(node: Extract<Node, { type: "func_call" }>, scope: Scope): void {
    const name = node.name.type === "identifier" ? fold(node.name.name) : "";
    const attribute = name === "caller_attribute" ? attributeOf(node) : null;
    if (attribute !== null && this.#options.attributesAllowed === true) {
      this.#attributes.push({ node, name: attribute });
      return;
    }
    if (!FUNCTIONS.has(name) && !this.#options.functions.has(`main.${name}`)) this.#refuseFunction(node, name);
    this.#calls.add(name);
    if (!CALM_FUNCTIONS.has(name)) this.#calm = false;
    for (const part of [node.args, node.filter, node.over]) if (part !== undefined) this.#visit(part, scope);
  }

  #visitBinary(node: Extract<Node, { type: "binary_expr" }>, scope: Scope): void {
    const operator = operatorWords(node.operator);
    if (operator.some((word) => REFUSED_OPERATORS.has(word))) {
      this.#refuse(
        "operator-not-allowed",
        node,
        `The operator ${operator.join(" ")} runs a function that is not allowed.`,
        "Use LIKE, GLOB, = or instr() instead.",
      );
    }
    if (operator.some((word) => RAISING_OPERATORS.has(word))) this.#calm = false;
    this.#visit(node.left, scope);
    if (operator.includes("COLLATE")) {
      const collation = node.right.type === "identifier" ? fold(node.right.name) : "";
      if (!COLLATIONS.has(collation))
        this.#refuse("operator-not-allowed", node, "The collation is not allowed.", "Use BINARY, NOCASE or RTRIM.");
      return;
    }
    // `x IN t` reads the table t.
    if (operator.includes("IN") && node.right.type !== "paren_expr") {
      this.#refuse(
        "construct-not-allowed",
        node,
        "IN is followed by the name of a table.",
        "Write IN (SELECT column FROM table).",
      );
      return;
    }
    this.#visit(node.right, scope);
  }

  #visitParameter(node: Extract<Node, { type: "parameter" }>): void {
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
      if (node.type !== "identifier") continue;
      const name = fold(node.name);
      const isColumn = this.#uses.some(({ relation }) => relation.columns.some((column) => fold(column.name) === name));
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
    this.#obstacles.push(refuse(code, message, { rule: code, remedy, position: spanOf(node).from + 1 }));
  }
}

function attributeOf(node: Extract<Node, { type: "func_call" }>): string | null {
  const [only, ...others] = node.args?.expr.args.items ?? [];
  return only?.type === "string_literal" && others.length === 0 ? only.value : null;
}
