// A write or a change of the schema, by the method of the database that carries it out.

import { SchemaPlan } from "../../core/sql/plans/schema-plan.ts";
import type { Database } from "../ports/database.ts";
import type { WriteOutcome, WriteRequest } from "../ports/write-run.ts";

export interface ChangeRequest extends Omit<WriteRequest, "plan"> {
  readonly plan: WriteRequest["plan"] | SchemaPlan;
}

export function performChange(database: Database, { plan, ...request }: ChangeRequest): Promise<WriteOutcome> {
  return plan instanceof SchemaPlan ? database.change({ ...request, plan }) : database.write({ ...request, plan });
}
