// From what a write is and would change to what the rules of risk say of it.

import type { Caller } from "../../../core/model/caller.ts";
import type { Catalogue } from "../../../core/model/catalogue.ts";
import type { WriteFacts } from "../../../core/model/facts.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import { formatRelation, type RelationName, relationKey } from "../../../core/model/relation-name.ts";
import { familyNamed } from "../../../core/policy/govern/relation-family.ts";
import type { Policy, RelationPolicy } from "../../../core/policy/policy.ts";
import { type Assessment, assessRisk, riskOfCaller } from "../../../core/policy/risk/assess-risk.ts";
import type { RiskFacts } from "../../../core/policy/risk/risk-policy.ts";
import type { UnaskedWrites } from "../../ports/budgets.ts";
import type { Preview } from "../../ports/write-transaction.ts";
import { couldChangeUnseen } from "./could-change.ts";

export interface Weighing {
  readonly writes: readonly WriteFacts[];
  readonly preview: Preview;
  readonly catalogue: Catalogue;
  readonly governance: Governance;
  readonly policy: Policy;
  readonly caller: Caller;
  readonly recent: UnaskedWrites;
  readonly database: string;
  /** Microseconds since the Unix epoch. */
  readonly now: number;
}

/** Each step is weighed as it stands among the others: one that a rule holds against holds the statement. */
export function weighWrite(weighing: Weighing): Assessment {
  const { writes, preview, policy } = weighing;
  const steps = writes.flatMap((write, place) => {
    const { rows = 0, total = null } = preview.steps[place] ?? {};
    return rows === 0 ? [] : [riskFacts(write, { ...weighing, rows, total })];
  });
  return assessRisk(steps, policy.risk.rules);
}

function riskFacts(
  write: WriteFacts,
  { writes, preview, catalogue, governance, policy, caller, recent, database, now, rows, total }: Weighing & Weight,
): RiskFacts {
  const governed = governance.get(relationKey(write.target));
  // what hidden values let triggers and foreign keys do is not to be told by whether people are asked
  const unseen = couldChangeUnseen(write, { governance, catalogue });
  const beside = preview.changes.filter(({ cause }) => cause !== "statement").map(({ relation }) => relation);
  const reached =
    unseen === "any"
      ? [...catalogue.relations.values()].map(({ name }) => name)
      : unseen === "nothing"
        ? beside
        : unseen;
  const data = listedOf([write.target, ...reached], { policy, database, catalogue });
  const changed = new Set(write.assigned.map(({ column }) => column));
  const columns = governed?.columns.filter(({ column }) => write.verb === "delete" || changed.has(column.name)) ?? [];
  const counted = preview.changes.filter(({ cause }) => cause !== "statement").reduce((sum, { rows }) => sum + rows, 0);
  const others = unseen === "nothing" ? counted : Number.MAX_SAFE_INTEGER;
  const mine = rowsOf(write, { writes, preview });
  const elsewhere = preview.steps.reduce((sum, step) => sum + step.rows, 0) - mine;
  return {
    write: {
      verb: write.verb,
      ddl: false,
      table: formatRelation(write.target),
      rows: BigInt(mine),
      share: shareOf({ rows, total }, governed?.rowFilter !== null),
      bounded: write.bounded,
      changes_key: write.changesKey,
      columns: columns.map(({ column }) => column.name),
      classes: [...new Set(columns.flatMap((column) => (column.class === null ? [] : [column.class])))],
      levels: [...new Set(columns.map(({ level }) => level))],
      other_rows: BigInt(others),
      previewed: preview.notPreviewed.length === 0,
      reversible: unseen === "nothing" && isReversible(preview, policy),
    },
    table: {
      critical: data.some(({ critical }) => critical),
      owners: ownersOf(write.target, { policy, database, catalogue }),
    },
    caller: riskOfCaller(caller, policy),
    // what the same statement changes in other tables is among it
    recent: { rows: BigInt(recent.rows + elsewhere), writes: BigInt(recent.writes) },
    database,
    time: riskOfTime(now),
  };
}

interface Listing {
  readonly policy: Policy;
  readonly database: string;
  readonly catalogue: Catalogue;
}

/** What the policy says of tables whose rows change, and of what they are parts of or have as parts: any of those can hold the rows. */
function listedOf(
  reached: readonly RelationName[],
  { policy, database, catalogue }: Listing,
): readonly RelationPolicy[] {
  const listed = policy.data.get(database)?.relations;
  const keys = new Set(reached.flatMap((name) => familyNamed(name, catalogue)).map(relationKey));
  return [...keys].flatMap((key) => listed?.get(key) ?? []);
}

function ownersOf(target: RelationName, listing: Listing): readonly string[] {
  return [...new Set(listedOf([target], listing).flatMap(({ owners }) => owners))];
}

/** All rows of the table that the statement changes: an upsert of a hundred rows is one, however many of them are there. */
function rowsOf({ target }: WriteFacts, { writes, preview }: Pick<Weighing, "writes" | "preview">): number {
  return writes.reduce((sum, write, place) => {
    const same = relationKey(write.target) === relationKey(target);
    return same ? sum + (preview.steps[place]?.rows ?? 0) : sum;
  }, 0);
}

interface Weight {
  readonly rows: number;
  readonly total: number | null;
}

/** `now` in microseconds since the Unix epoch. */
export function riskOfTime(now: number): RiskFacts["time"] {
  const at = new Date(now / 1_000);
  return { hour: BigInt(at.getUTCHours()), weekday: BigInt(at.getUTCDay() === 0 ? 7 : at.getUTCDay()) };
}

/** How much of the table: of a table whose rows are filtered nothing is said of what the caller does not see. */
function shareOf({ rows, total }: Weight, filtered: boolean): number {
  if (filtered || total === null) return 1;
  return total <= rows ? 1 : rows / total;
}

/** Images pass through memory. */
export const MOST_IMAGE_BYTES = 32 * 1024 * 1024;

/** By the images of its own rows, and of those that foreign keys change where all of them were captured. */
export function isReversible({ rows, bytes = 0, changes, captured = false }: Preview, { risk }: Policy): boolean {
  const known = captured || changes.every(({ cause }) => cause === "statement");
  return known && rows <= risk.undo.rows && bytes <= MOST_IMAGE_BYTES;
}
