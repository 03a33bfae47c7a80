// A first guess at what a column holds, from its name and type alone; no value is looked at. A person corrects it.

import type { Column } from "../../core/model/catalogue.ts";

/** In order: the first that fits. */
const NAMES: readonly (readonly [RegExp, string])[] = [
  [/pass(word|wd|phrase)|secret|api_?key|token|private_?key|salt|hash$|otp|cvv|cvc|pin_?code$|credential/, "secret"],
  [/e_?mail/, "email"],
  [/phone|mobile|telefon|tel_?(no|number)|fax/, "phone"],
  [
    /ssn|social_?sec|national_?id|passport|tax_?(id|no|number)|nino|personnummer|licen[cs]e_?(no|number)/,
    "national-id",
  ],
  [/card_?(no|num|number)|credit_?card|^pan$|payment_?card/, "payment-card"],
  [/iban|account_?(no|num|number)|routing|sort_?code|bic$|swift/, "bank-account"],
  [/birth|^dob$|born/, "birth-date"],
  [
    /(first|last|full|middle|given|family|sur|maiden|contact|customer|employee|person|display|user)_?name|^fname$|^lname$/,
    "person-name",
  ],
  [/address|street|postal|post_?code|zip|latitude|longitude|^lat$|^(lon|lng)$/, "address"],
  [/(^|_)ip(_|$|addr)|ip_?address|remote_?addr/, "ip-address"],
  [/salary|wage|income|compensation|bonus/, "salary"],
  [/diagnos|medical|health|allerg|disease|prescription|blood/, "health"],
  [/note|comment|message|body|description|content|text|remark|feedback|review|bio$/, "free-text"],
];

/** A class, or a level where nothing personal shows: `internal` for what a number, date or key can be, `confidential` for other text and JSON. */
export function proposeClass(column: Column, { isKey }: { isKey: boolean }): string {
  const name = column.name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
  const named = NAMES.find(([pattern]) => pattern.test(name))?.[1];
  const { family } = column.type;
  if (named === "free-text") return family === "text" || family === "json" ? "free-text" : "internal";
  if (named !== undefined && family !== "boolean") return named;
  if (isKey || column.references !== null) return "internal";
  if (family === "json" || family === "bytes" || family === "other") return "confidential";
  return "internal";
}
