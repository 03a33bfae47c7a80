// The built program where better-sqlite3 was installed without its install script, as `npm install --ignore-scripts`, pnpm and Bun leave it.

import { spawnSync } from "node:child_process";
import { cp, mkdir, mkdtemp, readdir, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { makeProject } from "../support/project.ts";

let installed: string;
let project: Awaited<ReturnType<typeof makeProject>>;

beforeAll(async () => {
  installed = await mkdtemp(join(tmpdir(), "gatehouse-installed-"));
  const modules = join(installed, "node_modules");
  await mkdir(modules);
  for (const name of await readdir("node_modules")) {
    if (name !== "better-sqlite3") await symlink(resolve("node_modules", name), join(modules, name));
  }
  const compiled = resolve("node_modules/better-sqlite3/build");
  await cp("node_modules/better-sqlite3", join(modules, "better-sqlite3"), {
    recursive: true,
    filter: (path) => !resolve(path).startsWith(compiled),
  });
  for (const part of [dirname(builtProgram()), "policies", "package.json"])
    await cp(part, join(installed, part === "policies" || part === "package.json" ? part : "bin"), { recursive: true });
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: {} });
});

afterAll(async () => {
  await project.remove();
  await rm(installed, { recursive: true });
});

function run(...args: readonly string[]): { status: number | null; said: string } {
  const program = join(installed, "bin", "gatehouse.js");
  const { status, stdout, stderr } = spawnSync(process.execPath, [program, ...args], {
    cwd: project.folder,
    encoding: "utf8",
    input: "",
  });
  return { status, said: stdout + stderr };
}

it.each([
  ["ledger", "list"],
  ["ledger", "verify"],
  ["approvals", "list"],
  ["explain", "SELECT 1", "--as", "claude"],
  ["demo", "--directory", "demonstration"],
  ["doctor"],
])("gatehouse %s %s names what is missing and the command that makes it", (...args) => {
  const { status, said } = run(...args);
  expect(status).not.toBe(0);
  expect(said).toContain("better-sqlite3 has no compiled part");
  expect(said).toContain("npm rebuild better-sqlite3 --ignore-scripts=false");
  expect(said).not.toMatch(/\n\s+at |cannot be opened/);
});

it("a server says it as it starts, and answers its client", () => {
  const { status, said } = run("serve");
  expect(said).toContain("npm rebuild better-sqlite3 --ignore-scripts=false");
  expect(status).toBe(0); // its client went first
});

it("what needs no database says what it has to", () => {
  expect(run("--version")).toMatchObject({ status: 0 });
  expect(run("--help")).toMatchObject({ status: 0 });
});
