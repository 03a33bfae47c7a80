// One dialect is one folder behind this interface. Everything that is peculiar to an engine's SQL lies behind it.
// The types order the steps: a plan can only be had by parse, then analyse, then rewrite with an Allow.

import type { Catalogue, Engine, Relation } from "../model/catalogue.ts";
import type { Allow } from "../model/decision.ts";
import type { Facts, OutputColumn } from "../model/facts.ts";
import type { Refusal } from "../model/refusal.ts";
import type { RelationName } from "../model/relation-name.ts";
import type { ExecutablePlan } from "./plans/executable-plan.ts";
import type { SchemaPlan } from "./plans/schema-plan.ts";
import type { WritePlan } from "./plans/write-plan.ts";
import type { InverseStatement, StepToRevert } from "./revert/inverse-statement.ts";

export interface Dialect {
  readonly engine: Engine;
  /** The text apart from its constants, cheaply and for certain; null where it is not certain. A plan refers to the constants by their place. */
  shapeOf(text: string): TextShape | null;
  /** Parses attacker-controlled text: one statement, or a refusal with its position. Never throws for any input. */
  parse(text: string): Parsed | Refusal;
  /** What an administrator's row filter means for one relation, or why it cannot be used. */
  meaningOf(filter: string, scope: { relation: Relation; catalogue: Catalogue }): FilterMeaning | Refusal;
  /** The statement that reverts a write, from the images of the rows of its steps. It finds nothing unless the rows of `unchanged` are what they became. */
  inverse(steps: readonly StepToRevert[], unchanged?: readonly StepToRevert[]): InverseStatement | Refusal;
  /** Which base columns flow into each column of a view's definition, for the inheritance of classes. Empty when it cannot tell, and no sources for what is computed from none. */
  lineage(definition: string, catalogue: Catalogue): readonly OutputColumn[] | Refusal;
}

export interface FilterMeaning {
  readonly kind: "filter-meaning";
  /** The filter with each name written out as what it means: another text is another meaning. */
  readonly text: string;
  /** Relations that its sub-selects read. */
  readonly reads: readonly RelationName[];
  /** Names in its sub-selects that, written as they are, could come to mean another column, or could have meant one before. */
  readonly uncertain: readonly string[];
}

/** Texts of one skeleton have one parse tree but for the values of their constants. */
export interface TextShape {
  readonly skeleton: string;
  readonly constants: readonly TextConstant[];
}

export interface TextConstant {
  /** Index into the text. */
  readonly start: number;
  readonly source: string;
  /** What it stands for, as text. */
  readonly value: string;
  readonly type: "unknown" | "int4" | "int8";
}

export interface Parsed {
  readonly kind: "parsed";
  /** Resolves every name against the catalogue. `functions` are user functions that the policy names, as `schema.name`. */
  analyse(catalogue: Catalogue, options: { functions: ReadonlySet<string> }): Analysed;
}

export interface Analysed {
  readonly facts: Facts;
  /** Places the governed relations into the caller's text. Refuses when the result does not parse back to the intended tree. */
  rewrite(allow: Allow): ExecutablePlan | Refusal;
  /** The same for a statement that changes rows: what it reads is governed, and only rows that the caller sees are changed. */
  rewriteWrite(allow: Allow): WritePlan | Refusal;
  /** The same for a statement that changes the schema: every name in it is written out. */
  rewriteSchema(allow: Allow): SchemaPlan | Refusal;
}
