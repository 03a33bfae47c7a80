// What is known by its form: e-mail addresses, network addresses, secrets by the prefixes that issuers give them or by how random they are,
// streets, places on the globe.

import type { ValueKind } from "./value-kind.ts";

export const EMAIL: ValueKind = {
  holds: "email",
  says: "e-mail addresses",
  fits: (value) => /^(?:[^\s<>]{1,60}<)?[^\s@<>"']{1,64}@(?:[\p{L}\p{N}-]{1,63}\.)+\p{L}{2,24}>?$/u.test(value),
  byChance: 1 / 100_000,
  share: 0.3,
};

const IPV4 = /^(?:(?:25[0-5]|2[0-4]\d|1?\d?\d)\.){3}(?:25[0-5]|2[0-4]\d|1?\d?\d)(?:\/\d{1,2}|:\d{2,5})?$/;

/** A version of a program counts by small numbers. */
function isAddress(value: string): boolean {
  if (IPV4.test(value))
    return value
      .split(/[./:]/)
      .slice(0, 4)
      .some((part) => Number(part) > 31);
  const groups = value.replace(/(?:\/\d{1,3}|%\w+)$/, "").split(":");
  if (groups.length < 3 || groups.length > 8 || !groups.every((group) => /^[0-9a-f]{0,4}$/i.test(group))) return false;
  return (
    (groups.length === 8 || value.includes("::")) &&
    /^(?:[23][0-9a-f]{3}|fe80|f[cd][0-9a-f]{2}|)$/i.test(groups[0] ?? "")
  );
}

export const IP_ADDRESS: ValueKind = {
  holds: "ip-address",
  says: "IP addresses",
  fits: (value) => value.split(/\s*,\s*/).every(isAddress),
  byChance: 1 / 1_000,
  share: 0.6,
};

/** As their issuers publish them, so that they can be found where they should not be; and hashes of passwords. */
const PREFIXES = [
  "sk_live_|sk_test_|rk_live_|whsec_|sk-[A-Za-z0-9_-]{20}", // Stripe, OpenAI
  "gh[pousr]_[A-Za-z0-9]{20}|github_pat_|glpat-|npm_[A-Za-z0-9]{20}|pypi-AgE|dop_v1_|shp(?:at|ss|ca)_", // code and shops
  "A(?:KIA|SIA)[A-Z0-9]{16}|AIza[A-Za-z0-9_-]{30}|ya29\\.|xox[abeprs]-|SG\\.[A-Za-z0-9_-]{16}|hf_[A-Za-z]{20}|AC[a-f0-9]{32}$|key-[a-f0-9]{32}$", // clouds and mail
  "eyJ[A-Za-z0-9_-]{8,}\\.eyJ|-----BEGIN |ssh-(?:rsa|ed25519) AAAA", // tokens and keys
  "\\$2[abxy]?\\$\\d\\d\\$|\\$argon2|\\$[156y]\\$|\\$pbkdf2|pbkdf2_sha|pbkdf2:sha|scrypt:|\\{S?SHA|sha1\\$|bcrypt", // passwords
];
const ISSUED = new RegExp(`^(?:${PREFIXES.join("|")})`);

export const SECRET: ValueKind = {
  holds: "secret",
  says: "secrets, by the prefixes that they are given",
  fits: (value) => ISSUED.test(value),
  byChance: 1 / 100_000,
  share: 0.3,
};

/** In bits a character (C. E. Shannon, 1948). */
function entropyOf(value: string): number {
  const counts = new Map<string, number>();
  for (const character of value) counts.set(character, (counts.get(character) ?? 0) + 1);
  return [...counts.values()].reduce((sum, count) => sum - (count / value.length) * Math.log2(count / value.length), 0);
}

/** In letters of both cases and digits; a key of something, such as `price_1Mow…`, is written with what it is of. */
export const RANDOM: ValueKind = {
  holds: "secret",
  says: "random as keys are",
  fits: (value) =>
    /^(?=.*[a-z])(?=.*[A-Z])(?=.*\d)[A-Za-z0-9+/_-]{24,}={0,2}$/.test(value) &&
    !/^[a-z]{2,8}_|^\w+(?:[-_/][A-Za-z]{3,})+/.test(value) &&
    entropyOf(value) >= 3.9,
  byChance: 1 / 1_000,
  share: 0.8,
  isShape: true,
};

const STREETS = [
  String.raw`^\d+[A-Za-z]?,? .*\b(?:st|street|rd|road|ave|avenue|blvd|boulevard|ln|lane|dr|drive|way|ct|court|pl|place|sq|square|terrace|hwy|highway|pkwy|parkway|close|crescent)\b`,
  String.raw`(?:stra(?:ss|ß)e|str\.|weg|gasse|allee|platz|ufer|damm|ring)\s+\d+\s*[a-z]?\b`,
  String.raw`(?:^|\d[\s,]+(?:bis\s+|ter\s+)?)(?:rue|avenue|av\.|boulevard|bd|place|chemin|all[ée]e|impasse|quai|route)\s+\p{L}`,
  String.raw`^(?:calle|c\/|avda?\.?|avenida|plaza|paseo|camino|carrera|ronda)\s+.*\d`,
  String.raw`^(?:rua|r\.|avenida|av\.|travessa|pra[çc]a|alameda|estrada|rodovia)\s+.*\d`,
  String.raw`^(?:via|viale|v\.le|piazza|corso|largo|vicolo|strada)\s+.*\d`,
  String.raw`^p\.?\s?o\.? box \d+`,
];
const STREET = new RegExp(STREETS.map((street) => `(?:${street})`).join("|"), "iu");

export const STREET_ADDRESS: ValueKind = {
  holds: "address",
  says: "streets with their numbers",
  fits: (value) => value.length < 120 && STREET.test(value),
  byChance: 1 / 200,
  share: 0.4,
};

export const COORDINATES: ValueKind = {
  holds: "address",
  says: "places on the globe",
  fits: (value) => /^\(?-?\d{1,2}\.\d{3,},\s?-?\d{1,3}\.\d{3,}\)?$|^POINT ?\(-?\d/i.test(value),
  byChance: 1 / 1_000,
  share: 0.6,
  isShape: true,
};
