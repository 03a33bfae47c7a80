// What approvers of a change of the schema are told of row filters.

import { loadModule } from "libpg-query";
import { beforeAll, describe, expect, it } from "vitest";
import { sampleCatalogue, sampleColumn, sampleRelation } from "../../../../test/support/sample-catalogue.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import type { Relation } from "../../model/catalogue.ts";
import { postgresDialect } from "../../sql/postgres/dialect.ts";
import { sqliteDialect } from "../../sql/sqlite/dialect.ts";
import { loadPolicy } from "../load/load-policy.ts";
import { noteFilters } from "./note-filters.ts";

const relation = (schema: string, name: string, columns: readonly string[]): Relation =>
  sampleRelation(
    name,
    columns.map((column) => sampleColumn(column, "integer")),
    { name: { schema, name }, oid: name.length },
  );

beforeAll(() => loadModule());

describe.each([
  ["postgres", "public", postgresDialect],
  ["sqlite", "main", sqliteDialect],
] as const)("noteFilters() on %s", (engine, schema, dialect) => {
  const relations = [
    relation(schema, "teams", ["id", "region"]),
    relation(schema, "tickets", ["id", "team_id"]),
    relation(schema, "other", ["id"]),
  ];
  const serverVersion = engine === "postgres" ? 180_004 : 3_053_002;
  const catalogue = sampleCatalogue(relations, { engine, serverVersion });
  const loaded = loadPolicy(
    [
      { path: "identities.yaml", text: "identities:\n  alice: { kind: human, roles: [helper] }\n" },
      {
        path: "roles/helper.yaml",
        text: `role: helper\ndescription: Helps.\nreads: masked\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nunclassified: hide\nlimits: { rows: 10, bytes: 1MiB, seconds: 5 }\nrows:\n  shop:\n    ${schema}.tickets: EXISTS (SELECT 1 FROM ${schema}.teams t WHERE t.id = team_id AND t.region = 1)\n`,
      },
    ],
    { databases: ["shop"], primitives: nodeApprovalCrypto },
  );
  const notesOf = (text: string): readonly string[] => {
    if (loaded.kind === "problems") throw new Error(JSON.stringify(loaded.problems));
    const parsed = dialect.parse(text);
    if (parsed.kind === "refusal") throw new Error(parsed.message);
    const { schema: change } = parsed.analyse(catalogue, { functions: new Set() }).facts;
    if (change === undefined) throw new Error("no change of the schema");
    return noteFilters(change, { policy: loaded.policy, database: "shop", catalogue, dialect });
  };

  it("says when a new column would take the place of a name of a filter [G-SCHEMA-FILTERS-SAID]", () => {
    expect(notesOf("ALTER TABLE teams ADD COLUMN team_id integer")).toEqual([
      `The row filter of ${schema}.tickets for the role helper reads ${schema}.teams: its team_id would come to mean the new column, and the role would see none of its rows.`,
    ]);
  });

  it("says which filters read the table, and nothing of others [G-SCHEMA-FILTERS-SAID]", () => {
    expect(notesOf("ALTER TABLE teams RENAME COLUMN region TO zone")).toEqual([
      expect.stringContaining(`reads ${schema}.teams: where a name`),
    ]);
    expect(notesOf("ALTER TABLE tickets DROP COLUMN team_id")).toEqual([
      expect.stringContaining("goes by this table's columns"),
    ]);
    expect(notesOf("DROP TABLE teams")).toHaveLength(1);
    expect(notesOf("ALTER TABLE other ADD COLUMN team_id integer")).toEqual([]);
  });
});
