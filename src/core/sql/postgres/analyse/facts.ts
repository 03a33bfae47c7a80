// Facts of a statement from its reading. Views are followed to the relations that they read.

import type { Catalogue, Relation } from "../../../model/catalogue.ts";
import type { Facts, NamedTarget, OutputColumn, RelationRead } from "../../../model/facts.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { type ColumnName, type RelationName, relationKey } from "../../../model/relation-name.ts";
import type { Statement } from "../parse/parse-text.ts";
import { refuseKind, statementKind } from "../parse/statement-kind.ts";
import type { UnfitWrite, UnknownTarget } from "../write/read-change.ts";
import type { WriteReading } from "../write/read-write.ts";
import type { Output } from "./outputs.ts";
import type { Reading } from "./reading.ts";
import type { Flow } from "./scope.ts";
import { tooCostly, valueUses } from "./value-uses.ts";
import { readView } from "./view-body.ts";

export function factsOf(statement: Statement, reading: Reading, catalogue: Catalogue): Facts {
  const kind = statementKind(statement.tree.kind);
  const refusal = refuseKind(kind, statement.tree.kind);
  let uses: Facts["uses"];
  return {
    kind,
    writes: [],
    reads: readsOf([reading], catalogue),
    unresolved: reading.unresolved,
    calls: [...reading.calls],
    outputs: outputColumns(reading.outputs),
    parameters: reading.parameters,
    obstacles: [...(refusal === null ? [] : [refusal]), ...reading.obstacles, ...tooCostly([reading])],
    normalisedText: statement.normalisedText,
    fingerprint: statement.fingerprint,
    // asked for where masks may decide
    get uses() {
      uses ??= valueUses([reading], catalogue);
      return uses;
    },
  };
}

export function outputColumns(outputs: readonly Output[]): readonly OutputColumn[] {
  // the columns of a star often share what flows into them
  const known = new Map<Flow, readonly ColumnName[]>();
  const sourcesOf = (flow: Flow): readonly ColumnName[] => {
    const sources = known.get(flow) ?? flow.sources();
    known.set(flow, sources);
    return sources;
  };
  return outputs.map(({ name, named, flow, base }) => ({
    name: named ? name : null,
    sources: base === null ? sourcesOf(flow) : [base],
    direct: base !== null,
  }));
}

interface Found {
  readonly relation: Relation;
  readonly columns: Set<string>;
  readonly through: RelationName | null;
}

/** Facts of a statement that changes rows: what its rows and its RETURNING read, and what it writes. */
export function factsOfWrite(
  statement: Statement,
  write: WriteReading | UnknownTarget | UnfitWrite | Refusal,
  catalogue: Catalogue,
): Facts {
  const [first] = write.kind === "write" ? write.steps : [];
  const own = statementKind(statement.tree.kind);
  // a SELECT behind a writing WITH changes rows all the same
  const kind = own === "read" ? (first?.composed.verb ?? "update") : own;
  const common = { kind, normalisedText: statement.normalisedText, fingerprint: statement.fingerprint };
  const nothing = {
    ...common,
    reads: [],
    unresolved: [],
    calls: [],
    outputs: [],
    writes: [],
    parameters: 0,
    obstacles: [],
  };
  if (write.kind === "refusal") return { ...nothing, obstacles: [write] };
  if (write.kind === "unfit") {
    const target: RelationRead = { relation: write.target.name, columns: [], through: null };
    const targets = [...(write.before ?? []), write.target].map(targetOf);
    return { ...nothing, targets, reads: [target], obstacles: [write.refusal] };
  }
  if (write.kind === "unknown-target") {
    const { text, position, before = [] } = write;
    return {
      ...nothing,
      targets: [...before.map(targetOf), { text, relation: null }],
      unresolved: [{ text, position }],
    };
  }
  const readings = [
    ...write.parts.map((part) => (part.kind === "step" ? part.rows : part.reading)),
    write.returning?.reading ?? null,
  ].filter((reading) => reading !== null);
  return {
    ...common,
    targets: write.steps.map(({ composed }) => targetOf(composed.relation)),
    writes: write.steps.map(({ facts }) => facts),
    reads: readsOf(readings, catalogue),
    unresolved: readings.flatMap(({ unresolved }) => unresolved.map(({ text }) => ({ text, position: null }))),
    calls: [...new Set(readings.flatMap(({ calls }) => [...calls]))],
    outputs: outputColumns(write.returning?.reading.outputs ?? []),
    parameters: Math.max(0, ...readings.map(({ parameters }) => parameters)),
    obstacles: [...write.obstacles.map((obstacle) => ({ ...obstacle, position: null })), ...tooCostly(readings)],
    uses: valueUses(readings, catalogue),
  };
}

function targetOf({ name }: Relation): NamedTarget {
  return { text: name.name, relation: name };
}

function readsOf(readings: readonly Reading[], catalogue: Catalogue): readonly RelationRead[] {
  const found = new Map<string, Found>();
  for (const reading of readings) collect(reading, { catalogue, through: null, found });
  return [...found.values()].map(({ relation, columns, through }) => ({
    relation: relation.name,
    columns: relation.columns.map(({ name }) => name).filter((name) => columns.has(name)),
    through,
  }));
}

function collect(
  reading: Reading,
  into: { catalogue: Catalogue; through: RelationName | null; found: Map<string, Found> },
): void {
  const { catalogue, through, found } = into;
  for (const { relation } of reading.relations) {
    const key = JSON.stringify([relationKey(relation.name), through === null ? null : relationKey(through)]);
    if (found.has(key)) continue;
    found.set(key, { relation, columns: new Set(), through });
    const body = readView(relation, catalogue);
    if (body !== null && !("code" in body)) collect(body, { catalogue, through: relation.name, found });
  }
  for (const { item, column } of reading.columns) {
    if (item.relation === null) continue;
    const key = JSON.stringify([relationKey(item.relation.name), through === null ? null : relationKey(through)]);
    const columns = found.get(key)?.columns;
    if (column === null) for (const { name } of item.relation.columns) columns?.add(name);
    else columns?.add(column);
  }
}
