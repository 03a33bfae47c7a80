// From a sound token to an identity of the policies: who is meant by its issuer, subject, actor and client is what `known-by` says, and nothing
// else. The most exact rule holds: subject and client, then the client, then the subject; the client of a rule is the token's actor or its
// client, and of two rules as exact the actor's holds. An agent's rule fits the person that it answers to alone, so that who stands behind an
// agent is who may not approve for it.
// INVARIANT: what no rule names is nobody; the last line refuses. A token that an agent or an actor uses is never the person: an actor makes
// nobody more than they are without it.

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
  const chosen = choose(of, { token, people });
  if (typeof chosen === "string") return chosen;
  if (chosen.identity.kind === "human" && !isInPerson(chosen, { token, of })) return "token-person";
  // whom the policies know by the subject is the identity itself, or who answers for it
  const answers = people.every(
    ({ identity }) => identity === chosen.identity || chosen.identity.owner === identity.name,
  );
  return answers ? chosen : "token-person";
}

function choose(
  of: readonly Fit[],
  { token, people }: { token: AccessToken; people: readonly Fit[] },
): Fit | TokenFault {
  const fits = of.filter(({ rule }) => fitsToken(rule, token));
  const byUser = usersOf(token).flatMap((user) => fits.filter(({ rule }) => rule.client === user));
  const exact = byUser.find(({ rule }) => rule.subject !== null);
  if (exact !== undefined) return exact;
  const [byClient] = byUser;
  if (byClient !== undefined) {
    const isItsOwn = token.subject === byClient.rule.client || people.length > 0;
    return isItsOwn ? byClient : "token-person";
  }
  // a client that is some agent's speaks for nobody else in a subject's own name
  if (isUsedByAgent(of, token)) return "token-person";
  return fits.find(({ rule }) => rule.client === null) ?? "token-nobody";
}

/** Whether a person's rule holds: no agent has a hand in it, and an actor is one that the rule names. */
function isInPerson({ rule }: Fit, { token, of }: { token: AccessToken; of: readonly Fit[] }): boolean {
  return !isUsedByAgent(of, token) && (token.actor === null || token.actor === rule.client);
}

function isUsedByAgent(of: readonly Fit[], token: AccessToken): boolean {
  const users = usersOf(token);
  return of.some(({ identity, rule }) => identity.kind !== "human" && users.some((user) => user === rule.client));
}

/** The current actor first. */
function usersOf({ actor, client }: AccessToken): readonly string[] {
  return [actor, client].filter((user) => user !== null);
}

function fitsToken({ subject, client, claims }: TokenRule, token: AccessToken): boolean {
  return (
    (subject === null || subject === token.subject) &&
    (client === null || usersOf(token).includes(client)) &&
    [...claims].every(([name, wanted]) => holds(token.claims[name], wanted))
  );
}

/** A text is the value, one of several, or one word of a `scope`. */
function holds(said: unknown, wanted: string): boolean {
  if (Array.isArray(said)) return said.includes(wanted);
  return said === wanted || (typeof said === "string" && said.split(" ").includes(wanted));
}
