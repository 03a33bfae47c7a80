// The rows that those of a step meet by a key, as SQL: the ones that stand in their way, and what would make the outcome depend on the order in
// which the database happens to go through them.

import type { Verb } from "../../../model/catalogue.ts";
import { quoteName } from "../parse/node.ts";
import { keyName } from "./row-key.ts";
import { type MeetingKey, THERE } from "./rows-in-the-way.ts";
import type { StepReading } from "./step-reading.ts";

/** A step, and its temporary tables as FROM has them. */
interface StepRows {
  readonly reading: Pick<StepReading, "composed" | "meetings" | "replaced">;
  readonly verb: Verb;
  /** The parts of the target's key. */
  readonly keys: readonly string[];
  readonly target: string;
  readonly rows: string;
  readonly done: string;
  readonly asTheyAre: string;
  readonly becomes: readonly string[];
}

/** The keys of the rows of the target that are in the way of the step's, by any key, each once; a row is not in its own way. */
export function inTheWay(step: StepRows): string {
  const { keys } = step;
  const none = `SELECT ${keys.map((_, index) => `NULL AS ${quoteName(keyName(index))}`).join(", ")} WHERE false`;
  const found = meetingsOf(step).map((key) => meetingText(key, step));
  return `${found.length === 0 ? none : found.join(" UNION ")} ORDER BY ${keys.map((_, index) => index + 1).join(", ")}`;
}

function thereKeys({ keys }: StepRows): readonly string[] {
  return keys.map((key) => `"${THERE}".${key}`);
}

function meetingText({ there, given }: MeetingKey, step: StepRows): string {
  const keys = thereKeys(step).map((key, index) => `${key} AS ${quoteName(keyName(index))}`);
  const pairs = there.parts.map((part, place) => `${part} = ${given.parts[place] ?? "NULL"}`);
  const holds = [there.condition, given.condition].flatMap((condition) => (condition === null ? [] : [condition]));
  const on = [...pairs, ...holds, ...otherRow(step)].join(" AND ");
  return `SELECT ${keys.join(", ")} FROM ${givenIn(step)} CROSS JOIN ${step.target} AS "${THERE}" ON ${on}`;
}

function otherRow(step: StepRows): readonly string[] {
  if (step.verb !== "update") return [];
  const same = step.keys.map((key, index) => `"${THERE}".${key} = "gatehouse_rows".${quoteName(keyName(index))}`);
  return [`NOT (${same.join(" AND ")})`];
}

/** Taken off the number of rows: those that another one of them meets by what it becomes, or by what that one was and remains no longer. */
export function meetingsAmong(step: StepRows): string {
  const keys = meetingsOf(step);
  const ignores = step.reading.composed.clauses.resolution === "ignore";
  const met = ignores
    ? keys.map((key) =>
        countText(`${meetingText(key, step)} AND ${inRow(thereKeys(step))} IN (${movedText(key, step)})`),
      )
    : [];
  return [...keys.map((key) => twinsText(key, step)), ...met].join("");
}

/** The same of rows that are in the way: those that are changed themselves. */
export function updatedAmong(step: StepRows, by: StepRows): string {
  if (by.verb !== "update") return "";
  const names = step.keys.map((_, index) => quoteName(keyName(index)));
  return countText(`SELECT 1 FROM ${step.rows} WHERE ${inRow(names)} IN (SELECT ${names.join(", ")} FROM ${by.rows})`);
}

function countText(select: string): string {
  return ` - (SELECT count(*) FROM (${select}))`;
}

/** Of an UPDATE OR IGNORE a row that keeps a key is in the way of others whatever comes first. */
function twinsText(key: MeetingKey, step: StepRows): string {
  const { parts, condition } = key.given;
  const ignores = step.reading.composed.clauses.resolution === "ignore";
  const whole = [
    ...parts.map((part) => `${part} IS NOT NULL`),
    ...(condition === null ? [] : [condition]),
    ...(ignores ? [isMoved(key)] : []),
  ].join(" AND ");
  const from = `FROM ${givenIn(step)} WHERE ${whole}`;
  return ` - ((SELECT count(*) ${from}) - (SELECT count(*) FROM (SELECT DISTINCT ${parts.join(", ")} ${from})))`;
}

function movedText(key: MeetingKey, step: StepRows): string {
  const keys = step.keys.map((_, index) => `"gatehouse_rows".${quoteName(keyName(index))}`);
  return `SELECT ${keys.join(", ")} FROM ${givenIn(step)} WHERE ${isMoved(key)}`;
}

function isMoved({ was, given }: MeetingKey): string {
  const same = was.parts.map((part, place) => `${part} IS ${given.parts[place] ?? "NULL"}`);
  const held = was.condition === null ? [] : [`(${was.condition}) IS (${given.condition ?? "NULL"})`];
  return `NOT (${[...same, ...held].join(" AND ")})`;
}

/** After the change, of the rows that were in the way: how many are there that are none of the new ones. */
export function takenLeft(step: StepRows, by: StepRows): string {
  // compared as the target's own keys are
  const here = step.keys.map((key) => `${quoteName(step.reading.composed.relation.name.name)}.${key}`);
  const made = `SELECT ${by.becomes.join(", ")} FROM ${by.verb === "insert" ? by.done : by.rows}`;
  return `SELECT count(*) FROM ${step.asTheyAre} WHERE ${inRow(here)} NOT IN (${made})`;
}

export function inRow(names: readonly string[]): string {
  return names.length === 1 ? names.join() : `(${names.join(", ")})`;
}

function meetingsOf(step: StepRows): readonly MeetingKey[] {
  return step.reading.replaced ? [] : (step.reading.meetings?.keys ?? []);
}

/** FROM: the rows that are given, beside what they were. */
function givenIn(step: StepRows): string {
  return step.verb === "insert" ? step.rows : step.asTheyAre;
}
