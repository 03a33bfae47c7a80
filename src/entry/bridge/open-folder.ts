// Whether somebody else could put a socket of their own in the place of the server's: whoever can is sent the tokens of callers. Asked by the
// server before it listens, and by the bridge before each message. The sticky bit helps neither: it guards what is there, and nothing is while
// the server is down. A symbolic link counts as the folder that it leads to.

import { realpathSync, type Stats, statSync } from "node:fs";
import { dirname } from "node:path";

/** Write access for the group and for everybody. */
const OTHERS_WRITE = 0o022;
const ROOT = 0;

/** Why not to trust a folder: who may write it, or whose it is. */
export type FolderFault = "others-write" | "others-own";

type Folder = Pick<Stats, "mode" | "uid">;

/** Of the server's folder; null for one that only its user or root writes, and for one that is not there. */
export function faultOfOwnFolder(socket: string): FolderFault | null {
  const folder = folderOf(socket);
  return folder === null ? null : ownFault(statSync(folder), process.getuid?.());
}

/** Of the folder of another user's server, too; null for one that is not there. */
export function faultOfServersFolder(socket: string): FolderFault | null {
  const folder = folderOf(socket);
  return folder === null ? null : serversFault([statSync(folder), statSync(dirname(folder))], process.getuid?.());
}

/** `user` is who asks; undefined where the system has none. */
export function ownFault({ mode, uid }: Folder, user: number | undefined): FolderFault | null {
  if ((mode & OTHERS_WRITE) !== 0) return "others-write";
  return uid === ROOT || user === undefined || uid === user ? null : "others-own";
}

/** The folder of a server that another user runs lies in one that only root or who asks writes: they put it there, and nobody besides. */
export function serversFault([folder, above]: readonly [Folder, Folder], user: number | undefined): FolderFault | null {
  const fault = ownFault(folder, user);
  return fault === "others-own" && ownFault(above, user) === null ? null : fault;
}

/** Null where it is not there. */
function folderOf(socket: string): string | null {
  try {
    return realpathSync(dirname(socket));
  } catch {
    return null;
  }
}
