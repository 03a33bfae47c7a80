// Policy for one statement: facts in, decision out. Deny beats ask, ask beats allow; the last line is a refusal.
// For a write an Allow means that it may be asked for: its effect is then weighed by the rules of risk (assess-risk.ts).

import type { Catalogue } from "../model/catalogue.ts";
import { Allow, type Decision } from "../model/decision.ts";
import type { Facts } from "../model/facts.ts";
import type { Governance } from "../model/governed-relation.ts";
import { type Refusal, refuse } from "../model/refusal.ts";
import { formatRelation, type RelationKey, relationKey } from "../model/relation-name.ts";
import { refuseSchemaChange, refuseUngranted, refuseUnseenIndex } from "./decide-schema.ts";
import { refuseWrite } from "./decide-write.ts";
import { nearNames } from "./near-names.ts";
import type { Role } from "./policy.ts";

export interface DecisionScope {
  readonly role: Role;
  readonly governance: Governance;
  readonly database: string;
  readonly catalogue: Catalogue;
}

export function decide(facts: Facts, scope: DecisionScope): Decision {
  const { role, governance } = scope;
  const rule = `role ${role.name}`;
  const granted = role.schemaChanges.get(scope.database);
  const refusal =
    refuseRole(role) ??
    refuseUngranted(facts, { granted, rule }) ??
    refuseUnseenIndex(facts, governance) ??
    refuseUnknown(facts, governance) ??
    facts.obstacles[0] ??
    refuseExplain(facts, role) ??
    refuseWrite(facts, { governance, catalogue: scope.catalogue, rule }) ??
    refuseSchemaChange(facts, { governance, catalogue: scope.catalogue, granted, rule });
  if (refusal !== null) return { kind: "deny", refusal };
  if ((facts.kind === "read" || facts.writes.length > 0 || facts.schema !== undefined) && role.reads === "masked") {
    return Allow.decided(rule, { governance, limits: role.limits });
  }
  return {
    kind: "deny",
    refusal: refuse("statement-kind", "No rule allows this statement.", {
      rule,
      remedy: "Send one SELECT, INSERT, UPDATE or DELETE statement.",
    }),
  };
}

function refuseRole(role: Role): Refusal | null {
  if (role.reads === "masked") return null;
  return refuse("role-reads-nothing", `The role ${role.name} reads no rows.`, {
    rule: `role ${role.name}`,
    remedy:
      role.reads === "schema"
        ? "Use describe-schema, or connect with a role that reads."
        : "Connect with a role that reads.",
  });
}

function refuseExplain({ explains }: Facts, { explain, name }: Role): Refusal | null {
  if (explains !== true || explain) return null;
  return refuse("explain-not-granted", "The role may not see how statements are carried out.", {
    rule: `role ${name}`,
    remedy: "Run the SELECT itself, without EXPLAIN; the operator can set explain: true for the role.",
  });
}

/** A relation that is hidden and one that is not there get the same words. */
function refuseUnknown(facts: Facts, governance: Governance): Refusal | null {
  const [unresolved] = facts.unresolved;
  if (unresolved !== undefined) return unknownTable(unresolved.text, governance);
  const { writes, schema } = facts;
  const references = schema?.references.map(({ relation }) => relation) ?? [];
  const named = [...writes.map(({ target }) => target), ...(schema?.targets ?? []), ...references];
  const unseen = named.find((relation) => !governance.has(relationKey(relation)));
  if (unseen !== undefined) return unknownTable(unseen.name, governance);
  const inside = insideListedViews(facts, governance);
  const hidden = facts.reads.find(({ relation }) => {
    const key = relationKey(relation);
    return !governance.has(key) && !inside.has(key);
  });
  return hidden === undefined ? null : unknownTable((hidden.through ?? hidden.relation).name, governance);
}

/**
 * What is read behind a view that a policy lists itself: that view is governed as it stands, whatever it is made of.
 * A statement that names such a relation on its own account is refused when it is rewritten.
 */
function insideListedViews(facts: Facts, governance: Governance): ReadonlySet<RelationKey> {
  const inside = new Set<RelationKey>();
  for (let grown = true; grown; ) {
    grown = false;
    for (const { relation, through } of facts.reads) {
      if (through === null || inside.has(relationKey(relation))) continue;
      const view = relationKey(through);
      if (governance.get(view)?.placement !== "base" && !inside.has(view)) continue;
      inside.add(relationKey(relation));
      grown = true;
    }
  }
  return inside;
}

/** INVARIANT: the words depend on what was written and on what is visible, never on whether a hidden table exists. */
function unknownTable(name: string, governance: Governance): Refusal {
  const visible = [...governance.values()].map(({ relation }) => formatRelation(relation));
  const near = nearNames(name.slice(name.lastIndexOf(".") + 1), visible);
  return refuse("unknown-table", "There is no table of that name that you can see.", {
    rule: "catalogue",
    remedy:
      near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Call describe-schema for the tables that you can see.",
  });
}
