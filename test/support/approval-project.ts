// A project on disk with people who hold keys, requests that wait in its state folder, and an ssh-keygen for tests: one that signs with
// keys made here and asks for its passphrase at the terminal, so that no test depends on what the machine has installed.

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import {
  type ApprovalRequest,
  type DigestedRequest,
  digestRequest,
} from "../../src/core/approvals/approval-request.ts";
import { FILED } from "../../src/core/approvals/approval-state.ts";
import { openApprovalDesk } from "../../src/entry/open-approval-desk.ts";
import { makeProject, type ProjectFiles } from "./project.ts";
import { SAMPLE_REQUEST } from "./sample-approval.ts";
import type { TestKey } from "./ssh-signer.ts";

export interface ApprovalProject {
  readonly folder: string;
  /** PATH and HOME with the test's ssh-keygen and no agent. */
  readonly env: Readonly<Record<string, string>>;
  /** A key in ~/.ssh, public and private; enrolled when the person is given it in `people`. */
  writeKey(name: string, key: TestKey, more?: { passphrase?: string; flags?: number }): string;
  file(changes?: Partial<ApprovalRequest>): Promise<DigestedRequest>;
  /** The state of a request and the kinds of its entries are read by the built program. */
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
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const program = join(bin, "ssh-keygen");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${resolve("test/support/ssh-keygen.mjs")}" "$@"\n`);
  chmodSync(program, 0o755);
  mkdirSync(join(folder, ".ssh"), { mode: 0o700 });
  return {
    folder,
    env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: folder, SSH_AUTH_SOCK: "" },
    writeKey: (name, key, { passphrase = "", flags = 1 } = {}) => {
      const path = join(folder, ".ssh", name);
      const secret = key.secret.export({ type: "pkcs8", format: "pem" });
      writeFileSync(`${path}.pub`, `${key.line}\n`);
      writeFileSync(path, JSON.stringify({ type: key.type, line: key.line, secret, passphrase, flags }), {
        mode: 0o600,
      });
      return path;
    },
    file: async (changes = {}) => {
      const { desk, close } = await openApprovalDesk(join(folder, "gatehouse.yaml"));
      const at = (minutes: number): string =>
        new Date(Date.now() + minutes * 60_000).toISOString().replace("Z", "000Z");
      const request: ApprovalRequest = {
        ...SAMPLE_REQUEST,
        id: desk.ids.next(),
        nonce: desk.primitives.nonce(),
        policyDigest: desk.policy().bindingDigest,
        createdAt: at(0),
        approveBy: at(60),
        executeBy: at(120),
        ...changes,
      };
      const filed = digestRequest(request, desk.primitives);
      await desk.approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
      await close();
      return filed;
    },
    remove: () => project.remove(),
  };
}
