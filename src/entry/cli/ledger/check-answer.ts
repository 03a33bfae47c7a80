// Whether a kept answer is the one that an entry speaks of: for who has the answer, and the key that its digest is made with.

import { join } from "node:path";
import { readKey } from "../../../adapters/files/key-file.ts";
import { pseudonymKeys } from "../../../adapters/system/pseudonym-keys.ts";
import { Failure } from "../../../core/model/failure.ts";
import { failureOfProblems, readProject } from "../../wiring/project.ts";

/** The receipt of the entry, which is put behind the answer once there is one. */
const RECEIPT = /,"ledger":\{"index":\d+,"size":\d+,"root":"[A-Za-z0-9+/=]+"\}\}\s*$/;

/** `text` is the text content of a tool's result. Rejects with a Failure where the entry is of no answer, or the key is gone. */
export async function checkAnswer(text: string, { body, config }: { body: string; config: string }): Promise<boolean> {
  const entry: unknown = JSON.parse(body);
  const digest: unknown = Reflect.get(Object(Reflect.get(Object(entry), "result")), "digest");
  const correlation: unknown = Reflect.get(Object(entry), "correlation");
  if (typeof digest !== "string" || typeof correlation !== "string")
    throw new Failure("usage", "The entry is of no answer; give the index that stands in the answer's receipt.");
  const project = await readProject(config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const path = join(project.stateFolder, "keys", "pseudonyms.key");
  const key = await readKey(path);
  if (key === null) throw new Failure("key-missing", `The key ${path} is gone; restore it from a copy.`);
  return pseudonymKeys(key).commit(text.replace(RECEIPT, "}"), correlation).digest === digest;
}
