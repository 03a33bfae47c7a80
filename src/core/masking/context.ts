// What stands around a match in its text, and what it says.

import type { Place } from "./place.ts";

export interface Context {
  readonly place: Place;
  /** The characters before the match and behind it, without what was replaced. */
  readonly before: string;
  readonly after: string;
  /** The match is all that there is. */
  readonly whole: boolean;
}

const REACH = 48;
const LABEL = /\[[a-z-]+\]/g;

export function contextOf(text: string, { from, to, place }: { from: number; to: number; place: Place }): Context {
  const before = text.slice(Math.max(0, from - REACH), from);
  const after = text.slice(to, to + REACH);
  const whole = text.slice(0, from).trim() === "" && text.slice(to).trim() === "";
  return { place, whole, before: before.replace(LABEL, " "), after: after.replace(LABEL, " ") };
}

/** Directly before it stands what a thing is called by: `order 1234`, `IMEI: 1234`, `trace=1234`, `#1234`. */
export function isNamedThing({ before }: Context): boolean {
  return NAMED.test(before);
}

const NAMED =
  /(?:\b(?:order|invoice|receipt|tracking|parcel|shipment|package|awb|serial|s\/n|imei|imsi|iccid|meid|ean|gtin|upc|isbn|barcode|sku|part|model|ref(?:erence)?|ticket|case|transaction|txn|trace|span|batch|lot|epoch|timestamp|ts|build|version|v|release|device|meter|vin|voucher|coupon|gift card|licen[cs]e|key|id|session|request|req)\b\.?(?:\s*(?:no|nr|number|id|code|key)\b\.?)?["']?\s*[:#=]?\s*["']?|[#=])$/i;

/** The same of what is numbered like a social security number. */
export function isNamedPart({ before }: Context): boolean {
  return PART.test(before);
}

const PART =
  /\b(?:order|invoice|part|sku|model|serial|tracking|ticket|case|ref(?:erence)?|batch|lot|item|article)\b\.?(?:\s*(?:no|nr|number|code)\b\.?)?\s*[:#=]?\s*$/i;
