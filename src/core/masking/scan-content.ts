// The second layer: finds personal data by its form in text that no classification covers, and replaces it. It can only hide more.
// A form alone is little: keys, versions and coordinates have it too, so what stands around it has to speak for it, or nothing against it.
// Attacker-controlled text: every pattern is anchored on its first character and bounded in length, so the scan is linear.

import { replaceCards } from "./card-number.ts";
import { type Context, contextOf, isNamedPart } from "./context.ts";
import { isIban } from "./iban.ts";
import { mayHold } from "./may-hold.ts";
import { isIpv4, isIpv6 } from "./network-address.ts";
import { isInternational, isNational, NATIONAL_HINT } from "./phone-number.ts";
import { NOWHERE, type Place } from "./place.ts";

interface Detector {
  readonly label: string;
  /** A character without which nothing can match: most texts are passed over by one look. */
  readonly needs: RegExp;
  readonly pattern: RegExp;
  readonly confirms: (match: string, context: Context) => boolean;
}

const EMAIL: Detector = {
  label: "email",
  needs: /@/,
  pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
  confirms: isEmail,
};

const IBAN: Detector = {
  label: "iban",
  needs: /[A-Z]{2}\d{2}/,
  pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])/g,
  confirms: isIban,
};

const CARD = { label: "payment-card", needs: /\d{4}/ } as const;

const AFTER_CARDS: readonly Detector[] = [
  {
    label: "national-id",
    needs: /-\d/,
    pattern: /(?<![\p{L}\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\p{L}\d-])/gu,
    confirms: (_, context) => !isNamedPart(context) && !(context.place.identifier && context.whole),
  },
  {
    label: "phone",
    needs: /\+\d/,
    pattern: /(?<![\p{L}\d+])\+[1-9]\d{0,2}(?:[ .()-]{0,2}\d{1,4}){2,6}(?!\d)/gu,
    confirms: isInternational,
  },
  {
    label: "ip-address",
    needs: /\d\.\d/,
    pattern: /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.]\d|\d)/g,
    confirms: isIpv4,
  },
  {
    label: "ip-address",
    needs: /[0-9a-f]:[0-9a-f:]/i,
    pattern: /(?<![\p{L}\d:.])[0-9a-f]{4}:[0-9a-f:]{2,34}(?![\p{L}\d:])/giu,
    confirms: isIpv6,
  },
];

/** Looked for where something says that a telephone number may stand there. */
const NATIONAL: Detector = {
  label: "phone",
  needs: /\d{2}/,
  pattern: /(?<![\p{L}\d.+-])(?:\(\d{2,5}\)|\d{2,5})(?:[ ./-]{0,2}\d{2,8}){1,5}(?![\p{L}\d]|[.-]\d)/gu,
  confirms: isNational,
};

export interface Scanned {
  readonly text: string;
  /** How many values were replaced. */
  readonly found: number;
}

/** `place`: what is known of where the text stands. */
export function scanContent(text: string, place: Place = NOWHERE): Scanned {
  if (!mayHold(text)) return { text, found: 0 };
  // in order: what an earlier one replaced, a later one does not see
  let scanned = [EMAIL, IBAN].reduce<Scanned>((before, detector) => apply(before, detector, place), { text, found: 0 });
  if (CARD.needs.test(scanned.text)) scanned = withCards(scanned, place);
  const national = place.phone || NATIONAL_HINT.test(scanned.text);
  const others = national ? [...AFTER_CARDS, NATIONAL] : AFTER_CARDS;
  return others.reduce<Scanned>((before, detector) => apply(before, detector, place), scanned);
}

function apply({ text, found }: Scanned, { label, needs, pattern, confirms }: Detector, place: Place): Scanned {
  if (!needs.test(text)) return { text, found };
  let more = 0;
  const replaced = text.replace(pattern, (match, ...rest: unknown[]) => {
    const from = rest.find((part) => typeof part === "number") ?? 0;
    if (!confirms(match, contextOf(text, { from, to: from + match.length, place }))) return match;
    more += 1;
    return `[${label}]`;
  });
  return { text: replaced, found: found + more };
}

function withCards({ text, found }: Scanned, place: Place): Scanned {
  const replaced = replaceCards(text, `[${CARD.label}]`, (from, to) => contextOf(text, { from, to, place }));
  return { text: replaced.text, found: found + replaced.found };
}

/** What ends in no name of a domain is a package with its version, or a file. */
function isEmail(match: string): boolean {
  const [, domain = ""] = match.split("@");
  const last = domain.slice(domain.lastIndexOf(".") + 1);
  if (!/^(?:\p{L}{2,}|xn--[a-z0-9-]+)$/iu.test(last)) return false;
  return !/^\d+\.\d|^\dx\./.test(domain);
}
