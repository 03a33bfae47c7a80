// What a sample adds to what names and types say. It can only raise: what was taken for personal stays so, whatever its values look like.

import { atLeast, LEVELS, type Level, SHIPPED_CLASSES } from "../../model/data-class.ts";
import { type Finding, isUnsure } from "../finding.ts";
import { ALL_KINDS } from "./all-kinds.ts";
import type { Tally } from "./tally-values.ts";
import type { ValueKind } from "./value-kind.ts";

export function weighTally(named: Finding, tally: Tally | undefined): Finding {
  if (tally === undefined || tally.values === 0) return named;
  return byKind(named, tally) ?? byDocuments(named, tally) ?? byProse(named, tally) ?? { ...named };
}

interface KindShare {
  readonly kind: ValueKind;
  readonly hits: number;
}

/** That so many fit by chance is to be less likely than one in a million. */
function isTelling({ kind, hits }: KindShare): boolean {
  return hits > 0 && hits * -Math.log10(kind.byChance) >= 6;
}

function byKind(named: Finding, tally: Tally): Finding | null {
  const found = ALL_KINDS.map((kind, place) => ({ kind, hits: tally.hits[place] ?? 0 })).filter(isTelling);
  const best = found
    .filter(({ kind, hits }) => hits >= kind.share * tally.values)
    .toSorted((a, b) => rank(b, tally) - rank(a, tally))[0];
  if (best === undefined) return fewOf(named, { found, tally });
  const { kind, hits } = best;
  const share = hits / tally.values;
  const said = `${percentOf(hits, tally.values)} ${kind.says}`;
  if (named.holds === kind.holds)
    return { ...named, confidence: Math.max(named.confidence, 0.99), reason: `${named.reason}; ${said}` };
  if (isUnsure(named) || isInClear(named)) {
    // a shape alone, against a name that says what else it is
    if (kind.isShape === true && !isUnsure(named) && (share < 0.6 || named.confidence > 0.8)) return null;
    return { holds: kind.holds, confidence: Math.min(0.99, 0.6 + 0.4 * share), reason: said };
  }
  const isMore = kind.isShape !== true && share >= 0.8 && atLeast(levelOf(kind.holds), levelOf(named.holds));
  return isMore ? { holds: kind.holds, confidence: 0.9, reason: said } : null;
}

/** A check digit says more than a share. */
function rank({ kind, hits }: KindShare, { values }: Tally): number {
  return hits / values + (kind.isShape === true ? 0 : 1) - kind.byChance;
}

/** Some values of a column that would be in the clear are somebody's. */
function fewOf(named: Finding, { found, tally }: { found: readonly KindShare[]; tally: Tally }): Finding | null {
  const [most] = found
    .filter(({ kind }) => kind.isShape !== true && kind.byChance <= 1 / 90)
    .toSorted((a, b) => b.hits - a.hits);
  if (most === undefined || !isInClear(named) || most.hits < 2) return null;
  return { holds: "unsure", confidence: 0.5, reason: `${percentOf(most.hits, tally.values)} ${most.kind.says}` };
}

/** Of several classes in one document the most sensitive. */
function byDocuments(named: Finding, { documents, within, values }: Tally): Finding | null {
  const often = within.filter(({ count }) => count * 20 >= documents).toSorted((a, b) => b.count - a.count);
  const [first] = often;
  if (first === undefined || documents * 2 < values || !(isUnsure(named) || isInClear(named))) return null;
  const top = LEVELS.findLast((level) => often.some(({ holds }) => levelOf(holds) === level));
  const holds = often.find((one) => levelOf(one.holds) === top)?.holds ?? first.holds;
  const said = [...new Set(often.map(({ because }) => because))].slice(0, 3).join(", ");
  return {
    holds,
    confidence: Math.min(0.95, 0.6 + (0.4 * first.count) / documents),
    reason: `JSON with ${said} in ${percentOf(first.count, documents).replace(" are", "")}`,
  };
}

/** What people wrote, in a column whose name says nothing; and any sentences in which people are named by what they can be reached at. */
function byProse(named: Finding, { values, prose, personal, telling }: Tally): Finding | null {
  const said = percentOf(prose, values);
  if (isUnsure(named) && prose * 2 >= values && personal >= 3 && personal * 8 >= prose)
    return {
      holds: "free-text",
      confidence: Math.min(0.95, 0.5 + (0.4 * prose) / values),
      reason: `${said} sentences`,
    };
  if (!isInClear(named) || telling < 2 || telling * 50 < values) return null;
  return prose * 2 >= values
    ? { holds: "free-text", confidence: 0.85, reason: `${said} sentences, and some hold what people are reached at` }
    : {
        holds: "unsure",
        confidence: 0.5,
        reason: `${percentOf(telling, values).replace(" are", " hold")} what looks personal`,
      };
}

function isInClear({ holds }: Finding): boolean {
  return holds === "internal" || holds === "public";
}

function levelOf(holds: string): Level {
  return SHIPPED_CLASSES[holds] ?? LEVELS.find((level) => level === holds) ?? "confidential";
}

function percentOf(some: number, of: number): string {
  return `${Math.round((100 * some) / of)} % of ${of} sampled values are`;
}
