// National ids, by their check digits: of the authority that gives each out.

import { passesLuhn } from "../../masking/luhn.ts";
import { isDay, isRepeated, passesMod11Ten, passesVerhoeff, weighed } from "./check-digits.ts";
import type { ValueKind } from "./value-kind.ts";

const nationalId = (says: string, byChance: number, fits: (value: string) => boolean): ValueKind => ({
  holds: "national-id",
  says,
  fits,
  byChance,
  share: 0.6,
});

/** In the form that the pattern says, without what parts its groups. */
const plain = (value: string, pattern: RegExp): string | null => {
  if (value.length > 24) return null;
  const found = value.replace(/[ .\-/]/g, "").toUpperCase();
  return pattern.test(found) ? found : null;
};

const LETTERS = "TRWAGMYFPDXBNJZSQVHLCKE";
const ODD = "BAKPLCQDREVOSFTGUHMINJWZYX";

/** The 23 letters of Spain: of a DNI, and of a NIE, whose first letter stands for a digit. */
function isSpanish(value: string): boolean {
  const found = plain(value, /^[XYZ\d]\d{7}[A-Z]$/);
  if (found === null) return false;
  const number = Number(found.slice(0, 8).replace(/^[XYZ]/, (letter) => String("XYZ".indexOf(letter))));
  return LETTERS[number % 23] === found[8];
}

function isFrench(value: string): boolean {
  const found = plain(value, /^[1-478]\d{4}(?:\d{2}|2A|2B)\d{8}$/);
  if (found === null) return false;
  const number = BigInt(found.slice(0, 13).replace("2A", "19").replace("2B", "18"));
  return 97n - (number % 97n) === BigInt(found.slice(13));
}

/** Characters in odd places count by a table of their own, in which a digit is the letter of its place. */
function isItalian(value: string): boolean {
  const found = plain(value, /^[A-Z]{6}[\dLMNPQRSTUV]{2}[ABCDEHLMPRST][\dLMNPQRSTUV]{2}[A-Z][\dLMNPQRSTUV]{3}[A-Z]$/);
  if (found === null) return false;
  const placeOf = (character: string): number =>
    /\d/.test(character) ? Number(character) : character.charCodeAt(0) - 65;
  const sum = [...found.slice(0, 15)].reduce(
    (all, character, place) =>
      all + (place % 2 === 1 ? placeOf(character) : ODD.indexOf(String.fromCharCode(65 + placeOf(character)))),
    0,
  );
  return String.fromCharCode(65 + (sum % 26)) === found[15];
}

function isBrazilian(value: string): boolean {
  const found = plain(value, /^\d{11}$/);
  if (found === null || isRepeated(found)) return false;
  const digit = (length: number): number => {
    const rest =
      (weighed(
        found,
        Array.from({ length }, (_, place) => length + 1 - place),
      ) *
        10) %
      11;
    return rest === 10 ? 0 : rest;
  };
  return digit(9) === Number(found[9]) && digit(10) === Number(found[10]);
}

function isDutch(value: string): boolean {
  const found = plain(value, /^\d{9}$/);
  return found !== null && !isRepeated(found) && weighed(found, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0;
}

/** One digit of the first ten comes twice or three times. */
function isGerman(value: string): boolean {
  const found = plain(value, /^[1-9]\d{10}$/);
  if (found === null || !passesMod11Ten(found)) return false;
  const counts = Array.from({ length: 10 }, (_, digit) => found.slice(0, 10).split(String(digit)).length - 1);
  return counts.filter((count) => count > 1).length === 1 && Math.max(...counts) <= 3;
}

function isPolish(value: string): boolean {
  const found = plain(value, /^\d{11}$/);
  if (found === null) return false;
  const month = Number(found.slice(2, 4)) % 20;
  if (month < 1 || month > 12 || Number(found.slice(4, 6)) > 31) return false;
  return weighed(found, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0;
}

/** Who was born from 2000 on has a 2 before. */
function isBelgian(value: string): boolean {
  const found = plain(value, /^\d{11}$/);
  if (found === null || !isDay(found)) return false;
  const [number, check] = [Number(found.slice(0, 9)), Number(found.slice(9))];
  return 97 - (number % 97) === check || 97 - ((2_000_000_000 + number) % 97) === check;
}

function isSwedish(value: string): boolean {
  if (!/^(?:\d{2})?\d{6}[-+]?\d{4}$/.test(value)) return false;
  const found = value.replace(/[-+]/, "").slice(-10);
  return isDay(found) && passesLuhn(found);
}

function isFinnish(value: string): boolean {
  const [, digits = "", number = "", check] = /^(\d{6})[-+A-FYXWVU](\d{3})([0-9A-Y])$/i.exec(value) ?? [];
  return digits !== "" && "0123456789ABCDEFHJKLMNPRSTUVWXY"[Number(digits + number) % 31] === check?.toUpperCase();
}

function isIndian(value: string): boolean {
  const found = plain(value, /^[2-9]\d{11}$/);
  return found !== null && passesVerhoeff(found);
}

function isChinese(value: string): boolean {
  const found = plain(value, /^[1-9]\d{5}(?:19|20)\d{9}[\dX]$/);
  if (found === null || !isDay(found.slice(8, 14))) return false;
  const sum = weighed(found, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return "10X98765432"[sum % 11] === found[17];
}

/** Without a check digit: as it is written, and of numbers that are given out (20 CFR 422.103). */
function isAmerican(value: string): boolean {
  return /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(value);
}

/** Without a check digit: of prefixes that are given out. */
function isBritish(value: string): boolean {
  return /^(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d{2} ?\d{2} ?\d{2} ?[A-D]$/i.test(value);
}

export const NATIONAL_IDS: readonly ValueKind[] = [
  nationalId("Spanish identity numbers (DNI, NIE)", 1 / 500, isSpanish),
  nationalId("French social security numbers (NIR)", 1 / 1_000, isFrench),
  nationalId("Italian tax codes (codice fiscale)", 1 / 100_000, isItalian),
  nationalId("Brazilian tax numbers (CPF)", 1 / 100, isBrazilian),
  nationalId("Dutch citizen numbers (BSN)", 1 / 11, isDutch),
  nationalId("German tax numbers (Steuer-ID)", 1 / 30, isGerman),
  nationalId("Polish personal numbers (PESEL)", 1 / 40, isPolish),
  nationalId("Belgian national numbers", 1 / 500, isBelgian),
  nationalId("Swedish personal numbers", 1 / 30, isSwedish),
  nationalId("Finnish personal codes", 1 / 1_000, isFinnish),
  nationalId("Indian identity numbers (Aadhaar)", 1 / 12, isIndian),
  nationalId("Chinese identity numbers", 1 / 1_000, isChinese),
  nationalId("American social security numbers", 1 / 100, isAmerican),
  nationalId("British insurance numbers (NINO)", 1 / 100_000, isBritish),
];
