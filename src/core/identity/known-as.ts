// From a sound token to an identity of the policies: who is meant by its issuer, subject and client is what `known-by` says, and nothing else.
// The most exact rule holds: subject and client, then the client, then the subject. An agent's rule fits the person that it answers to alone,
// so that who stands behind an agent is who may not approve for it.
// INVARIANT: what no rule names is nobody; the last line refuses.

import type { Identity, Policy, TokenRule } from "../policy/policy.ts";
import type { AccessToken } from "./access-token.ts";
import type { TokenFault } from "./token-fault.ts";

export interface KnownAs {
  readonly identity: Identity;
  /** Null: the identity's first. */
  readonly role: string | null;
}

interface Fit extends KnownAs {
  readonly rule: TokenRule;
}

export function knownAs(token: AccessToken, { identities }: Pick<Policy, "identities">): KnownAs | TokenFault {
  const of = [...identities.values()].flatMap((identity) =>
    identity.knownBy
      .filter((rule) => rule.issuer === token.issuer)
      .map((rule) => ({ identity, rule, role: rule.role })),
  );
  const people = of.filter(({ identity, rule }) => identity.kind === "human" && rule.subject === token.subject);
  const fits = of.filter(({ rule }) => fitsToken(rule, token));
  const chosen = choose(fits, { token, of, people });
  if (typeof chosen === "string") return chosen;
  // whom the policies know by the subject is the identity itself, or who answers for it
  const answers = people.every(
    ({ identity }) => identity === chosen.identity || chosen.identity.owner === identity.name,
  );
  return answers ? chosen : "token-person";
}

function choose(
  fits: readonly Fit[],
  { token, of, people }: { token: AccessToken; of: readonly Fit[]; people: readonly Fit[] },
): Fit | TokenFault {
  const exact = fits.find(({ rule }) => rule.subject !== null && rule.client !== null);
  if (exact !== undefined) return exact;
  const byClient = fits.find(({ rule }) => rule.subject === null);
  if (byClient !== undefined) {
    const isItsOwn = token.subject === token.client || people.length > 0;
    return isItsOwn ? byClient : "token-person";
  }
  // a client that is some agent's speaks for nobody else in a person's own name
  if (of.some(({ identity, rule }) => identity.kind !== "human" && rule.client === token.client)) return "token-person";
  return fits.find(({ rule }) => rule.client === null) ?? "token-nobody";
}

function fitsToken({ subject, client, claims }: TokenRule, token: AccessToken): boolean {
  return (
    (subject === null || subject === token.subject) &&
    (client === null || client === token.client) &&
    [...claims].every(([name, wanted]) => holds(token.claims[name], wanted))
  );
}

/** A text is the value, one of several, or one word of a `scope`. */
function holds(said: unknown, wanted: string): boolean {
  if (Array.isArray(said)) return said.includes(wanted);
  return said === wanted || (typeof said === "string" && said.split(" ").includes(wanted));
}
