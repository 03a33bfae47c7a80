// Writes trees: each kind of node by its own function, every operand in brackets. What no function is there for is not written.

import { list, names, type Struct, unwrap } from "../../parse/tree.ts";
import { quoteName } from "../quote.ts";

/** The name of the construct that cannot be written. */
export class Unprintable extends Error {}

export type Print = (body: Struct, printer: Printer) => string;

export class Printer {
  readonly #prints: ReadonlyMap<string, Print>;
  readonly #parameter: (number: number) => string;

  constructor(prints: ReadonlyMap<string, Print>, parameter: (number: number) => string) {
    this.#prints = prints;
    this.#parameter = parameter;
  }

  /** A wrapped node. */
  node(value: unknown): string {
    const node = unwrap(value);
    const print = node === null ? undefined : this.#prints.get(node.kind);
    if (node === null || print === undefined) throw new Unprintable(node?.kind ?? "an empty node");
    return print(node.body, this);
  }

  operand(value: unknown): string {
    return `(${this.node(value)})`;
  }

  all(values: unknown, separator = ", "): string {
    return list(values)
      .map((value) => this.node(value))
      .join(separator);
  }

  parameter(number: number): string {
    return this.#parameter(number);
  }

  clause(keyword: string, value: unknown): string {
    return value === undefined ? "" : ` ${keyword} ${Array.isArray(value) ? this.all(value) : this.node(value)}`;
  }
}

export function printPath(value: unknown): string {
  return (names(value) ?? []).map(quoteName).join(".");
}

export function printOperator(value: unknown): string {
  const parts = names(value) ?? [];
  return `OPERATOR(${parts.map((part, index) => (index === parts.length - 1 ? part : quoteName(part))).join(".")})`;
}
