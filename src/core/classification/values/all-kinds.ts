// Every kind that sampled values are looked at for.

import { NATIONAL_IDS } from "./national-id.ts";
import { CARD, IBAN, PHONE } from "./number-kinds.ts";
import { PERSON_NAME } from "./person-names.ts";
import { COORDINATES, EMAIL, IP_ADDRESS, RANDOM, SECRET, STREET_ADDRESS } from "./text-kinds.ts";
import type { ValueKind } from "./value-kind.ts";

export const ALL_KINDS: readonly ValueKind[] = [
  SECRET,
  EMAIL,
  IBAN,
  CARD,
  IP_ADDRESS,
  ...NATIONAL_IDS,
  PHONE,
  STREET_ADDRESS,
  COORDINATES,
  PERSON_NAME,
  RANDOM,
];
