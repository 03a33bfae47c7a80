import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import { loadPolicy } from "../load/load-policy.ts";
import { nameApprovers } from "./name-approvers.ts";

const roles = readdirSync("policies/roles").map((name) => ({
  path: `roles/${name}`,
  text: readFileSync(`policies/roles/${name}`, "utf8"),
}));
const loaded = loadPolicy(
  [
    ...roles,
    {
      path: "roles/dba.yaml",
      text: "role: dba\ndescription: Decides everywhere.\nreads: schema\nlevels: { public: clear, internal: clear, confidential: redact, restricted: redact }\napproves: [all-datasets]\n",
    },
    {
      path: "identities.yaml",
      text: `identities:
  alice: { kind: human, roles: [data-owner] }
  bob: { kind: human, roles: [data-owner] }
  carol: { kind: human, roles: [access-controller] }
  dan: { kind: human, roles: [dba] }
  erin: { kind: human, roles: [analyst] }
  claude: { kind: agent, owner: erin, roles: [model-maintainer] }
  helper: { kind: agent, owner: alice, roles: [dba] }
`,
    },
    {
      path: "data/shop.yaml",
      text: "database: shop\nrelations:\n  public.orders: { owners: [alice, bob], columns: {} }\n  public.people: { owners: [bob, erin], columns: {} }\n",
    },
  ],
  { databases: ["shop"], primitives: nodeApprovalCrypto },
);
if (loaded.kind !== "loaded") throw new Error("the policy does not load");
const { policy } = loaded;
const orders = { schema: "public", name: "orders" };
const people = { schema: "public", name: "people" };
const claude = { principal: "claude", owner: "erin" };

describe("who may decide", () => {
  test.each([
    ["the owners of a dataset, and those who decide on all", claude, "data", [orders], ["alice", "bob", "dan"]],
    ["those alone who own all that would change", claude, "data", [orders, people], ["bob", "dan"]],
    [
      "nobody who asks, and nobody who answers for who asks",
      { principal: "helper", owner: "alice" },
      "data",
      [orders],
      ["bob", "dan"],
    ],
    ["an owner whose own request it is not", { principal: "bob", owner: null }, "data", [people], ["dan"]],
    [
      "of a relation that nobody owns, those who decide on all",
      claude,
      "data",
      [{ schema: "public", name: "x" }],
      ["dan"],
    ],
    ["of access, those who grant it", claude, "access", [orders], ["carol"]],
  ] as const)("[G-APPROVAL-FOUR-EYES] is %s", (_, requester, what, relations, expected) => {
    expect(nameApprovers(policy, { requester, what, database: "shop", relations })).toEqual(expected);
  });
});
