// What calls of one connection came to, for a client that follows them as tasks: it fetches an outcome by a request of its own, which is
// recorded and may be kept back like any other. Bounded in number, size and time; another policy ends it. Never on disk: of a write the
// state says later what became of it, without the rows that it returned.

import type { EntryDraft } from "../../core/ledger/entry/entry-draft.ts";
import { lengthOfJson } from "../../core/model/json-text.ts";
import type { Gatehouse, Outcome } from "../calls.ts";
import type { Task } from "./task.ts";

const MOST = 16;
const LARGEST = 16_000_000;
export const KEPT_MILLISECONDS = 300_000;

export interface KeptOutcome {
  readonly outcome: Outcome<object>;
  readonly target: EntryDraft["target"];
  readonly task: Task;
}

type Around = Pick<Gatehouse, "clock" | "policy">;

export class KeptOutcomes {
  readonly #kept = new Map<string, KeptOutcome & { size: number; policyDigest: string; until: number }>();

  get size(): number {
    return this.#kept.size;
  }

  keep(kept: KeptOutcome, { clock, policy }: Around): void {
    const size = sizeOf(kept.outcome);
    this.#kept.delete(kept.task.id);
    this.#kept.set(kept.task.id, {
      ...kept,
      size,
      policyDigest: policy().digest,
      until: clock.now() + KEPT_MILLISECONDS * 1_000,
    });
    let total = [...this.#kept.values()].reduce((sum, held) => sum + held.size, 0);
    for (const [id, held] of this.#kept) {
      if (this.#kept.size <= MOST && total <= LARGEST) break;
      this.#kept.delete(id);
      total -= held.size;
    }
  }

  find(id: string, around: Around): KeptOutcome | null {
    return this.list(around).find(({ task }) => task.id === id) ?? null;
  }

  list({ clock, policy }: Around): readonly KeptOutcome[] {
    for (const [id, { until, policyDigest }] of this.#kept) {
      if (until < clock.now() || policyDigest !== policy().digest) this.#kept.delete(id);
    }
    return [...this.#kept.values()];
  }
}

function sizeOf(outcome: Outcome<object>): number {
  if (outcome.kind === "refusal") return 0;
  return outcome.kind === "written" ? lengthOfJson(outcome.json) : JSON.stringify(outcome.result).length;
}
