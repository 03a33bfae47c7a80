// The text that runs is the caller's own: a SQLite file has one schema, and names in it need no other.

import type { Catalogue } from "../../../model/catalogue.ts";
import type { Allow } from "../../../model/decision.ts";
import type { Refusal } from "../../../model/refusal.ts";
import { SchemaPlan } from "../../plans/schema-plan.ts";
import { columnsAfter } from "../../schema/columns-after.ts";
import { describeSchemaChange, followersOf } from "../../schema/describe-schema-change.ts";
import type { Statement } from "../parse/parse-text.ts";
import type { SchemaChangeReading } from "./read-schema-change.ts";

export function planChange(
  statement: Statement,
  { schema, obstacles }: SchemaChangeReading,
  { catalogue, allow }: { catalogue: Catalogue; allow: Allow },
): SchemaPlan | Refusal {
  const [obstacle] = obstacles;
  if (obstacle !== undefined) return obstacle;
  return SchemaPlan.of(
    {
      engine: "sqlite",
      verb: schema.verb,
      text: statement.text,
      targets: schema.targets,
      creates: schema.creates,
      references: schema.references.map(({ relation }) => relation),
      columns: columnsAfter(schema, catalogue),
      follows: followersOf(schema, catalogue),
      stopsReaders: false,
      changesRows: schema.loses,
      notes: describeSchemaChange(schema, { catalogue, governance: allow.governance }),
      catalogueVersion: catalogue.version,
    },
    allow,
  );
}
