// gatehouse.yaml, identities.yaml, risk.yaml and the roles of agent and approver as `init` writes them: a person, the agent that they answer
// for, and who decides on what it asks for.

import { stringify } from "yaml";
import { formatRelation, type RelationName } from "../../../core/model/relation-name.ts";
import { yamlScalar } from "./yaml-scalar.ts";

export interface Approver {
  readonly name: string;
  /** A line of a .pub file; null when it is enrolled later. */
  readonly key: string | null;
}

export interface ProjectAnswers {
  readonly name: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly owner: string;
  readonly approver: Approver | null;
  /** Whether the agent may propose changes, each of which waits for the approver. */
  readonly writes: boolean;
}

/** As the file says it before its comments: what is loaded to open the database. */
export function bareConfig({ name, settings }: Pick<ProjectAnswers, "name" | "settings">): string {
  return stringify({
    databases: { [name]: settings },
    policies: "./policies",
    state: "./.gatehouse",
    transport: { stdio: { caller: "claude" } },
  });
}

export function configText({ name, settings, writes }: Pick<ProjectAnswers, "name" | "settings" | "writes">): string {
  return `# Which databases callers reach, and where policies and state are. Every key: docs/policy-reference.md
${bareConfig({ name, settings: writes ? { ...settings, writes: "governed" } : settings })}`;
}

export function identitiesText({
  owner,
  approver,
  writes,
}: Pick<ProjectAnswers, "owner" | "approver" | "writes">): string {
  const decides = approver === null ? "" : `  ${approver.name}: ${approverText(approver)}\n`;
  return `# Who may call, and in which roles. An agent needs a person who answers for it, and whom it asks for: somebody else approves.
identities:
  ${owner}: { kind: human, roles: [data-owner] }
${decides}  claude: { kind: agent, owner: ${owner}, roles: [${writes ? "editor" : "analyst"}] }
`;
}

function approverText({ key }: Approver): string {
  const head = "{ kind: human, roles: [approver] }";
  if (key === null) return head;
  return `
    kind: human
    roles: [approver]
    keys:
      - ${JSON.stringify(key)}`;
}

export function approverRole({ writes }: Pick<ProjectAnswers, "writes">): string {
  return `# Decides on what others ask for, by signing with an SSH key: changes of data, and masked columns in the clear for a time.
role: approver
description: Decides on what others ask for; reads no data.
reads: schema
levels: { public: clear, internal: clear, confidential: redact, restricted: redact }
unclassified: redact
approves: [all-datasets, access]
# Who decides does not audit it, and is not who asks.
excludes: [compliance-auditor, analyst, ${writes ? "editor, " : ""}model-maintainer]
`;
}

/** The agent's role where it may propose changes: it reads as the analyst that ships. */
export function editorRole(
  analyst: string,
  { database, tables }: { database: string; tables: readonly RelationName[] },
): string {
  const reads = analyst.slice(analyst.search(/^reads:/m));
  return `# Reads like an analyst, and proposes changes of rows: each waits for a person (policies/risk.yaml).
role: editor
description: Reads masked data, and proposes changes that people approve.
${reads.trimEnd()}
# \`all\` is what it sees in the clear: a masked column is given no value unless it is named. Less: { insert: all, update: [status], delete: true }
writes:
  ${yamlScalar(database)}:${tables.length === 0 ? " {}" : ""}
${tables.map((table) => `    ${yamlScalar(formatRelation(table))}: all\n`).join("")}`;
}

/** The rules that ship, after one by which every write waits. */
export function riskText(shipped: string): string {
  return shipped.replace(
    /^rules:\n/m,
    `rules:
  # Take this one away, and changes wait where one of the others holds; the rest runs at once, and can be taken back.
  - id: every-write
    when: "true"
    reason: Every change waits for a person.
`,
  );
}
