// `gatehouse keys revoke`: a key out of identities.yaml. Decisions that it signed and that were not carried out count nothing from then on.

import { accountName } from "../../../adapters/system/account-name.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { Failure } from "../../../core/model/failure.ts";
import { removeKey } from "../../../core/policy/load/edit-keys.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { changeKeys, readKeysProject } from "./change-keys.ts";

export async function revokeKey(
  fingerprint: string,
  options: { config: string; json?: true },
  io: Io,
): Promise<number> {
  const opened = await readKeysProject(options.config);
  const holder = [...opened.policy.identities.values()].find(({ keys }) =>
    keys.some(({ key }) => key.fingerprint === fingerprint),
  );
  if (holder === undefined) {
    throw new Failure("usage", "Nobody holds a key of this fingerprint; gatehouse keys list shows who holds which.");
  }
  const file = await changeKeys(opened, {
    identity: holder.name,
    edit: (text) => removeKey(text, { identity: holder.name, fingerprint, primitives: nodeApprovalCrypto }),
    kind: "key.revoked",
    detail: { key: fingerprint, user: accountName() },
  });
  if (options.json === true) io.json({ identity: holder.name, fingerprint, file });
  else
    io.out(
      `${paint(io, "green", "revoked")} ${fingerprint} of ${holder.name} in ${file}`,
      "What it signed and was not carried out counts nothing any more.",
    );
  return 0;
}
