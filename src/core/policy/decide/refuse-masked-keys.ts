// Keys that are asked for over what a role does not see in the clear. A foreign key from a masked column to a table whose rows the role may
// change answers a guess with each of them: a row that something refers to does not go. A unique key does so with each value that is written.
// INVARIANT: the words depend on what was written and on what is visible.

import type { Catalogue } from "../../model/catalogue.ts";
import type { Governance, GovernedRelation } from "../../model/governed-relation.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { formatRelation, type RelationName, relationKey } from "../../model/relation-name.ts";
import type { SchemaFacts } from "../../model/schema-change.ts";
import { type GrantedColumns, grantsColumn } from "../../model/write-grant.ts";
import { familyNamed } from "../govern/relation-family.ts";
import { changedByKeys } from "./changed-by-keys.ts";

export function refuseMaskedKeys(
  { references, keys, parts, expressions, adds }: SchemaFacts,
  scope: { governed: GovernedRelation; governance: Governance; catalogue: Catalogue },
): Refusal | null {
  const { governed } = scope;
  const stored = (name: string) =>
    governed.columns.some(({ column, treatment }) => column.name === name && treatment.kind !== "clear");
  /** A new column is as masked as what it is computed from, or as the policy says of its name. */
  const masked = (name: string) =>
    stored(name) ||
    expressions.some(({ fills, columns }) => fills === name && columns.some(stored)) ||
    (adds.includes(name) && (governed.changes?.listed.get(name)?.class ?? null) !== null);
  const validated = parts.flatMap(({ validated: now, found }) =>
    now === true && found !== null && found.references !== null
      ? [{ relation: found.references, from: found.columns }]
      : [],
  );
  const byKeys = changedByKeys(scope.governance, scope.catalogue);
  for (const { relation, from } of [...references, ...validated]) {
    const hidden = from.find(masked);
    if (hidden === undefined || !mayWrite(relation, { ...scope, byKeys })) continue;
    return refuseMasked(
      `A foreign key would tell which values of the masked column ${hidden} are in ${formatRelation(relation)}, whose rows the role may change.`,
    );
  }
  for (const key of keys) {
    const hidden = key.find(masked);
    if (hidden === undefined || !key.some((name) => given(name, { governed, masked, byKeys }))) continue;
    return refuseMasked(
      `A key would tell which values of the masked column ${hidden} are there with each row that the role writes.`,
    );
  }
  return null;
}

type ByKeys = ReturnType<typeof changedByKeys>;

/** What a role may write of a part of a table, or of what the table is a part of, it writes of the table. */
function mayWrite(
  relation: RelationName,
  { governance, catalogue, byKeys }: { governance: Governance; catalogue: Catalogue; byKeys: ByKeys },
): boolean {
  return familyNamed(relation, catalogue).some((name) => {
    if (byKeys.has(relationKey(name))) return true;
    const writes = governance.get(relationKey(name))?.writes;
    return writes !== undefined && (writes.insert !== null || writes.update !== null || writes.delete);
  });
}

function given(
  name: string,
  {
    governed: { writes, relation },
    masked,
    byKeys,
  }: { governed: GovernedRelation; masked: (name: string) => boolean; byKeys: ByKeys },
): boolean {
  if (byKeys.get(relationKey(relation))?.has(name) === true) return true;
  const granted = (columns: GrantedColumns) => grantsColumn(columns, name) && !(columns === "all" && masked(name));
  return writes !== undefined && (granted(writes.insert) || granted(writes.update));
}

function refuseMasked(message: string): Refusal {
  return refuse("construct-not-allowed", message, {
    rule: "masked-values",
    remedy: "Ask the owner of the table to make the change.",
  });
}
