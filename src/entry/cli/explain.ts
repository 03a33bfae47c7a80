// `gatehouse explain`: the decision and the plan for a statement, as any caller. Runs nothing and releases nothing.

import { uuidIds } from "../../adapters/system/system-clock.ts";
import type { WriteFacts } from "../../core/model/facts.ts";
import { formatRelation, relationKey } from "../../core/model/relation-name.ts";
import { visibleText } from "../../core/model/visible-text.ts";
import { GovernanceCache, PlanCache, writableOf } from "../../gate/planning.ts";
import { type Explanation, explainStatement } from "../../gate/reading.ts";
import { authenticateConfigured } from "../wiring/authenticate.ts";
import { filterMeanings } from "../wiring/filter-meanings.ts";
import { openDatabases } from "../wiring/open-databases.ts";
import { failureOfProblems, readProject, readProjectPolicy } from "../wiring/project.ts";
import { inPlainWords } from "./explain-plainly.ts";
import { padCell } from "./terminal/cells.ts";
import type { Io } from "./terminal/io.ts";
import { paint } from "./terminal/paint.ts";

interface ExplainOptions {
  readonly config: string;
  readonly as: string;
  readonly role?: string;
  readonly database?: string;
  readonly json?: true;
}

export async function explain(sql: string, options: ExplainOptions, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { policy } = loaded;
  const { close, ...opened } = await openDatabases(project);
  const governance = new GovernanceCache(writableOf(opened.databases), filterMeanings(project, { adds: false }));
  const gatehouse = { ...opened, policy: () => policy, governance, plans: new PlanCache() };
  try {
    const claim = { principal: options.as, role: options.role ?? null, session: uuidIds.next() };
    const caller = authenticateConfigured(claim, policy);
    const explanation = await explainStatement({ database: options.database ?? null, sql }, { caller, gatehouse });
    if (options.json === true) io.json(forScripts(explanation), 2);
    else io.out(...inPlainWords(explanation, caller), "", ...forPeople(explanation, io));
    return explanation.kind === "allowed" ? 0 : 1;
  } finally {
    await close();
  }
}

function forScripts(explanation: Explanation) {
  if (explanation.kind === "refused")
    return { decision: "deny", refusal: explanation.refusal, facts: explanation.facts };
  const { facts, allow, plan, database } = explanation;
  return {
    decision: "allow",
    database,
    rule: allow.rule,
    // of a write: the rules of risk decide over its exact effect when it is sent
    weighed: facts.writes.length > 0,
    facts,
    treatments: treatmentsOf(explanation),
    mask_notes: explanation.notes,
    limits: allow.limits,
    plan: { text: plan.text, parameters: plan.parameters, opens: plan.opens.map(formatRelation) },
  };
}

function forPeople(explanation: Explanation, io: Io): readonly string[] {
  const title = (text: string) => paint(io, "bold", text.padEnd(12));
  if (explanation.kind === "refused") {
    const { code, rule, message, remedy } = explanation.refusal;
    return [
      `${title("decision")}${paint(io, "red", "deny")} (${code}, rule: ${rule})`,
      `${title("")}${message}`,
      `${title("remedy")}${remedy}`,
    ];
  }
  const { facts, allow, plan } = explanation;
  const reads = treatmentsOf(explanation).flatMap(({ relation, through, filtered, columns }) => [
    `${title("reads")}${relation}${through === null ? "" : ` through ${through}`}${filtered ? paint(io, "yellow", "  rows filtered") : ""}`,
    ...columns.map(
      ({ name, treatment, class: dataClass }) =>
        `${title("")}  ${padCell(name, 20)}${treatment === "clear" ? "clear" : paint(io, "cyan", treatment)}${dataClass === null ? "" : `  (${dataClass})`}`,
    ),
  ]);
  return [
    facts.writes.length === 0
      ? `${title("decision")}${paint(io, "green", "allow")} (rule: ${allow.rule})`
      : `${title("decision")}${paint(io, "yellow", "allow or ask")} (rule: ${allow.rule}): risk.yaml decides over the exact effect when it is sent`,
    ...facts.writes.map((write) => `${title("writes")}${describeWrite(write)}`),
    ...reads,
    ...explanation.notes.flatMap(({ columns, in: clauses, note }) => [
      `${title("masks")}${columns.join(", ")} (${clauses.join(", ")})`,
      `${title("")}${note}`,
    ]),
    ...(facts.calls.length > 0 ? [`${title("calls")}${facts.calls.join(", ")}`] : []),
    `${title("limits")}${allow.limits.rows} rows, ${allow.limits.bytes} bytes, ${allow.limits.milliseconds / 1_000} seconds`,
    `${title("parameters")}${plan.parameters.map((parameter, place) => `$${place + 1} ${parameter.kind}`).join(", ") || "none"}`,
    ...visibleText(plan.text)
      .split("\n")
      .map((line, place) => `${title(place === 0 ? "plan" : "")}${line}`),
  ];
}

function describeWrite({ verb, target, assigned }: WriteFacts): string {
  const columns = assigned.map(({ column }) => column).join(", ");
  return `${verb} ${formatRelation(target)}${columns === "" ? "" : ` (${columns})`}`;
}

function treatmentsOf({ facts, governance }: Extract<Explanation, { kind: "allowed" }>) {
  return facts.reads.flatMap(({ relation, through, columns }) => {
    const governed = governance.get(relationKey(relation));
    if (governed === undefined) return [];
    return [
      {
        relation: formatRelation(relation),
        through: through === null ? null : formatRelation(through),
        filtered: governed.rowFilter !== null,
        columns: governed.columns
          .filter(({ column }) => columns.includes(column.name))
          .map(({ column, class: dataClass, treatment }) => ({
            name: column.name,
            class: dataClass,
            treatment: treatment.kind,
          })),
      },
    ];
  });
}
