// `known-by` of identities.yaml: whose access tokens are whose. No token is of two identities, and an agent is known by nobody's subject but
// that of the person who answers for it.

import type { TokenRule } from "../policy.ts";
import type { IdentitiesFile } from "../schema/identities-schema.ts";
import type { PolicyProblem } from "./policy-problem.ts";
import type { ReadDocument } from "./read-document.ts";

type WrittenRule = IdentitiesFile["identities"][string]["known-by"][number];

export function readTokenRule({ issuer, subject, client, claims, role }: WrittenRule): TokenRule {
  return {
    issuer,
    subject: subject ?? null,
    client: client ?? null,
    claims: new Map(Object.entries(claims)),
    role: role ?? null,
  };
}

/** Over all files: what is said twice may stand in two. */
export function checkTokenRules(documents: readonly ReadDocument<IdentitiesFile>[], problems: PolicyProblem[]): void {
  const all = documents.flatMap((document) =>
    Object.entries(document.value?.identities ?? {}).flatMap(([name, identity]) =>
      identity["known-by"].map((rule, place) => ({ document, name, identity, rule, place })),
    ),
  );
  const holders = new Map<string, string>();
  const people = new Map<string, string>();
  for (const { name, identity, rule } of all) {
    if (identity.kind === "human" && rule.subject !== undefined) people.set(keyOf(rule.issuer, rule.subject), name);
  }
  for (const { document, name, identity, rule, place } of all) {
    const report = (message: string, remedy: string) =>
      problems.push(document.problemAt(["identities", name, "known-by", place], { message, remedy }));
    if (rule.subject === undefined && (rule.client === undefined || identity.kind === "human")) {
      const message = `\`${name}\` is known by no subject.`;
      report(message, "Write subject (the token's sub); an agent or a service may be known by its client instead.");
    }
    if (rule.role !== undefined && !identity.roles.includes(rule.role)) {
      report(`\`${name}\` does not hold the role \`${rule.role}\`.`, `Write one of ${identity.roles.join(", ")}.`);
    }
    const key = keyOf(rule.issuer, rule.subject, rule.client);
    const holder = holders.get(key) ?? name;
    holders.set(key, holder);
    if (holder !== name) {
      report(`\`${name}\` and \`${holder}\` are known by the same token.`, "Give it to one of them alone.");
    }
    const person = people.get(keyOf(rule.issuer, rule.subject));
    if (rule.subject !== undefined && person !== undefined && person !== name && person !== identity.owner) {
      report(
        `\`${name}\` is known by the subject of \`${person}\`, who does not answer for it.`,
        `Make \`${person}\` its owner, or give the agent of each person an identity of its own.`,
      );
    }
  }
}

function keyOf(...parts: readonly (string | undefined)[]): string {
  return JSON.stringify(parts.map((part) => part ?? null));
}
