// Whether the agent may propose changes: asked where somebody could approve them.

import type { Asker } from "../terminal/ask.ts";

export function askWrites(approver: string, asker: Asker): Promise<boolean> {
  return asker.isAgreed(
    "May your agent propose changes of rows?",
    true,
    `yes: nothing is changed before ${approver} has signed for exactly that`,
  );
}
