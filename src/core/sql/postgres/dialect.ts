// PostgreSQL 14 to 18, behind the interface that all dialects share. Needs libpg-query's module to be loaded (loadModule)
// before the first call; from then on everything here is pure.

import type { Catalogue } from "../../model/catalogue.ts";
import type { Allow } from "../../model/decision.ts";
import type { OutputColumn, StatementKind, UnresolvedRelation } from "../../model/facts.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { isOfCatalogue } from "../../model/system-objects.ts";
import type { Analysed, Dialect, Parsed } from "../dialect.ts";
import { ExecutablePlan } from "../plans/executable-plan.ts";
import type { WritePlan } from "../plans/write-plan.ts";
import { EXPLAIN, type Explained, explainedSelect } from "./analyse/explained.ts";
import { factsOf, factsOfWrite, outputColumns } from "./analyse/facts.ts";
import { noNeeds, whatIsNamed } from "./analyse/needs.ts";
import { readStatement } from "./analyse/read-statement.ts";
import type { Reading } from "./analyse/reading.ts";
import { refuseExposed } from "./analyse/user-defined-names.ts";
import { readDefinition } from "./analyse/view-body.ts";
import { touchesCatalogue } from "./catalogue/read-catalogue.ts";
import { parseText, type Statement, tooDeep } from "./parse/parse-text.ts";
import { shapeOf } from "./parse/shape-of-text.ts";
import { refuseKind, refuseWrite } from "./parse/statement-kind.ts";
import { needsFence } from "./rewrite/fence.ts";
import { type Placing, placeRelations } from "./rewrite/place-relations.ts";
import { PlanParameters } from "./rewrite/plan-parameters.ts";
import { readRowFilter } from "./rewrite/row-filter.ts";
import { planChange } from "./schema/plan-change.ts";
import { factsOfChange, readSchemaChange } from "./schema/read-schema-change.ts";
import type { SchemaChangeReading } from "./schema/schema-change-reading.ts";
import { inverseStatement } from "./write/inverse.ts";
import { planWrite } from "./write/plan-write.ts";
import type { UnfitWrite, UnknownTarget } from "./write/read-change.ts";
import { readWrite, type WriteReading } from "./write/read-write.ts";

export const postgresDialect: Dialect = {
  engine: "postgres",
  shapeOf,
  parse(text) {
    const statement = parseText(text);
    if (statement.kind === "refusal") return statement;
    const explained = explainedSelect(statement);
    if (explained?.kind === "refusal") return explained;
    return {
      kind: "parsed",
      analyse: (catalogue, options) =>
        explained === null
          ? analyse(statement, { catalogue, ...options })
          : explain(explained, { catalogue, ...options }),
    } satisfies Parsed;
  },
  meaningOf(filter, scope) {
    const read = readRowFilter(filter, scope);
    if (read.kind === "refusal") return read;
    const { opens, uncertain } = read;
    return { kind: "filter-meaning", text: read.text(new PlanParameters(0)), reads: opens, uncertain };
  },
  inverse: inverseStatement,
  lineage(definition, catalogue): readonly OutputColumn[] | Refusal {
    const reading = readDefinition(definition, catalogue);
    if ("code" in reading) return reading;
    const unsure =
      reading.untraced || reading.unresolved.length > 0 || reading.obstacles.some(({ code }) => !NAMED_CODE.has(code));
    return unsure ? [] : outputColumns(reading.outputs);
  },
};

function refuseUnknown({ text, position }: UnresolvedRelation): Refusal {
  return refuse("unknown-table", `There is no table ${text}.`, {
    rule: "governed-relations",
    remedy: "Call describe-schema to see the tables that you may read.",
    position,
  });
}

/** Obstacles behind which no column hides: whether such a name stands for code of users' the catalogue knows (`opaque`). */
const NAMED_CODE: ReadonlySet<string> = new Set(["operator-not-allowed", "type-not-allowed"]);

function analyse(
  statement: Statement,
  { catalogue, functions }: { catalogue: Catalogue; functions: ReadonlySet<string> },
): Analysed {
  const { system, ...own } = catalogue;
  const write = readWrite(statement, { catalogue: own, functions });
  if (write !== null) return analyseWrite(statement, write, { catalogue: own, functions });
  const change = readSchemaChange(statement, own);
  if (change !== null) return analyseChange(change, own);
  const readsCatalogue = system !== undefined && touchesCatalogue(statement.source, system.relations);
  const reading = readStatement(statement, { catalogue, functions, readsCatalogue });
  const facts = factsOf(statement, reading, catalogue);
  return {
    facts,
    rewrite(allow: Allow): ExecutablePlan | Refusal {
      const [obstacle] = facts.obstacles;
      if (obstacle !== undefined) return obstacle;
      const [unknown] = facts.unresolved;
      if (unknown !== undefined) return refuseUnknown(unknown);
      try {
        return plan(reading, { catalogue, functions, allow });
      } catch (error) {
        if (error instanceof RangeError) return tooDeep();
        throw error;
      }
    },
    rewriteWrite: () => notThatKind(facts.kind),
    rewriteSchema: () => notThatKind(facts.kind),
  };
}

/** A SELECT that is not run: the plan of what would run is asked for. */
function explain(
  { select, form }: Explained,
  scope: { catalogue: Catalogue; functions: ReadonlySet<string> },
): Analysed {
  const analysed = analyse(select, scope);
  return {
    ...analysed,
    facts: { ...analysed.facts, explains: form },
    rewrite(allow: Allow): ExecutablePlan | Refusal {
      const planned = analysed.rewrite(allow);
      if ("code" in planned) return planned;
      const { text, parameters, opens, expands, names, catalogueVersion, ownPath } = planned;
      const rewritten = { text: EXPLAIN + text, parameters, opens, expands, names, catalogueVersion, ownPath };
      return ExecutablePlan.of(rewritten, allow);
    },
  };
}

function analyseChange(change: SchemaChangeReading, catalogue: Catalogue): Analysed {
  const facts = factsOfChange(change);
  return {
    facts,
    rewrite: () => notThatKind(facts.kind),
    rewriteWrite: () => notThatKind(facts.kind),
    rewriteSchema: (allow: Allow) => planChange(change, { catalogue, allow }),
  };
}

/** Asked for a read of a write, or the other way round. */
function notThatKind(kind: StatementKind): Refusal {
  return refuseKind(kind, "") ?? refuseWrite(kind);
}

function analyseWrite(
  statement: Statement,
  write: WriteReading | UnknownTarget | UnfitWrite | Refusal,
  scope: { catalogue: Catalogue; functions: ReadonlySet<string> },
): Analysed {
  const facts = factsOfWrite(statement, write, scope.catalogue);
  return {
    facts,
    rewrite: () => notThatKind(facts.kind),
    rewriteSchema: () => notThatKind(facts.kind),
    rewriteWrite(allow: Allow): WritePlan | Refusal {
      if (write.kind === "refusal") return write;
      if (write.kind === "unfit") return write.refusal;
      if (write.kind === "unknown-target") return refuseUnknown(write);
      const [obstacle] = facts.obstacles;
      if (obstacle !== undefined) return obstacle;
      const [unknown] = facts.unresolved;
      if (unknown !== undefined) return refuseUnknown(unknown);
      try {
        return planWrite(write, { ...scope, allow, parameters: facts.parameters });
      } catch (error) {
        if (error instanceof RangeError) return tooDeep();
        throw error;
      }
    },
  };
}

function readsCatalogue({ relations, catalogue }: Reading): boolean {
  return catalogue.length > 0 || relations.some(({ relation }) => isOfCatalogue(relation.name));
}

/** What the catalogue says is written under pg_catalog alone, and code of users' finds its names along the search path. */
function refuseOwnCode(): Refusal {
  return refuse(
    "construct-not-allowed",
    "A statement that reads the catalogue cannot use code of the database's own.",
    {
      rule: "catalogues",
      remedy: "Read the catalogue in a statement of its own.",
    },
  );
}

function plan(
  reading: Reading,
  { catalogue, functions, allow }: { catalogue: Catalogue; functions: ReadonlySet<string>; allow: Allow },
): ExecutablePlan | Refusal {
  const planParameters = new PlanParameters(reading.parameters);
  const needs = noNeeds();
  const opens: Placing["opens"] = new Map();
  const placed = placeRelations(reading, {
    governance: allow.governance,
    catalogue,
    functions,
    planParameters,
    fenced: needsFence(reading),
    opens,
    within: [],
    targets: [],
    own: true,
    needs,
  });
  if (placed.kind === "refusal") return placed;
  if (needs.ownPath && readsCatalogue(reading)) return refuseOwnCode();
  const exposed = refuseExposed(needs);
  if (exposed !== null) return exposed;
  const { text } = placed;
  return ExecutablePlan.of(
    {
      text,
      parameters: planParameters.list,
      opens: [...opens.values()],
      catalogueVersion: catalogue.version,
      ...whatIsNamed(needs),
    },
    allow,
  );
}
