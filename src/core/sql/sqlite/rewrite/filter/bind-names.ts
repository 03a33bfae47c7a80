// What each name of a row filter means, by the scopes of the filter alone, and how it is written so that it can mean nothing else.
// What is not found, or could be several things, closes the relation.

import type { Catalogue, Column } from "../../../../model/catalogue.ts";
import { childrenOf, fold, quoteName } from "../../parse/node.ts";
import { isQuery, type Node, type NodeOf } from "../../parse/tree.ts";
import type { Edit } from "../edits.ts";
import { type FilterScope, findColumns, findItems, type Item, scopeOf } from "./filter-scope.ts";

export interface BoundFilter {
  /** Each bare name with the table that has it. */
  readonly edits: readonly Edit[];
  /** The columns of tables that names are, by the node that names them. */
  readonly columns: ReadonlyMap<Node, Column>;
  /** Bare names in sub-selects that the filtered table has as well. */
  readonly uncertain: readonly string[];
}

export function bindNames(frame: Node, catalogue: Catalogue): BoundFilter | string {
  const binder = new NameBinder(catalogue);
  binder.visit(frame, null);
  const [problem] = binder.problems;
  return problem ?? { edits: binder.edits, columns: binder.columns, uncertain: [...binder.uncertain] };
}

class NameBinder {
  readonly problems: string[] = [];
  readonly edits: Edit[] = [];
  readonly columns = new Map<Node, Column>();
  readonly uncertain = new Set<string>();
  readonly #catalogue: Catalogue;

  constructor(catalogue: Catalogue) {
    this.#catalogue = catalogue;
  }

  visit(node: Node, scope: FilterScope | null): void {
    switch (node.type) {
      case "select_stmt":
      case "compound_select_stmt":
      case "values_stmt": {
        const inner = scopeOf(node, scope, {
          catalogue: this.#catalogue,
          unfit: (why) => this.problems.push(`it has ${why}`),
        });
        for (const child of childrenOf(node)) {
          if (node.type === "select_stmt" && child === node.tables) this.#visitTable(child, inner);
          else this.visit(child, inner);
        }
        return;
      }
      case "identifier":
        this.#bindBare(node, scope);
        return;
      case "member_expr":
        this.#bindMember(node, scope);
        return;
      default:
        for (const child of childrenOf(node)) this.visit(child, scope);
    }
  }

  /** Tables are no names of columns; what stands in their ON and in their arguments is. */
  #visitTable(node: Node, scope: FilterScope | null): void {
    if (node.type === "join_expr") {
      this.#visitTable(node.left, scope);
      this.#visitTable(node.right, scope);
      if (node.specification !== null) this.visit(node.specification, scope);
    } else if (node.type === "alias" || node.type === "indexed_table") this.#visitTable(node.expr, scope);
    else if (node.type === "table_call") for (const child of childrenOf(node)) this.visit(child, scope);
    else if (node.type === "paren_expr") {
      // what stands in FROM does not see what stands beside it
      if (isQuery(node.expr)) this.visit(node.expr, scope?.outer ?? null);
      else this.#visitTable(node.expr, scope);
    }
  }

  #bindBare(node: NodeOf<"identifier">, scope: FilterScope | null): void {
    const name = fold(node.name);
    const [found, ...others] = scope === null ? [] : findColumns(scope, name);
    if (found === null) return; // the SELECT's own result
    if (found === undefined) {
      this.problems.push(`there is no column ${node.name}`);
      return;
    }
    const { item, column } = found;
    if (others.length > 0 || item.columns === null) {
      this.problems.push(`${node.name} may mean several columns: write it with the name of its table`);
      return;
    }
    if (scope?.outer !== null && this.#outermostHas(scope, name)) this.uncertain.add(node.name);
    if (column !== null) this.columns.set(node, column);
    if (this.#isReached(item, scope)) {
      const { from } = node;
      this.edits.push({ from, to: from, text: `${quoteName(item.name)}.` });
    } else if (found.scope !== scope) {
      this.problems.push(
        `${node.name} cannot be told from other columns: give its table an alias and write it with that`,
      );
    }
  }

  #bindMember(node: NodeOf<"member_expr">, scope: FilterScope | null): void {
    const table = node.object.type === "member_expr" ? node.object.property : node.object;
    const qualifier = table.type === "identifier" ? fold(table.name) : "";
    const [item, ...others] = scope === null ? [] : findItems(scope, qualifier);
    if (item === undefined || others.length > 0) {
      this.problems.push(
        item === undefined
          ? `there is no table ${qualifier} where it is named`
          : `${qualifier} is the name of two tables: give one of them an alias`,
      );
      return;
    }
    if (node.property.type !== "identifier") return;
    const column = item.columns?.get(fold(node.property.name));
    if (item.columns !== null && column === undefined)
      this.problems.push(`there is no column ${qualifier}.${node.property.name}`);
    if (column !== undefined && column !== null) this.columns.set(node, column);
  }

  #isReached(item: Item, scope: FilterScope | null): boolean {
    if (item.name === "" || scope === null) return false;
    const reached = findItems(scope, item.name);
    return reached.length === 1 && reached[0] === item;
  }

  #outermostHas(scope: FilterScope | null, name: string): boolean {
    let outermost = scope;
    while (outermost !== null && outermost.outer !== null) outermost = outermost.outer;
    return outermost?.items.some(({ columns }) => columns?.has(name) === true) === true;
  }
}
