// What an attribute of the caller is compared with. SQLite gives a parameter no type, and a number sorts before any text,
// so that an attribute that is a text would let every number through. It is bound as what it is compared with.

import type { Column } from "../../../../model/catalogue.ts";
import { childrenOf, fold } from "../../parse/node.ts";
import type { Node } from "../../parse/tree.ts";

/** `attribute`: the attribute itself; `mixed`: an attribute among other things. Null where it cannot be told. */
type Kind = "text" | "number" | "attribute" | "mixed" | null;

const COMPARISONS = new Set(["=", "==", "<>", "!=", "<", "<=", ">", ">=", "IS", "IN"]);
const TEXTS = new Set(
  "lower upper trim ltrim rtrim substr substring replace hex quote printf format char date time datetime strftime json_type typeof group_concat string_agg".split(
    " ",
  ),
);
const NUMBERS = new Set(
  "length abs round instr unicode count sum total avg julianday unixepoch sign ceil floor json_array_length random changes".split(
    " ",
  ),
);
const PASSING = new Set("coalesce ifnull nullif min max iif if".split(" "));

export interface AttributeKinds {
  /** Calls that are bound as numbers. */
  readonly numbers: ReadonlySet<Node>;
  readonly problem: string | null;
}

export function kindsOfAttributes(
  frame: Node,
  { attributes, columns }: { attributes: ReadonlySet<Node>; columns: ReadonlyMap<Node, Column> },
): AttributeKinds {
  const numbers = new Set<Node>();
  let problem: string | null = null;
  const compare = (one: Node, other: Node): void => {
    if (bare(other).type === "null_literal") return;
    const [a, b] = [kindOf(one), kindOf(other)];
    if (a !== "attribute" && a !== "mixed") return;
    if (b === "text") return;
    if (b === "number" && a === "attribute") numbers.add(bare(one));
    else
      problem ??= "an attribute is compared with what need not be a text: write CAST(caller_attribute('…') AS INTEGER)";
  };
  const kindOf = (given: Node): Kind => {
    const node = bare(given);
    if (attributes.has(node)) return "attribute";
    switch (node.type) {
      case "string_literal":
        return "text";
      case "number_literal":
      case "boolean_literal":
        return "number";
      case "identifier":
      case "member_expr":
        return kindOfColumn(columns.get(node));
      case "cast_expr":
        return /int|real|num|floa|doub|dec/i.test(node.dataType) ? "number" : "text";
      case "collate_expr":
        return kindOf(node.expr);
      case "binary_expr":
        return node.operator === "||" ? "text" : ["->", "->>"].includes(node.operator) ? null : "number";
      case "prefix_op_expr":
        return "number";
      case "func_call": {
        const name = fold(node.name);
        if (TEXTS.has(name)) return "text";
        if (NUMBERS.has(name)) return "number";
        return PASSING.has(name) ? together(name === "iif" || name === "if" ? node.args.slice(1) : node.args) : null;
      }
      case "case_expr":
        return together(node.clauses.map((clause) => clause.result));
      case "select_stmt": {
        const [only] = node.columns;
        return only === undefined ? null : kindOf(only.type === "alias" ? only.expr : only);
      }
      case "list_expr":
        return together(node.items);
      default:
        return null;
    }
  };
  const together = (nodes: readonly Node[]): Kind => {
    const kinds = new Set(nodes.filter(({ type }) => type !== "null_literal").map(kindOf));
    if (kinds.has("attribute") || kinds.has("mixed")) return "mixed";
    const [first, ...others] = kinds;
    return first !== undefined && others.length === 0 ? first : null;
  };
  const visit = (node: Node): void => {
    if (node.type === "binary_expr" && node.operator.split(" ").some((word) => COMPARISONS.has(word))) {
      compare(node.left, node.right);
      const members = bare(node.right);
      for (const member of members.type === "list_expr" ? members.items : [node.right]) compare(member, node.left);
    } else if (node.type === "between_expr") {
      for (const bound of [node.begin, node.end]) {
        compare(node.left, bound);
        compare(bound, node.left);
      }
    } else if (node.type === "case_expr" && node.expr !== null) {
      for (const clause of node.clauses) {
        if (clause.type === "case_else") continue;
        compare(node.expr, clause.condition);
        compare(clause.condition, node.expr);
      }
    } else if (node.type === "cast_expr" && kindOf(node) === "number" && attributes.has(bare(node.expr))) {
      numbers.add(bare(node.expr));
    }
    for (const child of childrenOf(node)) visit(child);
  };
  visit(frame);
  return { numbers, problem };
}

/** Without brackets, and without the sign that does nothing. */
function bare(node: Node): Node {
  if (node.type === "paren_expr") return bare(node.expr);
  return node.type === "prefix_op_expr" && node.operator === "+" ? bare(node.expr) : node;
}

/** By the affinity that SQLite gives a declared type. */
function kindOfColumn(column: Column | undefined): Kind {
  if (column === undefined) return null;
  const declared = column.type.label;
  if (/int/i.test(declared)) return "number";
  if (/char|clob|text/i.test(declared)) return "text";
  return declared === "" || /blob|any/i.test(declared) ? null : "number";
}
