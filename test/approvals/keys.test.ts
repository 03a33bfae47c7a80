import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { readEntries } from "../support/ledger-entries.ts";
import { makeProject } from "../support/project.ts";
import { runProgram } from "../support/run-program.ts";
import { makeTestKey } from "../support/ssh-signer.ts";

let project: Awaited<ReturnType<typeof makeProject>>;
beforeEach(async () => {
  project = await makeProject({ databases: "  shop: { engine: sqlite, file: ./shop.db }", data: {} });
});
afterEach(() => project.remove());

const run = (...args: readonly string[]) => runProgram(["keys", ...args], project);
const identities = (): string => readFileSync(join(project.folder, "policies", "identities.yaml"), "utf8");
const give = (name: string, line: string): string => {
  mkdirSync(join(project.folder, ".ssh"), { recursive: true });
  const path = join(project.folder, ".ssh", name);
  writeFileSync(path, `${line}\n`);
  return path;
};
const entries = (): readonly unknown[] => {
  return readEntries(join(project.folder, ".gatehouse", "ledger.db"));
};

describe("gatehouse keys", () => {
  test("enrols the only key there is, lists it, revokes it; the ledger says so, the file keeps what else it holds", () => {
    const before = identities();
    give("id_ed25519.pub", makeTestKey("ssh-ed25519").line);
    const enrolled = run("enrol", "--as", "alice");
    expect(enrolled).toMatchObject({ status: 0, err: "" });
    expect(enrolled.out).toContain("for alice in identities.yaml");
    expect(identities()).toContain(before.split("\n")[2]);

    const listed = run("list", "--json").out.trim();
    expect(JSON.parse(listed)).toMatchObject({ identity: "alice", algorithm: "ssh-ed25519", assurance: 1 });
    const fingerprint = /SHA256:[A-Za-z0-9+/]{43}/.exec(listed)?.[0] ?? "";
    expect(run("list").out).toContain("without a key: carol");
    expect(run("revoke", fingerprint)).toMatchObject({ status: 0 });
    expect(run("list", "--json").out).toBe("");
    expect(entries()).toMatchObject([
      { kind: "key.enrolled", detail: { identity: "alice", key: fingerprint } },
      { kind: "key.revoked", detail: { identity: "alice", key: fingerprint } },
    ]);
  });

  test("leads a person without a key to make one", () => {
    const { status, err } = run("enrol", "--as", "alice");
    expect(status).toBe(2);
    expect(err).toContain("ssh-keygen -t ed25519-sk");
  });

  test("asks which of several keys and whose it is, and takes neither a private key nor an agent", () => {
    const first = give("a.pub", makeTestKey("ssh-ed25519").line);
    give("b.pub", makeTestKey("sk-ssh-ed25519@openssh.com").line);
    expect(run("enrol", "--as", "alice").err).toMatch(/several keys[^]*a\.pub[^]*b\.pub/);
    expect(run("enrol", "--key", first).err).toContain("alice, carol");
    expect(run("enrol", "--as", "claude", "--key", first).err).toContain("alice, carol");
    const secret = give("a", "-----BEGIN OPENSSH PRIVATE KEY-----");
    expect(run("enrol", "--as", "alice", "--key", secret)).toMatchObject({ status: 2 });
    expect(run("enrol", "--as", "alice", "--key", join(project.folder, "none.pub"))).toMatchObject({ status: 2 });
  });

  test("writes nothing that would not load: a key that somebody else holds", () => {
    const path = give("a.pub", makeTestKey("ssh-ed25519").line);
    expect(run("enrol", "--as", "alice", "--key", path, "--assurance", "2", "--json")).toMatchObject({ status: 0 });
    const before = identities();
    const refused = run("enrol", "--as", "carol", "--key", path);
    expect(refused).toMatchObject({ status: 2 });
    expect(refused.err).toContain("hold the same key");
    expect(identities()).toBe(before);
    expect(run("enrol", "--as", "alice", "--key", path).err).toContain("already");
    expect(run("revoke", "SHA256:nobody")).toMatchObject({ status: 2 });
    expect(entries()).toHaveLength(1);
  });
});
