// A client's file as it is now, and the entry in it.

import { dirname, isAbsolute, join, relative, resolve } from "node:path";
import { entryIn } from "../../../adapters/files/clients/change-text.ts";
import type { Client } from "../../../adapters/files/clients/client.ts";
import { type ClientFile, readClientFile } from "../../../adapters/files/clients/client-file.ts";
import { type Machine, userFile } from "../../../adapters/files/clients/client-place.ts";
import { Unreadable } from "../../../adapters/files/clients/file-editor.ts";
import { Failure } from "../../../core/model/failure.ts";

export interface Found {
  readonly client: Client;
  readonly file: ClientFile;
  readonly name: string;
  /** Undefined where there is none of that name. */
  readonly entry: unknown;
}

interface Where {
  readonly name: string;
  readonly config: string;
  readonly project?: true;
  readonly file?: string;
  readonly followLinks?: true;
}

/** Rejects with a Failure `client-file` when the file cannot be read, and `usage` when the client has none there. */
export async function lookAt(client: Client, where: Where, machine: Machine): Promise<Found> {
  const { path, within } = placeOf(client, where, machine);
  const file = await readClientFile(path, { within, followLinks: where.followLinks === true });
  const entry = editing(file.path, () => entryIn(file.text, { client, name: where.name }));
  return { client, file, name: where.name, entry };
}

/** The file that is meant, and the folder that it must not lead out of. */
function placeOf(client: Client, { config, project, file }: Where, machine: Machine): { path: string; within: string } {
  if (file !== undefined) return { path: resolve(file), within: dirname(resolve(file)) };
  if (project === true) {
    const folder = dirname(resolve(config));
    if (client.project !== null) return { path: join(folder, ...client.project.split("/")), within: folder };
    throw new Failure("usage", `${client.name} has no file for a project; leave --project out.`);
  }
  const path = userFile(client, machine);
  // a variable of the client's may have its file outside of the home
  if (path !== null) return { path, within: isIn(machine.home, path) ? machine.home : dirname(path) };
  throw new Failure("usage", `${client.name} is not there for this system; give --file if you have it all the same.`);
}

function isIn(folder: string, path: string): boolean {
  const way = relative(folder, path);
  return !isAbsolute(way) && !/^\.\.(?:[\\/]|$)/.test(way);
}

/** What an editor cannot do is told with the file's name. */
export function editing<T>(path: string, edit: () => T): T {
  try {
    return edit();
  } catch (cause) {
    if (!(cause instanceof Unreadable)) throw cause;
    throw new Failure("client-file", `${path} ${cause.message}; nothing was done.`, { cause });
  }
}
