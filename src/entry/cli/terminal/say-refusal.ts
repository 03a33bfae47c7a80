// A refusal as a command says it: for people on standard error, for scripts as JSON. The exit code that goes with it.

import type { Refusal } from "../../../core/model/refusal.ts";
import type { Io } from "./io.ts";
import { paint } from "./paint.ts";

export function sayRefusal({ code, rule, message, remedy }: Refusal, { io, json }: { io: Io; json: boolean }): number {
  if (json) io.json({ state: "refused", code, rule, message, remedy });
  else io.err(`${paint(io, "red", `${code}:`)} ${message} ${remedy}`);
  return 1;
}
