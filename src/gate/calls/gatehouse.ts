// What a call works with: the databases, the policy in force, the ledger, the approvals, time and keys. Made once, by the composition root.

import type { ApprovalPorts, Underway } from "../approvals.ts";
import type { Planning } from "../planning.ts";
import type { Budgets } from "../ports/budgets.ts";
import type { Keys } from "../ports/keys.ts";
import type { LedgerAudit } from "../ports/ledger-audit.ts";
import type { FoldedPolls } from "./folded-polls.ts";
import type { LostAnswers } from "./lost-answers.ts";
import type { OpenCalls } from "./open-calls.ts";

export interface Gatehouse extends ApprovalPorts, Planning {
  readonly audit: LedgerAudit;
  readonly budgets: Budgets;
  readonly keys: Keys;
  readonly polls: FoldedPolls;
  readonly lostAnswers: LostAnswers;
  readonly openCalls: OpenCalls;
  /** This server process: who holds its claims. */
  readonly instance: string;
  /** What this process is carrying out. */
  readonly underway: Underway;
  /** True when the process that this claim's owner names is known to be gone. */
  hasEnded(owner: string): boolean;
  /** Resolves once what else waits has had its turn: for work that would keep it waiting. */
  turn(): Promise<void>;
  /** Where a bug's details go, with the id that the caller is given. Never to the caller. */
  reportBug(id: string, error: unknown): void;
}
