// A refusal as a command says it: for people on standard error, for scripts as JSON. The exit code that goes with it.

import type { Refusal } from "../../core/model/refusal.ts";
import { type Io, paint } from "./io.ts";
import { visibleJson } from "./visible-text.ts";

export function sayRefusal({ code, rule, message, remedy }: Refusal, { io, json }: { io: Io; json: boolean }): number {
  if (json) io.out(visibleJson({ state: "refused", code, rule, message, remedy }));
  else io.err(`${paint(io, "red", `${code}:`)} ${message} ${remedy}`);
  return 1;
}
