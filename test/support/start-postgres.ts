// vitest's global setup: one PostgreSQL for the run, deleted when it ends. GATEHOUSE_TEST_POSTGRES_URL names another one to use
// (a superuser's URL ending in /postgres); which version is started otherwise, postgres.ts says.

import type { TestProject } from "vitest/node";
import { startCluster, versionOf } from "./postgres.ts";

export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["GATEHOUSE_TEST_POSTGRES_URL"];
  const cluster = given === undefined ? await startCluster() : null;
  const url = cluster?.url ?? given ?? "";
  project.provide("postgresUrl", url);
  project.provide("postgresVersion", await versionOf(url));
  return async () => cluster?.destroy();
}
