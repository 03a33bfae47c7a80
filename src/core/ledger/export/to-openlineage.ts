// A call that touched tables, as OpenLineage run events (specification 2-0-2): START and how it ended. Inputs are the relations that were
// read, with the columns that were read; outputs those that were written. Entries do not hold which column flows into which, so column
// lineage is said for a dataset as a whole, with whether a mask stood between.

import type { LedgerRecord } from "../entry/ledger-record.ts";

const SPEC = "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent";
const FACETS = {
  schema: "https://openlineage.io/spec/facets/1-2-0/SchemaDatasetFacet.json#/$defs/SchemaDatasetFacet",
  columnLineage:
    "https://openlineage.io/spec/facets/1-2-0/ColumnLineageDatasetFacet.json#/$defs/ColumnLineageDatasetFacet",
  sql: "https://openlineage.io/spec/facets/1-1-0/SQLJobFacet.json#/$defs/SQLJobFacet",
  jobType: "https://openlineage.io/spec/facets/2-0-4/JobTypeJobFacet.json#/$defs/JobTypeJobFacet",
} as const;

type Touched = NonNullable<LedgerRecord["touched"]>[number];
type Json = string | number | boolean | readonly Json[] | { readonly [name: string]: Json | undefined };

/** None for an entry that is no call, or touched nothing. Statements are normalised: they hold no value. */
export function toOpenLineage(record: LedgerRecord): readonly Json[] {
  const { kind, tool, target, touched, statement, correlation, time, result, server } = record;
  if (kind !== "call" || target === undefined || touched === undefined || statement === undefined) return [];
  const producer = `pkg:npm/gatehouse@${server.version}`;
  const facet = (name: keyof typeof FACETS, members: Readonly<Record<string, Json>>) => ({
    [name]: { _producer: producer, _schemaURL: FACETS[name], ...members },
  });
  const namespace = `${target.engine}://${target.database}`;
  const reads = touched.filter(({ access }) => access === "read");
  const lineage = reads.flatMap(({ relation, columns, treatments }) =>
    columns.map((field) => ({
      namespace,
      name: relation,
      field,
      transformations: [{ type: "INDIRECT", masking: field in treatments }],
    })),
  );
  const dataset = ({ relation, columns, treatments }: Touched, more: Readonly<Record<string, Json>> = {}) => ({
    namespace,
    name: relation,
    facets: {
      ...facet("schema", {
        fields: columns.map((name) => ({
          name,
          ...(name in treatments && { description: `masked: ${treatments[name] ?? ""}` }),
        })),
      }),
      ...more,
    },
  });
  const event = {
    producer,
    schemaURL: SPEC,
    run: { runId: correlation },
    job: {
      namespace: "gatehouse",
      name: `${target.database}.${tool ?? kind}.${statement.fingerprint}`,
      facets: {
        ...facet("jobType", { processingType: "BATCH", integration: "GATEHOUSE", jobType: "QUERY" }),
        ...facet("sql", { query: statement.normalised, dialect: target.engine }),
      },
    },
    inputs: reads.map((read) => dataset(read)),
    outputs: touched
      .filter(({ access }) => access === "write")
      .map((written) =>
        dataset(written, lineage.length === 0 ? {} : facet("columnLineage", { fields: {}, dataset: lineage })),
      ),
  };
  const started = new Date(Date.parse(time) - Math.round((result?.microseconds ?? 0) / 1_000)).toISOString();
  const ended = result?.status === "ok" ? "COMPLETE" : result?.status === "failed" ? "FAIL" : "ABORT";
  return [
    { eventType: "START", eventTime: started, ...event },
    { eventType: ended, eventTime: time, ...event },
  ];
}
