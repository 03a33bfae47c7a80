import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { expect, it, vi } from "vitest";
import { openSqliteDatabase } from "./sqlite-database.ts";

vi.mock(import("../../core/sql/sqlite/parse/grammar/tables.ts"), async (original) => ({
  ...(await original()),
  SQLITE_SOURCE_ID: "2000-05-29 14:26:00 another library",
}));

it("a database whose library is not the one of the grammar's tables is refused, and the sentence says what to install [G-READ-ONE-PARSER]", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-library-"));
  const file = join(folder, "shop.db");
  new Database(file).exec("CREATE TABLE t (a)").close();
  const database = await openSqliteDatabase({ name: "shop", file });
  try {
    await expect(database.catalogue()).rejects.toMatchObject({
      code: "database-unavailable",
      message: expect.stringMatching(
        /is not the one by whose grammar statements are read .*: install the better-sqlite3/,
      ),
    });
  } finally {
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
