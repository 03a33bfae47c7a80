// A server that may open no more files: what it says then, and that it goes on when it may.

import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import Database from "better-sqlite3";
import { afterAll, describe, expect, it } from "vitest";

const SCRIPT = fileURLToPath(new URL("../../../test/support/ask-without-files.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "gatehouse-files-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("a process for a SQLite file that cannot be started", () => {
  it("is a failure that says what to do, for a reader and a writer, and takes nobody's place", () => {
    const file = join(folder, "shop.db");
    new Database(file).exec("CREATE TABLE t (id INTEGER PRIMARY KEY)").close();
    const started = `ulimit -n 64; exec "${process.execPath}" "${SCRIPT}" "${file}"`;
    const { stdout, stderr } = spawnSync("sh", ["-c", started], { encoding: "utf8", timeout: 30_000 });
    const lines = stdout.trim().split("\n");
    expect(lines, stderr).toHaveLength(4);
    for (const line of lines.slice(0, 2)) expect(line).toMatch(/^database-unavailable: .*no process.*ulimit -n/);
    expect(lines.slice(2)).toEqual(["answered", "answered"]);
  });
});
