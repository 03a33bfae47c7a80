// The credentials of a request (RFC 6750, section 2.1), from its header lines as they came: exactly one that is well-formed, or none.
// Every byte is attacker-controlled. A token is taken from nowhere else: not from the URL, not from a form.

export type Credentials =
  | { readonly kind: "none" }
  /** Not one well-formed line; `why` names no byte of it. */
  | { readonly kind: "malformed"; readonly why: string }
  | { readonly kind: "bearer"; readonly token: string };

/** `b64token` of RFC 6750, and no more than one space before it. */
const BEARER = /^bearer ([A-Za-z0-9\-._~+/]+=*)$/i;
const SCHEME = /^([A-Za-z][A-Za-z0-9-]*)(?: |$)/;
/** Characters; far more than providers put into one. */
const LONGEST = 8_192;

/** `lines` are names and values by turns, as Node has them. */
export function readBearer(lines: readonly string[]): Credentials {
  const values = lines.filter((_, place) => place % 2 === 1 && lines[place - 1]?.toLowerCase() === "authorization");
  const [value] = values;
  if (value === undefined) return { kind: "none" };
  if (values.length > 1) return { kind: "malformed", why: "there is more than one Authorization header" };
  const token = BEARER.exec(value)?.[1];
  if (token === undefined) {
    const scheme = SCHEME.exec(value)?.[1]?.toLowerCase();
    return scheme === undefined || scheme === "bearer"
      ? { kind: "malformed", why: "the Authorization header is not well-formed" }
      : { kind: "none" }; // another scheme, which is no credential here
  }
  return token.length > LONGEST ? { kind: "malformed", why: "the token is too long" } : { kind: "bearer", token };
}
