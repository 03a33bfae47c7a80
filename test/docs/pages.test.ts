// What the pages show is so: their shell blocks run, their configuration loads, and every command and option that they write exists.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { parse, stringify } from "yaml";
import { nodeApprovalCrypto } from "../../src/adapters/system/approval-crypto.ts";
import { loadConfig } from "../../src/core/policy/load/load-config.ts";
import { loadPolicy } from "../../src/core/policy/load/load-policy.ts";
import { builtProgram } from "../support/built-program.ts";
import { connect, makeProject } from "../support/project.ts";
import { ROOT, readPage } from "./tracked-files.ts";

const PAGES = ["README.md", ...readdirSync(join(ROOT, "docs")).map((name) => `docs/${name}`)].filter(
  (path) => path.endsWith(".md") && path !== "docs/commands.md",
);
/** Pages whose shell blocks are typed into a project; the README's stand for themselves (commands.test.ts). */
const TYPED = ["docs/policies.md", "docs/approvals.md", "docs/auditing.md", "docs/operations.md"];

interface Block {
  readonly page: string;
  /** What follows the three backticks: the language, and of YAML the file that it is a part of. */
  readonly info: string;
  readonly text: string;
}

const blocks: readonly Block[] = PAGES.flatMap((page) =>
  [...readPage(page).matchAll(/^```([^\n]*)\n([^]*?)^```$/gm)].map(([, info = "", text = ""]) => ({
    page,
    info,
    text,
  })),
);

describe("the shell blocks of the pages run in a project", () => {
  let project: Awaited<ReturnType<typeof makeProject>>;

  beforeAll(async () => {
    project = await makeProject({
      databases: "  shop: { engine: sqlite, file: ./shop.db }",
      data: {
        shop: "database: shop\nrelations:\n  main.customers: { owners: [alice], columns: { id: internal, email: email } }\n",
      },
    });
    for (const { info, text } of blocks) // what the tests expect is so, too: `gatehouse check` runs them
      if (info.endsWith("_test.yaml")) writeFileSync(join(project.folder, info.slice("yaml ".length)), text);
    const shop = new Database(join(project.folder, "shop.db"));
    shop.exec(
      "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO customers VALUES (1, 'a@b.example')",
    );
    shop.close();
    const served = await connect(project.folder);
    await served.call("query", { sql: "SELECT email FROM customers" });
    await served.close();
  });
  afterAll(() => project.remove());

  const lines = blocks
    .filter(({ page, info }) => TYPED.includes(page) && info === "sh")
    .flatMap(({ page, text }) =>
      text
        .trim()
        .split("\n")
        .map((line) => ({ page, line })),
    );

  test.each(lines)("$page: $line", ({ line }) => {
    const typed = line.replace(/^gatehouse /, `"${process.execPath}" "${builtProgram()}" `);
    const { status, stderr } = spawnSync(typed, {
      cwd: project.folder,
      shell: true,
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
  });
});

describe("the enforced mode on one laptop", () => {
  const folder = mkdtempSync(join(tmpdir(), "gatehouse-laptop-"));
  const programs = join(folder, "programs");
  /** What stands for programs that want another user, or a client: the same commands, run as whoever runs the tests. */
  const STAND_INS = {
    sudo: '[ "$1" = -u ] && shift 2; case "$1" in useradd|usermod) exit 0;; esac; exec "$@"',
    install:
      'words=; while [ $# -gt 0 ]; do case "$1" in -o|-g) shift 2;; *) words="$words $1"; shift;; esac; done; exec /usr/bin/install $words',
    gatehouse: `exec "${process.execPath}" "${builtProgram()}" "$@"`,
    claude: 'while [ "$1" != -- ]; do shift; done; shift; exec "$@" < hello',
  };
  const lines = (blocks.find(({ info }) => info === "sh enforced")?.text ?? "").trim().split("\n");

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test("takes ten lines, from nothing to an answer under masks", () => {
    expect(lines).toHaveLength(10);
    mkdirSync(programs);
    mkdirSync(join(folder, "srv"));
    for (const [name, text] of Object.entries(STAND_INS))
      writeFileSync(join(programs, name), `#!/bin/sh\n${text}\n`, { mode: 0o755 });
    const shop = new Database(join(folder, "app.db"));
    shop.exec(
      "CREATE TABLE customers (id INTEGER PRIMARY KEY, email TEXT); INSERT INTO customers VALUES (1, 'a@b.example')",
    );
    shop.close();
    const messages = [
      {
        id: 0,
        method: "initialize",
        params: { protocolVersion: "2025-11-25", capabilities: {}, clientInfo: { name: "x", version: "1" } },
      },
      { id: 1, method: "tools/call", params: { name: "query", arguments: { sql: "SELECT email FROM customers" } } },
    ];
    writeFileSync(
      join(folder, "hello"),
      messages.map((each) => `${JSON.stringify({ jsonrpc: "2.0", ...each })}\n`).join(""),
    );
    const ending = ["kill $(cat server.pid)", "wait"]; // nobody writes into the folder any more
    const script = [...lines, ...ending]
      .map((line) => (line.endsWith(" &") ? `${line.slice(0, -2)} > server.log 2>&1 & echo $! > server.pid` : line))
      .map((line) =>
        line.startsWith("claude ") ? `until [ -S /run/gatehouse/gatehouse.sock ]; do sleep 0.1; done\n${line}` : line,
      )
      .join("\n")
      .replaceAll("/srv/gatehouse", join(folder, "srv", "gatehouse"))
      .replaceAll("/run/gatehouse", join(folder, "run"));
    const { status, stdout, stderr } = spawnSync("sh", ["-ec", script], {
      cwd: folder,
      env: { PATH: `${programs}:${process.env["PATH"]}`, HOME: folder, USER: "dana", NO_COLOR: "1" },
      encoding: "utf8",
    });
    if (status !== 0) process.kill(Number(readFileSync(join(folder, "server.pid"), "utf8")));
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toContain("its agent can read what Gatehouse reads"); // here all of it is one user's
    expect(stdout).toMatch(/"id":1,"result":.*email_/);
    expect(stdout).not.toContain("a@b.example");
    expect(statSync(join(folder, ".gatehouse-token")).mode & 0o077).toBe(0);
  });
});

/** The least that each file has to say; a block's keys take the place of its own. */
const LEAST: Readonly<Record<string, object>> = {
  "gatehouse.yaml": {
    databases: { shop: { engine: "sqlite", file: "./shop.db" } },
    transport: { stdio: { caller: "claude" } },
  },
  "policies/identities.yaml": {
    identities: {
      alice: { kind: "human", roles: ["data-owner"] },
      claude: { kind: "agent", owner: "alice", roles: ["agent"] },
    },
  },
  "policies/data/shop.yaml": { database: "shop", relations: { "public.orders": { columns: { id: "internal" } } } },
  "policies/roles/agent.yaml": {
    role: "agent",
    description: "Works for a test.",
    reads: "masked",
    levels: { public: "clear", internal: "clear", confidential: "redact", restricted: "hide" },
  },
  "policies/risk.yaml": { rules: [] },
  "policies/shop_test.yaml": { tests: [] },
};

describe("the configuration that the pages show loads", () => {
  const shown = blocks.filter(
    ({ info, text }) => info.startsWith("yaml") && !text.startsWith("# yaml-language-server"),
  );

  test("every block names the file that it is a part of", () => {
    expect(shown.filter(({ info }) => !(info.slice("yaml ".length) in LEAST))).toEqual([]);
  });

  test.each(shown)("$page: $info", ({ info, text }) => {
    const file = info.slice("yaml ".length);
    const written = Object.entries(LEAST).map(([path, least]) => ({
      path,
      text: stringify(path === file ? { ...least, ...(parse(text) as object) } : least),
    }));
    const environment = Object.fromEntries(
      [...text.matchAll(/\$\{(\w+)\}/g)].map(([, name = ""]) => [name, "postgres://reader@localhost/shop"]),
    );
    const [config, ...policies] = written;
    if (config === undefined) throw new Error("no configuration");
    expect(loadConfig(config, environment)).toMatchObject({ kind: "loaded" });
    const shipped = readdirSync(join(ROOT, "policies/roles")).map((name) => ({
      path: `roles/${name}`,
      text: readFileSync(join(ROOT, "policies/roles", name), "utf8"),
    }));
    const files = policies.map((policy) => ({ ...policy, path: policy.path.slice("policies/".length) }));
    const around = { databases: ["shop"], primitives: nodeApprovalCrypto };
    expect(loadPolicy([...shipped, ...files], around)).toMatchObject({ kind: "loaded" });
  });
});

describe("commands that the pages write", () => {
  /** Each command's own text of help, from docs/commands.md, which is made from the program. */
  const helps = new Map(
    [...readPage("docs/commands.md").matchAll(/^#+ gatehouse ?([^\n]*)\n\n```text\n([^]*?)^```$/gm)].map(
      ([, name = "", text = ""]) => [name, text],
    ),
  );
  const written = blocks
    .filter(({ info }) => info === "sh" || info === "text" || info === "")
    .flatMap(({ page, text }) =>
      [...text.matchAll(/^(?:\$ )?gatehouse ([a-z][^|>\n]*)/gm)].map(([line, rest = ""]) => ({ page, line, rest })),
    );

  test.each(written)("$page: $line", ({ rest }) => {
    const words = rest.split(/\s+/);
    const name = words.slice(0, helps.has(words.slice(0, 2).join(" ")) ? 2 : 1).join(" ");
    expect([...helps.keys()]).toContain(name);
    for (const [option] of rest.replaceAll(/'[^']*'/g, "''").matchAll(/(?<= )--[a-z-]+/g))
      expect(`${helps.get(name) ?? ""} --help`).toContain(option);
  });
});
