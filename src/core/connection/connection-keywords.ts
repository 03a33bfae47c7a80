// Reads `host=localhost dbname=shop …`, libpq's other notation: values end at a space or stand in single quotes, and \ keeps what follows.

import { type ConnectionTarget, type WrongNotation, wrong } from "./connection-target.ts";
import { targetOf } from "./target-of-settings.ts";

const PAIR = /\s*([A-Za-z_]+)\s*=\s*(?:'((?:[^'\\]|\\.)*)'(?!\S)|((?:[^\s'\\]|\\.)(?:[^\s\\]|\\.)*)?)/sy;

export function readKeywords(text: string): ConnectionTarget | WrongNotation {
  const settings = new Map<string, string>();
  PAIR.lastIndex = 0;
  let at = 0;
  while (at < text.length) {
    const pair = PAIR.exec(text);
    if (pair === null) {
      return wrong(
        "The connection's keywords cannot be read.",
        "Write host=… dbname=… with values that hold spaces or quotes in single quotes, and \\ in front of ' and \\.",
      );
    }
    settings.set(pair[1] ?? "", (pair[2] ?? pair[3] ?? "").replace(/\\(.)/gs, "$1"));
    at = PAIR.lastIndex;
  }
  return targetOf(settings);
}
