import { mkdtempSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtProgram, refuseOlder } from "../support/built-program.ts";

test("the program that the tests of commands run is not older than its source", () => {
  expect(builtProgram()).toMatch(/bin.gatehouse\.js$/);
});

test("one that is older, or not there, is refused with what to do", () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-built-"));
  try {
    const [program, source] = [join(folder, "program.js"), join(folder, "source.ts")];
    writeFileSync(source, "");
    expect(() => refuseOlder(program, [source])).toThrow(/run npm run build/);
    writeFileSync(program, "");
    utimesSync(source, 1_000, 1_000);
    utimesSync(program, 2_000, 2_000);
    expect(() => refuseOlder(program, [source])).not.toThrow();
    utimesSync(source, 3_000, 3_000);
    expect(() => refuseOlder(program, [source])).toThrow(/source\.ts is newer than .*program\.js/);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
