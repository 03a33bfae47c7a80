import { mkdirSync, mkdtempSync, openSync, renameSync, rmSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, test } from "vitest";
import { watchFiles } from "./file-identity.ts";

const SETTLED = 2_100;

function database(folder: string): string {
  mkdirSync(folder, { recursive: true });
  const file = join(folder, "a.db");
  for (const ending of ["", "-wal", "-shm"]) {
    writeFileSync(file + ending, "x");
    openSync(file + ending, "r"); // as a server has it, so that its number is given to no other
  }
  return file;
}

/** What somebody does to the files of a database, in a folder that also holds `other.db` and the folder `elsewhere`. */
const DEEDS: readonly [string, (file: string) => void][] = [
  ["the file is replaced", (file) => renameSync(join(file, "..", "other.db"), file)],
  ["the file is removed", (file) => rmSync(file)],
  ["its log is removed", (file) => rmSync(`${file}-wal`)],
  [
    "its log is made anew",
    (file) => {
      rmSync(`${file}-wal`);
      writeFileSync(`${file}-wal`, "x");
    },
  ],
  ["its index is moved away", (file) => renameSync(`${file}-shm`, join(file, "..", "elsewhere", "b"))],
  [
    "the folder is replaced",
    (file) => {
      renameSync(join(file, ".."), `${join(file, "..")}-old`);
      database(join(file, ".."));
    },
  ],
  [
    "the folder's times are put back",
    (file) => {
      rmSync(`${file}-wal`);
      utimesSync(join(file, ".."), 1, 1);
    },
  ],
];

describe.concurrent("watchFiles()", () => {
  test.for(DEEDS)(
    "sees at once that %s, however long nothing happened [G-READ-CATALOGUE-FRESH]",
    async ([, deed], { expect }) => {
      const file = database(join(mkdtempSync(join(tmpdir(), "watched-")), "state"));
      writeFileSync(join(file, "..", "other.db"), "y");
      mkdirSync(join(file, "..", "elsewhere"));
      const look = watchFiles(file);
      const before = look();
      await sleep(SETTLED);
      expect([look(), look()]).toEqual([before, before]);
      deed(file);
      expect(look().all).not.toBe(before.all);
    },
  );

  test("sees that a link leads to another file, and another folder", async ({ expect }) => {
    const folder = mkdtempSync(join(tmpdir(), "watched-"));
    const [one, other] = [database(join(folder, "one")), database(join(folder, "other"))];
    const link = (to: string, from: string): void => {
      rmSync(from, { force: true });
      symlinkSync(to, from);
    };
    link(one, join(folder, "link.db"));
    link(join(folder, "one"), join(folder, "way"));
    const looks = [watchFiles(join(folder, "link.db")), watchFiles(join(folder, "way", "a.db"))];
    const before = looks.map((look) => look());
    await sleep(SETTLED);
    expect(looks.map((look) => look())).toEqual(before);
    link(other, join(folder, "link.db"));
    link(join(folder, "other"), join(folder, "way"));
    for (const [place, look] of looks.entries()) expect(look().main).not.toBe(before[place]?.main);
  });
});
