// Payment cards and bank accounts, by who gives them out and by their check digits; phone numbers, by the numbering plans of their countries.

import { isValidPhoneNumber } from "libphonenumber-js/max";
import { isCardNumber } from "../../masking/card-number.ts";
import { isIban } from "../../masking/iban.ts";
import type { ValueKind } from "./value-kind.ts";

export const CARD: ValueKind = {
  holds: "payment-card",
  says: "payment cards",
  fits: (value) => /^\d{4}(?:[ -]?\d){9,15}$/.test(value) && isCardNumber(value.replace(/[ -]/g, "")),
  byChance: 1 / 40,
  share: 0.6,
};

export const IBAN: ValueKind = {
  holds: "bank-account",
  says: "IBANs",
  fits: (value) => /^[A-Z]{2}\d{2} ?[A-Z0-9 ]{11,38}$/i.test(value) && isIban(value.toUpperCase()),
  byChance: 1 / 5_000,
  share: 0.5,
};

/** Whose ways of writing numbers without their country are known; a number with its country is known everywhere. */
const COUNTRIES = [
  "US",
  "GB",
  "DE",
  "FR",
  "ES",
  "IT",
  "PT",
  "BR",
  "MX",
  "IN",
  "NL",
  "CH",
  "AT",
  "BE",
  "AU",
  "PL",
  "SE",
  "JP",
] as const;

/** As a country writes them: with a trunk zero, an area code in brackets, or in groups. */
const NATIONAL =
  /^(?:\(\d{2,5}\)[ -]?|0\d)[\d ()./-]{5,16}$|^\d{3}[ .-]\d{3}[ .-]\d{4}$|^(?:\d{2}[ .]){4}\d{2}$|^\d{3}(?: \d{2,3}){2,3}$/;

function isPhone(value: string): boolean {
  const bare = value.replace(/ ?(?:x|ext\.?|#) ?\d{1,6}$/i, "");
  if (/^(?:\+|00)[\d ()./-]{7,22}$/.test(bare)) return isValidPhoneNumber(bare.replace(/^00/, "+"));
  return NATIONAL.test(bare) && COUNTRIES.some((country) => isValidPhoneNumber(bare, country));
}

export const PHONE: ValueKind = { holds: "phone", says: "phone numbers", fits: isPhone, byChance: 1 / 20, share: 0.5 };
