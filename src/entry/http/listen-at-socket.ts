// A Unix socket, at which the same is served as at the port: for callers on this machine whom the file's mode lets connect.
// INVARIANT: the file never is open to more than its mode says, and a socket at which somebody answers is not taken away.

import { chmodSync, existsSync, lstatSync, type Stats, unlinkSync } from "node:fs";
import type { RequestListener, Server } from "node:http";
import { connect } from "node:net";
import { dirname } from "node:path";
import { Failure } from "../../core/model/failure.ts";
import { faultOfOwnFolder } from "../bridge/open-folder.ts";
import { boundedServer } from "./listen.ts";

/** Who may connect: the server's own user, or its group too. */
export type SocketAccess = "owner" | "group";

const MODES = { owner: 0o600, group: 0o660 } as const;
/** Bytes of a path that every system takes (sockaddr_un). */
const LONGEST_PATH = 103;
interface Place {
  /** Absolute. */
  readonly path: string;
  readonly access: SocketAccess;
  broken(source: string | undefined): void;
}

/** Rejects with a Failure for a path that cannot be used, or at which another server answers. Closing the server takes the file away. */
export async function listenAtSocket(listener: RequestListener, place: Place): Promise<Server> {
  const { path, access } = place;
  if (Buffer.byteLength(path) > LONGEST_PATH) {
    throw unusable(path, `is longer than ${LONGEST_PATH} bytes`, "name a shorter one");
  }
  refuseOpenFolder(path);
  await clearStale(path);
  const server = boundedServer(listener, { tls: null, broken: place.broken });
  const mask = process.umask(0o777 & ~MODES.owner); // the file is made within `listen`
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", (cause) =>
        reject(unusable(path, "cannot be made", "make its folder, or name another", cause)),
      );
      server.listen(path, resolve);
      process.umask(mask);
    });
  } finally {
    process.umask(mask);
  }
  chmodSync(path, MODES[access]);
  return server;
}

/** Whoever can put another socket in its place is sent the tokens of callers. */
function refuseOpenFolder(path: string): void {
  const folder = dirname(path);
  if (!existsSync(folder)) {
    throw unusable(path, "has no folder", "make the folder, for the server's user alone to write");
  }
  const fault = faultOfOwnFolder(path);
  if (fault === "others-write") {
    throw unusable(
      path,
      "is in a folder that others can write",
      `run chmod go-w ${folder}, or name one that the server's user alone can write`,
    );
  }
  if (fault !== null) {
    throw unusable(path, "is in a folder of another user's", "name one that belongs to the server's user, or to root");
  }
}

/** What a server left that did not end by itself is taken away. */
async function clearStale(path: string): Promise<void> {
  const found = statOrNull(path);
  if (found === null) return;
  if (!found.isSocket())
    throw unusable(path, "is a file that is no socket", "name another path, or move the file away");
  if (await isAnswered(path))
    throw unusable(path, "is the socket of another server", "end that one, or name another path");
  const still = statOrNull(path);
  if (still === null) return;
  if (still.ino !== found.ino || still.ctimeMs !== found.ctimeMs) {
    throw unusable(path, "was made by another server just now", "end that one, or name another path");
  }
  unlinkSync(path);
}

function isAnswered(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    // somebody who takes no more connections now, or none of ours, is there all the same
    socket.once("error", ({ code }: NodeJS.ErrnoException) => resolve(code !== "ECONNREFUSED" && code !== "ENOENT"));
  });
}

function statOrNull(path: string): Stats | null {
  return lstatSync(path, { throwIfNoEntry: false }) ?? null;
}

function unusable(path: string, why: string, remedy: string, cause?: unknown): Failure {
  return new Failure("config-invalid", `The socket ${path} cannot be listened at because it ${why}; ${remedy}.`, {
    ...(cause !== undefined && { cause }),
  });
}
