// What is kept of the rows of a write, and the statement that it makes to revert the write.

import { imagesIn } from "../../approvals/effect/kept-images.ts";
import type { Relation, Verb } from "../../model/catalogue.ts";
import type { JsonValue } from "../../model/json-value.ts";
import type { RelationName } from "../../model/relation-name.ts";

/** Whole rows of one step of a write as text, as the engine wrote them (RowImages of the database port). */
export interface RowImages {
  readonly relation: RelationName;
  readonly verb: Verb;
  /**
   * Of rows that foreign keys changed, where nothing else did: `follows`: the database reverts them by itself with the statement's own
   * rows. `besides`: whatever changed them, seen by trying the write.
   */
  readonly cause?: "cascade" | "follows" | "besides";
  /** Of a write of several statements: which of them, from 0; absent where there was one. */
  readonly statement?: number;
  /** Columns of an image, in order. */
  readonly layout: readonly string[];
  readonly key: readonly string[];
  /** In the order of their keys; empty for an INSERT. */
  readonly before: readonly (readonly (string | null)[])[];
  /** After the change. [old key…, column…] of an UPDATE; columns alone of an INSERT; empty for a DELETE. */
  readonly after: readonly (readonly (string | null)[])[];
}

export interface InverseStatement {
  readonly sql: string;
  readonly parameters: readonly JsonValue[];
  /** How many rows it has to find: fewer means that some have moved on. */
  readonly rows: number;
}

/** A step's images and its table as it is now. */
export interface StepToRevert {
  readonly images: RowImages;
  readonly relation: Relation;
  /** Found by their keys alone: what is reverted before changes them on the way, so that somebody else has to look at what they were. */
  readonly byKey?: boolean;
}

const CAUSES = ["cascade", "follows", "besides"] as const;
const VERBS: readonly Verb[] = ["insert", "update", "delete"];

/** The images of a write step by step; null for a text that holds none. */
export function parseImages(text: string): readonly RowImages[] | null {
  const parsed: unknown = JSON.parse(imagesIn(text));
  if (!Array.isArray(parsed)) return null;
  const steps = parsed.map(parseStep);
  const known = steps.filter((step) => step !== null);
  return known.length === steps.length ? known : null;
}

function parseStep(parsed: unknown): RowImages | null {
  if (typeof parsed !== "object" || parsed === null) return null;
  const name = "relation" in parsed ? parsed.relation : null;
  if (typeof name !== "object" || name === null || !("schema" in name) || !("name" in name)) return null;
  const verb = VERBS.find((candidate) => "verb" in parsed && parsed.verb === candidate);
  if (verb === undefined) return null;
  const relation = { schema: String(name.schema), name: String(name.name) };
  const cause = CAUSES.find((candidate) => "cause" in parsed && parsed.cause === candidate);
  const statement = "statement" in parsed ? parsed.statement : undefined;
  const layout = "layout" in parsed ? parsed.layout : null;
  const key = "key" in parsed ? parsed.key : null;
  const before = "before" in parsed ? parsed.before : null;
  const after = "after" in parsed ? parsed.after : null;
  if (!isRow(layout) || !isRow(key) || !isRows(before) || !isRows(after)) return null;
  return {
    relation,
    verb,
    ...(cause !== undefined && { cause }),
    ...(typeof statement === "number" && { statement }),
    layout: layout.map(String),
    key: key.map(String),
    before,
    after,
  };
}

function isRow(value: unknown): value is readonly (string | null)[] {
  return Array.isArray(value) && value.every((cell) => cell === null || typeof cell === "string");
}

function isRows(value: unknown): value is readonly (readonly (string | null)[])[] {
  return Array.isArray(value) && value.every(isRow);
}
