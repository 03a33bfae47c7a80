// A project on disk with people who hold keys, and requests that wait in its state folder.

import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import {
  type ApprovalRequest,
  type DigestedRequest,
  digestRequest,
} from "../../src/core/approvals/approval-request.ts";
import { FILED } from "../../src/core/approvals/approval-state.ts";
import { openApprovalPorts } from "../../src/entry/wiring/terminal/open-approval-ports.ts";
import { makeProject, type ProjectFiles } from "./project.ts";
import { SAMPLE_REQUEST } from "./sample-approval.ts";
import { makeSshHome, type SshHome } from "./ssh-home.ts";
import type { TestKey } from "./ssh-signer.ts";

export interface ApprovalProject extends SshHome {
  readonly folder: string;
  file(changes?: Partial<ApprovalRequest>): Promise<DigestedRequest>;
  remove(): Promise<void>;
}

export async function makeApprovalProject(
  people: Readonly<Record<string, readonly TestKey[]>>,
  more: { unsigned?: boolean } & Partial<Pick<ProjectFiles, "databases" | "data" | "roles">> = {},
): Promise<ApprovalProject> {
  const names = [...new Set(["dora", ...Object.keys(people)])];
  const identities = names.map((name) => {
    const keys = (people[name] ?? []).map(({ line }) => `"${line}"`);
    return `  ${name}: { kind: human, roles: [data-owner], keys: [${keys.join(", ")}] }\n`;
  });
  const project = await makeProject({
    databases: more.databases ?? "  shop: { engine: sqlite, file: ./shop.db }",
    identities: `identities:\n${identities.join("")}  claude: { kind: agent, owner: dora, roles: [${more.roles === undefined ? "model-maintainer" : "maintainer"}] }\n`,
    data: more.data ?? {},
    ...(more.roles !== undefined && { roles: more.roles }),
  });
  const { folder } = project;
  if (more.unsigned === true) {
    writeFileSync(join(folder, "policies", "risk.yaml"), "rules: []\napprovals: { unsigned: true }\n");
  }
  const home = makeSshHome(folder);
  return {
    folder,
    ...home,
    file: async (changes = {}) => {
      const { ports, close } = await openApprovalPorts(join(folder, "gatehouse.yaml"));
      const at = (minutes: number): string =>
        new Date(Date.now() + minutes * 60_000).toISOString().replace("Z", "000Z");
      const request: ApprovalRequest = {
        ...SAMPLE_REQUEST,
        id: ports.ids.next(),
        nonce: ports.primitives.nonce(),
        policyDigest: ports.policy().bindingDigest,
        createdAt: at(0),
        approveBy: at(60),
        executeBy: at(120),
        ...changes,
      };
      const filed = digestRequest(request, ports.primitives);
      await ports.approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
      await close();
      return filed;
    },
    remove: () => project.remove(),
  };
}
