// IP addresses, and what is written like one: versions of programs, sections, object identifiers.

import type { Context } from "./context.ts";

const NEAR =
  /(?:\b(?:ip|ipv4|ipv6|address|addr|host|client|peer|remote|visitor|gateway|src|dst)\b\W{0,4}(?:\w+\W{1,3})?|\b(?:login|logged|connect\w*|request\w*|access\w*|attempt\w*|session)\b.{0,24}\bfrom\s|:\/\/|@)$/i;
const PRODUCT =
  /(?:[\p{L}\d]\/|[\p{L}_-]|\b(?:version|release|build|firmware|section|chapter|upgrade[d]?|to|v)\b\W{0,3})$/iu;
/** From here on a part is too large for what versions and sections count by. */
const LARGE = 31;

export function isIpv4(match: string, { place, before, after }: Context): boolean {
  if (place.ip || /^:\d{2,5}\b/.test(after)) return true;
  if (PRODUCT.test(before)) return false;
  if (NEAR.test(before)) return true;
  const parts = match.split(".").map(Number);
  if (place.identifier || parts.every((part) => part < LARGE)) return false;
  // a network, or the version of a browser
  return !(parts[0] === 0 || (parts[2] === 0 && parts[3] === 0));
}

/** RFC 4291: eight groups, or fewer around one `::`; of those that are given to hosts and sites. */
export function isIpv6(match: string): boolean {
  const halves = match.split("::");
  const groups = match.split(":").filter((group) => group !== "");
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  if (!/^(?:[23][0-9a-f]{3}|fe80|f[cd][0-9a-f]{2})$/i.test(groups[0] ?? "")) return false;
  return halves.length === 1 ? groups.length === 8 : halves.length === 2 && groups.length >= 2 && groups.length <= 7;
}
