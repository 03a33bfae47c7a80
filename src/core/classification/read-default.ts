// What a column's default says of what it holds, by the functions that it calls: never by a constant, which is a value.

import type { Finding } from "./finding.ts";
import { isUnsure } from "./finding.ts";

const SAYS: readonly { readonly calls: RegExp; readonly holds: string; readonly says: string }[] = [
  { calls: /\binet_client_addr\s*\(/i, holds: "ip-address", says: "the client's address by default" },
  {
    calls: /\bgen_random_bytes\s*\(|\brandomblob\s*\(|\bgen_salt\s*\(|\bcrypt\s*\(/i,
    holds: "secret",
    says: "random bytes by default",
  },
  {
    calls: /\b(?:current_user|session_user|user)\b(?!\s*\()|\bgetpgusername\s*\(/i,
    holds: "person-name",
    says: "the database's user by default",
  },
];
/** What counts up or stamps holds nothing personal. */
const HARMLESS =
  /\bnextval\s*\(|\bgen_random_uuid\s*\(|\buuid_generate_v\d\w*\s*\(|\buuidv7\s*\(|\bnow\s*\(|\bcurrent_(?:timestamp|date|time)\b/i;

/** `text` is an expression as the catalogue writes it; constants in it are not looked at. */
export function weighDefault(named: Finding, text: string | undefined): Finding {
  if (text === undefined || !(isUnsure(named) || named.holds === "internal")) return named;
  const code = text.replace(/'(?:[^']|'')*'/g, "''");
  const found = SAYS.find(({ calls }) => calls.test(code));
  if (found !== undefined && (isUnsure(named) || named.confidence < 0.95))
    return { holds: found.holds, confidence: 0.8, reason: found.says };
  return isUnsure(named) && HARMLESS.test(code)
    ? { holds: "internal", confidence: 0.8, reason: "counted or stamped by default" }
    : named;
}
