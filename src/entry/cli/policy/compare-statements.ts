// The statements of the ledger's last days by two policies: what would have been refused, shown, masked otherwise. They are planned as the
// ledger keeps them, without literals, so that nothing has to be unsealed.

import { uuidIds } from "../../../adapters/system/system-clock.ts";
import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import type { Outcome } from "../../../core/policy/check/check-expectation.ts";
import type { Planning } from "../../../gate/planning.ts";
import { explainStatement, outcomeOf } from "../../../gate/reading.ts";
import { authenticateConfigured } from "../../wiring/authenticate.ts";
import { openSearch } from "../ledger/find-entries.ts";
import type { Io } from "../terminal/io.ts";

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
  for (const [, { calls, ...each }] of asked) {
    const [was, is] = [await fare(each, before), await fare(each, after)];
    if (was === null || is === null) {
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
): Promise<ReadonlyMap<string, Asked & { calls: number }>> {
  const asked = new Map<string, Asked & { calls: number }>();
  const search = await openSearch({ config }, io);
  try {
    const filter = await search.filter({ since });
    for await (const { record } of search.find(filter, { descending: true, cursor: null })) {
      const { caller, target, statement } = record;
      if (caller === undefined || target === undefined || statement === undefined) continue;
      const each = {
        principal: caller.principal,
        role: caller.role,
        database: target.database,
        statement: statement.normalised,
      };
      const key = JSON.stringify(each);
      asked.set(key, { ...each, calls: (asked.get(key)?.calls ?? 0) + 1 });
    }
  } finally {
    await search.close();
  }
  return asked;
}

/** Null where it cannot be told. */
async function fare({ principal, role, database, statement }: Asked, planning: Planning): Promise<Outcome | null> {
  try {
    const caller = authenticateConfigured({ principal, role, session: uuidIds.next() }, planning.policy());
    const outcome = outcomeOf(await explainStatement({ database, sql: statement }, { caller, gatehouse: planning }));
    return outcome.code !== null && OF_THE_FORM.has(outcome.code) ? null : outcome;
  } catch (error) {
    if (!(error instanceof Failure && error.code === "usage")) throw error;
    return {
      decision: "deny",
      rule: "identity",
      code: "unknown-identity",
      treatments: new Map(),
      columns: [],
      filtered: [],
    };
  }
}

function differences(was: Outcome, is: Outcome): readonly string[] {
  if (was.decision !== is.decision || was.code !== is.code) {
    const told = ({ decision, code }: Outcome): string => (code === null ? decision : `${decision} (${code})`);
    return [`${told(was)} -> ${told(is)}`];
  }
  const columns = [...new Set([...was.treatments.keys(), ...is.treatments.keys()])];
  return [
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
