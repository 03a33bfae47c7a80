// Whether values of a type can be of a class at all. A flag, a moment, a count or a link holds no such thing, whatever it is called: masked
// as one it would only break joins and sums.

import type { TypeFamily } from "../model/catalogue.ts";
import type { Meaning } from "./word-list.ts";

const NUMBERS: ReadonlySet<TypeFamily> = new Set(["integer", "numeric", "float"]);

/** Of classes that are mostly texts or dates: which of their phrases a number can be meant by. */
const AS_NUMBER: Readonly<Record<string, RegExp>> = {
  secret: /pin|otp|cvv|cvc|csc|passcode|pass code|security code|verification code/,
  "birth-date": /year|month|jahr|ano|annee|anno|yob/,
  address:
    /zip|post|plz|cep|cap|lat|lon|lng|long|geo|coord|breiten|laengen|haus|house|number|numero|civic|apt|unit|suite|suite|flat/,
};

/** `isLink`: of a key. */
export function fitsType(meaning: Meaning, { family, isLink }: { family: TypeFamily; isLink: boolean }): boolean {
  const { holds, families, phrase } = meaning;
  if (family === "text") return !(isLink && (holds === "free-text" || meaning.strength !== "certain"));
  if (!families.includes(family) || isLink) return false;
  return !NUMBERS.has(family) || (AS_NUMBER[holds]?.test(phrase) ?? true);
}
