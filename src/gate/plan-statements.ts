// The statements of one write, planned together: its first, and those that follow it in the same transaction. Each is granted and governed
// for itself; they are weighed, asked for and carried out as one.

import type { JsonValue } from "../core/model/json-value.ts";
import { type Refusal, refuse } from "../core/model/refusal.ts";
import type { PlannedChange, PlannedWrite, Unplanned } from "./plan-statement.ts";
import { type Prepared, prepareStatement } from "./prepare-statement.ts";

export interface AskedStatement {
  readonly sql: string;
  readonly parameters: readonly JsonValue[];
}

export interface PreparedWrite extends Omit<Prepared, "planned"> {
  readonly planned: PlannedChange | Unplanned;
}

export async function prepareStatements(
  [first, ...others]: readonly AskedStatement[],
  scope: Parameters<typeof prepareStatement>[1],
): Promise<PreparedWrite> {
  const prepared = await prepareStatement(first?.sql ?? "", scope);
  const { planned } = prepared;
  if (planned.kind === "planned") throw new RangeError("a request for a statement that only reads");
  if (planned.kind === "unplanned" || others.length === 0) return { ...prepared, planned };
  if (planned.kind === "planned-schema-change") throw new RangeError("a change of the schema with further statements");
  const all: { planned: PlannedWrite; statement: AskedStatement }[] = [];
  for (const statement of others) {
    const next = await prepareStatement(statement.sql, scope);
    if (next.planned.kind === "unplanned") return { ...prepared, planned: next.planned };
    if (next.planned.kind !== "planned-write") throw new RangeError("a further statement that changes no rows");
    if (next.catalogue.version !== prepared.catalogue.version)
      return { ...prepared, planned: { kind: "unplanned", facts: planned.facts, refusal: refuseMoving() } };
    all.push({ planned: next.planned, statement });
  }
  const facts = {
    ...planned.facts,
    writes: [planned, ...all.map((next) => next.planned)].flatMap(({ facts: { writes } }) => writes),
    reads: [planned, ...all.map((next) => next.planned)].flatMap(({ facts: { reads } }) => reads),
    normalisedText: [planned, ...all.map((next) => next.planned)].map((next) => next.facts.normalisedText).join("; "),
  };
  const further = all.map((next) => ({ write: next.planned.write, parameters: next.statement.parameters }));
  return { ...prepared, planned: { ...planned, facts, further } };
}

function refuseMoving(): Refusal {
  return refuse("schema-changed", "The schema changed while the statements were being planned.", {
    rule: "catalogue",
    remedy: "Send it again.",
  });
}
