// `gatehouse keys enrol`: a person's SSH public key into identities.yaml. Who has none is led to make one.

import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { findPublicKeys, type PublicKeyFile } from "../../../adapters/files/find-public-keys.ts";
import { accountName } from "../../../adapters/system/account-name.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { parseKeyLine, type SshPublicKey } from "../../../core/approvals/ssh/ssh-public-key.ts";
import { Failure } from "../../../core/model/failure.ts";
import { visibleLine } from "../../../core/model/visible-text.ts";
import { addKey } from "../../../core/policy/load/edit-keys.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import { changeKeys, choosePerson, readKeysProject } from "./change-keys.ts";

export interface EnrolOptions {
  readonly config: string;
  readonly as?: string;
  readonly key?: string;
  readonly assurance?: number;
  readonly verifyRequired?: true;
  readonly json?: true;
}

export async function enrolKey(options: EnrolOptions, io: Io): Promise<number> {
  const opened = await readKeysProject(options.config);
  const user = accountName();
  const person = choosePerson(opened.policy, { as: options.as, user });
  const { line, key } = await chooseKey(options.key);
  const assurance = readAssurance(options.assurance);
  const verifyRequired = options.verifyRequired === true;
  if (person.keys.some((held) => held.key.fingerprint === key.fingerprint)) {
    throw new Failure("usage", `${person.name} holds ${key.fingerprint} already; there is nothing to do.`);
  }
  const file = await changeKeys(opened, {
    identity: person.name,
    edit: (text) => addKey(text, { identity: person.name, line, assurance, verifyRequired }),
    kind: "key.enrolled",
    detail: { key: key.fingerprint, algorithm: key.algorithm, assurance, verifyRequired, user },
  });
  const said = { identity: person.name, fingerprint: key.fingerprint, algorithm: key.algorithm, file };
  if (options.json === true) io.json(said);
  else io.out(...forPeople(said, { key, io }));
  return 0;
}

async function chooseKey(given: string | undefined): Promise<{ line: string; key: SshPublicKey }> {
  const folder = join(homedir(), ".ssh");
  const candidates = given === undefined ? await findPublicKeys(folder) : [await readGiven(given)];
  const usable = candidates.flatMap(({ path, line }) => {
    const key = parseKeyLine(line, nodeApprovalCrypto);
    return key === null ? [] : [{ path, line: visibleLine(line).trim(), key }];
  });
  const [only] = usable;
  if (only === undefined) {
    if (given !== undefined) throw new Failure("usage", noKey(given));
    throw new Failure("usage", "There is no SSH key to enrol; make one, then run this again:", {
      more: HOW_TO_MAKE_ONE,
    });
  }
  if (usable.length === 1) return only;
  const list = usable.map(({ path, key }) => `  --key ${path}   ${key.algorithm} ${key.fingerprint}`);
  throw new Failure("usage", "There are several keys; say which one:", { more: list });
}

const HOW_TO_MAKE_ONE = [
  "  ssh-keygen -t ed25519-sk -f ~/.ssh/gatehouse    with a hardware key (a touch for each decision; assurance 3)",
  "  ssh-keygen -t ed25519 -a 100 -f ~/.ssh/gatehouse    in software, with a passphrase (assurance 1)",
  "Keep the private key where no agent runs as the same user, if you can.",
];

/** A line, or the path of a .pub file. */
async function readGiven(given: string): Promise<PublicKeyFile> {
  if (/^(ssh-|ecdsa-|sk-)\S+ \S+/.test(given)) return { path: "", line: given };
  try {
    const [line = ""] = (await readFile(given, "utf8")).split(/\r?\n/);
    return { path: given, line };
  } catch (cause) {
    throw new Failure("usage", `The file ${given} cannot be read; name a .pub file with --key.`, { cause });
  }
}

function noKey(given: string): string {
  return `${given} holds no public key that can sign decisions; name the .pub file of an ed25519, ecdsa, RSA (2048 bits or more) or sk- key.`;
}

function readAssurance(given: number | undefined): 1 | 2 {
  if (given === undefined || given === 1) return 1;
  if (given === 2) return 2;
  throw new Failure(
    "usage",
    "A key in software has assurance 1, or 2 when it lives on another machine; a hardware key has 3 by itself.",
  );
}

function forPeople(
  said: { identity: string; fingerprint: string; file: string },
  { key, io }: { key: SshPublicKey; io: Io },
): readonly string[] {
  const hardware = key.application !== null;
  return [
    `${paint(io, "green", "enrolled")} ${said.fingerprint} (${key.algorithm}) for ${said.identity} in ${said.file}`,
    hardware
      ? "Its signatures have assurance 3, and count only when it is touched."
      : "Its signatures have assurance 1: whoever can use the key on this machine can approve. A hardware key (ed25519-sk) is surer.",
    "Servers that run take it up by themselves. Requests that wait stay valid.",
  ];
}
