// `gatehouse ledger key` and `rotate-key`: the public keys that verify checkpoints, and a new one in place of the old.

import { renameSync } from "node:fs";
import { readKey, readOrCreateKey } from "../../../adapters/files/key-file.ts";
import { appendDurably } from "../../../adapters/files/write-durably.ts";
import { nodeNoteCrypto as primitives, signingKey } from "../../../adapters/system/note-crypto.ts";
import { formatKey, noteKey } from "../../../core/ledger/tree/signed-note.ts";
import { Failure } from "../../../core/model/failure.ts";
import { checkpointKeys } from "../../wiring/checkpoints/checkpoint-keys.ts";
import { knownKeys } from "../../wiring/checkpoints/sign-ledger.ts";
import { failureOfProblems, readProject } from "../../wiring/project.ts";
import type { Io } from "../terminal/io.ts";
import { writeLedger } from "./write-ledger.ts";

export async function showKey(options: { config: string; json?: true }, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const keys = knownKeys(checkpointKeys(project.stateFolder));
  if (options.json === true) io.json({ current: keys.at(-1) ?? null, earlier: keys.slice(0, -1) });
  else await io.exact(keys.toReversed());
  if (keys.length === 0)
    io.err("No checkpoint was signed yet; gatehouse ledger checkpoint makes the key and signs the first.");
  return 0;
}

/**
 * The new key is made beside the old one, told by an entry, and vouched for by a checkpoint that both sign; then it takes the old one's place.
 * A crash in between leaves both, and running it again goes on from there.
 */
export function rotateKey(options: { config: string }, io: Io): Promise<number> {
  return writeLedger(options.config, async (signing) => {
    const { keys, ledger, checkpoints } = signing;
    const seed = await readKey(keys.current);
    if (seed === null) {
      throw new Failure("key-missing", "There is no key to rotate; gatehouse ledger checkpoint makes the first.");
    }
    const { origin } = await ledger.head();
    const verifier = (bytes: Uint8Array) =>
      formatKey(noteKey(origin, { type: "log", publicKey: signingKey(bytes).publicKey }, primitives), primitives);
    await signing.checkpoint(null); // by the old key alone: it is known from here on, if it was not
    const begun = await checkpoints.rotationTo();
    if (begun !== null && !knownKeys(keys).includes(begun) && (await readKey(keys.next)) === null)
      io.err(`The key ${keys.next} of a rotation that was begun is gone: another one is made in its place.`);
    const next = verifier(await readOrCreateKey(keys.next));
    await signing.record("key.rotated", { purpose: "checkpoints", from: verifier(seed), to: next });
    await signing.checkpoint(null);
    if (!knownKeys(keys).includes(next)) appendDurably(keys.known, `${next}\n`);
    renameSync(keys.next, keys.current);
    await io.exact([next]);
    io.err(
      "Give this key to whoever verifies the ledger: it signs from now on. The old one still verifies what it signed.",
    );
    return 0;
  });
}
