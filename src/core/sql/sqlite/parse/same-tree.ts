// Whether a rewritten text parses to the tree that was intended: the original one, but for what was put in its place on purpose.
// Where its nodes stand is no part of a tree.

import type { Reading } from "../analyse/reading.ts";
import { isNode } from "./node.ts";
import type { Statement } from "./parse-text.ts";
import type { Node } from "./tree.ts";

interface Intended {
  /** Text that was put in the place of a node of the original. */
  readonly replaced: ReadonlyMap<Node, string>;
  /** Nodes that became parameters, or are, with their numbers. */
  readonly parameters: Reading["parameters"];
  /** Nodes that were given an alias. */
  readonly aliases?: ReadonlyMap<Node, string>;
}

export function sameTree(original: Node, { text, root }: Statement, intended: Intended): boolean {
  return new Comparison(intended, text).same(original, root);
}

/** Whether two nodes were written alike: no place was exchanged. */
export function sameText(original: unknown, rewritten: unknown): boolean {
  return new Comparison({ replaced: new Map(), parameters: [] }, "").same(original ?? null, rewritten ?? null);
}

class Comparison {
  readonly #intended: Intended;
  readonly #numbers: ReadonlyMap<Node, number>;
  readonly #text: string;

  constructor(intended: Intended, text: string) {
    this.#intended = intended;
    this.#numbers = new Map(intended.parameters.map(({ node, number }) => [node, number]));
    this.#text = text;
  }

  same(original: unknown, rewritten: unknown): boolean {
    if (!isNode(original)) return this.#sameValue(original, rewritten);
    const alias = this.#intended.aliases?.get(original);
    if (alias === undefined) return this.#sameNode(original, rewritten);
    return (
      isNode(rewritten) &&
      rewritten.type === "alias" &&
      rewritten.alias === alias &&
      this.#sameNode(original, rewritten.expr)
    );
  }

  #sameNode(original: Node, rewritten: unknown): boolean {
    if (!isNode(rewritten)) return false;
    const text = this.#intended.replaced.get(original);
    if (text !== undefined) return this.#isPut(text, [original, rewritten]);
    if (original.type === "number_literal" && !this.#numbers.has(original)) {
      return rewritten.type === "number_literal" && rewritten.text === original.text;
    }
    const number = this.#numbers.get(original);
    if (number !== undefined) return rewritten.type === "parameter" && rewritten.text === `?${number}`;
    // main.t.column became t.column; on a governed relation there is no index to name
    if (
      original.type === "member_expr" &&
      original.object.type === "member_expr" &&
      rewritten.type === "member_expr" &&
      rewritten.object.type === "identifier"
    ) {
      return this.same(original.object.property, rewritten.object) && this.same(original.property, rewritten.property);
    }
    if (original.type === "indexed_table" && rewritten.type !== "indexed_table") {
      return this.same(original.expr, rewritten);
    }
    return this.#sameValue(original, rewritten);
  }

  /** What was put in is one whole node, of the kind that it was meant to be. */
  #isPut(text: string, [original, { type, from, to }]: readonly [Node, Node]): boolean {
    const isWhole = this.#text.slice(from, to) === text;
    const kinds = original.type === "table_name" ? ["alias", "paren_expr"] : [original.type];
    return isWhole && kinds.includes(type);
  }

  #sameValue(original: unknown, rewritten: unknown): boolean {
    if (Array.isArray(original)) {
      if (!Array.isArray(rewritten) || original.length !== rewritten.length) return false;
      for (let place = 0; place < original.length; place++) {
        if (!this.same(original[place], rewritten[place])) return false;
      }
      return true;
    }
    if (typeof original !== "object" || original === null) return Object.is(original, rewritten);
    if (typeof rewritten !== "object" || rewritten === null || Array.isArray(rewritten)) return false;
    const entries = Object.entries(original);
    if (entries.length !== Object.keys(rewritten).length) return false;
    for (const [key, value] of entries) {
      if (!(key in rewritten) || !(PLACES.has(key) || this.same(value, Reflect.get(rewritten, key)))) return false;
    }
    return true;
  }
}

const PLACES = new Set(["from", "to", "hint"]);
