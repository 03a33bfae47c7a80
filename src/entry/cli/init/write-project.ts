// Files of a new project, all of them or none. They are written beside their places and moved into them at the end, gatehouse.yaml last: what
// stands there already is never overwritten, and what was moved is taken away again when one cannot be.
// Signals wait for the end of it. A crash of the machine while they are moved leaves some without gatehouse.yaml, and `init` then names the first that is in its way.

import { randomBytes } from "node:crypto";
import { access, link, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Failure } from "../../../core/model/failure.ts";

export interface ProjectFile {
  /** Relative to the project's folder. */
  readonly path: string;
  readonly text: string;
  /** Whether one that is there already stays, and counts as written. */
  readonly keepsOther?: true;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
const wait = (): void => undefined;

/** The paths that were written. Rejects with a Failure `usage` where one is there already; then nothing has changed. */
export async function writeProject(folder: string, files: readonly ProjectFile[]): Promise<readonly string[]> {
  const wanted: ProjectFile[] = [];
  for (const file of files) {
    const exists = await isThere(join(folder, file.path));
    if (exists && file.keepsOther !== true) throw standsInTheWay(file.path);
    if (!exists) wanted.push(file);
  }
  await mkdir(folder, { recursive: true });
  const stage = join(folder, `.gatehouse-init-${randomBytes(6).toString("hex")}`);
  const moved: string[] = [];
  for (const signal of SIGNALS) process.on(signal, wait);
  try {
    await mkdir(stage, { mode: 0o700 });
    for (const [place, { text }] of wanted.entries()) await writeFile(join(stage, String(place)), text, { flag: "wx" });
    const order = wanted.map((file, place) => ({ file, place })).toSorted((a, b) => rankOf(a.file) - rankOf(b.file));
    for (const { file, place } of order) {
      const target = join(folder, file.path);
      await mkdir(dirname(target), { recursive: true, ...(file.path.startsWith(".gatehouse/") && { mode: 0o700 }) });
      await link(join(stage, String(place)), target).catch((cause: unknown) => {
        throw isExisting(cause) ? standsInTheWay(file.path) : cause;
      });
      moved.push(target);
    }
    return wanted.map(({ path }) => path);
  } catch (cause) {
    for (const target of moved) await rm(target, { force: true });
    throw cause;
  } finally {
    for (const signal of SIGNALS) process.off(signal, wait);
    await rm(stage, { recursive: true, force: true });
  }
}

/** Rejects with a Failure `usage` where one of these is there already. */
export async function refuseOccupied(folder: string, paths: readonly string[]): Promise<void> {
  for (const path of paths) if (await isThere(join(folder, path))) throw standsInTheWay(path);
}

function rankOf({ path }: ProjectFile): number {
  return path === "gatehouse.yaml" ? 1 : 0;
}

async function isThere(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}

function standsInTheWay(path: string): Failure {
  return new Failure(
    "usage",
    `${path} exists already and init overwrites nothing; use another --directory, or remove it.`,
  );
}

function isExisting(cause: unknown): boolean {
  return cause instanceof Error && "code" in cause && cause.code === "EEXIST";
}
