// Reads a statement that changes the schema of a SQLite file, by an allow-list of every kind of node in it. Expressions pass the walk of
// reads, by themselves. The engine's own catalogue, read again after the change, is the second witness (sqlite-schema-run.ts).

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { UnresolvedRelation } from "../../../model/facts.ts";
import { type Refusal, refuse } from "../../../model/refusal.ts";
import type { RelationName } from "../../../model/relation-name.ts";
import type { NamedPart, SchemaExpression, SchemaFacts, SchemaVerb } from "../../../model/schema-change.ts";
import { findRelation } from "../analyse/find-relation.ts";
import { childrenOf, fold } from "../parse/node.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { Node, NodeOf } from "../parse/tree.ts";
import { CHANGE_KINDS } from "./change-kinds.ts";
import { namesIn, readExpression } from "./read-expression.ts";

export interface SchemaChangeReading {
  readonly schema: SchemaFacts;
  readonly obstacles: readonly Refusal[];
  readonly unresolved: readonly UnresolvedRelation[];
  readonly calls: readonly string[];
}

const VERBS: Readonly<Record<string, SchemaVerb>> = {
  create_table_stmt: "create",
  create_index_stmt: "alter",
  alter_table_stmt: "alter",
  drop_table_stmt: "drop",
  drop_index_stmt: "alter",
};

/** Null for a statement of another kind. */
export function readSchemaChange(statement: Statement, catalogue: Catalogue): SchemaChangeReading | null {
  const verb = VERBS[statement.root.type];
  return verb === undefined ? null : new ChangeReader(statement, verb, catalogue).read();
}

const COLLATIONS: ReadonlySet<string> = new Set(["binary", "nocase", "rtrim"]);

class ChangeReader {
  readonly #statement: Statement;
  readonly #catalogue: Catalogue;
  readonly #verb: SchemaVerb;
  readonly #obstacles: Refusal[] = [];
  readonly #unresolved: UnresolvedRelation[] = [];
  readonly #calls = new Set<string>();
  readonly #adds: string[] = [];
  readonly #drops: string[] = [];
  readonly #columns = new Set<string>();
  readonly #checks = new Set<string>();
  readonly #expressions: SchemaExpression[] = [];
  readonly #references: { relation: RelationName; columns: readonly string[]; from: readonly string[] }[] = [];
  readonly #keys: (readonly string[])[] = [];
  /** Columns of the foreign key that is being read. */
  #referring: readonly string[] = [];
  readonly #parts: NamedPart[] = [];
  #target: Relation | null = null;
  #creates: RelationName | null = null;
  #rename: SchemaFacts["rename"] = null;
  #loses = false;
  /** The column whose definition is being read. */
  #column: string | null = null;

  constructor(statement: Statement, verb: SchemaVerb, catalogue: Catalogue) {
    this.#statement = statement;
    this.#catalogue = catalogue;
    this.#verb = verb;
  }

  read(): SchemaChangeReading {
    this.#readRoot(this.#statement.root);
    const missing = this.#creates === null ? undefined : [...this.#columns].find((name) => !this.#isAdded(name));
    if (missing !== undefined) this.#refuse(`The new table has no column ${missing}`, "Name columns that it gets.");
    const targets = this.#target === null ? [] : [this.#target.name];
    return {
      obstacles: this.#obstacles,
      unresolved: this.#unresolved,
      calls: [...this.#calls],
      schema: {
        verb: this.#verb,
        targets,
        creates: this.#creates,
        columns: [...this.#columns].filter((name) => !this.#isAdded(name)),
        adds: this.#adds,
        drops: this.#drops,
        rename: this.#rename,
        references: this.#references,
        keys: this.#keys,
        expressions: this.#expressions,
        parts: this.#parts,
        loses: this.#loses,
        rewrites: false,
        checks: this.#target === null ? [] : [...this.#checks].filter((name) => !this.#isAdded(name)),
      },
    };
  }

  #readRoot(root: Node): void {
    switch (root.type) {
      case "create_table_stmt":
        if (root.temporary) this.#refuse("Only tables of the file itself are changed", "Leave TEMP out.");
        this.#creates = this.#nameOf(root.name);
        this.#adds.push(...root.columns.map(({ name }) => name));
        break;
      case "create_index_stmt":
        this.#nameOf(root.name);
        this.#target = this.#find(root.table);
        return this.#readIndex(root);
      case "alter_table_stmt":
        this.#target = this.#find(root.table);
        if (root.action.type === "alter_action_add_column") this.#adds.push(root.action.column.name);
        break;
      case "drop_table_stmt":
        this.#loses = true;
        this.#target = this.#find(root.name);
        break;
      case "drop_index_stmt":
        this.#loses = true;
        this.#findIndex(root.name);
        break;
      default:
        break;
    }
    this.#visit(root);
  }

  /** INVARIANT: a kind of node that is not known is an obstacle, wherever it stands. */
  #visit(node: Node): void {
    if (!CHANGE_KINDS.has(node.type)) return this.#refuseNode(node);
    if ("conflict" in node && node.conflict !== null) return this.#refuseConflict();
    switch (node.type) {
      case "create_table_stmt":
        for (const option of node.options) if (!/^(?:STRICT|WITHOUT ROWID)$/.test(option)) this.#refuseNode(node);
        break;
      case "column_definition": {
        this.#column = node.name;
        for (const child of childrenOf(node)) this.#visit(child);
        this.#column = null;
        return;
      }
      case "constraint_default":
        return this.#readDefault(node.expr);
      case "constraint_check":
        return this.#readCheck(node.expr, { fills: null });
      case "constraint_generated":
        return this.#readCheck(node.expr, { fills: this.#column });
      case "constraint_collate":
        if (!COLLATIONS.has(fold(node.collation))) {
          this.#refuse("Only a built-in collation can be named", "Use BINARY, NOCASE or RTRIM.");
        }
        return;
      case "collate_expr":
        if (!COLLATIONS.has(fold(node.collation))) {
          this.#refuse("Only a built-in collation can be named", "Use BINARY, NOCASE or RTRIM.");
        }
        break;
      case "constraint_unique":
      case "constraint_primary_key":
      case "constraint_not_null": {
        const columns = node.type === "constraint_not_null" ? [] : (node.columns ?? []);
        const named = [...columns.flatMap(namesIn), ...(this.#column === null ? [] : [this.#column])];
        for (const name of named) this.#check(name);
        if (node.type !== "constraint_not_null") this.#keys.push(named.map((name) => this.#real(name)));
        break;
      }
      case "constraint_foreign_key":
        this.#referring = node.columns.map((name) => this.#real(name));
        for (const name of this.#referring) this.#check(name);
        return this.#visit(node.references);
      case "references_specification":
        return this.#readReference(node);
      case "alter_action_drop_column":
        this.#loses = true;
        this.#drops.push(this.#real(node.column));
        this.#columns.add(this.#real(node.column));
        break;
      case "alter_action_rename_column":
        this.#rename = { from: this.#real(node.oldName), to: node.newName };
        this.#columns.add(this.#rename.from);
        this.#adds.push(node.newName);
        break;
      default:
        break;
    }
    for (const child of childrenOf(node)) this.#visit(child);
  }

  #readIndex({ columns, where, unique }: NodeOf<"create_index_stmt">): void {
    const expressions = [...columns.map(({ expr }) => expr), ...(where === null ? [] : [where])];
    const named = expressions.flatMap((expression) => this.#names(expression, "an index"));
    const plain = expressions.every((expression) => expression.type === "identifier") && where === null;
    for (const name of named) this.#columns.add(name);
    if (!plain) this.#expressions.push({ columns: [...new Set(named)], fills: null, unchecked: false });
    if (unique) this.#keys.push([...new Set(named)]);
    if (!plain || unique) for (const name of named) this.#check(name);
  }

  #readDefault(expression: Node): void {
    if (this.#names(expression, "a DEFAULT").length > 0) {
      this.#refuse("A column cannot stand in a DEFAULT", "Write a value, or an expression without columns.");
    }
  }

  #readCheck(expression: Node, { fills }: { fills: string | null }): void {
    const named = this.#names(expression, fills === null ? "a CHECK" : "a generated column");
    for (const name of named) this.#check(name);
    this.#expressions.push({ columns: named, fills, unchecked: false });
  }

  #readReference(node: NodeOf<"references_specification">): void {
    for (const child of node.options) this.#visit(child);
    const named = node.columns ?? [];
    if (this.#column !== null) this.#check(this.#column);
    const name = this.#nameOf(node.table);
    if (name !== null && this.#creates !== null && fold(name.name) === fold(this.#creates.name)) {
      for (const column of named) this.#columns.add(column);
      return;
    }
    const relation = this.#find(node.table);
    if (relation === null) return;
    const columns = named.length === 0 ? relation.primaryKey : named.map((column) => realName(relation, column));
    const from = this.#column === null ? this.#referring : [this.#column];
    this.#references.push({ relation: relation.name, columns, from });
  }

  /** The columns that an expression names, as the table has them. */
  #names(expression: Node, what: string): readonly string[] {
    const { from, to } = expression;
    const read = readExpression(this.#statement.text.slice(from, to), { catalogue: this.#catalogue, what });
    this.#obstacles.push(...read.obstacles);
    for (const call of read.calls) this.#calls.add(call);
    return [...read.names].filter((name) => !this.#isTruth(name)).map((name) => this.#real(name));
  }

  /** Names compare without case; one that the table does not have stays as it was written. */
  #real(name: string): string {
    const added = this.#adds.find((column) => fold(column) === fold(name));
    return added ?? (this.#target === null ? name : realName(this.#target, name));
  }

  /** TRUE and FALSE are columns where the table has one of that name. */
  #isTruth(name: string): boolean {
    const columns = [...this.#adds, ...(this.#target?.columns.map((column) => column.name) ?? [])];
    return /^(?:true|false)$/.test(name) && !columns.some((column) => fold(column) === name);
  }

  #isAdded(name: string): boolean {
    return this.#rename === null && this.#adds.some((column) => fold(column) === fold(name));
  }

  #check(name: string): void {
    this.#columns.add(this.#real(name));
    this.#checks.add(this.#real(name));
  }

  #find(node: NodeOf<"table_name">): Relation | null {
    const name = this.#nameOf(node);
    if (name === null) return null;
    const found = findRelation(this.#catalogue, fold(name.name));
    if (found === null) this.#unresolved.push({ text: name.name, position: null });
    return found;
  }

  #findIndex(node: NodeOf<"table_name">): void {
    const name = this.#nameOf(node)?.name ?? "";
    for (const relation of this.#catalogue.relations.values()) {
      const index = relation.structure?.indexes.find((held) => fold(held.name) === fold(name));
      if (index === undefined) continue;
      this.#target = relation;
      this.#parts.push({ kind: "index", name, found: { columns: index.columns, references: null } });
      return;
    }
    this.#parts.push({ kind: "index", name, found: null });
  }

  /** A name, with `main` before it or nothing. */
  #nameOf({ schema, name }: NodeOf<"table_name">): RelationName | null {
    if (schema === null || fold(schema) === "main") return { schema: "main", name };
    this.#refuse("Only tables of the file itself are changed", "Write the name alone, or main.name.");
    return null;
  }

  #refuseConflict(): void {
    this.#refuse("What a constraint does about conflicts cannot be asked for", "Leave ON CONFLICT out.");
  }

  #refuseNode(node: Node): void {
    this.#refuse(
      `This form of the statement cannot be asked for (${node.type.replaceAll("_", " ")})`,
      "Columns can be added, dropped and renamed, tables made and dropped, indexes made and dropped.",
    );
  }

  #refuse(message: string, remedy: string): void {
    this.#obstacles.push(refuse("construct-not-allowed", `${message}.`, { rule: "schema-forms", remedy }));
  }
}

function realName(relation: Relation, name: string): string {
  return relation.columns.find((column) => fold(column.name) === fold(name))?.name ?? name;
}
