// One row in the reach of a statement's foreign keys: what it is, how it was reached, and what it becomes.

import type { IncomingReference, Relation, Verb } from "../../model/catalogue.ts";
import { type Image, valueOf } from "./cascade-graph.ts";

export interface Via {
  readonly parent: Node;
  readonly reference: IncomingReference;
  /** Of the parent when it led here. */
  readonly verb: Verb;
}

export interface Node {
  readonly relation: Relation;
  readonly isRoot: boolean;
  readonly before: Image;
  readonly version: string;
  verb: Verb;
  /** Columns that this row was led on with. */
  readonly vias: Via[];
  after: Image | null;
}

/** An update leads on only where it changes what is referred to. */
export function activeVias({ vias }: Node): readonly Via[] {
  return vias.filter(({ parent, reference, verb }) => {
    if (verb === "delete") return parent.verb === "delete";
    return reference.referenced.some((name) => {
      const after = valueAfter(parent, name);
      return after === undefined || after !== valueOf(parent.before, parent.relation, name);
    });
  });
}
/** What a column holds after the change; undefined where that is not known before it is read. */
export function valueAfter(node: Node, name: string): string | null | undefined {
  if (node.after !== null) return valueOf(node.after, node.relation, name);
  for (const { parent, reference, verb } of activeVias(node)) {
    const place = reference.columns.indexOf(name);
    if (place === -1) continue;
    if (verb === "delete" || reference.onUpdate !== "cascade") return undefined;
    return valueAfter(parent, reference.referenced[place] ?? "");
  }
  return valueOf(node.before, node.relation, name);
}
/** The keys took the values that they had to, and nothing else of the row was changed. */
export function isAsExpected(node: Node, image: Image): boolean {
  const given = new Set(activeVias(node).flatMap(({ reference }) => reference.columns));
  const computed = node.relation.writing?.computed ?? [];
  const same = node.relation.columns.every(({ name }, place) => {
    if (given.has(name)) {
      const expected = valueAfter(node, name);
      return expected === undefined || expected === image[place];
    }
    return computed.includes(name) || image[place] === node.before[place];
  });
  return same && image.some((value, place) => value !== node.before[place]);
}
/** True where reverting the statement makes the database revert this by itself. */
export function follows(node: Node): boolean {
  if (node.isRoot) return true;
  return (
    node.verb === "update" &&
    activeVias(node).every(
      ({ parent, reference, verb }) => verb === "update" && reference.onUpdate === "cascade" && follows(parent),
    )
  );
}
