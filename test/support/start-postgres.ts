// vitest's global setup: one PostgreSQL for the run, deleted when it ends. GATEHOUSE_TEST_POSTGRES_URL names another one to use
// (a superuser's URL ending in /postgres), as scripts/test-versions.mjs does for older versions.

import type { TestProject } from "vitest/node";
import { startCluster } from "./postgres.ts";

export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env["GATEHOUSE_TEST_POSTGRES_URL"];
  if (given !== undefined) {
    project.provide("postgresUrl", given);
    return async () => undefined;
  }
  const cluster = await startCluster();
  project.provide("postgresUrl", cluster.url);
  return () => cluster.destroy();
}
