// Texts of reads, sessions and policies whose removal is noticed.

import type { CutDefence } from "./cut-defence.ts";

export const READING_CUTS: readonly CutDefence[] = [
  {
    guarantee: "G-CATALOGUE-GOVERNED",
    name: "that of what users made the catalogue shows what is seen",
    cuts: [["core/sql/postgres/catalogue/catalogue-relations.ts", "`${id} = ANY ({${list}})`", '"true"']],
    test: "test/server/governed-catalogue.test.ts",
    titled: "tells nothing that is hidden in any of them",
    slow: true,
  },
  {
    guarantee: "G-CATALOGUE-GOVERNED",
    name: "that names are looked up among what is seen",
    cuts: [
      [
        "core/sql/postgres/catalogue/place-uses.ts",
        "if (meant === null) return noSuchObject(reading, constant);",
        "if (meant === null) return null;",
      ],
    ],
    test: "test/server/governed-catalogue.test.ts",
    titled: "as with what is not there",
    slow: true,
  },
  {
    guarantee: "G-CATALOGUE-GOVERNED",
    name: "the places where a value may stand that names an object",
    cuts: [
      ["core/sql/postgres/catalogue/read-catalogue.ts", "if (!walk.reading.namesMay.has(wrapper) &&", "if (false &&"],
    ],
    test: "test/server/governed-catalogue.test.ts",
    titled: "as with what is not there",
    slow: true,
  },
  {
    guarantee: "G-CATALOGUE-FENCED",
    name: "the fence around ids",
    cuts: [["core/sql/postgres/catalogue/place-uses.ts", 'conditions.join(" OR ")', '"true"']],
    test: "test/server/governed-catalogue.test.ts",
    slow: true,
  },
  {
    guarantee: "G-READ-LIMITS",
    name: "the cap of rows",
    cuts: [["adapters/postgres/reading/plan-run.ts", "if (this.#writer.count === maxRows) {", "if (false) {"]],
    test: "src/adapters/postgres/postgres-database.test.ts",
    titled: "at the row cap",
  },
  {
    guarantee: "G-READ-LIMITS",
    name: "the count of what an engine would write out to plan",
    cuts: [["core/sql/terms/planning-work.ts", "if (work <= MOST_WORK) return null;", "return null;"]],
    test: "test/server/planning-bounds.test.ts",
    titled: "takes no more of the engine than it may: a column twice",
    slow: true,
  },
  {
    guarantee: "G-READ-AS-THE-SERVER",
    name: "that what some sets group by joins none of the others",
    cuts: [
      [
        "core/sql/postgres/rewrite/group-by-key.ts",
        `const mentioned = mentionedColumns(level.select["groupClause"], level);`,
        "const mentioned = keys;",
      ],
    ],
    test: "test/server/written-forms.test.ts",
  },
  {
    guarantee: "G-SESSION-OWN",
    name: "the search path of the database",
    cuts: [["adapters/postgres/connection/own-session.ts", `written["search_path"] ?? found.searchPath`, `"public"`]],
    test: "test/server/own-session.test.ts",
    titled: "looks unqualified names up in its search path",
  },
  {
    guarantee: "G-SESSION-SURVIVES",
    name: "that the loss of an idle connection is heard",
    cuts: [["adapters/postgres/connection/connections.ts", `pool.on("error", () => undefined);`, ""]],
    test: "test/faults/server-faults.test.ts",
    slow: true,
  },
  {
    guarantee: "G-CONNECTION-AS-WRITTEN",
    name: "that a variable in a connection URL is a value, whatever characters it has",
    cuts: [["core/connection/expand-connection.ts", "? encodeURIComponent(value) : value;", "? value : value;"]],
    test: "src/core/connection/read-connection.test.ts",
  },
  {
    guarantee: "G-POLICY-LOADS-WHOLE",
    name: "that a policy with an error does not load",
    cuts: [
      [
        "core/policy/load/load-policy.ts",
        `if (problems.some(({ severity }) => severity === "error")) return`,
        "if (false) return",
      ],
    ],
    test: "src/core/policy/load/load-policy.test.ts",
  },
  {
    guarantee: "G-POLICY-LOADS-WHOLE",
    name: "that roles which exclude each other are nobody's",
    cuts: [["core/policy/load/load-policy.ts", "const clash = identity.roles.find(", "const clash = [].find("]],
    test: "src/core/policy/load/load-policy.test.ts",
  },
  {
    guarantee: "G-LOCK-WHATEVER-THE-CLOCK",
    name: "that what only ever stops something waits for no clock",
    cuts: [["core/ledger/entry/entry-record.ts", " || ONLY_STOPS.has(kind)", ""]],
    test: "src/core/ledger/entry/entry-record.test.ts",
  },
  {
    guarantee: "G-TOKEN-NOWHERE",
    name: "that what is kept of a token is a digest of it",
    cuts: [
      [
        "adapters/system/token-secrets.ts",
        `return createHash("sha256").update(token, "utf8").digest("hex");`,
        "return token;",
      ],
    ],
    test: "src/adapters/system/token-secrets.test.ts",
  },
  {
    guarantee: "G-ORDINARY-SQL-PASSES",
    name: "that nothing is written in a database that is open for reading alone",
    cuts: [["core/policy/govern/written-classes.ts", "if (writable !== null && !writable.has(name)) continue;", ""]],
    test: "src/core/policy/govern/written-classes.test.ts",
  },
  {
    guarantee: "G-SAMPLE-STAYS",
    name: "that columns which the database's role may not read are left alone",
    cuts: [
      [
        "adapters/postgres/sampling/postgres-sampler.ts",
        "AND pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT')`",
        "`",
      ],
    ],
    test: "test/commands/init-sample.test.ts",
    slow: true,
  },
  {
    guarantee: "G-INIT-WRITES-WAIT",
    name: "that a database is opened for writing where somebody said so alone",
    cuts: [["entry/cli/init/project-text.ts", "settings: writes ? {", "settings: true ? {"]],
    test: "test/commands/init-writes.test.ts",
    titled: "opens nothing for writing by",
    slow: true,
  },
];
