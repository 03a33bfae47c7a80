// What of a live schema no policy decides about and cannot be derived either, and which pseudonyms a role is not shown for what it may write.

import type { Catalogue } from "../../model/catalogue.ts";
import { formatColumn, formatRelation, relationKey } from "../../model/relation-name.ts";
import { type Classified } from "../govern/classify-catalogue.ts";
import { writtenClasses } from "../govern/written-classes.ts";
import type { LoadedPolicy } from "../load/load-policy.ts";
import type { PolicyProblem } from "../load/policy-problem.ts";

interface Live {
  readonly database: string;
  readonly catalogue: Catalogue;
  readonly classified: Classified;
}

/** Views and generated columns that are computed by code of users': nobody sees them. */
export function checkDerived(
  loaded: LoadedPolicy,
  { database, catalogue, classified }: Live,
): readonly PolicyProblem[] {
  const document = loaded.documents.data.get(database);
  const listed = loaded.policy.data.get(database)?.relations;
  if (document === undefined || listed === undefined) return [];
  const unseen = [...catalogue.relations.values()].flatMap((relation) => {
    const key = relationKey(relation.name);
    const found = classified.relations.get(key);
    if (found === undefined) {
      const view = classified.origins.views.get(key);
      const seen = view?.columns === null && view.reads.some((read) => classified.relations.has(read));
      return seen ? [formatRelation(relation.name)] : [];
    }
    return relation.columns
      .filter(({ name }) => !found.columns.has(name))
      .map(({ name }) => formatColumn({ relation: relation.name, column: name }));
  });
  if (unseen.length === 0) return [];
  return [
    document.problemAt(["relations"], {
      severity: "information",
      message: `Computed by functions, operators or casts of this database's own, so that nobody sees them until a policy says what they hold: ${unseen
        .slice(0, 20)
        .join(", ")}${unseen.length > 20 ? `, and ${unseen.length - 20} more` : ""}.`,
      remedy: "List those that callers should see, with their classes and levels.",
    }),
  ];
}

export function checkWritten(loaded: LoadedPolicy, { database, classified }: Live): readonly PolicyProblem[] {
  const { policy, documents } = loaded;
  return [...policy.roles.values()].flatMap((role) => {
    const document = documents.roles.get(role.name);
    if (document === undefined || !role.writes.has(database)) return [];
    const writable = new Set([database]); // each is checked by itself
    const written = writtenClasses(policy, { principal: "", role, database, classified, writable });
    const lost = [...written].filter((name) => role.classes.get(name)?.kind === "token").toSorted();
    if (lost.length === 0) return [];
    return [
      document.problemAt(["writes", database], {
        severity: "information",
        message: `The role ${role.name} may write values of ${lost.join(", ")}, so it is shown no pseudonyms of ${lost.length === 1 ? "that class" : "those classes"} in any table: they are redacted.`,
        remedy: "Leave those columns out of its writes where it should join and group by their pseudonyms.",
      }),
    ];
  });
}
