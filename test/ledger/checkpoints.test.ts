// Checkpoints of a project's ledger through the built program: signed as a server runs, anchored elsewhere, witnessed, rotated, proved.

import { type ChildProcess, execFile, spawn } from "node:child_process";
import { appendFileSync, copyFileSync, existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { builtProgram } from "../support/built-program.ts";
import { connect, makeProject } from "../support/project.ts";

const execute = promisify(execFile);
const DATA = "database: shop\nrelations:\n  main.people:\n    columns: { id: internal }\n";
let project: Awaited<ReturnType<typeof makeProject>>;
const at = (...path: string[]) => join(project.folder, ...path);
const running: ChildProcess[] = [];

beforeEach(async () => {
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: { shop: DATA } });
  const shop = new Database(at("shop.db"));
  shop.exec("CREATE TABLE people (id INTEGER PRIMARY KEY); INSERT INTO people VALUES (1)");
  shop.close();
});

afterEach(async () => {
  for (const child of running.splice(0)) child.kill();
  await project.remove();
});

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

async function run(...words: string[]): Promise<Said> {
  const named = words[0] === "witness" || words.includes("--config") ? [] : ["--config", at("gatehouse.yaml")];
  try {
    const { stdout, stderr } = await execute(process.execPath, [builtProgram(), "ledger", ...words, ...named], {
      cwd: project.folder,
    });
    return { code: 0, out: stdout.trim(), err: stderr };
  } catch (error) {
    const { code, stdout, stderr } = Object(error);
    return { code: Number(code), out: String(stdout).trim(), err: String(stderr) };
  }
}

const configure = (ledger: string) => appendFileSync(at("gatehouse.yaml"), `ledger:\n${ledger}`);

async function ask(times: number): Promise<string> {
  const served = await connect(project.folder);
  for (let time = 0; time < times; time++) await served.call("query", { sql: "SELECT id FROM people" });
  await served.close();
  // The server signs a last time after its client has gone: its last entries are its stop, perhaps a new key, and that checkpoint.
  const last = async () => {
    const entries = (await run("list", "--limit", "3", "--json")).out.split("\n");
    const kinds = entries.map((line): string => JSON.parse(line || "{}").kind);
    return kinds[0] === "checkpoint" && kinds.includes("server.stop");
  };
  await expect.poll(last, { timeout: 10_000 }).toBe(true);
  return served.log();
}

async function verdictOf(...words: string[]) {
  return JSON.parse((await run(...words)).out);
}

async function startWitness(key: string): Promise<{ url: string; key: string; child: ChildProcess }> {
  const child = spawn(
    process.execPath,
    [
      builtProgram(),
      "ledger",
      "witness",
      "--name",
      "witness.example/w1",
      "--key",
      key,
      "--directory",
      at("witness"),
      "--port",
      "0",
    ],
    { stdio: ["ignore", "pipe", "pipe"] },
  );
  running.push(child);
  let out = "";
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
  child.stderr.on("data", (chunk: Buffer) => (out += chunk.toString("utf8")));
  await expect.poll(() => out, { timeout: 10_000 }).toMatch(/w1\+[0-9a-f]{8}\+\S+\n/);
  const [, url = ""] = /(http:\S+);/.exec(out) ?? [];
  const [vkey = ""] = /witness\.example\/w1\+\S+/.exec(out) ?? [];
  return { url, key: vkey, child };
}

describe("checkpoints", () => {
  it("are signed while a server runs and when it stops, and go to files and to the log", async () => {
    configure("  checkpoints: { every: 3, files: [./anchors.jsonl], print: true }\n");
    await ask(4);
    const log = await ask(4);
    const anchored = readFileSync(at("anchors.jsonl"), "utf8").trim().split("\n");
    expect(anchored.length).toBeGreaterThan(1);
    expect(log).toContain(anchored.at(-1));
    const verdict = await verdictOf("verify", "--json", "--against", at("anchors.jsonl"));
    expect(verdict).toMatchObject({ kind: "whole-to-anchor", covered: verdict.size - 1, signed: verdict.size - 1 });
    expect((await run("list", "--kind", "checkpoint", "--json")).out.split("\n")).toHaveLength(anchored.length);
  });

  it("tell a ledger that was rewritten, and one that was cut short, from the one that was signed [G-LEDGER-CHECKPOINTS-BIND]", async () => {
    configure("  checkpoints: { files: [./anchors.jsonl] }\n");
    await ask(2);
    const old = at("old.db");
    const { out: key } = await run("key");
    await run("checkpoint");
    copyFileSync(at(".gatehouse", "ledger.db"), old);
    const state = at(".gatehouse", "keys", "checkpoint.signed");
    const before = readFileSync(state, "utf8");
    await ask(3);
    const anchors = at("anchors.jsonl");
    expect(await verdictOf("verify", "--json", "--file", old, "--key", key, "--against", anchors)).toMatchObject({
      kind: "forked",
    });
    expect((await run("verify", "--file", old, "--against", anchors)).code).toBe(2);
    // Whoever puts the old file back gets no signature on it, unless they can write the signer's state too.
    copyFileSync(old, at(".gatehouse", "ledger.db"));
    const served = await connect(project.folder);
    await served.call("query", { sql: "SELECT 1" });
    await served.close();
    await expect.poll(() => served.log(), { timeout: 10_000 }).toContain("no checkpoint was made");
    const refused = await run("checkpoint");
    expect(refused.err).toContain("ledger-altered");
    writeFileSync(state, before);
    expect((await run("checkpoint")).code).toBe(0);
    expect(await verdictOf("verify", "--json", "--against", anchors)).toMatchObject({ kind: "forked" });
  });

  it("that were forged, removed or put in are named", async () => {
    await ask(2);
    await run("checkpoint");
    const edit = async (sql: string) => {
      const file = at("edited.db");
      copyFileSync(at(".gatehouse", "ledger.db"), file);
      const edited = new Database(file);
      edited.exec(sql);
      edited.close();
      const { out } = await run("verify", "--json", "--file", file, "--key", (await run("key")).out);
      return JSON.parse(out);
    };
    const altered = { kind: "altered", damage: "checkpoint" };
    expect(await edit("UPDATE checkpoints SET note = replace(note, '\u2014 gatehouse', '\u2014 other')")).toMatchObject(
      altered,
    );
    expect(
      await edit("UPDATE checkpoints SET note = substr(note, 1, length(note) - 5) || 'AAA=' || char(10)"),
    ).toMatchObject(altered);
    expect(await edit("DELETE FROM checkpoints")).toMatchObject(altered);
    expect(await edit("UPDATE checkpoints SET size = size - 1")).toMatchObject(altered);
    expect(await edit("INSERT INTO checkpoints SELECT 1, note FROM checkpoints LIMIT 1")).toMatchObject(altered);
    const other = "gatehouse/other+00000000+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
    expect((await run("verify", "--key", other)).err).toContain("usage");
  });

  it("pass trust on when the key is rotated, and to nobody else", async () => {
    await ask(1);
    const { out: first } = await run("key");
    const rotated = await run("rotate-key");
    expect(rotated.code).toBe(0);
    expect((await run("key")).out.split("\n")).toEqual([rotated.out, first]);
    await ask(1);
    const file = at(".gatehouse", "ledger.db");
    const verdict = await verdictOf("verify", "--json", "--file", file, "--key", first);
    expect(verdict).toMatchObject({ kind: "self-consistent", signed: verdict.size - 1 });
    expect(await verdictOf("verify", "--json", "--file", file, "--key", rotated.out)).toMatchObject({
      kind: "altered",
      damage: "checkpoint",
    });
    const exported = await run("export");
    writeFileSync(at("export.jsonl"), `${exported.out}\n`);
    expect(await verdictOf("verify", "--json", "--file", at("export.jsonl"), "--key", first)).toMatchObject({
      signed: verdict.size - 1,
    });
    expect((await run("verify", "--json", "--file", at("export.jsonl"), "--key", rotated.out)).code).toBe(1);
  });

  it("are cosigned by a witness that has seen the ledger grow, and by none that has not [G-LEDGER-WITNESSED]", async () => {
    await ask(1);
    const { out: key } = await run("key");
    const witness = await startWitness(key);
    configure(`  witnesses: [{ url: "${witness.url}", key: "${witness.key}" }]\n`);
    expect((await run("checkpoint")).out).toContain("witness.example/w1");
    await ask(2);
    const second = await run("checkpoint");
    expect(second).toMatchObject({ code: 0 });
    const verdict = await verdictOf("verify", "--json");
    expect(verdict).toMatchObject({ kind: "whole-to-anchor", covered: verdict.size - 1 });
    // The witness's own copy is an anchor, and a ledger begun anew with the same key is not the one that it saw.
    const origin = second.out.split("\n")[0] ?? "";
    const { createHash } = await import("node:crypto");
    const seen = await fetch(`${witness.url}/${createHash("sha256").update(origin).digest("hex")}/checkpoint`);
    writeFileSync(at("seen.checkpoint"), await seen.text());
    expect(await verdictOf("verify", "--json", "--against", at("seen.checkpoint"))).toMatchObject({
      covered: verdict.covered,
    });
    for (const [body, status] of [
      ["nonsense", 400],
      [`old 1\n\n${readFileSync(at("seen.checkpoint"), "utf8")}`, 409],
      [`old 0\n\n${readFileSync(at("seen.checkpoint"), "utf8").replace("gatehouse/", "gatehouse/x")}`, 404],
      [`old 0\n\n${readFileSync(at("seen.checkpoint"), "utf8").replace(/\n\d+\n/, "\n1\n")}`, 403],
    ] as const) {
      const response = await fetch(`${witness.url}/add-checkpoint`, { method: "POST", body });
      expect(response.status).toBe(status);
    }
    witness.child.kill();
    const served = await connect(project.folder);
    expect((await served.call("query", { sql: "SELECT id FROM people" })).isError).toBe(false);
    await served.close();
    const alone = await run("checkpoint");
    expect(alone).toMatchObject({ code: 1 });
    expect(alone.err).toContain("does not answer");
  });

  it("prove single entries to whoever has the key, offline [G-LEDGER-ENTRY-PROVED]", async () => {
    await ask(3);
    const { out: key } = await run("key");
    expect((await run("prove", "1")).out).toBe("entry-1.tlog-proof");
    const path = at("entry-1.tlog-proof");
    const proof = readFileSync(path, "utf8");
    expect(proof).toMatch(/^c2sp\.org\/tlog-proof@v1\nextra \S+\nindex 1\n(\S{44}\n)*\ngatehouse\//);
    const alone = ["--config", at("none.yaml")];
    const proved = await verdictOf("verify", "--json", "--proof", path, "--key", key, ...alone);
    expect(proved).toMatchObject({ kind: "proved", index: 1 });
    expect(JSON.parse(String(proved.body))).toMatchObject({ index: 1 });
    expect((await run("verify", "--proof", path, ...alone)).code).toBe(3);
    const tampered = [
      proof.replace("index 1", "index 2"),
      proof.replace(/extra \S+/, (line) => `extra ${Buffer.from('{"index":1}').toString("base64")}${line.slice(0, 0)}`),
      proof.replace(/index 1\n\S{44}\n/, "index 1\n"),
      proof.replace(/\n(\d+)\n(\S{44})\n\n/, (_, size: string, root: string) => `\n${Number(size) + 1}\n${root}\n\n`),
    ];
    for (const text of tampered) {
      writeFileSync(path, text);
      expect((await run("verify", "--proof", path, "--key", key, ...alone)).code).toBe(1);
    }
    writeFileSync(path, "no proof");
    expect((await run("verify", "--proof", path, "--key", key, ...alone)).code).toBe(4);
    expect((await run("prove", "99999")).err).toContain("no entry 99999");
    expect(existsSync(at("entry-99999.tlog-proof"))).toBe(false);
  });
});
