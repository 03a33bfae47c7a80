// `gatehouse ledger accept-clock`: after the clock was wrong and ahead, an entry that says so, from which times go on as the clock is now.

import { systemClock, uuidIds } from "../../../adapters/system/system-clock.ts";
import { administrativeEntry } from "../../../core/ledger/entry/administrative-entry.ts";
import { formatTime, isTolerable } from "../../../core/ledger/entry/entry-record.ts";
import { Failure } from "../../../core/model/failure.ts";
import { describeCaller } from "../../../gate/calls.ts";
import { failureOfProblems, readProjectPolicy } from "../../wiring/project.ts";
import { type ActorOptions, actAs } from "../act-as.ts";
import type { Io } from "../terminal/io.ts";
import { writeLedger } from "./write-ledger.ts";

export interface AcceptClockOptions extends ActorOptions {
  readonly config: string;
  readonly reason: string;
}

/** Rejects with a Failure `not-permitted`, or `usage` when the clock is not behind. */
export function acceptClock(options: AcceptClockOptions, io: Io): Promise<number> {
  return writeLedger(options.config, async ({ ledger }, project) => {
    const loaded = await readProjectPolicy(project);
    if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
    const { policy } = loaded;
    const may = ({ mayLock, auditsLedger }: { mayLock: boolean; auditsLedger: boolean }) => mayLock || auditsLedger;
    const { caller, account } = actAs(options, { policy, may });
    const role = policy.roles.get(caller.role);
    if (role === undefined || !may(role)) {
      throw new Failure(
        "not-permitted",
        `${caller.principal} may not accept a clock in the role ${caller.role}; use an identity whose role has \`locks: true\` or \`ledger: audit\`.`,
      );
    }
    const { time: last } = await ledger.head();
    const now = systemClock.now();
    if (isTolerable(now, last)) {
      throw new Failure(
        "usage",
        `The clock is not behind: it says ${formatTime(now)}, and the ledger's last entry is of ${last || "no time"}; there is nothing to accept.`,
      );
    }
    const seconds = Math.round((Date.parse(last) * 1_000 - now) / 1_000_000);
    const { index } = await ledger.append({
      ...administrativeEntry("clock.set-back", {
        correlation: uuidIds.next(),
        policyDigest: policy.digest,
        detail: { from: last, behind_seconds: seconds, account },
      }),
      ...describeCaller(caller),
      reason: options.reason,
    });
    io.out(
      `recorded as entry ${index}; the clock is ${seconds} seconds behind the ledger's last entry, of ${last}, and the ledger goes on with the clock as it is now`,
    );
    return 0;
  });
}
