// The files of a policy folder, as the pure loader wants them. Reads; decides nothing.

import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../core/model/failure.ts";
import type { SourceFile } from "../../core/policy/load/read-document.ts";

/** Tests of the policies lie beside them, and are none: they decide nothing, and no approval becomes stale by them. */
const TEST = /_test\.ya?ml$/;

/** Every YAML file at the top of the folder and in roles/ and data/, with paths relative to it; tests left out. */
export async function readPolicyFiles(folder: string): Promise<readonly SourceFile[]> {
  const files: SourceFile[] = [];
  for (const part of ["", "roles", "data"]) {
    for (const name of await namesIn(join(folder, part), part === "")) {
      if (part === "" && TEST.test(name)) continue;
      const path = part === "" ? name : `${part}/${name}`;
      files.push({ path, text: await readText(join(folder, path)) });
    }
  }
  return files;
}

/** The tests at the top of the folder, in the order of their names. */
export async function readPolicyTests(folder: string): Promise<readonly SourceFile[]> {
  const names = (await namesIn(folder, true)).filter((name) => TEST.test(name)).toSorted();
  return Promise.all(names.map(async (name) => ({ path: name, text: await readText(join(folder, name)) })));
}

async function namesIn(folder: string, required: boolean): Promise<readonly string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries.filter((entry) => !entry.isDirectory() && /\.ya?ml$/.test(entry.name)).map(({ name }) => name);
  } catch (cause) {
    if (!required) return [];
    throw new Failure(
      "config-invalid",
      `The policy folder ${folder} cannot be read; create it, or correct \`policies\` in gatehouse.yaml.`,
      { cause },
    );
  }
}

async function readText(path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new Failure("config-invalid", `The file ${path} cannot be read; check its permissions.`, { cause });
  }
}
