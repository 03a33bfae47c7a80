// `gatehouse provision`: the SQL for a database role that can do what the policies need, and no more. It runs nothing.

import { Failure } from "../../core/model/failure.ts";
import { leastPrivileges } from "../../core/policy/check/least-privilege.ts";
import { chooseDatabase } from "../../gate/planning.ts";
import { openDatabases } from "../wiring/open-databases.ts";
import { failureOfProblems, readProject, readProjectPolicy } from "../wiring/project.ts";
import type { Io } from "./terminal/io.ts";

interface ProvisionOptions {
  readonly config: string;
  readonly database?: string;
  readonly role: string;
  readonly json?: true;
}

export async function provision(options: ProvisionOptions, io: Io): Promise<number> {
  const project = await readProject(options.config);
  if (project.kind === "problems") throw failureOfProblems(project.problems);
  const loaded = await readProjectPolicy(project);
  if (loaded.kind === "problems") throw failureOfProblems(loaded.problems);
  const { databases, dialect, close } = await openDatabases(project);
  try {
    const database = chooseDatabase(options.database ?? null, databases);
    if ("code" in database) throw new Failure("usage", `${database.message} Give --database. ${database.remedy}`);
    const { engine, name, writable } = database;
    if (engine !== "postgres")
      throw new Failure(
        "usage",
        "SQLite has no roles: let the file belong to the account that serves, and to no other.",
      );
    const catalogue = await database.catalogue();
    const privileges = leastPrivileges(loaded.policy, {
      database: name,
      writable,
      catalogue,
      dialect: dialect(engine),
    });
    const { grantStatements } = await import("../../core/sql/postgres/grant-statements.ts");
    const statements = grantStatements(privileges, { role: options.role, writable });
    if (options.json === true) io.json({ database: name, role: options.role, privileges, statements }, 2);
    else await io.exact([...preface(name, writable), ...statements, ...END]);
    return 0;
  } finally {
    await close();
  }
}

function preface(name: string, writable: boolean): readonly string[] {
  return [
    `-- A role for Gatehouse on the database ${name}: read it, and run it as the owner of the tables.`,
    "-- It follows the policies as they are now; run it again (without CREATE ROLE) when they show more.",
    writable
      ? "-- The database is open for writing: tables are locked, and so granted, as a whole; which columns change is the policies' part."
      : "-- Columns that no role shows are not granted: nothing that Gatehouse could get wrong reads them.",
    "",
  ];
}

const END = [
  "",
  "-- Then give it a password (\\password in psql), connect Gatehouse with it, and let gatehouse check confirm what it can do.",
  "-- Before PostgreSQL 15, also: REVOKE CREATE ON SCHEMA public FROM PUBLIC;",
];
