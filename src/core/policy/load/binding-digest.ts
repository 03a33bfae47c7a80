// What a request for approval is bound to: everything that the policies say but the keys, which are checked whenever decisions are
// counted. So a person can enrol a key while a request waits for it, and a removed key still counts nothing.

import type { ApprovalCrypto } from "../../approvals/approval-crypto.ts";
import { hexDigest } from "../../approvals/hex-digest.ts";
import type { IdentitiesFile } from "../schema/identities-schema.ts";
import type { SourceFile } from "./read-document.ts";

export function bindingDigest(
  files: { readonly others: readonly SourceFile[]; readonly identities: readonly IdentitiesFile[] },
  primitives: Pick<ApprovalCrypto, "sha256" | "utf8">,
): string {
  const others = files.others.map(({ path, text }) => [path, text]);
  const identities = files.identities.map((file) => ({
    ...file,
    identities: Object.entries(file.identities).map(([name, { keys: _, ...identity }]) => [name, identity]),
  }));
  return hexDigest(JSON.stringify([others, identities]), primitives);
}
