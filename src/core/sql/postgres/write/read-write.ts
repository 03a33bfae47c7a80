// Reads a statement that changes rows: one INSERT, UPDATE or DELETE, or a WITH that holds several. Each sees the tables as they were before
// any of them, and of the others what they return; that is what the server does too.

import type { Relation } from "../../../model/catalogue.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { readStatement } from "../analyse/read-statement.ts";
import type { Reading } from "../analyse/reading.ts";
import type { Statement } from "../parse/parse-text.ts";
import { refuseReserved } from "./compose-rows.ts";
import {
  type ChangedRows,
  type QueryReading,
  readChange,
  type StepReading,
  type UnfitWrite,
  type UnknownTarget,
  type WritePart,
  type WriteScope,
} from "./read-change.ts";
import { splitWith, type WritingWith } from "./split-with.ts";

export interface WriteReading {
  readonly kind: "write";
  /** In the order in which they are to stand: each may read the queries before it. */
  readonly parts: readonly WritePart[];
  /** The steps among the parts, and those that the statement behind WITH is. */
  readonly steps: readonly StepReading[];
  readonly main: readonly StepReading[];
  /** RETURNING, or the SELECT behind a writing WITH, which has no changed rows of its own. */
  readonly returning: { readonly reading: Reading; readonly changed: ChangedRows | null } | null;
  readonly obstacles: readonly Refusal[];
}

const CHANGES = new Set(["InsertStmt", "UpdateStmt", "DeleteStmt", "MergeStmt"]);

/** Null when the statement is of another kind. */
export function readWrite(
  statement: Statement,
  scope: WriteScope,
): WriteReading | UnknownTarget | UnfitWrite | Refusal | null {
  const split = splitWith(statement);
  if (split === null && !CHANGES.has(statement.tree.kind)) return null;
  if (split?.kind === "refusal") return split;
  const reserved = refuseReserved(statement);
  if (split !== null) return reserved ?? readWith(split, scope);
  const change = readChange(statement, { ...scope, before: [], number: 1 });
  if (change.kind !== "change") return change;
  if (reserved !== null) return { kind: "unfit", target: change.relation, refusal: reserved };
  const { parts, steps, returning, obstacles } = change;
  return { kind: "write", parts, steps, main: steps, returning, obstacles };
}

function readWith(
  { queries, main }: WritingWith,
  scope: WriteScope,
): WriteReading | UnknownTarget | UnfitWrite | Refusal {
  const parts: WritePart[] = [];
  const obstacles: Refusal[] = [];
  const before: QueryReading[] = [];
  const named: Relation[] = [];
  let number = 0;
  const change = (statement: Statement): ReturnType<typeof readChange> => {
    number += 1;
    const read = readChange(statement, { ...scope, before, number });
    if (read.kind !== "change") return { ...read, before: [...named] };
    named.push(read.relation);
    parts.push(...read.parts);
    obstacles.push(...read.obstacles);
    return read;
  };
  for (const { name, columns, statement } of queries) {
    const query = (reading: Reading, changed: ChangedRows | null): void => {
      const read = { kind: "query" as const, name, columns, reading, outputs: reading.outputs, changed };
      parts.push(read);
      before.push(read);
    };
    if (!CHANGES.has(statement.tree.kind)) {
      const reading = readStatement(statement, { ...scope, before });
      obstacles.push(...reading.obstacles);
      query(reading, null);
      continue;
    }
    const read = change(statement);
    if (read.kind !== "change") return read;
    if (read.returning !== null) query(read.returning.reading, read.returning.changed);
  }
  const last = CHANGES.has(main.tree.kind) ? change(main) : readSelect(main, { ...scope, before });
  if (last.kind !== "change" && last.kind !== "select") return last;
  return {
    kind: "write",
    parts,
    steps: parts.filter((part) => part.kind === "step"),
    main: last.kind === "change" ? last.steps : [],
    returning: last.returning,
    obstacles: last.kind === "change" ? obstacles : [...obstacles, ...last.returning.reading.obstacles],
  };
}

interface SelectReading {
  readonly kind: "select";
  readonly returning: { readonly reading: Reading; readonly changed: null };
}

function readSelect(
  statement: Statement,
  scope: WriteScope & { readonly before: readonly QueryReading[] },
): SelectReading {
  return { kind: "select", returning: { reading: readStatement(statement, scope), changed: null } };
}
