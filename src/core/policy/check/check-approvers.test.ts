import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { makeTestKey } from "../../../../test/support/ssh-signer.ts";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { loadPolicy } from "../load/load-policy.ts";
import { formatProblem } from "../load/policy-problem.ts";
import { checkApprovers } from "./check-approvers.ts";

const roles = readdirSync("policies/roles").map((name) => ({
  path: `roles/${name}`,
  text: readFileSync(`policies/roles/${name}`, "utf8"),
}));
const worker = {
  path: "roles/worker.yaml",
  text: "role: worker\ndescription: Changes orders.\nreads: masked\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\nwrites: { shop: { public.orders: all } }\n",
};

function check(
  identities: string,
  more: { owners: string; unsigned?: boolean; writable?: readonly string[] },
): readonly string[] {
  const loaded = loadPolicy(
    [
      ...roles,
      worker,
      { path: "identities.yaml", text: `identities:\n${identities}` },
      {
        path: "data/shop.yaml",
        text: `database: shop\nrelations:\n  public.orders: { owners: ${more.owners}, columns: {} }\n`,
      },
      { path: "risk.yaml", text: `rules: []\napprovals: { unsigned: ${more.unsigned === true} }\n` },
    ],
    { databases: ["shop"], primitives: nodeApprovalCrypto },
  );
  if (loaded.kind === "problems") throw new Error(loaded.problems.map(formatProblem).join("\n"));
  return checkApprovers(loaded, new Set(more.writable ?? ["shop"])).map(formatProblem);
}

const CLAUDE = "  claude: { kind: agent, owner: dora, roles: [worker] }\n";
const DORA = "  dora: { kind: human, roles: [data-owner] }\n";

test("who may ask for what nobody could approve is named, with its place and what to do", () => {
  expect(check(CLAUDE + DORA, { owners: "[dora]" })).toEqual([
    expect.stringMatching(
      /^identities.yaml:2:3: warning: `claude` may ask to change public.orders, and nobody could approve it: neither it nor dora/,
    ),
    expect.stringMatching(
      /^identities.yaml:3:3: warning: `dora` may ask to change public.orders, and nobody could approve it: nobody decides on their own/,
    ),
  ]);
});

test("of a database that nobody can change nothing is said", () => {
  expect(check(CLAUDE + DORA, { owners: "[dora]", writable: [] })).toEqual([]);
});

test("an approver without a key is named, and one with a key is not", () => {
  const key = `keys: ["${makeTestKey("ssh-ed25519").line}"]`;
  const people = `${CLAUDE}${DORA}  erik: { kind: human, roles: [data-owner], ${key} }\n`;
  expect(check(people, { owners: "[dora, erik]" })).toEqual([
    expect.stringMatching(/information: `dora` may decide on requests and has no key/),
  ]);
});

test("[G-APPROVAL-UNSIGNED] policies for development are called that", () => {
  expect(check(DORA, { owners: "[]", unsigned: true })).toEqual([
    expect.stringMatching(/^risk.yaml:1:1: warning: These policies are for development/),
  ]);
});
