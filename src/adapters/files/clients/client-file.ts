// The file of an MCP client on disk. It belongs to somebody else: it is read whole, replaced whole or not at all, with its mode and owner,
// and never through a link that leads away from where it should be.

import { randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { access, lstat, mkdir, open, readFile, realpath, rename, rmdir, stat, unlink } from "node:fs/promises";
import { basename, dirname, isAbsolute, join, relative } from "node:path";
import { Failure } from "../../../core/model/failure.ts";

export interface ClientFile {
  /** Where it is when links are followed: what is read and replaced. */
  readonly path: string;
  /** Null where there is none. */
  readonly bytes: Buffer | null;
  /** What the bytes say; empty where there are none. */
  readonly text: string;
}

/**
 * Rejects with a Failure `client-file` when it cannot be read, is no text, or when a link on the way to it leads out of `within`, unless
 * that was asked for.
 */
export async function readClientFile(
  path: string,
  { within, followLinks }: { within: string; followLinks: boolean },
): Promise<ClientFile> {
  const real = await realOf(path);
  const root = await realOf(within);
  const [plain, led] = [relative(within, path), relative(root, real)];
  if (!followLinks && plain !== led && leadsOut(led)) {
    const message = `${path} leads through a link to ${real}, outside of ${within}; nothing was done. Add --follow-links if that is meant.`;
    throw new Failure("client-file", message);
  }
  const found = await stat(real).catch(() => null);
  if (found !== null && !found.isFile()) throw new Failure("client-file", `${path} is no file; nothing was done.`);
  const bytes = found === null ? null : await readBytes(real, path);
  return { path: real, bytes, text: bytes === null ? "" : decode(bytes, path) };
}

/**
 * Replaces it with those bytes, or takes it away where they are null. Rejects with a Failure `client-file`, and leaves it as it is, when it
 * cannot be written or is not any more what was read. Resolves with the folders that were made for it, outermost first.
 */
export async function replaceClientFile(
  { path, bytes: read }: ClientFile,
  bytes: Buffer | null,
  { mode }: { mode?: number | undefined } = {},
): Promise<readonly string[]> {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.${randomBytes(4).toString("hex")}`);
  let made: readonly string[] = [];
  try {
    made = await makeFolders(dirname(path));
    if (read !== null) await access(path, constants.W_OK);
    const old = await stat(path).catch(() => null);
    if (bytes !== null) await writeDraft(draft, bytes, { mode: old?.mode ?? mode ?? 0o600, owner: old });
    await refuseChanged(path, read);
    if (bytes === null) await unlink(path);
    else await rename(draft, path);
    return made;
  } catch (cause) {
    await unlink(draft).catch(() => undefined);
    await removeFolders(made);
    if (cause instanceof Failure) throw cause;
    throw new Failure("client-file", `${path} cannot be written; check its permissions, and those of its folder.`, {
      cause,
    });
  }
}

/** Innermost first, as far as they are empty. */
export async function removeFolders(folders: readonly string[]): Promise<void> {
  for (const folder of folders.toReversed()) await rmdir(folder).catch(() => undefined);
}

async function writeDraft(
  draft: string,
  bytes: Buffer,
  { mode, owner }: { mode: number; owner: { uid: number; gid: number } | null },
): Promise<void> {
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(bytes);
    if (owner !== null && process.getuid?.() === 0) await file.chown(owner.uid, owner.gid);
    await file.chmod(mode & 0o7777);
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The client may have written it meanwhile: what it wrote would be lost. */
async function refuseChanged(path: string, read: Buffer | null): Promise<void> {
  const now = await readFile(path).catch(() => null);
  if (now === null ? read === null : read?.equals(now) === true) return;
  throw new Failure("client-file", `${path} was changed while it was edited; nothing was done. Run the command again.`);
}

async function makeFolders(folder: string): Promise<readonly string[]> {
  const first = await mkdir(folder, { recursive: true });
  if (first === undefined) return [];
  const made = [folder];
  for (let each = folder; each !== first && each !== dirname(each); ) {
    each = dirname(each);
    made.unshift(each);
  }
  return made;
}

/** Links followed as far as there is something. */
async function realOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (cause) {
    const dangling = await lstat(path).then(
      (found) => found.isSymbolicLink(),
      () => false,
    );
    if (dangling)
      throw new Failure(
        "client-file",
        `${path} is a link that leads nowhere; nothing was done. Remove it, or make what it leads to.`,
        {
          cause,
        },
      );
    const parent = dirname(path);
    return parent === path ? path : join(await realOf(parent), basename(path));
  }
}

function leadsOut(way: string): boolean {
  return way === ".." || way.startsWith("../") || way.startsWith("..\\") || isAbsolute(way);
}

async function readBytes(real: string, path: string): Promise<Buffer> {
  try {
    return await readFile(real);
  } catch (cause) {
    throw new Failure("client-file", `${path} cannot be read; check its permissions.`, { cause });
  }
}

function decode(bytes: Buffer, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new Failure("client-file", `${path} is no text in UTF-8; nothing was done.`, { cause });
  }
}
