// What the symbols of a rule hold, for the functions that make a node of them. A symbol that does not hold what its rule says that it holds is a
// mistake of the table of rules, and a bug.

import { isQuery, type Kind, type Node, type NodeOf, type Query, type Span } from "../tree.ts";
import type { Reduction } from "./run-automaton.ts";

/** What rules make for the rules around them alone. */
interface Parts {
  nodes: { readonly items: Node[] };
  names: { readonly items: string[] };
  /** What stands before the table that is joined. */
  join: { readonly left: Node; readonly operator: string };
  /** Behind the arguments of a call. */
  call: { readonly filter: Node | null; readonly over: NodeOf<"window_definition"> | null };
  /** Behind the rows that a write chooses, or is given. */
  write: {
    readonly where: Node | null;
    readonly upserts: NodeOf<"upsert_clause">[];
    readonly returning: NodeOf<"returning_clause"> | null;
  };
}

type Part = { [Each in keyof Parts]: { readonly part: Each } & Parts[Each] }[keyof Parts];

type PartOf<P extends keyof Parts> = Extract<Part, { readonly part: P }>;

/** Names, operators and words are texts. */
export type Value = Node | Part | string;

export type Build = (symbols: Symbols) => Value | null | undefined;

export class Symbols {
  readonly #source: string;
  readonly #reduction: Reduction<Value>;

  constructor(source: string, reduction: Reduction<Value>) {
    this.#source = source;
    this.#reduction = reduction;
  }

  /** Of all of them. */
  get span(): Span {
    const { from, to } = this.#reduction;
    return { from, to };
  }

  /** From one symbol to another, of which the last may be empty. */
  spanOf(first: number, last = first): Span {
    const [begin, end] = [this.#reduction.spanAt(first), this.#reduction.spanAt(last)];
    return { from: begin.from, to: end.from === end.to ? begin.to : end.to };
  }

  valueAt(place: number): Value | null {
    return this.#reduction.valueAt(place);
  }

  node(place: number): Node {
    return this.maybe(place) ?? missing(place, "node");
  }

  maybe(place: number): Node | null {
    const value = this.valueAt(place);
    return value === null || typeof value === "string" || "part" in value ? null : value;
  }

  nodeOf<K extends Kind>(place: number, kind: K): NodeOf<K> {
    return this.maybeOf(place, kind) ?? missing(place, kind);
  }

  maybeOf<K extends Kind>(place: number, kind: K): NodeOf<K> | null {
    const node = this.maybe(place);
    return node !== null && isOf(node, kind) ? node : null;
  }

  query(place: number): Query {
    const node = this.node(place);
    return isQuery(node) ? node : missing(place, "query");
  }

  part<P extends keyof Parts>(place: number, part: P): PartOf<P> | null {
    const value = this.valueAt(place);
    return value !== null && typeof value !== "string" && "part" in value && isPart(value, part) ? value : null;
  }

  /** None where the symbol is empty; one that stands alone is a list as well, because the automaton passes over rules that do nothing else. */
  nodes(place: number): readonly Node[] {
    const node = this.maybe(place);
    return node === null ? (this.part(place, "nodes")?.items ?? []) : [node];
  }

  /** The first symbol's list with one more at its end. */
  grown(node: Node): Value {
    const list = this.part(0, "nodes") ?? { part: "nodes" as const, items: [...this.nodes(0)] };
    list.items.push(node);
    return list;
  }

  grownNames(name: string): Value {
    const list = this.part(0, "names") ?? { part: "names" as const, items: [...(this.names(0) ?? [])] };
    list.items.push(name);
    return list;
  }

  nodesOf<K extends Kind>(place: number, kind: K): readonly NodeOf<K>[] {
    return this.nodes(place).map((node) => (isOf(node, kind) ? node : missing(place, kind)));
  }

  names(place: number): readonly string[] | null {
    const name = this.text(place);
    return name === null ? (this.part(place, "names")?.items ?? null) : [name];
  }

  name(place: number): string {
    return this.text(place) ?? missing(place, "name");
  }

  /** What a name, an operator or words were made to. */
  text(place: number): string | null {
    const value = this.valueAt(place);
    return typeof value === "string" ? value : null;
  }

  /** As it stands in the text. */
  written(place: number): string {
    const { from, to } = this.#reduction.spanAt(place);
    return this.#source.slice(from, to);
  }

  /** A keyword or a sign. */
  word(place: number): string {
    return this.written(place).toUpperCase();
  }
}

export function isOf<K extends Kind>(node: Node, kind: K): node is NodeOf<K> {
  return node.type === kind;
}

function isPart<P extends keyof Parts>(value: Part, part: P): value is PartOf<P> {
  return value.part === part;
}

function missing(place: number, what: string): never {
  throw new Error(`the table of rules is wrong: symbol ${place} holds no ${what}`);
}
