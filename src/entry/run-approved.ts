// Carries out an approved request from the terminal (`approvals approve --run`, `watch`).

import { type Refusal, refuse } from "../core/model/refusal.ts";
import type { Project } from "./project.ts";

export interface RanApproved {
  readonly kind: "executed";
  readonly rows: number;
}

export function runApproved(_id: string, _project: Project): Promise<RanApproved | Refusal> {
  return Promise.resolve(
    refuse("write-not-possible", "Writes cannot be carried out from the terminal yet.", {
      rule: "run",
      remedy: "Leave out --run: the caller's next call carries it out.",
    }),
  );
}
