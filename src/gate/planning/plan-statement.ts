// parse -> analyse -> decide -> rewrite, for one statement of one caller on one database.
// Plans are cached under the governance they were made for, which is itself bound to role, caller, policy and catalogue.
// A text whose plan binds constants shares it with the texts that differ in those constants alone; any other text has its own.

import { NO_NOTES, type PlannedNotes, planNotes } from "../../core/masking/mask-notes.ts";
import { readsMasked } from "../../core/masking/reads-masked.ts";
import type { Catalogue } from "../../core/model/catalogue.ts";
import type { Allow } from "../../core/model/decision.ts";
import type { Facts } from "../../core/model/facts.ts";
import type { Governance } from "../../core/model/governed-relation.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import type { SchemaFacts } from "../../core/model/schema-change.ts";
import { decide } from "../../core/policy/decide/decide.ts";
import { limitTypeNames } from "../../core/policy/load/limit-type-names.ts";
import type { Role } from "../../core/policy/policy.ts";
import type { Dialect, TextShape } from "../../core/sql/dialect.ts";
import type { ExecutablePlan } from "../../core/sql/plans/executable-plan.ts";
import type { SchemaPlan } from "../../core/sql/plans/schema-plan.ts";
import type { WritePlan } from "../../core/sql/plans/write-plan.ts";
import { markResult, type ResultMarks } from "./mark-columns.ts";
import { RecentlyUsed } from "./recently-used.ts";

export interface Planned {
  readonly kind: "planned";
  readonly facts: Facts;
  readonly marks: ResultMarks;
  readonly notes: PlannedNotes;
  /** Which constant of the text stands where. */
  readonly places: ReadonlyMap<number, number>;
  readonly allow: Allow;
  readonly plan: ExecutablePlan;
}

/** A statement that changes rows, and that the role may ask for. */
export interface PlannedWrite {
  readonly kind: "planned-write";
  readonly facts: Facts;
  readonly allow: Allow;
  readonly write: WritePlan;
  /** Statements that are carried out with it, with their own parameters; their facts are among its own. */
  readonly further?: readonly { readonly write: WritePlan; readonly parameters: readonly JsonValue[] }[];
}

/** A statement that changes the schema, and that the role may ask for. */
export interface PlannedSchemaChange {
  readonly kind: "planned-schema-change";
  readonly facts: Facts & { readonly schema: SchemaFacts };
  readonly allow: Allow;
  readonly write: SchemaPlan;
}

/** What is previewed, weighed and carried out. */
export type PlannedChange = PlannedWrite | PlannedSchemaChange;

/** The statement was refused; `facts` is null when it could not be parsed. */
export interface Unplanned {
  readonly kind: "unplanned";
  readonly facts: Facts | null;
  readonly refusal: Refusal;
}

export interface PlanQuestion {
  readonly role: Role;
  readonly governance: Governance;
  readonly database: string;
  readonly catalogue: Catalogue;
  readonly dialect: Dialect;
}

/** A statement's plan, and the constants of its text, which are bound to parameters of the plan. */
export interface PlannedText {
  readonly planned: Planned | PlannedChange | Unplanned;
  readonly constants: readonly string[];
}

/** What the texts of one skeleton have in common: the places of the constants that stand in their plans as they were written. */
interface Skeleton {
  readonly fixed: readonly number[];
}

const CACHED_PLANS = 500;
const CACHED_TEXT_LENGTH = 20_000;

/** What was planned for one governance. */
class Plans {
  readonly texts = new RecentlyUsed<PlannedText>(CACHED_PLANS);
  readonly skeletons = new RecentlyUsed<Skeleton>(CACHED_PLANS);
  /** By skeleton and fixed constants. */
  readonly shared = new RecentlyUsed<Planned>(CACHED_PLANS);
}

export class PlanCache {
  readonly #plans = new WeakMap<Governance, Plans>();

  planStatement(sql: string, question: PlanQuestion): PlannedText {
    const plans = this.#plansFor(question.governance);
    const known = plans.texts.get(sql);
    if (known !== undefined) return known;
    const shape = question.dialect.shapeOf(sql);
    const constants = shape?.constants.map(({ value }) => value) ?? [];
    const skeleton = shape === null ? undefined : plans.skeletons.get(shape.skeleton);
    if (shape !== null && skeleton !== undefined) {
      const shared = plans.shared.get(keyOf(shape, skeleton));
      if (shared !== undefined) return { planned: shared, constants };
    }
    const planned = atOnce(planInSteps(sql, question, shape));
    if (
      shape !== null &&
      planned.kind === "planned" &&
      planned.plan.parameters.some(({ kind }) => kind === "constant")
    ) {
      const fixed = fixedIn(planned, shape);
      plans.skeletons.set(shape.skeleton, { fixed });
      plans.shared.set(keyOf(shape, { fixed }), planned);
    } else if (sql.length <= CACHED_TEXT_LENGTH) plans.texts.set(sql, { planned, constants });
    return { planned, constants };
  }

  /** As planStatement; of a long text, whose plan is not kept, other calls have their turn between the steps. */
  async planInTurns(sql: string, question: PlanQuestion, turn: () => Promise<void>): Promise<PlannedText> {
    if (sql.length <= CACHED_TEXT_LENGTH) return this.planStatement(sql, question);
    const shape = question.dialect.shapeOf(sql);
    const steps = planInSteps(sql, question, shape);
    for (;;) {
      const step = steps.next();
      if (step.done === true)
        return { planned: step.value, constants: shape?.constants.map(({ value }) => value) ?? [] };
      await turn();
    }
  }

  #plansFor(governance: Governance): Plans {
    const known = this.#plans.get(governance);
    if (known !== undefined) return known;
    const plans = new Plans();
    this.#plans.set(governance, plans);
    return plans;
  }
}

function fixedIn({ plan }: Planned, { constants }: TextShape): readonly number[] {
  const bound = new Set(
    plan.parameters.flatMap((parameter) => (parameter.kind === "constant" ? [parameter.index] : [])),
  );
  return constants.map((_, place) => place).filter((place) => !bound.has(place));
}

function keyOf({ skeleton, constants }: TextShape, { fixed }: Skeleton): string {
  return JSON.stringify([skeleton, fixed, ...fixed.map((place) => constants[place]?.source)]);
}

type Steps = Generator<undefined, Planned | PlannedChange | Unplanned, undefined>;

function atOnce(steps: Steps): Planned | PlannedChange | Unplanned {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
  }
}

/** Yields where it may be interrupted: nothing that it works with changes. */
function* planInSteps(sql: string, question: PlanQuestion, shape: TextShape | null): Steps {
  const { role, governance, database, dialect } = question;
  const catalogue = limitTypeNames(question.catalogue, { governance, role });
  const parsed = dialect.parse(sql);
  if (parsed.kind === "refusal") return { kind: "unplanned", facts: null, refusal: parsed };
  yield;
  const analysed = parsed.analyse(catalogue, { functions: role.functions });
  const { facts } = analysed;
  const decision = decide(facts, { role, governance, database, catalogue });
  if (decision.kind === "deny") return { kind: "unplanned", facts, refusal: decision.refusal };
  yield;
  if (facts.writes.length > 0) {
    const write = analysed.rewriteWrite(decision);
    if ("code" in write) return { kind: "unplanned", facts, refusal: write };
    return { kind: "planned-write", facts, allow: decision, write };
  }
  if (facts.schema !== undefined) {
    const write = analysed.rewriteSchema(decision);
    if ("code" in write) return { kind: "unplanned", facts, refusal: write };
    return { kind: "planned-schema-change", facts: { ...facts, schema: facts.schema }, allow: decision, write };
  }
  const plan = analysed.rewrite(decision);
  if ("code" in plan) return { kind: "unplanned", facts, refusal: plan };
  yield;
  return {
    kind: "planned",
    facts,
    marks: markResult(facts, governance),
    notes: readsMasked(facts.reads, governance)
      ? planNotes(facts.uses ?? [], { governance, engine: dialect.engine })
      : NO_NOTES,
    places: new Map(shape?.constants.map(({ start }, index) => [start, index])),
    allow: decision,
    plan,
  };
}
