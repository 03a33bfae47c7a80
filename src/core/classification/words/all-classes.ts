// Every class that names are read for. What stands first wins where two say the same phrase.

import { ADDRESS } from "./address.ts";
import { BANK_ACCOUNT } from "./bank-account.ts";
import { BIRTH_DATE } from "./birth-date.ts";
import type { ClassWords } from "./class-words.ts";
import { EMAIL } from "./email.ts";
import { FREE_TEXT } from "./free-text.ts";
import { HEALTH } from "./health.ts";
import { IP_ADDRESS } from "./ip-address.ts";
import { NATIONAL_ID } from "./national-id.ts";
import { PAYMENT_CARD } from "./payment-card.ts";
import { PERSON_NAME } from "./person-name.ts";
import { PHONE } from "./phone.ts";
import { SALARY } from "./salary.ts";
import { SECRET } from "./secret.ts";
import { SENSITIVE } from "./sensitive.ts";

export const ALL_CLASSES: readonly ClassWords[] = [
  SECRET,
  NATIONAL_ID,
  PAYMENT_CARD,
  BANK_ACCOUNT,
  EMAIL,
  IP_ADDRESS,
  PHONE,
  BIRTH_DATE,
  HEALTH,
  SALARY,
  PERSON_NAME,
  ADDRESS,
  SENSITIVE,
  FREE_TEXT,
];
