// The statements of the ledger's last days by two policies: what would have been refused, masked otherwise, or asked about. They are planned
// as the ledger keeps them, without literals, so that nothing has to be unsealed; writes are weighed by the rows that the ledger counts.

import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import type { Outcome } from "../../../core/policy/check/check-expectation.ts";
import type { Assessment } from "../../../core/policy/risk/assess-risk.ts";
import type { Planning } from "../../../gate/planning.ts";
import { explainStatement, outcomeOf } from "../../../gate/reading.ts";
import { weighRecorded } from "../../../gate/writing.ts";
import { authenticateConfigured } from "../../wiring/authenticate.ts";
import { openSearch } from "../ledger/find-entries.ts";
import type { Io } from "../terminal/io.ts";
import { plannableText } from "./plannable-text.ts";

/** Planning by each of the two. */
export interface Sides {
  readonly before: Planning;
  readonly after: Planning;
}

export interface StatementChanges {
  readonly changed: readonly {
    readonly principal: string;
    readonly role: string;
    readonly database: string;
    readonly calls: number;
    /** Without its literals. */
    readonly statement: string;
    readonly what: readonly string[];
  }[];
  /** Different statements that both could plan. */
  readonly looked: number;
  /** Those that nobody can plan without their literals. */
  readonly unplanned: number;
}

interface Asked {
  readonly principal: string;
  readonly role: string;
  readonly database: string;
  readonly statement: string;
}

/** What the ledger says of its calls. */
interface Told {
  readonly calls: number;
  /** That one of them changed, at most; 1 where none did. */
  readonly rows: number;
  /** Whether one of them was allowed: what both refuse now, they refuse for want of its literals. */
  readonly ran: boolean;
}

interface Fared {
  readonly outcome: Outcome;
  /** Of a write that is granted: which rules of risk hold. */
  readonly weighed: Assessment | null;
}

/** Refusals that come of the missing literals, and say nothing of the policies. */
const OF_THE_FORM: ReadonlySet<string> = new Set([
  "syntax-error",
  "parameter-type",
  "parameter-count",
  "empty-statement",
]);

export async function compareStatements(
  { before, after }: Sides,
  options: { config: string; since: string },
  io: Io,
): Promise<StatementChanges> {
  const asked = await statementsSince(options, io);
  const changed: StatementChanges["changed"][number][] = [];
  let [looked, unplanned] = [0, 0];
  for (const [, { calls, rows, ran, ...each }] of asked) {
    const [was, is] = [await fare(each, { planning: before, rows }), await fare(each, { planning: after, rows })];
    if (was === null || is === null || (ran && isRefused(was) && isRefused(is))) {
      unplanned++;
      continue;
    }
    looked++;
    const what = differences(was, is);
    if (what.length > 0) changed.push({ ...each, statement: visibleLine(each.statement), calls, what });
  }
  return { changed: changed.toSorted((a, b) => b.calls - a.calls), looked, unplanned };
}

/** Each statement of each caller once, and how often it was sent. */
async function statementsSince(
  { config, since }: { config: string; since: string },
  io: Io,
): Promise<ReadonlyMap<string, Asked & Told>> {
  const asked = new Map<string, Asked & Told>();
  const search = await openSearch({ config }, io);
  try {
    const filter = await search.filter({ since });
    for await (const { record } of search.find(filter, { descending: true, cursor: null })) {
      const { caller, target, statement, result, decision } = record;
      if (caller === undefined || target === undefined || statement === undefined) continue;
      const each = {
        principal: caller.principal,
        role: caller.role,
        database: target.database,
        statement: statement.normalised,
      };
      const key = JSON.stringify(each);
      const { calls = 0, rows = 1, ran = false } = asked.get(key) ?? {};
      asked.set(key, {
        ...each,
        calls: calls + 1,
        rows: Math.max(rows, result?.rows ?? 0),
        ran: ran || decision?.effect === "allow",
      });
    }
  } finally {
    await search.close();
  }
  return asked;
}

/** Null where it cannot be told. */
async function fare(
  { principal, role, database, statement }: Asked,
  { planning, rows }: { planning: Planning; rows: number },
): Promise<Fared | null> {
  try {
    const policy = planning.policy();
    const caller = authenticateConfigured({ principal, role, session: uuidIds.next() }, policy);
    const sql = plannableText(statement, planning.databases.get(database)?.engine ?? "sqlite");
    const explained = await explainStatement({ database, sql }, { caller, gatehouse: planning });
    const outcome = outcomeOf(explained);
    if (outcome.code !== null && OF_THE_FORM.has(outcome.code)) return null;
    if (explained.kind === "refused") return { outcome, weighed: null };
    const { facts, governance, catalogue } = explained;
    const now = systemClock.now();
    return { outcome, weighed: weighRecorded({ facts, governance, catalogue, policy, caller, database, rows, now }) };
  } catch (error) {
    if (!(error instanceof Failure && error.code === "usage")) throw error;
    return { outcome: UNKNOWN, weighed: null };
  }
}

const UNKNOWN: Outcome = {
  decision: "deny",
  rule: "identity",
  code: "unknown-identity",
  treatments: new Map(),
  columns: [],
  filtered: [],
};

function isRefused({ outcome }: Fared): boolean {
  return outcome.decision === "deny";
}

function differences(before: Fared, after: Fared): readonly string[] {
  const [was, is] = [before.outcome, after.outcome];
  if (was.decision !== is.decision || was.code !== is.code) {
    const told = ({ decision, code }: Outcome): string => (code === null ? decision : `${decision} (${code})`);
    return [`${told(was)} -> ${told(is)}`];
  }
  const [asked, asks] = [before, after].map(({ weighed }) => (weighed === null ? "" : waitOf(weighed)));
  const columns = [...new Set([...was.treatments.keys(), ...is.treatments.keys()])];
  return [
    ...(asked === asks ? [] : [`${asked ?? ""} -> ${asks ?? ""}`]),
    ...columns.flatMap((column) => {
      const [old, now] = [was.treatments.get(column) ?? "not read", is.treatments.get(column) ?? "not read"];
      return old === now ? [] : [`${column}: ${old} -> ${now}`];
    }),
    ...is.filtered
      .filter((relation) => !was.filtered.includes(relation))
      .map((relation) => `${relation}: rows are filtered`),
    ...was.filtered
      .filter((relation) => !is.filtered.includes(relation))
      .map((relation) => `${relation}: rows are filtered no longer`),
  ];
}

/** What the rules of risk say of a write, in words that are equal where they say the same. */
function waitOf({ held, quorum, assurance }: Assessment): string {
  if (held.length === 0) return "runs at once";
  const people = quorum === 1 ? "1 person" : `${quorum} people`;
  const how = assurance === 1 ? "" : ` with assurance ${assurance}`;
  return `waits for ${people}${how} by ${held.map(({ rule }) => rule).join(", ")}`;
}
