// Who decides on what the agent asks for, and by which SSH key: one that is found, one that is made now, or one that is enrolled later.

import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { findPublicKeys } from "../../../adapters/files/find-public-keys.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { parseKeyLine } from "../../../core/approvals/ssh/ssh-public-key.ts";
import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import type { Asker, Choice } from "../terminal/ask.ts";
import { ownerName } from "./owner-name.ts";
import type { Approver } from "./project-text.ts";

/** Where the key comes from; `new` is made once everything has been answered. */
export type KeyChoice = { readonly kind: "line"; readonly line: string } | { readonly kind: "new" | "later" };

export async function askApprover(
  owner: string,
  { asker, given }: { asker: Asker; given: string | undefined },
): Promise<{ readonly name: string; readonly key: KeyChoice } | null> {
  const name = given ?? (await askName(owner, asker));
  return name === "" ? null : { name, key: await askKey(name, asker) };
}

function askName(owner: string, asker: Asker): Promise<string> {
  return asker.ask({
    question: "Who decides on what your agent asks for?",
    hint: `another person than you (${owner}); Enter for nobody yet`,
    enterIs: "nobody yet",
    read: (answer) => {
      if (answer === "" || (ownerName(answer) === answer && answer !== owner)) return { is: answer };
      return { problem: `Another name than ${owner} and claude, with letters, digits, - and _.` };
    },
  });
}

async function askKey(name: string, asker: Asker): Promise<KeyChoice> {
  const keys = (await findPublicKeys(join(homedir(), ".ssh"))).flatMap(({ path, line }) => {
    const key = parseKeyLine(line, nodeApprovalCrypto);
    return key === null ? [] : [{ path, line: visibleLine(line).trim(), key }];
  });
  const choices: readonly Choice<KeyChoice>[] = [
    { label: "none yet", hint: "enrolled later", is: { kind: "later" } },
    { label: "a new one", hint: `made now, as ~/.ssh/gatehouse-${name}`, is: { kind: "new" } },
    ...keys.map(({ path, line, key }) => ({
      label: path,
      hint: key.algorithm,
      is: { kind: "line", line } as const,
    })),
  ];
  return asker.choose({ question: `By which SSH key does ${name} sign?`, choices });
}

/** ssh-keygen asks for the passphrase itself. */
export function keyOf({ name, key }: { name: string; key: KeyChoice }): Approver {
  if (key.kind !== "new") return { name, key: key.kind === "line" ? key.line : null };
  const folder = join(homedir(), ".ssh");
  const path = join(folder, `gatehouse-${name}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const made = spawnSync("ssh-keygen", ["-t", "ed25519", "-a", "100", "-f", path, "-C", name], { stdio: "inherit" });
  if (made.status !== 0)
    throw new Failure(
      "usage",
      `No key was made at ${path}, and nothing was written; run this again and choose another.`,
    );
  return { name, key: visibleLine(readFileSync(`${path}.pub`, "utf8").split("\n")[0] ?? "").trim() };
}
