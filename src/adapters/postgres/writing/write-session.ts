// One connection in one write transaction: settings, locks, and statements whose results stay text. What goes wrong comes out as the
// database's refusal or as a Failure; whoever holds the session says how it ends.

import pg from "pg";
import type { RelationName } from "../../../core/model/relation-name.ts";
import type { WireValue } from "../protocol/frontend-messages.ts";

/** Every value as the server writes it. */
const AS_TEXT = { getTypeParser: () => (value: string) => value };

export interface TextResult {
  readonly fields: readonly pg.FieldDef[];
  readonly rows: readonly (readonly (string | null)[])[];
}

export async function readText(client: pg.ClientBase, text: string, values: WireValue[] = []): Promise<TextResult> {
  // queryMode keeps a text without parameters from the simple protocol, which runs several statements
  const query = { text, values, rowMode: "array" as const, types: AS_TEXT, queryMode: "extended" };
  const { fields, rows } = await client.query<(string | null)[]>(query);
  return { fields, rows };
}

/**
 * Begins a serializable transaction that may write. The locks come before anything that takes the snapshot, so that the catalogue
 * which the witness then reads is the one that holds until the end.
 */
export function beginStatements({
  targets,
  reads,
  milliseconds,
  pins,
}: {
  targets: readonly RelationName[];
  reads: readonly RelationName[];
  milliseconds: number;
  pins: readonly string[];
}): readonly string[] {
  const written = [...new Set(targets.map(formatName))].sort();
  const others = reads.map(formatName).filter((name) => !written.includes(name));
  return [
    "BEGIN ISOLATION LEVEL SERIALIZABLE READ WRITE",
    ...pins,
    "SET LOCAL lock_timeout = '2s'",
    ...(others.length > 0 ? [`LOCK TABLE ${others.join(", ")} IN ACCESS SHARE MODE`] : []),
    `LOCK TABLE ${written.join(", ")} IN ROW EXCLUSIVE MODE`,
    writeSettings(milliseconds),
  ];
}

/**
 * Begins a transaction that may change the schema. Each of its statements sees what is committed, so that what is read after a lock is
 * what the lock holds; the locks that it begins with hinder no reader and no writer.
 */
export async function beginChange(
  client: pg.ClientBase,
  { reads, milliseconds, pins }: { reads: readonly RelationName[]; milliseconds: number; pins: readonly string[] },
): Promise<void> {
  await client.query(
    [
      "BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE",
      ...pins,
      "SET LOCAL lock_timeout = '2s'",
      ...(reads.length > 0 ? [`LOCK TABLE ${reads.map(formatName).join(", ")} IN ACCESS SHARE MODE`] : []),
      writeSettings(milliseconds),
    ].join(";\n"),
  );
}

function writeSettings(milliseconds: number): string {
  return `SELECT set_config('synchronous_commit', 'on', true), set_config('lock_timeout', '2000', true),
    set_config('statement_timeout', '${Math.max(1, Math.round(milliseconds))}', true),
    set_config('idle_in_transaction_session_timeout', '60000', true)`;
}

export function formatName({ schema, name }: RelationName): string {
  return `${pg.escapeIdentifier(schema)}.${pg.escapeIdentifier(name)}`;
}
