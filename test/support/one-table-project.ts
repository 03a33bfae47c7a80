// A project over a SQLite file of one table, for what goes on around a statement rather than in it.

import { join } from "node:path";
import Database from "better-sqlite3";
import { makeProject } from "./project.ts";

export interface OneTableProject {
  readonly project: Awaited<ReturnType<typeof makeProject>>;
  /** The file of its ledger. */
  readonly ledger: string;
}

/** `columns`: the levels and classes of the table's columns, as a policy says them. `fill` has the file open. */
export async function makeOneTableProject(
  table: string,
  { columns, sql, fill }: { columns: string; sql: string; fill?: (shop: Database.Database) => void },
): Promise<OneTableProject> {
  const project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: `database: shop\nrelations:\n  main.${table}:\n    columns: ${columns}\n` },
  });
  const shop = new Database(join(project.folder, "shop.db"));
  shop.exec(sql);
  fill?.(shop);
  shop.close();
  return { project, ledger: join(project.folder, ".gatehouse", "ledger.db") };
}
