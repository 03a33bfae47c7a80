// The access review, over a shop whose agents did some of what they may; and its sign-off by an auditor's key.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatSignOff } from "../../src/core/review/review-signature.ts";
import { type AuditedShop, makeAuditedShop } from "../support/audited-shop.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { connect } from "../support/project.ts";
import { makeTestKey, signText } from "../support/ssh-signer.ts";

let shop: AuditedShop;
const carol = makeTestKey("ssh-ed25519");
const mallory = makeTestKey("ssh-ed25519");

beforeAll(async () => {
  shop = await makeAuditedShop();
  const identities = join(shop.folder, "policies", "identities.yaml");
  const text = readFileSync(identities, "utf8");
  writeFileSync(
    identities,
    text.replace("roles: [compliance-auditor]", `roles: [compliance-auditor], keys: ["${carol.line}"]`),
  );
  const served = await connect(shop.folder);
  await served.call("query", { sql: "SELECT email, country FROM people" });
  await served.call("query", { sql: "SELECT secret_thing FROM people" });
  await served.close();
});
afterAll(() => shop.remove());

const make = (...args: readonly string[]) => shop.run("review", "make", ...args);
const made = async () => {
  const { stdout } = await make("--format", "json");
  const { digest, entry, review } = JSON.parse(stdout);
  return { digest: String(digest), entry: Number(entry), review };
};

describe("gatehouse review make", () => {
  it("says for each identity and role what it may see, by table, column, class and treatment, and what it did", async () => {
    const { review } = await made();
    expect(review.identities).toContainEqual(
      expect.objectContaining({ identity: "claude", owner: "alice", role: "analyst", calls: 2, denied: 1 }),
    );
    expect(review.identities).toContainEqual(
      expect.objectContaining({ identity: "gpt", role: "model-maintainer", calls: 0, last: "" }),
    );
    expect(review.identities).toContainEqual(
      expect.objectContaining({ identity: "carol", also: "sees the schema, audits the ledger, approves erasures" }),
    );
    const grant = (identity: string, relation: string) =>
      review.grants.find(
        (each: Record<string, unknown>) => each["identity"] === identity && each["relation"] === relation,
      );
    expect(grant("claude", "main.people")).toMatchObject({
      columns: { clear: ["id", "country"], token: ["email (email)"], bucket: ["salary (salary)"] },
      reads: 1,
      columnsUsed: 2,
    });
    expect(grant("alice", "main.people")).toMatchObject({
      columns: { clear: ["id", "email (email)", "country", "salary (salary)"] },
    });
    expect(grant("claude", "main.orders")).toMatchObject({ reads: 0, writes: 0 });
    expect(review.grants.some((each: Record<string, unknown>) => each["identity"] === "carol")).toBe(false);
    expect(review.newlyReached).toContainEqual({ identity: "claude", role: "analyst", table: "shop main.people" });
    expect(review.exclusions).toContainEqual({ roles: "compliance-auditor and data-owner", breach: "" });
  });

  it("shows people what was not used, once for those who get the same", async () => {
    const { stdout } = await make();
    expect(stdout).toMatch(/\| analyst \| claude, gpt \| shop main\.people \| .*token: email \(email\)/);
    expect(stdout).toMatch(/Roles that were not taken: .*gpt as analyst/);
    expect(stdout).toMatch(/\| claude \| analyst \| shop main\.orders \| at all \|/);
    expect(stdout).not.toContain("canary");
  });

  it("names a caller whose role was withdrawn, and a person whose agent holds what excludes their own role", async () => {
    const identities = join(shop.folder, "policies", "identities.yaml");
    const before = readFileSync(identities, "utf8");
    try {
      writeFileSync(
        identities,
        before.replace(
          "claude: { kind: agent, owner: alice, roles: [analyst] }",
          "claude: { kind: agent, owner: alice, roles: [compliance-auditor] }",
        ),
      );
      const { review } = await made();
      expect(review.withdrawn).toEqual([{ identity: "claude", role: "analyst", calls: 2 }]);
      expect(review.exclusions).toContainEqual({ roles: "compliance-auditor and data-owner", breach: "alice" });
    } finally {
      writeFileSync(identities, before);
    }
  });

  it("comes to the same digest for the same period, and records it", async () => {
    const period = ["--from", "2026-01-01", "--to", "2026-02-01", "--format", "json"];
    const [one, two] = [JSON.parse((await make(...period)).stdout), JSON.parse((await make(...period)).stdout)];
    expect(two.digest).toBe(one.digest);
    expect(Number(two.entry)).toBeGreaterThan(Number(one.entry));
    expect(readEntries(shop.ledger, "review.made").at(-1)).toMatchObject({
      detail: { digest: two.digest, from: "2026-01-01T00:00:00.000000Z" },
    });
  });

  it.each([
    [["--format", "pdf"], /choose one of/],
    [["--from", "2026-02-01", "--to", "2026-01-01"], /ends before it begins/],
    [["--to", "soon"], /is no time/],
  ])("says what is wrong with %j, and writes nothing", async (args, words) => {
    const before = readEntries(shop.ledger).length;
    expect(await make(...args)).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(words) });
    expect(readEntries(shop.ledger)).toHaveLength(before);
  });
});

describe("gatehouse review sign", () => {
  const sign = (entry: number, ...args: readonly string[]) => shop.run("review", "sign", String(entry), ...args);
  const signatureFile = (text: string, key: typeof carol, namespace = "review@gatehouse") => {
    const file = join(shop.folder, "review.sig");
    writeFileSync(file, signText(text, key, { namespace }));
    return file;
  };

  it("takes an auditor's signature over the review's digest, and keeps it in the ledger [G-REVIEW-SIGNED]", async () => {
    const { entry, digest } = await made();
    const printed = await sign(entry, "--as", "carol", "--print");
    expect(printed.stdout).toBe(formatSignOff({ entry, digest, reviewer: "carol" }));
    const signed = await sign(
      entry,
      "--as",
      "carol",
      "--signature",
      signatureFile(printed.stdout, carol),
      "--reason",
      "as it should be",
    );
    expect(signed).toMatchObject({
      status: 0,
      stdout: expect.stringContaining(`signed off the review of entry ${entry}`),
    });
    expect(readEntries(shop.ledger, "review.signed").at(-1)).toMatchObject({
      caller: { principal: "carol", role: "compliance-auditor" },
      reason: "as it should be",
      detail: {
        review: entry,
        digest,
        signed: printed.stdout,
        signature: expect.stringContaining("BEGIN SSH SIGNATURE"),
        assurance: 1,
      },
    });
  });

  it("takes no signature by another key, over another text or for another purpose, and nobody but auditors [G-REVIEW-SIGNED]", async () => {
    const { entry, digest } = await made();
    const text = formatSignOff({ entry, digest, reviewer: "carol" });
    const before = readEntries(shop.ledger).length;
    for (const [file, words] of [
      [() => signatureFile(text, mallory), /hold no key SHA256:/],
      [() => signatureFile(text.replace("carol", "rita"), carol), /does not hold \(not-of-this-text\)/],
      [() => signatureFile(text, carol, "approve@gatehouse"), /does not hold \(namespace\)/],
    ] as const) {
      const ran = await sign(entry, "--as", "carol", "--signature", file());
      expect(ran).toMatchObject({ status: 2, stderr: expect.stringMatching(words) });
    }
    for (const identity of ["alice", "dana", "claude"]) {
      expect(await sign(entry, "--as", identity, "--unsigned")).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/^not-permitted: /),
      });
    }
    expect(await sign(0, "--as", "carol", "--unsigned")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/records no review/),
    });
    expect(await sign(entry, "--as", "carol")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/Give --signature/),
    });
    expect(readEntries(shop.ledger)).toHaveLength(before);
  });

  it("says of a sign-off without a signature that it is one", async () => {
    const { entry } = await made();
    expect((await sign(entry, "--as", "carol", "--unsigned")).stdout).toContain("without a signature");
    expect(readEntries(shop.ledger, "review.signed").at(-1)).toMatchObject({ detail: { assurance: 0 } });
  });
});

describe("a role with review-days", () => {
  it("reaches no data until a review is signed with a key, and then at once [G-REVIEW-OVERDUE]", async () => {
    const other = await makeAuditedShop();
    try {
      const policies = join(other.folder, "policies");
      const identities = readFileSync(join(policies, "identities.yaml"), "utf8");
      const keyed = identities.replace(
        "roles: [compliance-auditor]",
        `roles: [compliance-auditor], keys: ["${carol.line}"]`,
      );
      writeFileSync(join(policies, "identities.yaml"), keyed);
      const served = await connect(other.folder);
      expect((await served.call("query", { sql: "SELECT 1" })).isError).toBe(false);
      const role = join(policies, "roles", "analyst.yaml");
      const analyst = readFileSync(role, "utf8");
      writeFileSync(role, `${analyst}\nreview-days: 1\n`);
      await expect.poll(async () => readEntries(other.ledger, "policy.loaded").length, { timeout: 20_000 }).toBe(1);
      expect((await served.call("query", { sql: "SELECT 1" })).isError).toBe(false); // the ledger was begun today
      // As if it had been begun two days ago. Nobody could do that unseen: it is what verification is for.
      const forger = new Database(other.ledger);
      forger.exec("UPDATE entries SET time = '2020-01-01T00:00:00.000000Z' WHERE idx = 0");
      forger.close();
      for (const [tool, input] of [
        ["query", { sql: "SELECT 1" }],
        ["describe-schema", {}],
      ] as const) {
        expect((await served.call(tool, input)).body).toMatchObject({ refused: "review-overdue" });
      }
      const sign = async (...how: readonly string[]) => {
        const { entry } = JSON.parse((await other.run("review", "make", "--format", "json")).stdout);
        const text = (await other.run("review", "sign", String(entry), "--as", "carol", "--print")).stdout;
        writeFileSync(join(other.folder, "r.sig"), signText(text, carol, { namespace: "review@gatehouse" }));
        expect(await other.run("review", "sign", String(entry), "--as", "carol", ...how)).toMatchObject({ status: 0 });
      };
      await sign("--unsigned");
      expect((await served.call("query", { sql: "SELECT 1" })).body).toMatchObject({ refused: "review-overdue" });
      await sign("--signature", join(other.folder, "r.sig"));
      expect((await served.call("query", { sql: "SELECT 1" })).isError).toBe(false);
      await served.close();
    } finally {
      await other.remove();
    }
  });
});
