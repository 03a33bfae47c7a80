// Which mode a setup is in: what keeps an agent from what Gatehouse holds is that it runs as another user than the server. Said from where
// `doctor` is run: as the server's user, or as the agent's.

import { accessSync, constants, statSync } from "node:fs";
import type { Project } from "../../wiring/project.ts";
import { type Finding, note, well } from "./finding.ts";

export type Mode = "enforced" | "server" | "shared" | "not served";

/** `enforced` where this user cannot read what the server holds. */
export function lookAtMode({ config, stateFolder }: Project): { mode: Mode; findings: readonly Finding[] } {
  const { stdio, http } = config.transport;
  const owner = ownerOf(stateFolder);
  const user = process.getuid?.() ?? null;
  if (owner !== null && owner !== user && !isReadable(stateFolder)) {
    const says = `enforced: this user cannot read ${stateFolder}, which belongs to user ${owner}. What it gets, it gets from the server.`;
    return { mode: "enforced", findings: [well("mode", says)] };
  }
  if (http !== undefined) {
    const whose =
      owner === null ? "another user than the server" : `another user than ${owner}, whose the state folder is`;
    const says = `server: callers are known by tokens. It is enforced for agents that run as ${whose}; run gatehouse doctor as theirs to see it.`;
    const both =
      "transport.stdio is there as well: a client that starts `gatehouse serve` itself needs what the server holds. Take it out unless people use it.";
    return { mode: "server", findings: [well("mode", says), ...(stdio === undefined ? [] : [note("mode", both)])] };
  }
  if (stdio !== undefined) {
    const says =
      "shared: the client starts the server as its own user, so its agent can read what Gatehouse reads (credentials, keys, ledger). Where that matters, run a server of another user and `gatehouse bridge` (docs/operations.md, the enforced mode).";
    return { mode: "shared", findings: [note("mode", says)] };
  }
  return {
    mode: "not served",
    findings: [note("mode", "not served: gatehouse.yaml names no transport; add transport.stdio or transport.http.")],
  };
}

function ownerOf(path: string): number | null {
  return statSync(path, { throwIfNoEntry: false })?.uid ?? null;
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
