// From policy files to the policy in force, or every problem that they have, all at once. Pure: the caller reads the files.

import type { ApprovalCrypto } from "../../approvals/approval-crypto.ts";
import { hexDigest } from "../../approvals/hex-digest.ts";
import { atLeast, type DataClass, type Level, SHIPPED_CLASSES } from "../../model/data-class.ts";
import { type RelationKey, relationKey } from "../../model/relation-name.ts";
import { checkRoles, excludes, unknown } from "../check/check-roles.ts";
import type { ColumnPolicy, DataPolicy, Identity, Policy, RelationPolicy } from "../policy.ts";
import { type DataFile, dataSchema } from "../schema/data-schema.ts";
import { type IdentitiesFile, identitiesSchema } from "../schema/identities-schema.ts";
import { riskSchema } from "../schema/risk-schema.ts";
import { type RoleFile, roleSchema } from "../schema/role-schema.ts";
import { bindingDigest } from "./binding-digest.ts";
import { checkKeys, readKey } from "./load-keys.ts";
import { loadRisk } from "./load-risk.ts";
import type { PolicyProblem } from "./policy-problem.ts";
import { type ReadDocument, readDocument, type SourceFile } from "./read-document.ts";
import { readRelation } from "./read-relation.ts";
import { readRole } from "./read-role.ts";
import { checkTokenRules, readTokenRule } from "./token-rules.ts";

export interface LoadedPolicy {
  readonly kind: "loaded";
  readonly policy: Policy;
  /** The files that databases and roles come from, to say where a later problem stands. */
  readonly documents: {
    readonly data: ReadonlyMap<string, ReadDocument<DataFile>>;
    readonly roles: ReadonlyMap<string, ReadDocument<RoleFile>>;
    readonly identities: readonly ReadDocument<IdentitiesFile>[];
  };
}

export interface PolicyProblems {
  readonly kind: "problems";
  readonly problems: readonly PolicyProblem[];
}

interface Surroundings {
  /** Databases of gatehouse.yaml. */
  readonly databases: readonly string[];
  readonly primitives: Pick<ApprovalCrypto, "sha256" | "utf8">;
}

/**
 * `files` are those of the policy folder, with paths relative to it: `identities.yaml`, `risk.yaml`, `roles/*.yaml`, `data/*.yaml`.
 * Files elsewhere in the folder are not policies and are passed over.
 */
export function loadPolicy(files: readonly SourceFile[], around: Surroundings): LoadedPolicy | PolicyProblems {
  const ordered = [...files].sort((a, b) => (a.path < b.path ? -1 : 1));
  const problems: PolicyProblem[] = [];
  const read = <T>(pattern: RegExp, schema: Parameters<typeof readDocument<T>>[1]) =>
    ordered.filter(({ path }) => pattern.test(path)).map((file) => readDocument(file, schema));
  const roleDocuments = read(/^(.*\/)?roles\/[^/]+\.ya?ml$/, roleSchema);
  const dataDocuments = read(/^(.*\/)?data\/[^/]+\.ya?ml$/, dataSchema);
  const identityDocuments = read(/^([^/]*\/)*identities\.ya?ml$/, identitiesSchema);
  const riskDocuments = read(/^([^/]*\/)*risk\.ya?ml$/, riskSchema);
  problems.push(
    ...[...roleDocuments, ...dataDocuments, ...identityDocuments, ...riskDocuments].flatMap(
      (document) => document.problems,
    ),
  );

  const roles = index(roleDocuments, { key: (file) => file.role, what: "role", step: "role", problems });
  const data = index(dataDocuments, { key: (file) => file.database, what: "database", step: "database", problems });
  if (identityDocuments.length === 0) {
    problems.push({
      severity: "error",
      file: "identities.yaml",
      line: 1,
      column: 1,
      message: "There is no identities.yaml in the policy folder.",
      remedy: "Write one that names who may call; gatehouse init makes a first one.",
    });
  }
  checkRoles(roles, problems);
  const risk = loadRisk(riskDocuments, problems);
  const { primitives } = around;
  const holders = new Map<string, string>();
  for (const document of identityDocuments) {
    checkIdentities(document, { roles, problems });
    checkKeys(document, { primitives, holders, problems });
  }
  checkTokenRules(identityDocuments, problems);
  const known = knownClasses(roles);
  const people = new Set(identityDocuments.flatMap(({ value }) => Object.keys(value?.identities ?? {})));
  for (const document of data.values()) checkData(document, { known, people, databases: around.databases, problems });
  if (problems.some(({ severity }) => severity === "error")) return { kind: "problems", problems };

  const identityFiles = identityDocuments.flatMap(({ value }) => (value === null ? [] : [value]));
  const identities = new Map(identityFiles.flatMap((file) => toIdentities(file, primitives)));
  const others = ordered.filter(({ path }) => !identityDocuments.some(({ file }) => file === path));
  const policy: Policy = {
    digest: hexDigest(JSON.stringify(ordered.map(({ path, text }) => [path, text])), primitives),
    bindingDigest: bindingDigest({ others, identities: identityFiles }, primitives),
    identities,
    roles: new Map(
      [...roles].flatMap(([name, { value }]) => (value === null ? [] : [[name, readRole(value)] as const])),
    ),
    data: new Map([...data].flatMap(([name, { value }]) => (value === null ? [] : [[name, toData(value)] as const]))),
    risk,
  };
  return { kind: "loaded", policy, documents: { data, roles, identities: identityDocuments } };
}

function index<T>(
  documents: readonly ReadDocument<T>[],
  by: { key: (value: T) => string; what: string; step: string; problems: PolicyProblem[] },
): ReadonlyMap<string, ReadDocument<T>> {
  const found = new Map<string, ReadDocument<T>>();
  for (const document of documents) {
    if (document.value === null) continue;
    const key = by.key(document.value);
    const other = found.get(key);
    if (other === undefined) found.set(key, document);
    else {
      const message = `The ${by.what} \`${key}\` is already defined in ${other.file}.`;
      by.problems.push(
        document.problemAt([by.step], { message, remedy: "Give it another name, or put both into one file." }),
      );
    }
  }
  return found;
}

function checkIdentities(
  document: ReadDocument<IdentitiesFile>,
  { roles, problems }: { roles: ReadonlyMap<string, ReadDocument<RoleFile>>; problems: PolicyProblem[] },
): void {
  const identities = Object.entries(document.value?.identities ?? {});
  const people = identities.filter(([, identity]) => identity.kind === "human").map(([name]) => name);
  for (const [name, identity] of identities) {
    const at = ["identities", name];
    identity.roles.forEach((role, place) => {
      if (!roles.has(role))
        problems.push(document.problemAt([...at, "roles", place], unknown("role", role, [...roles.keys()])));
    });
    const clash = identity.roles.find((role) => identity.roles.some((other) => excludes(roles, { role, other })));
    if (clash !== undefined) {
      const other = identity.roles.find((held) => excludes(roles, { role: clash, other: held })) ?? "";
      const message = `\`${name}\` holds ${clash} and ${other}, which exclude each other.`;
      problems.push(
        document.problemAt([...at, "roles"], { message, remedy: "Give one of the roles to somebody else." }),
      );
    }
    if (identity.kind === "human" && identity.owner !== undefined) {
      const message = `\`${name}\` is a person and has an owner.`;
      problems.push(
        document.problemAt([...at, "owner"], {
          message,
          remedy: "Remove the owner, or make it an agent or a service.",
        }),
      );
    } else if (identity.kind !== "human" && identity.owner === undefined) {
      const message = `\`${name}\` is ${identity.kind === "agent" ? "an agent" : "a service"} and nobody answers for it.`;
      problems.push(document.problemAt(at, { message, remedy: "Name a person of this file as its owner." }));
    } else if (identity.owner !== undefined && !people.includes(identity.owner)) {
      problems.push(document.problemAt([...at, "owner"], unknown("person", identity.owner, people)));
    }
  }
}

function knownClasses(roles: ReadonlyMap<string, ReadDocument<RoleFile>>): ReadonlySet<string> {
  const named = [...roles.values()].flatMap(({ value }) => Object.keys(value?.classes ?? {}));
  return new Set([...Object.keys(SHIPPED_CLASSES), ...named]);
}

function checkData(
  document: ReadDocument<DataFile>,
  around: {
    known: ReadonlySet<string>;
    people: ReadonlySet<string>;
    databases: readonly string[];
    problems: PolicyProblem[];
  },
): void {
  const { value } = document;
  if (value === null) return;
  const { known, people, databases, problems } = around;
  if (!databases.includes(value.database)) {
    problems.push(document.problemAt(["database"], unknown("database", value.database, databases)));
  }
  for (const [relation, policy] of Object.entries(value.relations)) {
    const at = ["relations", relation];
    policy.owners.forEach((owner, place) => {
      if (!people.has(owner))
        problems.push(document.problemAt([...at, "owners", place], unknown("identity", owner, [...people])));
    });
    for (const [column, written] of Object.entries(policy.columns)) {
      const { class: dataClass } = readColumn(written);
      if (dataClass === null || known.has(dataClass)) continue;
      problems.push(
        document.problemAt([...at, "columns", column], unknown("class", dataClass, [...known, "public", "internal"])),
      );
    }
  }
}

function toIdentities(
  file: IdentitiesFile,
  primitives: Surroundings["primitives"],
): readonly (readonly [string, Identity])[] {
  return Object.entries(file.identities).map(([name, identity]) => [
    name,
    {
      name,
      kind: identity.kind,
      owner: identity.owner ?? null,
      roles: identity.roles,
      attributes: identity.attributes,
      keys: identity.keys.flatMap((written) => readKey(written, primitives) ?? []),
      knownBy: identity["known-by"].map(readTokenRule),
    },
  ]);
}

function toData(file: DataFile): DataPolicy {
  return {
    database: file.database,
    extensions: file.extensions,
    types: file.types,
    relations: new Map<RelationKey, RelationPolicy>(
      Object.entries(file.relations).map(([name, relation]) => {
        const own = relation.level ?? null;
        const columns = Object.entries(relation.columns).map(
          ([column, written]) => [column, toColumn(readColumn(written), own)] as const,
        );
        return [
          relationKey(readRelation(name)),
          { owners: relation.owners, level: own, critical: relation.critical, columns: new Map(columns) },
        ];
      }),
    ),
  };
}

type WrittenColumn = DataFile["relations"][string]["columns"][string];

function readColumn(written: WrittenColumn): { class: DataClass | null; level: Level | null } {
  if (written === null) return { class: null, level: null };
  if (typeof written === "object") return { class: written.class ?? null, level: written.level ?? null };
  const level = asLevel(written);
  return level === null ? { class: written, level: null } : { class: null, level };
}

function asLevel(word: string): Level | null {
  return word === "public" || word === "internal" || word === "confidential" || word === "restricted" ? word : null;
}

/** A class brings its own level; a relation's level can raise it and never lowers it. */
function toColumn(written: { class: DataClass | null; level: Level | null }, relation: Level | null): ColumnPolicy {
  const { class: dataClass, level } = written;
  if (level !== null) return { class: dataClass, level };
  if (dataClass === null) return { class: null, level: relation ?? "confidential" };
  const own = SHIPPED_CLASSES[dataClass] ?? "confidential";
  return { class: dataClass, level: relation !== null && atLeast(relation, own) ? relation : own };
}
