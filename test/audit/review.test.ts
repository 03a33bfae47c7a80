// The access review, over a shop whose agents did some of what they may; and its sign-off by an auditor's key.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { formatSignOff, parseSignOff, type SignOff } from "../../src/core/review/review-signature.ts";
import { type AuditedShop, makeAuditedShop } from "../support/audited-shop.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { connect } from "../support/project.ts";
import { runCommand } from "../support/run-command.ts";
import { makeSshHome } from "../support/ssh-home.ts";
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
    const period = ["--since", "2026-01-01", "--until", "2026-02-01", "--format", "json"];
    const [one, two] = [JSON.parse((await make(...period)).stdout), JSON.parse((await make(...period)).stdout)];
    expect(two.digest).toBe(one.digest);
    expect(Number(two.entry)).toBeGreaterThan(Number(one.entry));
    expect(readEntries(shop.ledger, "review.made").at(-1)).toMatchObject({
      detail: { digest: two.digest, from: "2026-01-01T00:00:00.000000Z" },
    });
  });

  it.each([
    [["--format", "pdf"], /choose one of/],
    [["--since", "2026-02-01", "--until", "2026-01-01"], /ends before it begins/],
    [["--until", "2099-01-01"], /cannot end later than now/],
    [["--until", "soon"], /is no time/],
  ])("says what is wrong with %j, and writes nothing", async (args, words) => {
    const before = readEntries(shop.ledger).length;
    expect(await make(...args)).toMatchObject({ status: 2, stdout: "", stderr: expect.stringMatching(words) });
    expect(readEntries(shop.ledger)).toHaveLength(before);
  });
});

describe("gatehouse review sign", () => {
  const sign = (entry: number, ...args: readonly string[]) =>
    shop.run("review", "sign", String(entry), "--as", "carol", ...args);
  const begun = () => readEntries(shop.ledger)[0]?.time ?? "";
  const signature = (text: string, key = carol, namespace = "review@gatehouse") => {
    const file = join(shop.folder, "review.txt");
    writeFileSync(file, text);
    writeFileSync(`${file}.sig`, signText(text, key, { namespace }));
    return `${file}.sig`;
  };
  const print = async (entry: number, ...args: readonly string[]) => (await sign(entry, "--print", ...args)).stdout;
  /** A text that was signed, with something in it that was not. */
  const changed = async (entry: number, change: Partial<SignOff>) => {
    const signOff = parseSignOff(await print(entry));
    if (signOff === null) throw new RangeError("a text that is none");
    return formatSignOff({ ...signOff, ...change });
  };

  it("binds digest, period, auditor, time, reason and the ledger's head, and a signature counts once [G-REVIEW-SIGNED]", async () => {
    const { entry, digest } = await made();
    const text = await print(entry, "--reason", "as it should be");
    const size = readEntries(shop.ledger).length;
    expect(parseSignOff(text)).toEqual({
      entry,
      digest,
      from: begun(),
      to: readEntries(shop.ledger, "review.made").at(-1)?.detail?.["to"],
      reviewer: "carol",
      at: expect.stringMatching(/Z$/),
      ledger: { size, root: expect.any(String) },
      nonce: expect.stringMatching(/^[0-9a-f]{32}$/),
      reason: "as it should be",
    });
    const signed = await sign(entry, "--signature", signature(text));
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
        signed: text,
        signature: expect.stringContaining("BEGIN SSH SIGNATURE"),
        assurance: 1,
      },
    });
    const before = readEntries(shop.ledger).length;
    expect(await sign(entry, "--signature", signature(text))).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/given already, and counts once/),
    });
    expect(readEntries(shop.ledger)).toHaveLength(before);
  });

  it("takes no signature by another key, for another purpose, or over a text that says anything else, and nobody but auditors [G-REVIEW-SIGNED]", async () => {
    const { entry } = await made();
    const text = await print(entry);
    const old = await made();
    const before = readEntries(shop.ledger).length;
    const head = parseSignOff(text)?.ledger ?? { size: 0, root: "" };
    for (const [file, words] of [
      [async () => signature(text, mallory), /hold no key SHA256:/],
      [async () => signature(text, carol, "approve@gatehouse"), /does not hold \(namespace\)/],
      [async () => signature(`${text}\n`), /not the one of a review/],
      [async () => signature(text.replace("/v2", "/v1")), /not the one of a review/],
      [async () => signature(await changed(entry, { reviewer: "rita" })), /is rita's, and not carol's/],
      [async () => signature(await changed(entry, { digest: "0".repeat(64) })), /not of the review of entry/],
      [async () => signature(await changed(entry, { entry: old.entry })), /not of the review of entry/],
      [
        async () => signature(await changed(entry, { to: "2026-12-31T00:00:00.000000Z" })),
        /not of the review of entry/,
      ],
      [
        async () => signature(await changed(entry, { from: "2020-01-01T00:00:00.000000Z" })),
        /not of the review of entry/,
      ],
      [
        async () => signature(await changed(entry, { at: "2020-01-01T00:00:00.000000Z" })),
        /before its review or still to come/,
      ],
      [
        async () => signature(await changed(entry, { at: "2099-01-01T00:00:00.000000Z" })),
        /before its review or still to come/,
      ],
      [async () => signature(await changed(entry, { ledger: { ...head, size: head.size - 1 } })), /of another ledger/],
      [async () => signature(await changed(entry, { ledger: { ...head, size: 9_999_999 } })), /of another ledger/],
      [
        async () => signature(await changed(entry, { ledger: { ...head, root: `${"A".repeat(43)}=` } })),
        /of another ledger/,
      ],
    ] as const) {
      expect(await sign(entry, "--signature", await file())).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(words),
      });
    }
    expect(await sign(entry, "--signature", signature(text), "--reason", "another")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/not the one that was signed/),
    });
    for (const identity of ["alice", "dana", "claude"]) {
      expect(await shop.run("review", "sign", String(entry), "--as", identity, "--unsigned", "--yes")).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/^not-permitted: /),
      });
    }
    expect(await sign(0, "--unsigned", "--yes")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/records no review/),
    });
    expect(await sign(entry)).toMatchObject({ status: 2, stderr: expect.stringMatching(/no key here/) });
    expect(await sign(entry, "--unsigned")).toMatchObject({
      status: 2,
      stderr: expect.stringMatching(/no terminal to ask at.*--yes/),
    });
    expect(readEntries(shop.ledger)).toHaveLength(before);
  });

  it("signs with a key at hand", async () => {
    const home = makeSshHome(shop.folder);
    home.writeKey("id_ed25519", carol);
    const { entry } = await made();
    const ran = await runCommand(
      ["review", "sign", String(entry), "--as", "carol", "--yes", "--config", join(shop.folder, "gatehouse.yaml")],
      home.env,
    );
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining("signed off the review") });
    expect(readEntries(shop.ledger, "review.signed").at(-1)).toMatchObject({ detail: { assurance: 1 } });
  });

  it("says of a sign-off without a signature that it is one", async () => {
    const { entry } = await made();
    expect((await sign(entry, "--unsigned", "--yes")).stdout).toContain("without a signature");
    expect(readEntries(shop.ledger, "review.signed").at(-1)).toMatchObject({ detail: { assurance: 0 } });
  });

  it("has to begin where the last one ended: a gap is refused, and what ends before it too [G-REVIEW-OVERDUE]", async () => {
    const signedUntil = readEntries(shop.ledger, "review.signed").findLast(
      ({ detail }) => Number(detail?.["assurance"]) > 0,
    )?.detail?.["to"];
    const next = await made();
    expect(next.review.from).toBe(signedUntil);
    for (const [period, words] of [
      [["--since", "1s"], /begins at.*make one without --since/],
      [["--since", "2026-01-01", "--until", String(signedUntil)], /already, and this review ends before that/],
    ] as const) {
      await new Promise((resolve) => setTimeout(resolve, 1_100));
      const { entry } = JSON.parse((await make(...period, "--format", "json")).stdout);
      expect(await sign(Number(entry), "--print")).toMatchObject({ status: 2, stderr: expect.stringMatching(words) });
    }
  });
});

describe("a role with review-days", () => {
  it("reaches no data until all that came since was reviewed and signed with a key, and then at once [G-REVIEW-OVERDUE]", async () => {
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
      // As if it had been begun long ago. Nobody could do that unseen: it is what verification is for.
      const forger = new Database(other.ledger);
      forger.exec("UPDATE entries SET time = '2020-01-01T00:00:00.000000Z' WHERE idx = 0");
      forger.close();
      for (const [tool, input] of [
        ["query", { sql: "SELECT 1" }],
        ["describe-schema", {}],
      ] as const) {
        expect((await served.call(tool, input)).body).toMatchObject({ refused: "review-overdue" });
      }
      const isLocked = async () => (await served.call("query", { sql: "SELECT 1" })).isError;
      const review = async (...period: readonly string[]) =>
        Number(JSON.parse((await other.run("review", "make", "--format", "json", ...period)).stdout).entry);
      const sign = async (entry: number, ...how: readonly string[]) => {
        const command = ["review", "sign", String(entry), "--as", "carol"];
        if (how.length > 0) return other.run(...command, ...how);
        const file = join(other.folder, `${entry}.txt`);
        const { status, stdout, stderr } = await other.run(...command, "--print");
        if (status !== 0) return { status, stdout, stderr };
        writeFileSync(file, stdout);
        writeFileSync(`${file}.sig`, signText(stdout, carol, { namespace: "review@gatehouse" }));
        return other.run(...command, "--signature", `${file}.sig`);
      };
      expect(await sign(await review(), "--unsigned", "--yes")).toMatchObject({ status: 0 });
      expect(await isLocked()).toBe(true);
      expect(await sign(await review("--since", "1d"))).toMatchObject({
        status: 2,
        stderr: expect.stringMatching(/Access is reviewed until 2020-01-01/),
      });
      expect(await isLocked()).toBe(true);
      // Signed, and of the time from the beginning, but of a month that is long over.
      expect(await sign(await review("--until", "2020-02-01"))).toMatchObject({ status: 0 });
      expect(await isLocked()).toBe(true);
      const last = await review();
      expect(await sign(last)).toMatchObject({ status: 0 });
      expect(await isLocked()).toBe(false);
      // Unsigned ones, however many, push out none that was signed.
      const unsigned = new Database(other.ledger);
      unsigned.exec(`
        INSERT INTO entries (idx, body, leaf, chain, time, kind, correlation)
          WITH RECURSIVE more (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM more WHERE n < 300)
          SELECT 1000000 + n, json_set(body, '$.detail', json('{"assurance":0}')), leaf, chain, time, kind, correlation
          FROM entries, more WHERE idx = (SELECT max(idx) FROM entries WHERE kind = 'review.signed')`);
      unsigned.close();
      expect(await isLocked()).toBe(false);
      await served.close();
    } finally {
      await other.remove();
    }
  });
});
