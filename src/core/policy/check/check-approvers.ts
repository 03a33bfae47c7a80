// Whether anybody could approve what somebody may ask for: a request that nobody can decide on helps nobody, and is best known beforehand.

import { relationKey } from "../../model/relation-name.ts";
import { nameApprovers } from "../decide/name-approvers.ts";
import type { LoadedPolicy } from "../load/load-policy.ts";
import type { PolicyProblem } from "../load/policy-problem.ts";
import { readRelation } from "../load/read-relation.ts";
import type { Identity } from "../policy.ts";

/** `writable`: the databases that may be changed at all; of the others nobody can ask for a change. */
export function checkApprovers(loaded: LoadedPolicy, writable: ReadonlySet<string>): readonly PolicyProblem[] {
  const { policy, documents } = loaded;
  const approvers = new Set<string>();
  const at = (name: string, problem: Pick<PolicyProblem, "message" | "remedy" | "severity">): PolicyProblem => {
    const document = documents.identities.find(({ value }) => value?.identities[name] !== undefined);
    return (
      document?.problemAt(["identities", name], problem) ?? { file: "identities.yaml", line: 1, column: 1, ...problem }
    );
  };
  const unapproved = [...policy.identities.values()].flatMap((identity) => {
    const asked = writableBy(identity, loaded).filter(({ database }) => writable.has(database));
    const stuck = asked.filter(({ database, written }) => {
      const requester = { principal: identity.name, owner: identity.owner };
      const found = nameApprovers(policy, { requester, what: "data", database, relations: [readRelation(written)] });
      for (const name of found) approvers.add(name);
      return found.length === 0;
    });
    return stuck.length === 0
      ? []
      : [
          at(
            identity.name,
            describeStuck(
              identity,
              stuck.map(({ written }) => written),
            ),
          ),
        ];
  });
  const keyless = [...approvers].filter((name) => policy.identities.get(name)?.keys.length === 0);
  return [
    ...unapproved,
    ...keyless.sort().map((name) =>
      at(name, {
        severity: "information",
        message: `\`${name}\` may decide on requests and has no key.`,
        remedy: `Enrol one: gatehouse keys enrol --as ${name}.`,
      }),
    ),
    ...(policy.risk.unsigned ? [DEVELOPMENT] : []),
  ];
}

const DEVELOPMENT: PolicyProblem = {
  severity: "warning",
  file: "risk.yaml",
  line: 1,
  column: 1,
  message:
    "These policies are for development: decisions without a signature count, so that whoever has a shell can approve.",
  remedy: "Set approvals.unsigned to false where the data is real.",
};

interface Writable {
  readonly database: string;
  /** `schema.name` */
  readonly written: string;
}

function writableBy(identity: Identity, { policy, documents }: LoadedPolicy): readonly Writable[] {
  return [...documents.data].flatMap(([database, { value }]) =>
    Object.entries(value?.relations ?? {})
      .filter(([written, { owners }]) =>
        identity.roles.some((name) => {
          const role = policy.roles.get(name);
          const owned = role?.writesOwnDatasets === true && owners.includes(identity.name);
          const key = relationKey(readRelation(written));
          const asks = role?.schemaChanges.get(database)?.tables.has(key) === true;
          return owned || asks || role?.writes.get(database)?.has(key) === true;
        }),
      )
      .map(([written]) => ({ database, written })),
  );
}

function describeStuck({ name, owner }: Identity, relations: readonly string[]) {
  const shown = relations.slice(0, 3).join(", ");
  const more = relations.length > 3 ? ` and ${relations.length - 3} more` : "";
  const why =
    owner === null
      ? "nobody decides on their own request"
      : `neither it nor ${owner}, who answers for it, decides on it`;
  return {
    severity: "warning",
    message: `\`${name}\` may ask to change ${shown}${more}, and nobody could approve it: ${why}.`,
    remedy: "Name another owner of the data, or a person whose role approves all-datasets.",
  } as const;
}
