// What the commands for keys share: the project with its policies, and a change of identities.yaml that is loaded before it is written
// and recorded before it is in force. A crash between record and file leaves an entry for a key that does not count.

import { join } from "node:path";
import { readPolicyFiles } from "../../../adapters/files/read-policy-files.ts";
import { replaceFile } from "../../../adapters/files/replace-file.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { uuidIds } from "../../../adapters/system/system-clock.ts";
import { administrativeEntry } from "../../../core/ledger/entry/administrative-entry.ts";
import type { EntryDraft } from "../../../core/ledger/entry/entry-draft.ts";
import { Failure } from "../../../core/model/failure.ts";
import { loadPolicy } from "../../../core/policy/load/load-policy.ts";
import type { Identity, Policy } from "../../../core/policy/policy.ts";
import { openState } from "../../wiring/open-state.ts";
import { failureOfProblems, type Project, readProject, readProjectPolicy } from "../../wiring/project.ts";

export interface KeysProject {
  readonly project: Project;
  readonly policy: Policy;
}

export async function readKeysProject(config: string): Promise<KeysProject> {
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  return { project, policy: loaded.policy };
}

export interface KeyChange {
  readonly identity: string;
  /** The new text of a file that holds the identity; null for one that does not. */
  edit(text: string): string | null;
  readonly kind: "key.enrolled" | "key.revoked";
  readonly detail: NonNullable<EntryDraft["detail"]>;
}

/** Answers with the file that was written, relative to the policy folder. */
export async function changeKeys({ project, policy }: KeysProject, change: KeyChange): Promise<string> {
  const files = await readPolicyFiles(project.policyFolder);
  for (const file of files.filter(({ path }) => /^identities\.ya?ml$/.test(path))) {
    const text = change.edit(file.text);
    if (text === null) continue;
    const loaded = loadPolicy(
      files.map((each) => (each === file ? { ...file, text } : each)),
      { databases: Object.keys(project.config.databases), primitives: nodeApprovalCrypto },
    );
    if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
    const { ledger } = await openState(project);
    try {
      await ledger.append(
        administrativeEntry(change.kind, {
          correlation: uuidIds.next(),
          policyDigest: policy.digest,
          detail: { identity: change.identity, ...change.detail },
        }),
      );
    } finally {
      await ledger.close();
    }
    await replaceFile(join(project.policyFolder, file.path), text);
    return file.path;
  }
  throw new Failure(
    "usage",
    `\`${change.identity}\` stands in no identities.yaml that could be changed; write it there.`,
  );
}

/** The person meant: the one that is named, the one with the name of who types, or the only one there is. */
export function choosePerson(policy: Policy, { as, user }: { as?: string | undefined; user: string }): Identity {
  const people = [...policy.identities.values()].filter(({ kind }) => kind === "human");
  const named =
    as ?? (people.some(({ name }) => name === user) ? user : people.length === 1 ? people[0]?.name : undefined);
  const person = people.find(({ name }) => name === named);
  if (person !== undefined) return person;
  const names = people.map(({ name }) => name).join(", ") || "none yet; add one to policies/identities.yaml";
  throw new Failure("usage", `Say whose key it is with --as; people in the policies are: ${names}.`);
}
