// Checkpoints while a server runs: after so many entries, after so much time with a new one, and at the end. Each goes to the anchors.
// Nothing waits for it: what fails is said to the operator and tried again, and calls go on.

import { systemClock } from "../../../adapters/system/system-clock.ts";
import type { CheckpointDue, StoredCheckpoint } from "../../../gate/ports/checkpoints.ts";
import type { SigningLedger } from "./sign-ledger.ts";

/** A place outside the ledger's file that checkpoints go to. */
export interface CheckpointAnchor {
  readonly name: string;
  /** Rejects with a Failure when it could not be left there. */
  publish(checkpoint: StoredCheckpoint): Promise<void>;
}

export interface CheckpointKeeper {
  /** To be told of the ledger's size after each append. */
  appended(size: number): void;
  /** One more checkpoint, when there is anything new, and no more after it. */
  stop(): Promise<void>;
}

interface Options {
  readonly every: number;
  readonly seconds: number;
  readonly anchors: readonly CheckpointAnchor[];
  readonly log: (line: string) => void;
}

export function keepCheckpoints(ledger: SigningLedger, options: Options): CheckpointKeeper {
  const { every, seconds, anchors, log } = options;
  const pending = new Map<CheckpointAnchor, StoredCheckpoint>();
  let running: Promise<void> = Promise.resolve();
  let seen: number | null = null;
  let stopped = false;
  const make = (due: () => CheckpointDue): Promise<void> => {
    running = running.then(async () => {
      try {
        const made = await ledger.checkpoint(due());
        if (made !== null) for (const anchor of anchors) pending.set(anchor, made);
      } catch (error) {
        log(`no checkpoint was made: ${error instanceof Error ? error.message : String(error)}`);
      }
      await publishAll(pending, log);
    });
    return running;
  };
  const due = () => ({ entries: every, microseconds: seconds * 1_000_000, now: systemClock.now() });
  const timer = setInterval(() => void make(due), seconds * 1_000);
  timer.unref();
  return {
    appended: (size) => {
      seen ??= size;
      if (stopped || size - seen < every) return;
      seen = size;
      void make(due);
    },
    stop: () => {
      stopped = true;
      clearInterval(timer);
      return make(() => null);
    },
  };
}

/** What could not be published stays pending; only the latest checkpoint of each anchor counts. */
async function publishAll(
  pending: Map<CheckpointAnchor, StoredCheckpoint>,
  log: (line: string) => void,
): Promise<void> {
  await Promise.all(
    [...pending].map(async ([anchor, checkpoint]) => {
      try {
        await anchor.publish(checkpoint);
        if (pending.get(anchor) === checkpoint) pending.delete(anchor);
      } catch (error) {
        log(`a checkpoint is not yet at ${anchor.name}: ${error instanceof Error ? error.message : String(error)}`);
      }
    }),
  );
}

/** All of them now; for a command. True when every one has it. */
export async function publishNow(
  anchors: readonly CheckpointAnchor[],
  { checkpoint, log }: { checkpoint: StoredCheckpoint; log: (line: string) => void },
): Promise<boolean> {
  const pending = new Map(anchors.map((anchor) => [anchor, checkpoint]));
  await publishAll(pending, log);
  return pending.size === 0;
}
