// A server that is killed in the midst of a statement leaves nothing behind that runs on.

import { execFileSync } from "node:child_process";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it, vi } from "vitest";
import { connect, makeProject } from "../support/project.ts";

const DATA = "database: shop\nrelations:\n  main.notes:\n    columns: { id: internal }\n";
const WITHOUT_END = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n";

it("a reader of SQLite ends with the server, though its statement has no end", async () => {
  const project = await makeProject({
    databases: "  shop: { engine: sqlite, file: ./shop.db }",
    data: { shop: DATA },
  });
  try {
    new Database(join(project.folder, "shop.db")).exec("CREATE TABLE notes (id INTEGER PRIMARY KEY)").close();
    const { client, call, pid } = await connect(project.folder);
    await call("query", { sql: "SELECT count(*) FROM notes" });
    const readers = processesOf(project.folder);
    expect(readers.length).toBeGreaterThan(0);
    void call("query", { sql: WITHOUT_END }).catch(() => "its server is gone");
    await vi.waitFor(
      () => expect(Math.max(...processesOf(project.folder).map(({ seconds }) => seconds))).toBeGreaterThan(0),
      WAIT,
    );
    if (pid !== null) process.kill(pid, "SIGKILL");
    await vi.waitFor(() => expect(processesOf(project.folder)).toEqual([]), WAIT);
    await client.close();
  } finally {
    await project.remove();
  }
});

const WAIT = { timeout: 30_000, interval: 200 };

/** Readers of the project's files, with the processor time that each has taken. */
function processesOf(folder: string): readonly { readonly pid: number; readonly seconds: number }[] {
  return execFileSync("ps", ["-eo", "pid=,cputimes=,args="], { encoding: "utf8" })
    .split("\n")
    .filter((line) => line.includes("sqlite-reader-process") && line.includes(folder))
    .map((line) => {
      const [pid = "", seconds = ""] = line.trim().split(/\s+/);
      return { pid: Number(pid), seconds: Number(seconds) };
    });
}
