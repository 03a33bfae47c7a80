// The keys of identities.yaml: each an OpenSSH public key of a kind that can sign decisions, held by one person alone.

import type { ApprovalCrypto } from "../../approvals/approval-crypto.ts";
import type { EnrolledKey } from "../../approvals/ssh/keyring.ts";
import { parseKeyLine } from "../../approvals/ssh/ssh-public-key.ts";
import type { IdentitiesFile } from "../schema/identities-schema.ts";
import type { PolicyProblem } from "./policy-problem.ts";
import type { ReadDocument } from "./read-document.ts";

type WrittenKey = IdentitiesFile["identities"][string]["keys"][number];

export function readKey(written: WrittenKey, primitives: Pick<ApprovalCrypto, "sha256">): EnrolledKey | null {
  const key = parseKeyLine(typeof written === "string" ? written : written.key, primitives);
  if (key === null) return null;
  if (typeof written === "string") return { key, assurance: 1, userVerified: false };
  return { key, assurance: written.assurance, userVerified: written["verify-required"] };
}

/** `holders` says, over all files, who holds which key (by fingerprint); it grows. */
export function checkKeys(
  document: ReadDocument<IdentitiesFile>,
  around: {
    readonly primitives: Pick<ApprovalCrypto, "sha256">;
    readonly holders: Map<string, string>;
    readonly problems: PolicyProblem[];
  },
): void {
  const { primitives, holders, problems } = around;
  for (const [name, identity] of Object.entries(document.value?.identities ?? {})) {
    identity.keys.forEach((written, place) => {
      const report = (message: string, remedy: string) =>
        problems.push(document.problemAt(["identities", name, "keys", place], { message, remedy }));
      if (identity.kind !== "human") {
        report(`\`${name}\` is no person and has a key.`, "Remove it: people decide, agents and services do not.");
        return;
      }
      const enrolled = readKey(written, primitives);
      if (enrolled === null) {
        report(
          `A key of \`${name}\` is not an OpenSSH public key that can sign decisions.`,
          "Write a whole line of a .pub file: ssh-ed25519, ecdsa-sha2-nistp256, -384, -521, ssh-rsa from 2048 bits, or their sk- kinds.",
        );
        return;
      }
      const { fingerprint } = enrolled.key;
      const holder = holders.get(fingerprint);
      if (holder === undefined) holders.set(fingerprint, name);
      else if (holder === name) report(`\`${name}\` holds ${fingerprint} twice.`, "Remove one of the two.");
      else {
        report(
          `\`${name}\` and \`${holder}\` hold the same key, ${fingerprint}.`,
          "Give each person a key of their own: gatehouse keys enrol leads them to it.",
        );
      }
    });
  }
}
