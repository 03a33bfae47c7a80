// The account that runs this process, as people and entries name it.

import { userInfo } from "node:os";

/** `uid 1234` where the system has no name for it, as in a container that is run as any user. */
export function accountName(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? "unknown"}`;
  }
}
