// The second layer: finds personal data by its form in text that no classification covers, and replaces it. It can only hide more.
// Attacker-controlled text: every pattern is anchored on its first character and bounded in length, so the scan is linear.

interface Detector {
  readonly label: string;
  /** A character without which nothing can match: most texts are passed over by one look. */
  readonly needs: RegExp;
  readonly pattern: RegExp;
  readonly confirms?: (match: string) => boolean;
}

/** In order: what an earlier one replaced, a later one does not see. */
const DETECTORS: readonly Detector[] = [
  {
    label: "email",
    needs: /@/,
    pattern: /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]{1,64}@[\p{L}\p{N}-]{1,63}(?:\.[\p{L}\p{N}-]{1,63}){1,8}/gu,
  },
  {
    label: "iban",
    needs: /[A-Z]{2}\d{2}/,
    pattern: /(?<![A-Za-z0-9])[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,4})?(?![A-Za-z0-9])/g,
    confirms: isIban,
  },
  {
    label: "payment-card",
    needs: /\d{4}/,
    pattern: /(?<![\d.-])\d(?:[ -]?\d){12,18}(?![\d-])/g,
    confirms: isCard,
  },
  { label: "national-id", needs: /-\d/, pattern: /(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])/g },
  {
    label: "phone",
    needs: /\+\d/,
    pattern: /(?<![\d+])\+[1-9]\d{0,2}(?:[ .()-]{0,2}\d{1,4}){2,6}(?!\d)/g,
    confirms: (match) => match.replace(/\D/g, "").length >= 8,
  },
  {
    label: "ip-address",
    needs: /\d\.\d/,
    pattern: /(?<![\d.])(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?![\d.])/g,
  },
];

/** What one of them needs: without any, a text is passed over by one look. */
const ANY = new RegExp(DETECTORS.map(({ needs }) => needs.source).join("|"));

export interface Scanned {
  readonly text: string;
  /** How many values were replaced. */
  readonly found: number;
}

export function scanContent(text: string): Scanned {
  if (!ANY.test(text)) return { text, found: 0 };
  let found = 0;
  let scanned = text;
  for (const { label, needs, pattern, confirms } of DETECTORS) {
    if (!needs.test(scanned)) continue;
    scanned = scanned.replace(pattern, (match) => {
      if (confirms !== undefined && !confirms(match)) return match;
      found += 1;
      return `[${label}]`;
    });
  }
  return { text: scanned, found };
}

/** ISO/IEC 7812-1, annex B: the Luhn check. */
function isCard(match: string): boolean {
  const digits = match.replace(/\D/g, "");
  let sum = 0;
  for (let place = 0; place < digits.length; place++) {
    const digit = Number(digits[digits.length - 1 - place]);
    const doubled = place % 2 === 1 ? digit * 2 : digit;
    sum += doubled > 9 ? doubled - 9 : doubled;
  }
  return sum % 10 === 0 && !/^0+$/.test(digits);
}

/** ISO 13616: the rearranged number leaves 1 modulo 97. */
function isIban(match: string): boolean {
  const plain = match.replaceAll(" ", "");
  if (plain.length < 15 || plain.length > 34) return false;
  let remainder = 0;
  for (const character of plain.slice(4) + plain.slice(0, 4)) {
    const value = Number.parseInt(character, 36);
    remainder = (remainder * (value > 9 ? 100 : 10) + value) % 97;
  }
  return remainder === 1;
}
