// What a verification came to, as a sentence for people and models.

import type { Verdict } from "./verdict.ts";

export function describeVerdict(verdict: Verdict): string {
  switch (verdict.kind) {
    case "whole":
      return `Every one of the ${verdict.size} entries is what the heads that were given say.`;
    case "whole-to-anchor":
      return `The first ${verdict.covered} of ${verdict.size} entries are what the heads that were given say; those after them are consistent only with themselves.`;
    case "self-consistent":
      return `The ${verdict.size} entries are consistent only with themselves; a head that somebody kept elsewhere would say more.`;
    case "altered":
      return `${verdict.index === null ? "" : `Entry ${verdict.index}: `}${verdict.message}`;
    case "forked":
      return verdict.message;
  }
}
