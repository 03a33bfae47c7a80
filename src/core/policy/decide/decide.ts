// Policy for one statement: facts in, decision out. Deny beats ask, ask beats allow; the last line is a refusal.
// For a write an Allow means that it may be asked for: its effect is then weighed by the rules of risk (assess-risk.ts).

import type { Catalogue, Engine } from "../../model/catalogue.ts";
import { Allow, type Decision } from "../../model/decision.ts";
import type { Facts } from "../../model/facts.ts";
import type { Governance } from "../../model/governed-relation.ts";
import { type Refusal, refuse } from "../../model/refusal.ts";
import { formatRelation, type RelationKey, type RelationName, relationKey } from "../../model/relation-name.ts";
import { didYouMean, writtenRelation } from "../../model/written-name.ts";
import { nearNames } from "../near-names.ts";
import type { Role } from "../policy.ts";
import { refuseSchemaChange, refuseUngranted, refuseUnseenIndex } from "./decide-schema.ts";
import { refuseUnknownColumns, refuseWrite } from "./decide-write.ts";

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
    refuseUnknown(facts, scope) ??
    refuseUnknownColumns(facts, scope) ??
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
  if (explains === undefined || explain) return null;
  return refuse("explain-not-granted", "The role may not see how statements are carried out.", {
    rule: `role ${name}`,
    remedy: "Run the SELECT itself, without EXPLAIN; the operator can set explain: true for the role.",
  });
}

/** A relation that is hidden and one that is not there get the same words. */
function refuseUnknown(facts: Facts, scope: { governance: Governance; catalogue: Catalogue }): Refusal | null {
  const { governance } = scope;
  const visible = { governance, engine: scope.catalogue.engine };
  // what is shown of the server's own catalogue is decided row by row; where it may not be read its relations are not resolved
  const system = scope.catalogue.system?.relations;
  const unseen = (relation: RelationName) => {
    const key = relationKey(relation);
    return !governance.has(key) && system?.has(key) !== true;
  };
  // a target that is not there ends the reading, so one that is hidden has to be all that is spoken of as well
  const target = facts.targets?.find(({ relation }) => relation === null || unseen(relation));
  if (target !== undefined) return unknownTable([target.text], visible);
  const { writes, schema } = facts;
  const references = schema?.references.map(({ relation }) => relation) ?? [];
  const named = [...writes.map((write) => write.target), ...(schema?.targets ?? []), ...references].filter(unseen);
  const inside = insideListedViews(facts, governance);
  const hidden = facts.reads.filter(({ relation }) => unseen(relation) && !inside.has(relationKey(relation)));
  const unknown = [
    ...facts.unresolved.map(({ text }) => text),
    ...named.map(({ name }) => name),
    ...hidden.map(({ relation, through }) => (through ?? relation).name),
  ];
  return unknown.length === 0 ? null : unknownTable(unknown, visible);
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
function unknownTable(
  names: readonly string[],
  { governance, engine }: { governance: Governance; engine: Engine },
): Refusal {
  const visible = new Map([...governance.values()].map(({ relation }) => [formatRelation(relation), relation]));
  // which of several are hidden must not tell either: they are taken in one order
  const bare = names.map((name) => name.slice(name.lastIndexOf(".") + 1).toLowerCase()).toSorted();
  const found = bare.map((name) => nearNames(name, [...visible.keys()])).find(({ length }) => length > 0) ?? [];
  const near = found.flatMap((name) => {
    const relation = visible.get(name);
    return relation === undefined ? [] : [writtenRelation(relation, engine)];
  });
  return refuse("unknown-table", "There is no table of that name that you can see.", {
    rule: "catalogue",
    remedy: didYouMean(near, "") ?? "Call describe-schema for the tables that you can see.",
  });
}
