// What every server does at its beginning and at its end, whichever way callers come: opens what calls need, says so in the ledger, follows
// the policies, and settles what a server before it left unfinished.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import type { LoadedPolicy } from "../../core/policy/load/load-policy.ts";
import { timeAt } from "../../gate/approvals.ts";
import type { Gatehouse } from "../../gate/calls.ts";
import { recoverWrites, settleLapsed } from "../../gate/writing.ts";
import { type OpenGatehouse, openGatehouse } from "../wiring/open-gatehouse.ts";
import type { Project } from "../wiring/project.ts";
import { GOODBYE_MILLISECONDS, within } from "./within.ts";

interface Beginning {
  readonly project: Project;
  readonly policy: LoadedPolicy;
  readonly log: (line: string) => void;
  /** As whom it speaks, for the ledger. */
  readonly as: NonNullable<EntryDraft["detail"]>;
}

type Ending = Pick<OpenGatehouse, "record" | "close"> & {
  readonly gatehouse: Pick<Gatehouse, "openCalls" | "polls">;
};

/** Rejects with a Failure as openGatehouse does. */
export async function beginServing({ project, policy, log, as }: Beginning): Promise<OpenGatehouse> {
  const opened = await openGatehouse(project, log, { read: policy });
  if (policy.policy.risk.unsigned) log(FOR_DEVELOPMENT);
  opened.followPolicies();
  opened.keepRetention();
  opened
    .record("server.start", as)
    .catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
  tendWrites(opened.gatehouse, log);
  for (const database of opened.gatehouse.databases.values()) {
    database
      .catalogue()
      .catch((error: unknown) => log(`${database.name}: ${error instanceof Error ? error.message : String(error)}`));
  }
  return opened;
}

/** Calls that are cancelled, or nearly done, are recorded first. */
export async function endServing(opened: Ending): Promise<void> {
  await within(GOODBYE_MILLISECONDS, opened.gatehouse.openCalls.none());
  const { untold } = opened.gatehouse.polls;
  await within(
    GOODBYE_MILLISECONDS,
    opened.record("server.stop", untold === 0 ? {} : { polls: untold }).catch(() => undefined),
  );
  await within(GOODBYE_MILLISECONDS, opened.close());
}

const FOR_DEVELOPMENT = "these policies are for development: decisions without a signature count";

/** Settles what a server before this one left unfinished, and lets go of what may no longer be kept. */
function tendWrites(gatehouse: Gatehouse, log: (line: string) => void): void {
  if (![...gatehouse.databases.values()].some(({ writable }) => writable)) return;
  const tend = async (): Promise<void> => {
    const settled = await recoverWrites(gatehouse);
    if (settled > 0)
      log(`${settled} unfinished write${settled === 1 ? " was" : "s were"} settled; see gatehouse approvals list`);
    await gatehouse.approvals.purgeImages(timeAt(gatehouse));
  };
  tend().catch((error: unknown) => log(error instanceof Error ? error.message : String(error)));
  setInterval(() => {
    settleLapsed(gatehouse).catch(() => undefined); // not yet: each call has said why, and it is tried again
  }, LAPSED_MILLISECONDS).unref();
}

/** How soon what could not be written down is tried again. */
const LAPSED_MILLISECONDS = 2_000;
