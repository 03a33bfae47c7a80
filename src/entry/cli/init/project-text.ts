// gatehouse.yaml, identities.yaml and the approver's role as `init` writes them: a person, the agent that they answer for, and who decides
// on what it asks for.

import { stringify } from "yaml";

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

export function configText(answers: Pick<ProjectAnswers, "name" | "settings">): string {
  return `# Which databases callers reach, and where policies and state are. Every key: docs/policy-reference.md
${bareConfig(answers)}`;
}

export function identitiesText({ owner, approver }: Pick<ProjectAnswers, "owner" | "approver">): string {
  const decides = approver === null ? "" : `  ${approver.name}: ${approverText(approver)}\n`;
  return `# Who may call, and in which roles. An agent needs a person who answers for it, and whom it asks for: somebody else approves.
identities:
  ${owner}: { kind: human, roles: [data-owner] }
${decides}  claude: { kind: agent, owner: ${owner}, roles: [analyst] }
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

export const APPROVER_ROLE = `# Decides on what others ask for, by signing with an SSH key: changes of data, and masked columns in the clear for a time.
role: approver
description: Decides on what others ask for; reads no data.
reads: schema
levels: { public: clear, internal: clear, confidential: redact, restricted: redact }
unclassified: redact
approves: [all-datasets, access]
# Who decides does not audit it, and is not who asks.
excludes: [compliance-auditor, analyst, model-maintainer]
`;
