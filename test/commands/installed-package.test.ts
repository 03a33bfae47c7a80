// What is published, installed into an empty folder: the packed files and their dependencies alone start, answer a client, and complete in a
// shell. The MCPB bundle's archive is read again by another reader.

import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { crc32, inflateRawSync } from "node:zlib";
import { Client } from "@modelcontextprotocol/client";
import { StdioClientTransport } from "@modelcontextprotocol/client/stdio";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { makeProject } from "../support/project.ts";

let top: string;
let program: string;

beforeAll(() => {
  builtProgram();
  top = mkdtempSync(join(tmpdir(), "gatehouse-package-"));
  const packed = execFileSync("npm", ["pack", "--ignore-scripts", "--json", "--pack-destination", top], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }]: [{ filename: string }] = JSON.parse(packed);
  const home = join(top, "node_modules/gatehouse-db");
  mkdirSync(home, { recursive: true });
  execFileSync("tar", ["-xzf", join(top, filename), "-C", home, "--strip-components=1"]);
  // what npm would install beside it, and nothing that only we need
  const needed = execFileSync("npm", ["ls", "--omit=dev", "--all", "--parseable"], {
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  for (const path of needed.trim().split("\n").slice(1)) {
    const name = path.slice(path.lastIndexOf("node_modules/") + "node_modules/".length);
    const link = join(top, "node_modules", name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(path, link);
  }
  program = join(home, "bin/gatehouse.js");
});
afterAll(() => rmSync(top, { recursive: true, force: true }));

const run = (...args: readonly string[]) =>
  spawnSync(process.execPath, [program, ...args], { cwd: top, encoding: "utf8", env: { PATH: process.env["PATH"] } });

describe("the packed package", () => {
  it("says its version, and what it can do", () => {
    const { version }: { version: string } = JSON.parse(readFileSync("package.json", "utf8"));
    expect(run("--version")).toMatchObject({ status: 0, stdout: `${version}\n` });
    expect(run("--help").stdout).toMatch(/^ {2}connect /m);
  });

  it("answers the first tools/list of a client", async () => {
    const project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: {} });
    const args = [program, "serve", "--config", join(project.folder, "gatehouse.yaml")];
    const client = new Client({ name: "gatehouse-tests", version: "1.0.0" });
    try {
      await client.connect(new StdioClientTransport({ command: process.execPath, args, stderr: "ignore", cwd: top }));
      const { tools } = await client.listTools();
      expect(tools.map(({ name }) => name)).toEqual(["query", "describe-schema", "request-approval"]);
    } finally {
      await client.close();
      await project.remove();
    }
  });

  it("brings the manual page, which roff takes", () => {
    const page = readFileSync(join(dirname(program), "../docs/gatehouse.1"), "utf8");
    expect(page).toMatch(/^\.TH GATEHOUSE 1 /);
    expect(page).toContain(".SS gatehouse ledger verify");
    const requests = new Set([...page.matchAll(/^\.(\w+)/gm)].map(([, name = ""]) => name));
    expect([...requests].toSorted()).toEqual(["SH", "SS", "TH", "fi", "nf"]);
  });
});

describe("gatehouse completion", () => {
  /** What bash offers behind these words. */
  function offered(...words: readonly string[]): readonly string[] {
    const script = `${run("completion", "bash").stdout}
COMP_WORDS=(gatehouse ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
_gatehouse; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { status, stdout, stderr } = spawnSync("bash", ["-c", script], { encoding: "utf8" });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    return stdout.trim().split("\n");
  }

  it("bash: commands, commands of commands, options, and what an argument may be", () => {
    expect(offered("led")).toEqual(["ledger"]);
    expect(offered("ledger", "ver")).toEqual(["verify"]);
    expect(offered("ledger", "list", "--database", "shop", "--cal")).toEqual(["--caller"]);
    expect(offered("completion", "")).toEqual(expect.arrayContaining(["bash", "zsh", "fish", "--help"]));
    expect(offered("--config", "ledger.yaml", "check", "--dr")).toEqual(["--drift"]);
    expect(offered("nonsense", "ledger", "sh")).toEqual(["show"]);
  });

  it.each(["zsh", "fish"])("%s: every command is in the script, and every quote is closed", (shell) => {
    const { status, stdout } = run("completion", shell);
    expect(status).toBe(0);
    for (const word of ["connect", "policy", "break-glass", "--dry-run", "--ledger"])
      expect(stdout).toContain(shell === "fish" ? word.replace(/^--/, "") : word);
    expect(stdout.replaceAll("'\\''", "").replaceAll(/'[^']*'/g, "")).not.toContain("'");
  });

  it("another shell is a word about those that there are", () => {
    expect(run("completion", "tcsh")).toMatchObject({ status: 64, stderr: expect.stringMatching(/bash, zsh, fish/) });
  });
});

describe("the MCPB bundle", () => {
  it("has a manifest that names what is published, and an archive that others read", async () => {
    const { zipOf } = (await import(resolve("scripts/zip-file.mjs"))) as {
      zipOf: (files: readonly { path: string; bytes: Buffer; mode: number }[]) => Buffer;
    };
    const files = [
      { path: "manifest.json", bytes: Buffer.from("{}\n"), mode: 0o644 },
      { path: "bin/gatehouse.js", bytes: readFileSync(program), mode: 0o755 },
    ];
    expect(readZip(zipOf(files))).toEqual(files);
  });
});

/** By the central directory at its end, as readers of zip archives do. */
function readZip(zip: Buffer): { path: string; bytes: Buffer; mode: number }[] {
  const end = zip.lastIndexOf("PK\u0005\u0006");
  let at = zip.readUInt32LE(end + 16);
  return Array.from({ length: zip.readUInt16LE(end + 10) }, () => {
    expect(zip.toString("latin1", at, at + 4)).toBe("PK\u0001\u0002");
    const [packed, size, named] = [zip.readUInt32LE(at + 20), zip.readUInt32LE(at + 24), zip.readUInt16LE(at + 28)];
    const [mode, local, path] = [
      zip.readUInt32LE(at + 38) >>> 16,
      zip.readUInt32LE(at + 42),
      zip.toString("utf8", at + 46, at + 46 + named),
    ];
    const begin = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = inflateRawSync(zip.subarray(begin, begin + packed));
    expect([bytes.length, crc32(bytes)]).toEqual([size, zip.readUInt32LE(at + 16)]);
    at += 46 + named;
    return { path, bytes, mode: mode & 0o777 };
  });
}
