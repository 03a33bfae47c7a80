// Names this process for claims on shared state, and tells whether the process that made a claim is gone.

import { hostname } from "node:os";

/** `host/pid/instance`. */
export function ownerName(instance: string): string {
  return `${hostname()}/${process.pid}/${instance}`;
}

/**
 * True when the owner ran on this machine and no process has its number any more. A number that was given to another process makes this
 * false: then the end of the lease is waited for.
 */
export function hasEnded(owner: string): boolean {
  const [host = "", pid = ""] = owner.split("/");
  if (host !== hostname() || !/^\d+$/.test(pid)) return false;
  try {
    process.kill(Number(pid), 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}
