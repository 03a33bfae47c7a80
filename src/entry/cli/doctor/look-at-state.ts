// Versions and the clock, against what the ledger holds; and what the role of each database could do too much. It reads, and writes nothing:
// the ledger of another user is not even opened, because SQLite would leave files of ours beside it.

import { statSync } from "node:fs";
import { join } from "node:path";
import { missingPart } from "../../../adapters/sqlite-driver/compiled-part.ts";
import { systemClock } from "../../../adapters/system/system-clock.ts";
import { formatTime } from "../../../core/ledger/entry/entry-record.ts";
import { openDatabases } from "../../wiring/open-databases.ts";
import { storedLedgerOf } from "../../wiring/open-state.ts";
import type { Project } from "../../wiring/project.ts";
import { VERSION } from "../../wiring/version.ts";
import { type Finding, note, unknown, well, wrong } from "./finding.ts";

/** The first versions of each line in which everything that is used is there. */
const OLDEST = [20, 19] as const;

export async function lookAtVersions(): Promise<readonly Finding[]> {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  const says = `Gatehouse ${VERSION} on Node ${process.versions.node}`;
  const old = major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]);
  const missing = await missingPart();
  return [
    old ? wrong("versions", `${says}: it needs ${OLDEST.join(".")} or later.`) : well("versions", `${says}.`),
    ...(missing === null ? [] : [wrong("versions", missing)]),
  ];
}

export async function lookAtLedger(project: Project): Promise<readonly Finding[]> {
  const folder = statSync(project.stateFolder, { throwIfNoEntry: false });
  const ledger = statSync(join(project.stateFolder, "ledger.db"), { throwIfNoEntry: false });
  if (folder === undefined || ledger === undefined) return [well("clock", "There is no ledger yet.")];
  if (process.getuid !== undefined && folder.uid !== process.getuid()) {
    return [
      unknown("clock", "The ledger is another user's, and was not opened; run gatehouse doctor as the server's user."),
    ];
  }
  try {
    const reader = await storedLedgerOf(project).read();
    try {
      const size = await reader.size();
      const last = size === 0 ? null : await reader.entry(size - 1);
      if (last === null) return [well("clock", "There is no entry yet.")];
      const now = formatTime(systemClock.now());
      return last.record.time > now
        ? [
            wrong(
              "clock",
              `The clock says ${now.slice(0, 19)}Z, and the last entry is of ${last.record.time.slice(0, 19)}Z; set the clock right.`,
            ),
          ]
        : [well("clock", `The clock is not behind the last of ${size} entries.`)];
    } finally {
      await reader.close();
    }
  } catch (error) {
    return [wrong("clock", messageOf(error))];
  }
}

export async function lookAtDatabases(project: Project): Promise<readonly Finding[]> {
  const { databases, close } = await openDatabases(project);
  try {
    const looked = await Promise.all(
      [...databases.values()].map(async (database): Promise<readonly Finding[]> => {
        try {
          const found = await database.posture();
          return found.length === 0
            ? [well("database", `${database.name}: its role can do no more than it should.`)]
            : found.map((finding) => note("database", `${database.name}: ${finding}`));
        } catch (error) {
          return [wrong("database", `${database.name}: ${messageOf(error)}`)];
        }
      }),
    );
    return looked.flat();
  } finally {
    await close();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
