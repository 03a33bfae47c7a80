// Which policies a state folder belongs to. What people granted under one set of policies is over as soon as another one is asked about it:
// two sets on one folder would end each other's grants for good, and neither would say so.

import { existsSync } from "node:fs";
import { readFile, realpath, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { Failure } from "../../core/model/failure.ts";
import type { Project } from "./project.ts";

/**
 * The first policies that use a state folder keep it, for as long as they are where they were; a project that is copied or moved as a
 * whole keeps its own. Rejects with a Failure `config-invalid` when it belongs to others.
 */
export async function keepStateFor({ stateFolder, policyFolder }: Project): Promise<void> {
  const file = join(stateFolder, "policies");
  const way = relative(stateFolder, policyFolder);
  const kept = await readFile(file, "utf8").then(
    (text) => text.trim(),
    () => null,
  );
  if (kept === way) return;
  const others = kept === null ? null : resolve(stateFolder, kept);
  if (others !== null && existsSync(others) && (await placeOf(others)) !== (await placeOf(policyFolder))) {
    throw new Failure(
      "config-invalid",
      `The state folder ${stateFolder} belongs to the policies in ${others}, and others would end what was granted under those; give this gatehouse.yaml a \`state\` of its own, or remove ${file} if its policies take their place.`,
    );
  }
  await writeFile(file, `${way}\n`, { mode: 0o600 }).catch(() => undefined); // what needs the folder says why it cannot be written
}

function placeOf(folder: string): Promise<string> {
  return realpath(folder).catch(() => folder);
}
