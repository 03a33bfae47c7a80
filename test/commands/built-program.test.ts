import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { expect, test } from "vitest";
import { builtProgram, refuseOlder } from "../support/built-program.ts";

test("the program that the tests of commands run is not older than its source", () => {
  expect(builtProgram()).toMatch(/bin.gatehouse\.js$/);
});

test("each of its parts can be loaded", async () => {
  const folder = dirname(builtProgram());
  const parts = readdirSync(folder).filter((file) => /-[\w-]{8}\.js$/.test(file));
  expect(parts.length).toBeGreaterThan(50);
  for (const part of parts) await expect(import(pathToFileURL(join(folder, part)).href)).resolves.toBeDefined();
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
