// The texts that all statements about one step are made of.

import type { Relation } from "../../../model/catalogue.ts";
import type { AssignedColumn } from "../../../model/facts.ts";
import { ACTION_NAME } from "../rewrite/place-relations.ts";
import { quoteName, quoteRelation } from "../rewrite/quote.ts";
import type { ComposedStep } from "./compose-rows.ts";

/** What a step does, as merge_action() tells it. */
export function actionOf({ reading }: StepTexts): string {
  return `'${reading.composed.verb.toUpperCase()}'::pg_catalog.text AS ${quoteName(ACTION_NAME)}`;
}

export interface StepTexts {
  readonly reading: { readonly composed: ComposedStep; readonly assigned: readonly AssignedColumn[] };
  /** `"gatehouse_rows_1" (…) AS MATERIALIZED (…)`: keys, version, new values. */
  readonly query: string;
  /** `WITH …` up to and with that. */
  readonly before: string;
  /** `"gatehouse_rows_1" AS "gatehouse_rows"` */
  readonly from: string;
  /** The changed rows: columns of the table, then the keys that they had. */
  readonly doneName: string;
  readonly keys: readonly string[];
  /** Columns that get a value, with the name it has among the rows. */
  readonly values: readonly { readonly column: string; readonly name: string }[];
}

/** The table as it stands in FROM. */
export function tableText({ relation, only }: ComposedStep): string {
  return `${only ? "ONLY " : ""}${quoteRelation(relation.name)}`;
}

/** The columns that the statement shows of the rows. */
export function columnsShown({ relation, named }: ComposedStep): Relation["columns"] {
  return (named ?? relation).columns;
}

/** The rows beside those of the table. */
export function joined({ reading, keys }: StepTexts): string {
  return reading.composed.relation.primaryKey
    .map((name, index) => `"gatehouse_target".${quoteName(name)} = "gatehouse_rows".${quoteName(keys[index] ?? "")}`)
    .join(" AND ");
}
