// Telephone numbers: with a plus and the country (ITU-T E.164), or as a country writes them where something says that it is one.

import type { Context } from "./context.ts";

/** Without one of these, or a name of the place, no number is taken for one that a country writes. */
export const NATIONAL_HINT =
  /\(\d{3}\)|phone|\btel|mobil|\bcell|\bfax|\bcall|\bring|telefon|handy|whatsapp|\bsms|\btext|dial|reach/i;

const NEAR =
  /\b(?:phone|telephone|tel|mobile|mobil|cell|fax|call(?:ed)?|ring|telefon|handy|whatsapp|sms|text(?:ed)?|dial|reach)\b[^\d\p{L}]{0,4}(?:\p{L}+[^\d\p{L}]{1,3}){0,3}$/iu;

export function isInternational(match: string, { place, before }: Context): boolean {
  const digits = match.replace(/\D/g, "");
  if (digits.length < 8 || digits.length > 15) return false;
  if (digits.startsWith("1") && !/^1[2-9]\d{9}$/.test(digits)) return false;
  if (place.phone || NEAR.test(before)) return true;
  // a number with a sign and a fraction, such as a latitude
  if (/^\+\d{1,3}\.\d+(?:-\d{1,3}\.\d+)?$/.test(match)) return false;
  return !place.identifier;
}

/** With its own trunk prefix or area code. */
export function isNational(match: string, { place, before }: Context): boolean {
  const digits = match.replace(/\D/g, "");
  if (digits.length < 7 || digits.length > 12) return false;
  if (/^\d{4}-\d{2}-\d{2}$/.test(match)) return false;
  if (place.phone || NEAR.test(before)) return true;
  return /^\([2-9]\d{2}\) ?[2-9]\d{2}[-. ]\d{4}$/.test(match) && !place.identifier;
}
