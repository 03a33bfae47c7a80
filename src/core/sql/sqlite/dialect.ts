// SQLite, behind the interface that all dialects share. Parameters are ?1, ?2, … or ? (numbered as SQLite numbers them).

import type { Catalogue } from "../../model/catalogue.ts";
import type { Allow } from "../../model/decision.ts";
import type { Facts, OutputColumn, RelationRead, StatementKind } from "../../model/facts.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { type RelationName, relationKey } from "../../model/relation-name.ts";
import type { Analysed, Dialect, Parsed } from "../dialect.ts";
import { ExecutablePlan } from "../plans/executable-plan.ts";
import { EXPLAIN, type Explained, explainedSelect } from "./analyse/explained.ts";
import { readStatement } from "./analyse/read-statement.ts";
import type { Reading, Use } from "./analyse/reading.ts";
import { traceOutputs } from "./analyse/trace-outputs.ts";
import { tooCostly, valueUses } from "./analyse/value-uses.ts";
import { KIND_USES } from "./lists/kind-uses.ts";
import { fold } from "./parse/node.ts";
import { fingerprintOf, normaliseText } from "./parse/normalise.ts";
import { parseText, type Statement, tooDeep } from "./parse/parse-text.ts";
import { shapeOf } from "./parse/shape-of-text.ts";
import { liftConstants } from "./rewrite/lift-constants.ts";
import { placeRelations } from "./rewrite/place-relations.ts";
import { PlanParameters } from "./rewrite/plan-parameters.ts";
import { readRowFilter } from "./rewrite/row-filter.ts";
import { planChange } from "./schema/plan-change.ts";
import { readSchemaChange, type SchemaChangeReading } from "./schema/read-schema-change.ts";
import { inverseStatement } from "./write/inverse.ts";
import { planWrite } from "./write/plan-write.ts";
import { readWrite, type UnfitWrite, type UnknownTarget, type WriteReading } from "./write/read-write.ts";
import { spellOut } from "./write/spell-out.ts";
import { readClauses } from "./write/write-clauses.ts";

export const sqliteDialect: Dialect = {
  engine: "sqlite",
  shapeOf,
  parse: (text) => {
    const statement = parseText(text);
    if (statement.kind === "refusal") return statement;
    const parsed: Parsed = {
      kind: "parsed",
      analyse: (catalogue, { functions }) => guard(() => analyse(statement, { catalogue, functions })),
    };
    return parsed;
  },
  meaningOf: (filter, scope) => {
    const read = readRowFilter(filter, scope);
    if (read.kind === "refusal") return read;
    const { opens, uncertain } = read;
    return { kind: "filter-meaning", text: read.text(new PlanParameters(0)), reads: opens, uncertain };
  },
  inverse: inverseStatement,
  lineage: (definition, catalogue): readonly OutputColumn[] | Refusal => {
    const statement = parseText(definition);
    if (statement.kind === "refusal") return statement;
    const reading = readStatement(statement, { catalogue, functions: new Set() });
    return reading.obstacles[0] ?? traceOutputs(reading);
  },
};

/** A tree too deep for the stack is refused like a text that is nested too deeply. */
function guard(work: () => Analysed): Analysed {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof RangeError) || !/call stack/i.test(error.message)) throw error;
    const refusal = tooDeep();
    const facts: Facts = {
      kind: "read",
      writes: [],
      reads: [],
      unresolved: [],
      calls: [],
      outputs: [],
      parameters: 0,
      obstacles: [refusal],
      normalisedText: "",
      fingerprint: "",
    };
    return { facts, rewrite: () => refusal, rewriteWrite: () => refusal, rewriteSchema: () => refusal };
  }
}

function analyse(statement: Statement, scope: { catalogue: Catalogue; functions: ReadonlySet<string> }): Analysed {
  const { catalogue, functions } = scope;
  const explained = explainedSelect(statement);
  if (explained?.kind === "explained") return explain(statement, explained, scope);
  const kind = kindOf(statement);
  if (kind === "insert" || kind === "update" || kind === "delete") return analyseWrite(statement, { kind, ...scope });
  const change = readSchemaChange(statement, catalogue);
  if (change !== null) return analyseChange(statement, change, catalogue);
  const reading: Reading | null = kind === "read" ? readStatement(statement, { catalogue, functions }) : null;
  const facts = makeFacts(statement, { kind, reading, catalogue });
  return {
    facts,
    rewrite: (allow: Allow) => {
      const [obstacle] = facts.obstacles;
      if (reading === null || obstacle !== undefined) return obstacle ?? notReading(kind);
      const planParameters = new PlanParameters(facts.parameters);
      const opens = new Map<string, RelationName>();
      const text = placeRelations(reading, {
        catalogue,
        functions,
        planParameters,
        opens,
        lifted: liftConstants(reading, planParameters),
        governance: allow.governance,
        leakproof: reading.leakproof,
        within: [],
      });
      if (typeof text !== "string") return text;
      return ExecutablePlan.of(
        { text, parameters: planParameters.all, opens: [...opens.values()], catalogueVersion: catalogue.version },
        allow,
      );
    },
    rewriteWrite: () => notReading(kind),
    rewriteSchema: () => notReading(kind),
  };
}

/** A SELECT that is not run: the plan of what would run is asked for. */
function explain(
  statement: Statement,
  { select, form }: Explained,
  scope: { catalogue: Catalogue; functions: ReadonlySet<string> },
): Analysed {
  const analysed = analyse(select, scope);
  const normalisedText = normaliseText(statement.text, nameTest(scope.catalogue));
  return {
    ...analysed,
    facts: { ...analysed.facts, normalisedText, fingerprint: fingerprintOf(normalisedText), explains: form },
    rewrite: (allow: Allow) => {
      const planned = analysed.rewrite(allow);
      if ("code" in planned) return planned;
      const { text, parameters, opens, catalogueVersion } = planned;
      return ExecutablePlan.of({ text: EXPLAIN + text, parameters, opens, catalogueVersion }, allow);
    },
  };
}

function analyseChange(statement: Statement, change: SchemaChangeReading, catalogue: Catalogue): Analysed {
  const { schema, unresolved, obstacles, calls } = change;
  const nothing = makeFacts(statement, { kind: "ddl", reading: null, catalogue });
  return {
    facts: { ...nothing, schema, unresolved, obstacles, calls },
    rewrite: () => notReading("ddl"),
    rewriteWrite: () => notReading("ddl"),
    rewriteSchema: (allow: Allow) => planChange(statement, change, { catalogue, allow }),
  };
}

function analyseWrite(
  statement: Statement,
  { kind, ...scope }: { kind: StatementKind; catalogue: Catalogue; functions: ReadonlySet<string> },
): Analysed {
  const spelt = spellOut(statement);
  const clauses = spelt.kind === "refusal" ? spelt : (readClauses(spelt) ?? notReading(kind));
  const write = clauses.kind === "refusal" ? clauses : readWrite(clauses, scope);
  const facts = factsOfWrite(statement, { kind, write, catalogue: scope.catalogue });
  return {
    facts,
    rewrite: () => notReading(kind),
    rewriteSchema: () => notReading(kind),
    rewriteWrite: (allow: Allow) => {
      const [obstacle] = facts.obstacles;
      if (write.kind === "refusal") return write;
      if (write.kind === "unfit") return write.refusal;
      if (write.kind === "unknown-target" || facts.unresolved.length > 0) return refuseUnknown();
      return obstacle ?? write.miscounted ?? planWrite(write, { ...scope, allow, parameters: facts.parameters });
    },
  };
}

function factsOfWrite(
  statement: Statement,
  about: { kind: StatementKind; write: WriteReading | UnknownTarget | UnfitWrite | Refusal; catalogue: Catalogue },
): Facts {
  const { kind, write, catalogue } = about;
  const nothing = makeFacts(statement, { kind, reading: null, catalogue });
  if (write.kind === "refusal") return { ...nothing, obstacles: [write] };
  if (write.kind === "unfit") {
    const target: RelationRead = { relation: write.target.name, columns: [], through: null };
    const targets = [{ text: write.target.name.name, relation: write.target.name }];
    return { ...nothing, targets, reads: [target], obstacles: [write.refusal] };
  }
  if (write.kind === "unknown-target") {
    const targets = [{ text: write.text, relation: null }];
    return { ...nothing, targets, obstacles: [], unresolved: [{ text: write.text, position: null }] };
  }
  const readings = write.steps
    .flatMap(({ rows, returning }) => [rows, returning?.reading ?? null])
    .filter((reading) => reading !== null);
  const numbers = readings.flatMap(({ parameters }) => parameters.map(({ number }) => number));
  return {
    ...nothing,
    targets: write.steps.map(({ facts: { target } }) => ({ text: target.name, relation: target })),
    writes: write.steps.map((step) => step.facts),
    reads: mergeReads(readings.flatMap((reading) => readsOf(reading, catalogue))),
    unresolved: readings.flatMap(({ unresolved }) => unresolved),
    calls: [...new Set(readings.flatMap(({ calls }) => [...calls]))],
    outputs: write.outputs,
    parameters: Math.max(0, ...numbers),
    obstacles: [...write.obstacles.map((obstacle) => ({ ...obstacle, position: null })), ...tooCostly(readings)],
    uses: valueUses(readings, catalogue),
  };
}

function mergeReads(reads: readonly RelationRead[]): readonly RelationRead[] {
  const merged = new Map<string, RelationRead>();
  for (const read of reads) {
    const key = relationKey(read.relation);
    const known = merged.get(key);
    merged.set(
      key,
      known === undefined ? read : { ...known, columns: [...new Set([...known.columns, ...read.columns])] },
    );
  }
  return [...merged.values()];
}

function refuseUnknown(): Refusal {
  return refuse("unknown-table", "There is no table of that name that you can see.", {
    rule: "catalogue",
    remedy: "Call describe-schema for the tables that you can see.",
  });
}

function kindOf({ root }: Statement): StatementKind {
  const use = KIND_USES[root.type];
  return use === "refused" ? "utility" : use;
}

function makeFacts(
  statement: Statement,
  about: { kind: StatementKind; reading: Reading | null; catalogue: Catalogue },
): Facts {
  const { kind, reading, catalogue } = about;
  const normalisedText = normaliseText(statement.text, nameTest(catalogue));
  return {
    kind,
    writes: [],
    reads: reading === null ? [] : readsOf(reading, catalogue),
    unresolved: reading?.unresolved ?? [],
    calls: [...(reading?.calls ?? [])],
    outputs: reading === null || reading.obstacles.length > 0 ? [] : traceOutputs(reading),
    parameters: Math.max(0, ...(reading?.parameters.map(({ number }) => number) ?? [])),
    obstacles:
      reading === null
        ? [refusedExplain(statement) ?? notReading(kind)]
        : [...reading.obstacles, ...tooCostly([reading])],
    normalisedText,
    fingerprint: fingerprintOf(normalisedText),
    uses: reading === null ? [] : valueUses([reading], catalogue),
  };
}

function nameTest(catalogue: Catalogue): (folded: string) => boolean {
  return (folded) => {
    for (const { name, columns } of catalogue.relations.values()) {
      if (fold(name.name) === folded || columns.some((column) => fold(column.name) === folded)) return true;
    }
    return false;
  };
}

/** What the statement names, and what the views among it read. */
function readsOf(reading: Reading, catalogue: Catalogue): readonly RelationRead[] {
  const reads = new Map<string, RelationRead>();
  const add = (
    { relation, known: place }: Use,
    from: { reading: Reading; through: RelationName | null; depth: number },
  ): void => {
    const key = relationKey(relation.name);
    const whole = from.reading.star || place === "by-none";
    const columns = relation.columns
      .map(({ name }) => name)
      .filter((name) => whole || from.reading.names.has(fold(name)));
    const known = reads.get(key);
    reads.set(key, {
      relation: relation.name,
      columns: known === undefined ? columns : [...new Set([...known.columns, ...columns])],
      through: known === undefined ? from.through : known.through,
    });
    if (relation.definition === null || from.depth > 20) return;
    const body = parseText(relation.definition);
    if (body.kind === "refusal") return;
    const inner = readStatement(body, { catalogue, functions: new Set() });
    for (const use of inner.uses)
      add(use, { reading: inner, through: from.through ?? relation.name, depth: from.depth + 1 });
  };
  for (const use of reading.uses) add(use, { reading, through: null, depth: 0 });
  return [...reads.values()];
}

function refusedExplain(statement: Statement): Refusal | null {
  const explained = explainedSelect(statement);
  return explained?.kind === "refusal" ? explained : null;
}

function notReading(kind: StatementKind): Refusal {
  if (kind === "insert" || kind === "update" || kind === "delete") {
    return refuse("write-not-possible", "The statement changes rows.", {
      rule: "read-only",
      remedy: "Send a SELECT statement.",
    });
  }
  return refuse("statement-kind", "Only SELECT, INSERT, UPDATE and DELETE statements are run.", {
    rule: "statement-kind",
    remedy:
      kind === "session"
        ? "Call describe-schema for the schema; settings are fixed."
        : "Send one SELECT, INSERT, UPDATE or DELETE statement.",
  });
}
