// What came of a statement, against what a test of the policies expects of it.

import type { TreatmentKind } from "../../model/treatment.ts";
import type { OUTCOMES, PolicyTest } from "../schema/tests-schema.ts";

export interface Outcome {
  readonly decision: (typeof OUTCOMES)[number];
  readonly rule: string;
  /** Of a refusal. */
  readonly code: string | null;
  /** Of the columns that are read, as `schema.name.column`; empty where the statement is refused. */
  readonly treatments: ReadonlyMap<string, TreatmentKind>;
  /** Null where the server names the column. */
  readonly columns: readonly (string | null)[];
  /** Relations that are read through a row filter. */
  readonly filtered: readonly string[];
}

/** A sentence for each thing that is otherwise; none when it is as expected. */
export function checkExpectation(expected: PolicyTest["expect"], found: Outcome): readonly string[] {
  const { decision, rule, code, treatments, columns, filtered } = expected;
  const told = found.code === null ? found.decision : `${found.decision} (${found.code})`;
  if (decision !== found.decision) return [`It is \`${told}\` by ${found.rule}, not \`${decision}\`.`];
  return [
    ...(rule === undefined || rule === found.rule ? [] : [`The rule is \`${found.rule}\`, not \`${rule}\`.`]),
    ...(code === undefined || code === found.code ? [] : [`The code is \`${found.code ?? "none"}\`, not \`${code}\`.`]),
    ...Object.entries(treatments).flatMap(([column, treatment]) => checkTreatment(column, { treatment, found })),
    ...(columns === undefined || isSame(columns, found.columns)
      ? []
      : [`The columns are ${list(found.columns)}, not ${list(columns)}.`]),
    ...(filtered === undefined || isSame(filtered.toSorted(), found.filtered.toSorted())
      ? []
      : [`Rows are filtered of ${list(found.filtered)}, not of ${list(filtered)}.`]),
  ];
}

/** A column is named by its end, as far as that says which. */
function checkTreatment(
  column: string,
  { treatment, found }: { treatment: TreatmentKind; found: Outcome },
): readonly string[] {
  const meant = [...found.treatments].filter(([name]) => name === column || name.endsWith(`.${column}`));
  if (meant.length === 0)
    return [`The statement reads no column ${column}; it reads ${list([...found.treatments.keys()])}.`];
  if (meant.length > 1) return [`${column} could be ${list(meant.map(([name]) => name))}; write more of it.`];
  return meant
    .filter(([, shown]) => shown !== treatment)
    .map(([name, shown]) => `${name} is shown as \`${shown}\`, not \`${treatment}\`.`);
}

function isSame(a: readonly (string | null)[], b: readonly (string | null)[]): boolean {
  return a.length === b.length && a.every((each, place) => each === b[place]);
}

function list(names: readonly (string | null)[]): string {
  return names.length === 0 ? "none" : names.map((name) => name ?? "(named by the server)").join(", ");
}
