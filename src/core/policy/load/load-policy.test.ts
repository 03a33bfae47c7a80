import { readdirSync, readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeTestKey } from "../../../../test/support/ssh-signer.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { loadConfig } from "./load-config.ts";
import { loadPolicy } from "./load-policy.ts";
import { formatProblem } from "./policy-problem.ts";

const around = { databases: ["shop"], primitives: nodeApprovalCrypto };
const shipped = readdirSync("policies/roles").map((name) => ({
  path: `roles/${name}`,
  text: readFileSync(`policies/roles/${name}`, "utf8"),
}));
const identities = {
  path: "identities.yaml",
  text: "identities:\n  alice: { kind: human, roles: [data-owner] }\n  claude: { kind: agent, owner: alice, roles: [analyst] }\n",
};

describe("loadPolicy()", () => {
  it("loads the roles that ship", () => {
    const loaded = loadPolicy([...shipped, identities], around);
    expect(loaded.kind).toBe("loaded");
    if (loaded.kind === "loaded") {
      expect([...loaded.policy.roles.keys()].toSorted()).toEqual([
        "access-controller",
        "analyst",
        "compliance-auditor",
        "data-owner",
        "incident-responder",
        "model-maintainer",
      ]);
      expect(loaded.policy.roles.get("analyst")?.unclassified).toEqual({ kind: "hide" });
    }
  });

  it("shows every problem at once, each with its place and a remedy [G-POLICY-LOADS-WHOLE]", () => {
    const loaded = loadPolicy(
      [
        ...shipped,
        {
          path: "identities.yaml",
          text: "identities:\n  alice: { kind: human, roles: [data-owner, compliance-auditor] }\n  bot: { kind: agent, roles: [analist] }\n",
        },
        {
          path: "data/shop.yaml",
          text: "database: shp\nrelations:\n  public.c:\n    owners: [bob]\n    columns: { a: emial }\n",
        },
        {
          path: "roles/other.yaml",
          text: "role: other\ndescription: x\nreads: maskd\nlevels: { public: clear }\nfoo: 1\n",
        },
      ],
      around,
    );
    expect(loaded.kind).toBe("problems");
    if (loaded.kind !== "problems") return;
    const text = loaded.problems.map(formatProblem);
    expect(text).toContainEqual(expect.stringMatching(/^identities.yaml:2:\d+: error: .*exclude each other/));
    expect(text).toContainEqual(
      expect.stringMatching(/^identities.yaml:3:\d+: error: .*analist.*Did you mean analyst/),
    );
    expect(text).toContainEqual(expect.stringMatching(/^identities.yaml:3:\d+: error: .*nobody answers/));
    expect(text).toContainEqual(expect.stringMatching(/^data\/shop.yaml:1:1: error: .*shp.*Did you mean shop/));
    expect(text).toContainEqual(expect.stringMatching(/^data\/shop.yaml:4:\d+: error: .*bob/));
    expect(text).toContainEqual(expect.stringMatching(/^data\/shop.yaml:5:\d+: error: .*emial.*Did you mean email/));
    expect(text).toContainEqual(
      expect.stringMatching(/^roles\/other.yaml:3:1: error: .*Write one of: none, schema, masked/),
    );
    expect(text).toContainEqual(expect.stringMatching(/^roles\/other.yaml:5:1: error: .*`foo` is not known/));
  });

  it("holds the keys of people, each once, with what the policy says of them", () => {
    const [plain, away] = [makeTestKey("ssh-ed25519"), makeTestKey("sk-ssh-ed25519@openssh.com")];
    const text = [
      "identities:",
      "  alice:",
      "    kind: human",
      "    roles: [data-owner]",
      "    keys:",
      `      - ${plain.line}`,
      `      - { key: "${away.line}", verify-required: true }`,
    ].join("\n");
    const loaded = loadPolicy([...shipped, { path: "identities.yaml", text }], around);
    expect(loaded.kind).toBe("loaded");
    if (loaded.kind !== "loaded") return;
    expect(loaded.policy.identities.get("alice")?.keys).toMatchObject([
      { assurance: 1, userVerified: false, key: { algorithm: "ssh-ed25519" } },
      { assurance: 1, userVerified: true, key: { algorithm: "sk-ssh-ed25519@openssh.com" } },
    ]);
    const without = loadPolicy(
      [...shipped, { path: "identities.yaml", text: text.replace(/ {6}- ssh.*\n/, "") }],
      around,
    );
    expect(without).toMatchObject({ kind: "loaded", policy: { bindingDigest: loaded.policy.bindingDigest } });
    expect(without).not.toMatchObject({ policy: { digest: loaded.policy.digest } });
    const other = loadPolicy(
      [...shipped, { path: "identities.yaml", text: text.replace("data-owner", "analyst") }],
      around,
    );
    expect(other).not.toMatchObject({ policy: { bindingDigest: loaded.policy.bindingDigest } });
  });

  it("refuses a key that two people hold, that is none, or that is nobody's who decides", () => {
    const { line } = makeTestKey("ssh-ed25519");
    const text = [
      "identities:",
      `  alice: { kind: human, roles: [data-owner], keys: ["${line}"] }`,
      `  bob: { kind: human, roles: [data-owner], keys: ["${line} again"] }`,
      `  bot: { kind: agent, owner: bob, roles: [analyst], keys: ["${line}"] }`,
      `  eve: { kind: human, roles: [analyst], keys: ["ssh-dss AAAA", "${line.slice(0, -12)}"] }`,
    ].join("\n");
    const loaded = loadPolicy([...shipped, { path: "identities.yaml", text }], around);
    const problems = loaded.kind === "problems" ? loaded.problems.map(formatProblem) : [];
    expect(problems).toEqual([
      expect.stringMatching(/^identities.yaml:3:\d+: error: `bob` and `alice` hold the same key, SHA256:/),
      expect.stringMatching(/^identities.yaml:4:\d+: error: `bot` is no person and has a key\./),
      expect.stringMatching(/^identities.yaml:5:\d+: error: A key of `eve` is not an OpenSSH public key/),
      expect.stringMatching(/^identities.yaml:5:\d+: error: A key of `eve` is not an OpenSSH public key/),
    ]);
  });

  it("never throws, whatever the files hold", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "binary", maxLength: 300 }),
        fc.constantFrom("identities.yaml", "data/x.yaml", "roles/x.yaml"),
        (text, path) => {
          expect(["loaded", "problems"]).toContain(loadPolicy([{ path, text }], around).kind);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe("loadConfig()", () => {
  it("takes secrets by reference and refuses them in the file", () => {
    const config = (url: string) =>
      loadConfig(
        { path: "gatehouse.yaml", text: `databases: { shop: { engine: postgres, url: "${url}" } }` },
        { URL: "postgres://a:b@h/d", PW: "x" },
      );
    expect(config("${URL}")).toMatchObject({
      kind: "loaded",
      config: { databases: { shop: { url: "postgres://a:b@h/d" } } },
    });
    expect(config("postgres://u:${PW}@h/d")).toMatchObject({
      kind: "loaded",
      config: { databases: { shop: { url: "postgres://u:x@h/d" } } },
    });
    expect(config("postgres://u:secret@h/d")).toMatchObject({ kind: "problems" });
    expect(config("${NOPE}")).toMatchObject({
      kind: "problems",
      problems: [{ message: "The environment variable NOPE is not set." }],
    });
  });
});
