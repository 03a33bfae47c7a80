// A key of the state folder: made when it is first needed, and never made anew while something is there that the lost one belongs to.

import { readKey, readOrCreateKey } from "../../adapters/files/key-file.ts";
import { Failure } from "../../core/model/failure.ts";

interface Kept {
  /** Whether something is there that belongs to it. */
  used(): boolean | Promise<boolean>;
  /** What cannot be done without it, as the end of a sentence. */
  readonly without: string;
}

/** Rejects with a Failure `key-missing` when the key is gone and was used. */
export async function stateKey(path: string, { used, without }: Kept): Promise<Uint8Array> {
  const key = await readKey(path);
  if (key !== null) return key;
  if (!(await used())) return readOrCreateKey(path);
  throw new Failure("key-missing", `The key ${path} is gone; restore it from a copy: ${without}.`);
}
