// Payment cards: a number that an issuer could have given out (ISO/IEC 7812: its first digits and its length belong to a network that
// issues, and it passes the Luhn check), and evidence that it is one. One in ten numbers passes Luhn, and keys are numbers.

import { type Context, isNamedThing } from "./context.ts";
import { passesLuhn } from "./luhn.ts";

interface Network {
  readonly prefix: RegExp;
  readonly lengths: readonly number[];
  /** The length of nearly all of its cards; none where other numbers look like them too often. */
  readonly usual?: number;
}

const NETWORKS: readonly Network[] = [
  { prefix: /^4/, lengths: [13, 16, 19], usual: 16 }, // Visa
  { prefix: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16], usual: 16 }, // Mastercard
  { prefix: /^3[47]/, lengths: [15], usual: 15 }, // American Express
  { prefix: /^(?:6011|64[4-9]|65)/, lengths: [16, 17, 18, 19], usual: 16 }, // Discover
  { prefix: /^(?:30[0-5]|3095|36|3[89])/, lengths: [14, 16, 19], usual: 14 }, // Diners Club
  { prefix: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19], usual: 16 }, // JCB
  { prefix: /^(?:62|81[0-7])/, lengths: [16, 17, 18, 19], usual: 16 }, // UnionPay
  { prefix: /^(?:50(?:18|20|38)|5893|6304|6759|676[1-3])/, lengths: [13, 14, 15, 16, 17, 18, 19] }, // Maestro
  { prefix: /^220[0-4]/, lengths: [16, 17, 18, 19], usual: 16 }, // Mir
  { prefix: /^(?:60|65|8[12]|508|35[36])/, lengths: [16], usual: 16 }, // RuPay
  { prefix: /^(?:504175|5066(?:99)?|5067[0-7]|509|627780|636297|636368|65)/, lengths: [16], usual: 16 }, // Elo
  { prefix: /^(?:5019|9792|606282|5078|8600|9860)/, lengths: [16], usual: 16 }, // Dankort, Troy, Hipercard, Verve, Uzcard, Humo
];

/** The ways in which digits stand on cards. */
const GROUPINGS = new Set(["4-4-4-4", "4-6-5", "4-6-4", "4-4-4-4-3", "4-4-4-2", "8-8"]);

/** Digits in groups that single spaces or hyphens part, of which some in a row may be a card; behind no letter and no point. */
const DIGITS = /(?<![\p{L}\p{N}_.+-])\d{1,19}(?:[ -]\d{1,19})*(?![\p{L}\p{N}_-]|\.\d)/gu;

export function replaceCards(
  text: string,
  label: string,
  contextOf: (from: number, to: number) => Context,
): { text: string; found: number } {
  let found = 0;
  const replaced = text.replace(DIGITS, (run: string, offset: number) => {
    if (run.length < 13) return run;
    const groups = [...run.matchAll(/\d+/g)].map(({ 0: digits, index }) => ({ digits, from: index }));
    let out = "";
    let at = 0;
    for (let first = 0; first < groups.length; first++) {
      const end = cardFrom(groups, first, (from, to) => contextOf(offset + from, offset + to));
      if (end === null) continue;
      const last = groups[end];
      out += `${run.slice(at, groups[first]?.from)}${label}`;
      at = (last?.from ?? 0) + (last?.digits.length ?? 0);
      found += 1;
      first = end;
    }
    return out + run.slice(at);
  });
  return { text: replaced, found };
}

interface Group {
  readonly digits: string;
  readonly from: number;
}

/** The last group of the card that begins with this one; null where none does. */
function cardFrom(
  groups: readonly Group[],
  first: number,
  contextOf: (from: number, to: number) => Context,
): number | null {
  let digits = "";
  const lengths: number[] = [];
  let found: number | null = null;
  for (let last = first; last < groups.length; last++) {
    const group = groups[last]?.digits ?? "";
    digits += group;
    lengths.push(group.length);
    if (digits.length > 19) break;
    const network = digits.length < 13 ? null : networkOf(digits);
    if (network === null) continue;
    const from = groups[first]?.from ?? 0;
    const context = contextOf(from, (groups[last]?.from ?? 0) + group.length);
    if (isEvident(context, { usual: network.usual === digits.length, grouping: lengths.join("-") })) found = last;
  }
  return found;
}

/** Whether an issuer could have given it out: its first digits, its length, its check digit. */
export function isCardNumber(digits: string): boolean {
  return networkOf(digits) !== null;
}

function networkOf(digits: string): Network | null {
  if (!passesLuhn(digits)) return null;
  const fitting = NETWORKS.filter(({ prefix, lengths }) => lengths.includes(digits.length) && prefix.test(digits));
  return fitting.find(({ usual }) => usual === digits.length) ?? fitting[0] ?? null;
}

const NEAR =
  /(?:^|[^\p{L}])(?:card|cards|pan|cc|visa|master ?card|amex|american express|discover|diners|jcb|unionpay|maestro|mir|rupay|elo|cvv|cvc|cvv2|expires?|exp|valid thru|charged?|pay|paid|payment|karte|kreditkarte|kartennummer|tarjeta|carte|carta|cartão|cartao)(?![\p{L}])/iu;

function isEvident(context: Context, { usual, grouping }: { usual: boolean; grouping: string }): boolean {
  const { place, before, after, whole } = context;
  const grouped = GROUPINGS.has(grouping);
  const single = !grouping.includes("-");
  if (place.card || NEAR.test(before) || NEAR.test(after.slice(0, 24))) return grouped || single;
  if (place.identifier || isNamedThing(context)) return false;
  if (!usual) return false;
  if (grouped) return true;
  return single && (place.prose || (!whole && /\p{L}{2}/u.test(before + after)));
}
