// Policies held against the live schema: what they name and the database does not have, and what it has and they do not name.

import type { Catalogue, Column, Relation, TypeFamily } from "../../model/catalogue.ts";
import { UNSURE } from "../../model/data-class.ts";
import { formatRelation, relationKey } from "../../model/relation-name.ts";
import type { Treatment, TreatmentKind } from "../../model/treatment.ts";
import type { Dialect } from "../../sql/dialect.ts";
import { type Classified, classifyCatalogue } from "../govern/classify-catalogue.ts";
import { filterPlace } from "../govern/filter-place.ts";
import type { LoadedPolicy } from "../load/load-policy.ts";
import type { PolicyProblem } from "../load/policy-problem.ts";
import type { ReadDocument } from "../load/read-document.ts";
import { readRelation } from "../load/read-relation.ts";
import { nearNames } from "../near-names.ts";
import type { DataPolicy } from "../policy.ts";
import type { DataFile } from "../schema/data-schema.ts";
import { checkDerived, checkWritten } from "./check-derived.ts";

interface Live {
  readonly database: string;
  readonly catalogue: Catalogue;
  readonly dialect: Dialect;
  /** Whether a row filter means what it meant when it was first used; absent where nobody can tell. */
  readonly isAsKept?: (place: string, meaning: string) => boolean;
}

export function checkPolicyAgainst(loaded: LoadedPolicy, live: Live): readonly PolicyProblem[] {
  const classified = classifyCatalogue(loaded.policy.data.get(live.database), live);
  const derived = { ...live, classified };
  return [
    ...checkRelations(loaded, derived),
    ...checkRowFilters(loaded, live),
    ...checkTreatments(loaded, derived),
    ...checkDerived(loaded, derived),
    ...checkWritten(loaded, derived),
  ];
}

function checkRelations(
  loaded: LoadedPolicy,
  { database, catalogue, classified }: Live & { readonly classified: Classified },
): readonly PolicyProblem[] {
  const document = loaded.documents.data.get(database);
  const policy = loaded.policy.data.get(database);
  if (document === undefined || document.value === null || policy === undefined) {
    return [
      {
        severity: "warning",
        file: `data/${database}.yaml`,
        line: 1,
        column: 1,
        message: `No data policy describes the database \`${database}\`, so callers see nothing of it.`,
        remedy: `Write data/${database}.yaml; gatehouse init proposes one.`,
      },
    ];
  }
  const problems: PolicyProblem[] = [];
  policy.extensions.forEach((extension, place) => {
    if (catalogue.foreign?.extensions.has(extension) === true) return;
    const message = `The extension ${extension} is not installed in the database.`;
    const remedy = "Take it out, or have its owner run CREATE EXTENSION.";
    problems.push(document.problemAt(["extensions", place], { message, remedy }));
  });
  problems.push(...checkTypes(document, policy, catalogue));
  const names = [...catalogue.relations.values()].map(({ name }) => formatRelation(name));
  for (const [written, policyOf] of Object.entries(document.value.relations)) {
    const at = ["relations", written];
    const relation = catalogue.relations.get(relationKey(readRelation(written)));
    if (relation === undefined) {
      problems.push(
        document.problemAt(at, {
          message: `The database has no relation ${written}.`,
          remedy: didYouMean(written, names),
        }),
      );
      continue;
    }
    const columns = relation.columns.map(({ name }) => name);
    for (const column of Object.keys(policyOf.columns)) {
      if (columns.includes(column)) continue;
      const message = `${written} has no column \`${column}\`.`;
      problems.push(document.problemAt([...at, "columns", column], { message, remedy: didYouMean(column, columns) }));
    }
    const unnamed = columns.filter((column) => !(column in policyOf.columns));
    if (unnamed.length > 0) {
      problems.push(
        document.problemAt(at, {
          severity: "information",
          message: `${written} has columns that the policy does not name: ${unnamed.join(", ")}.`,
          remedy: "Roles get what their `unclassified` says of them, or the class of what they are derived from.",
        }),
      );
    }
  }
  const unsure = Object.entries(document.value.relations).flatMap(([written, { columns }]) =>
    Object.entries(columns).flatMap(([column, holds]) => (holds === UNSURE ? [`${written}.${column}`] : [])),
  );
  if (unsure.length > 0) {
    problems.push(
      document.problemAt(["relations"], {
        severity: "information",
        message: `Columns that are masked because nobody has said what they hold: ${unsure.slice(0, 20).join(", ")}${unsure.length > 20 ? `, and ${unsure.length - 20} more` : ""}.`,
        remedy: "Put a class or a level in the place of `unsure`.",
      }),
    );
  }
  // Partitions and children of what is listed are seen without being named.
  const unlisted = [...catalogue.relations].filter(
    ([key, { kind }]) => !classified.relations.has(key) && kind === "table",
  );
  if (unlisted.length > 0) {
    problems.push(
      document.problemAt(["relations"], {
        severity: "information",
        message: `Tables that no policy lists, and that callers therefore do not see: ${unlisted
          .slice(0, 20)
          .map(([, { name }]) => formatRelation(name))
          .join(", ")}${unlisted.length > 20 ? `, and ${unlisted.length - 20} more` : ""}.`,
        remedy: "List those that callers should see.",
      }),
    );
  }
  return problems;
}

/** Types of the database's own that the policy lists. */
function checkTypes(
  document: ReadDocument<DataFile>,
  { types }: DataPolicy,
  catalogue: Catalogue,
): readonly PolicyProblem[] {
  return types.flatMap((type, place) => {
    const { schema, name } = readRelation(type);
    const found = catalogue.types.get(name)?.find((candidate) => candidate.schema === schema);
    if (found !== undefined && found.kind !== "row") return [];
    const message =
      found === undefined
        ? `The database has no type ${type}.`
        : `${type} is the type of a relation's rows, for whoever sees every column of it in the clear.`;
    const remedy = "Take it out, or name an enum, a domain, a composite or a range of the database's own.";
    return [document.problemAt(["types", place], { message, remedy })];
  });
}

function checkRowFilters(
  loaded: LoadedPolicy,
  { database, catalogue, dialect, isAsKept }: Live,
): readonly PolicyProblem[] {
  const names = [...catalogue.relations.values()].map(({ name }) => formatRelation(name));
  return [...loaded.documents.roles.values()].flatMap((document) =>
    Object.entries(document.value?.rows[database] ?? {}).flatMap(([written, filter]) => {
      const at = ["rows", database, written];
      const relation = catalogue.relations.get(relationKey(readRelation(written)));
      if (relation === undefined) {
        return [
          document.problemAt(at, {
            message: `The database has no relation ${written}.`,
            remedy: didYouMean(written, names),
          }),
        ];
      }
      const meaning = dialect.meaningOf(filter, { relation, catalogue });
      if (meaning.kind === "refusal") {
        return [
          document.problemAt(at, {
            message: `${meaning.message} Until it can, nobody in this role sees ${written}.`,
            remedy: meaning.remedy,
          }),
        ];
      }
      const role = document.value?.role ?? "";
      const place = filterPlace({ role, database, relation: relation.name, filter });
      if (meaning.reads.length > 0 && isAsKept?.(place, meaning.text) === false) {
        return [
          document.problemAt(at, {
            message: `The row filter of ${written} does not mean what it meant when it was first used: a column came, went or changed its name. Until it says which one is meant, nobody in this role sees ${written}.`,
            remedy: "Write each name in its sub-selects with its table or alias.",
          }),
        ];
      }
      return meaning.uncertain.map((name) =>
        document.problemAt(at, {
          severity: "warning",
          message: `In the row filter of ${written}, \`${name}\` in a sub-select means a column there or one of ${written}, by which columns there are.`,
          remedy: `Write it with its table or alias, so that a column that is added cannot change what the filter means.`,
        }),
      );
    }),
  );
}

/** Which families a mask can be computed on; on the others it is NULL. */
const HOLDS: Readonly<Record<TreatmentKind, ReadonlySet<TypeFamily> | "every">> = {
  clear: "every",
  hide: "every",
  null: "every",
  redact: new Set(["text"]),
  partial: new Set(["text"]),
  year: new Set(["date", "timestamp", "text"]),
  bucket: new Set(["integer", "numeric", "float"]),
  token: new Set(["text", "integer", "numeric", "uuid", "enum"]),
};

/** A mask that a column's type cannot hold becomes NULL: worth a word to whoever wrote it. */
function checkTreatments(
  loaded: LoadedPolicy,
  { database, catalogue, classified }: Live & { readonly classified: Classified },
): readonly PolicyProblem[] {
  if (catalogue.engine === "sqlite") return []; // any column holds any type
  const document = loaded.documents.data.get(database);
  const policy = loaded.policy.data.get(database);
  if (document === undefined || policy === undefined) return [];
  const told = (relation: Relation, column: Column, dataClass: string) => {
    const roles = new Map<TreatmentKind, string[]>(); // one fact, however many roles it holds for
    for (const role of loaded.policy.roles.values()) {
      const treatment = role.classes.get(dataClass);
      if (treatment === undefined || canHold(treatment, column)) continue;
      roles.set(treatment.kind, [...(roles.get(treatment.kind) ?? []), role.name]);
    }
    const name = formatRelation(relation.name);
    return [...roles].map(([kind, names]) =>
      document.problemAt(["relations", name, "columns", column.name], {
        severity: "warning",
        message: `${name}.${column.name} is NULL to ${names.length === 1 ? "the role" : "the roles"} ${names.join(", ")}: \`${kind}\` cannot be held by ${column.type.label}.`,
        remedy: "Choose another class for the column, or another treatment for the class.",
      }),
    );
  };
  return [...classified.relations.values()].flatMap(({ relation, columns }) =>
    relation.columns.flatMap((column) => {
      const held = columns.get(column.name);
      const dataClass = held?.listed === true ? held.holds[0]?.class : null;
      return dataClass === null || dataClass === undefined ? [] : told(relation, column, dataClass);
    }),
  );
}

function canHold({ kind }: Treatment, { type }: Column): boolean {
  const families = HOLDS[kind];
  return families === "every" || families.has(type.family);
}

function didYouMean(name: string, candidates: readonly string[]): string {
  const near = nearNames(name, candidates);
  return near.length > 0 ? `Did you mean ${near.join(" or ")}?` : "Correct the name, or remove the entry.";
}
