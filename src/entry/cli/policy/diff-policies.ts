// `gatehouse policy diff`: two policy folders over the databases as they are now, for everybody who is in either, and over the statements that
// the ledger has of the last days. Runs nothing, unseals nothing.

import { isDeepStrictEqual } from "node:util";
import { parse } from "yaml";
import { readPolicyFiles } from "../../../adapters/files/read-policy-files.ts";
import { uuidIds } from "../../../adapters/system/system-clock.ts";
import type { Governance } from "../../../core/model/governed-relation.ts";
import { compareGovernance, type GovernanceChange } from "../../../core/policy/check/compare-governance.ts";
import type { Policy } from "../../../core/policy/policy.ts";
import { GovernanceCache, governDatabase, PlanCache, type Planning, writableOf } from "../../../gate/planning.ts";
import { authenticateConfigured } from "../../wiring/authenticate.ts";
import { filterMeanings } from "../../wiring/filter-meanings.ts";
import { openDatabases } from "../../wiring/open-databases.ts";
import { failureOfProblems, type Project, parsePolicy, readProject } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { compareStatements, type Sides, type StatementChanges } from "./compare-statements.ts";

export interface DiffOptions {
  readonly config: string;
  readonly ledger?: string;
  readonly json?: true;
}

interface Change extends GovernanceChange {
  readonly database: string;
  /** `role (identity, identity)`. */
  readonly who: readonly string[];
}

export async function diffPolicies(
  folders: { old: string; now: string | undefined },
  options: DiffOptions,
  io: Io,
): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const [old, now] = await Promise.all([
    readSide(folders.old, project),
    readSide(folders.now ?? project.policyFolder, project),
  ]);
  const { close, ...opened } = await openDatabases(project);
  const planning = (policy: Policy): Planning => ({
    ...opened,
    policy: () => policy,
    governance: new GovernanceCache(writableOf(opened.databases), filterMeanings(project, { adds: false })),
    plans: new PlanCache(),
  });
  try {
    const sides = { before: planning(old.policy), after: planning(now.policy) };
    const changes = await compareSchemas(sides);
    const statements =
      options.ledger === undefined ? null : await compareStatements(sides, { ...options, since: options.ledger }, io);
    const risk = !isDeepStrictEqual(old.risk, now.risk);
    if (options.json === true) io.json({ changes, risk, ...(statements !== null && { statements }) }, 2);
    else io.out(...forPeople({ changes, risk, statements }, io));
    const same = changes.length === 0 && !risk && (statements === null || statements.changed.length === 0);
    return same ? 0 : 1;
  } finally {
    await close();
  }
}

interface Side {
  readonly policy: Policy;
  /** What risk.yaml says; null where the rules hold that ship. */
  readonly risk: unknown;
}

async function readSide(folder: string, project: Project): Promise<Side> {
  const files = await readPolicyFiles(folder);
  const loaded = parsePolicy(files, project.config);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const risk: unknown = parse(files.find(({ path }) => /^risk\.ya?ml$/.test(path))?.text ?? "");
  return { policy: loaded.policy, risk };
}

/** Everybody in every role that they hold by either policy. */
function everybody({ before, after }: Sides): readonly { principal: string; role: string }[] {
  const held = [before, after].flatMap((side) =>
    [...side.policy().identities.values()].flatMap(({ name, roles }) =>
      roles.map((role) => ({ principal: name, role })),
    ),
  );
  const seen = new Map(held.map((each) => [`${each.role}\u0000${each.principal}`, each]));
  return [...seen.entries()].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

async function compareSchemas(sides: Sides): Promise<readonly Change[]> {
  const found = new Map<string, { change: GovernanceChange; database: string; who: Map<string, string[]> }>();
  for (const database of sides.after.databases.keys()) {
    for (const { principal, role } of everybody(sides)) {
      const [before, after] = [
        await governanceOf(sides.before, { principal, role, database }),
        await governanceOf(sides.after, { principal, role, database }),
      ];
      for (const change of compareGovernance(before, after)) {
        const key = JSON.stringify([database, change]);
        const known = found.get(key) ?? { change, database, who: new Map<string, string[]>() };
        found.set(key, known);
        known.who.set(role, [...(known.who.get(role) ?? []), principal]);
      }
    }
  }
  return [...found.values()].map(({ change, database, who }) => ({
    ...change,
    database,
    who: [...who].map(([role, principals]) => `${role} (${principals.join(", ")})`),
  }));
}

/** Nothing, for who is not there or not in that role. */
async function governanceOf(
  planning: Planning,
  of: { principal: string; role: string; database: string },
): Promise<Governance> {
  const policy = planning.policy();
  const role = policy.roles.get(of.role);
  const database = planning.databases.get(of.database);
  const isHeld = policy.identities.get(of.principal)?.roles.includes(of.role) === true;
  if (role === undefined || database === undefined || !isHeld || role.reads === "none") return new Map();
  const caller = authenticateConfigured({ principal: of.principal, role: of.role, session: uuidIds.next() }, policy);
  const scope = { gatehouse: planning, caller, policy, role, database, freshness: "known" as const };
  return (await governDatabase(scope)).governance;
}

const STYLES = { more: "yellow", less: "cyan", other: "bold" } as const;
const WORDS = { more: "more", less: "less", other: "otherwise" } as const;

function forPeople(
  { changes, risk, statements }: { changes: readonly Change[]; risk: boolean; statements: StatementChanges | null },
  io: Io,
): readonly string[] {
  return [
    ...changes.flatMap(({ database, direction, of, before, after, who }) => [
      `${paint(io, STYLES[direction], WORDS[direction].padEnd(10))}${database}  ${of}  ${before} -> ${after}`,
      `          for ${who.join("; ")}`,
    ]),
    ...(risk ? ["The rules of risk are others: writes may wait, or run at once, that did not."] : []),
    ...(statements === null ? [] : statementsForPeople(statements, io)),
    changes.length === 0 && !risk
      ? paint(io, "green", "Over the schema as it is now, nothing changes for anybody.")
      : `${changes.length} ${changes.length === 1 ? "change" : "changes"} over the schema as it is now.`,
  ];
}

function statementsForPeople({ changed, looked, unplanned }: StatementChanges, io: Io): readonly string[] {
  return [
    ...changed.flatMap(({ principal, role, database, calls, what, statement }) => [
      `${paint(io, "bold", "statement ")}${principal} as ${role} on ${database}, ${calls} ${calls === 1 ? "call" : "calls"}: ${statement}`,
      ...what.map((each) => `          ${each}`),
    ]),
    `${looked} different statements of the ledger were planned by both: ${changed.length === 0 ? "none" : String(changed.length)} would fare otherwise${unplanned === 0 ? "" : `; ${unplanned} cannot be told without their literals`}.`,
  ];
}
