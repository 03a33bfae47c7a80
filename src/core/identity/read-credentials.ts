// The credentials of a request, from its header lines as they came: exactly one that is well-formed, or none. A token alone (RFC 6750, section
// 2.1), or one with the proof that its sender holds the key that it is bound to (RFC 9449, section 7.1).
// Every byte is attacker-controlled. A token is taken from nowhere else: not from the URL, not from a form.

export type Credentials =
  | { readonly kind: "none" }
  /** Not one well-formed line; `why` names no byte of it. */
  | { readonly kind: "malformed"; readonly why: string }
  | { readonly kind: "bearer"; readonly token: string }
  /** Null: no proof came. */
  | { readonly kind: "dpop"; readonly token: string; readonly proof: string | null };

/** `token68` of RFC 9110, which is what RFC 6750 calls `b64token`, and no more than one space before it. */
const WRITTEN = /^(bearer|dpop) ([A-Za-z0-9\-._~+/]+=*)$/i;
const SCHEME = /^([A-Za-z][A-Za-z0-9-]*)(?: |$)/;
/** Characters; far more than providers put into one. */
const LONGEST = 8_192;

/** `lines` are names and values by turns, as Node has them. */
export function readCredentials(lines: readonly string[]): Credentials {
  const values = valuesOf(lines, "authorization");
  const proofs = valuesOf(lines, "dpop");
  const [value] = values;
  if (value === undefined) return { kind: "none" };
  if (values.length > 1) return { kind: "malformed", why: "there is more than one Authorization header" };
  const [, scheme, token] = WRITTEN.exec(value) ?? [];
  if (token === undefined) {
    const other = SCHEME.exec(value)?.[1]?.toLowerCase();
    return other === undefined || other === "bearer" || other === "dpop"
      ? { kind: "malformed", why: "the Authorization header is not well-formed" }
      : { kind: "none" }; // another scheme, which is no credential here
  }
  if (token.length > LONGEST) return { kind: "malformed", why: "the token is too long" };
  if (proofs.length > 1) return { kind: "malformed", why: "there is more than one DPoP header" };
  return scheme?.toLowerCase() === "dpop"
    ? { kind: "dpop", token, proof: proofs[0] ?? null }
    : { kind: "bearer", token };
}

function valuesOf(lines: readonly string[], header: string): readonly string[] {
  return lines.filter((_, place) => place % 2 === 1 && lines[place - 1]?.toLowerCase() === header);
}
