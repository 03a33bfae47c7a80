// The OpenSSH public keys in a person's ~/.ssh. Private keys are never opened here.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

export interface PublicKeyFile {
  readonly path: string;
  /** Its first line. */
  readonly line: string;
}

/** In order of their names; none when there is no such folder. */
export async function findPublicKeys(folder: string): Promise<readonly PublicKeyFile[]> {
  const names = await readdir(folder).catch(() => []);
  const found: PublicKeyFile[] = [];
  for (const name of names.filter((each) => each.endsWith(".pub")).sort()) {
    const path = join(folder, name);
    const text = await readFile(path, "utf8").catch(() => "");
    const [line = ""] = text.split(/\r?\n/);
    if (line !== "") found.push({ path, line });
  }
  return found;
}
