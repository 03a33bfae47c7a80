// `gatehouse provision`: the SQL for a database role that can do what the policies need, and no more. It runs nothing.

import { Failure } from "../../core/model/failure.ts";
import { leastPrivileges } from "../../core/policy/check/least-privilege.ts";
import { STATE_SCHEMA } from "../../core/policy/load/state-setting.ts";
import { chooseDatabase } from "../../gate/planning.ts";
import { openDatabases } from "../wiring/open-databases.ts";
import { failureOfProblems, readProject, readProjectPolicy } from "../wiring/project.ts";
import type { Io } from "./terminal/io.ts";

interface ProvisionOptions {
  readonly config: string;
  readonly database?: string;
  readonly role: string;
  readonly state?: true;
  readonly json?: true;
}

export async function provision(options: ProvisionOptions, io: Io): Promise<number> {
  if (options.state === true) return provisionState(options, io);
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

/** The role by which servers reach the state that they share: it owns one schema, and needs nothing else there. */
async function provisionState({ role, json }: ProvisionOptions, io: Io): Promise<number> {
  const { quoteName } = await import("../../core/sql/postgres/rewrite/quote.ts");
  const statements = [
    `CREATE ROLE ${quoteName(role)} LOGIN;`,
    `CREATE SCHEMA ${STATE_SCHEMA} AUTHORIZATION ${quoteName(role)};`,
  ];
  if (json === true) io.json({ role, statements }, 2);
  else await io.exact([...STATE_PREFACE, ...statements, "", STATE_END]);
  return 0;
}

const STATE_PREFACE = [
  "-- A role for the state that several servers share: run it in a database of its own, as the owner of that.",
  "-- Make no role that an agent's database is reached by a member of it.",
  "",
];
const STATE_END =
  "-- Then give it a password (\\password in psql), and name the database in `state` of gatehouse.yaml with this role.";

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
