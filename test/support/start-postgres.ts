// vitest's global setup: one PostgreSQL for the run, deleted when it ends.

import type { TestProject } from "vitest/node";
import { startCluster } from "./postgres.ts";

export default async function startPostgres(project: TestProject): Promise<() => Promise<void>> {
  const cluster = await startCluster();
  project.provide("postgresUrl", cluster.url);
  return () => cluster.destroy();
}
