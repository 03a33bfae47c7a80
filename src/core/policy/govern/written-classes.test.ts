import { expect, it } from "vitest";
import { nodeApprovalCrypto } from "../../../adapters/system/approval-crypto.ts";
import type { Catalogue } from "../../model/catalogue.ts";
import { loadPolicy } from "../load/load-policy.ts";
import { writtenClasses } from "./written-classes.ts";

const role = (name: string, more: string) => ({
  path: `roles/${name}.yaml`,
  text: `role: ${name}\ndescription: Of a test.\nreads: masked\nclasses: { email: token }\nlevels: { public: clear, internal: clear, confidential: redact, restricted: hide }\n${more}`,
});
const data = (name: string) => ({
  path: `data/${name}.yaml`,
  text: `database: ${name}\nrelations: { main.mails: { owners: [alice], columns: { id: public, sent_to: email } } }\n`,
});

/** Of an agent that reads `shop`, by what its roles say of writing. */
function written(writes: string, second = "", writable: ReadonlySet<string> | null = null): readonly string[] {
  const around = { databases: ["shop", "other"], primitives: nodeApprovalCrypto };
  const identities = `identities:\n  alice: { kind: human, roles: [reader] }\n  claude: { kind: agent, owner: alice, roles: [reader, second] }\n`;
  const files = [data("shop"), data("other"), role("reader", writes), role("second", second)];
  const loaded = loadPolicy([...files, { path: "identities.yaml", text: identities }], around);
  if (loaded.kind === "problems") throw new Error(JSON.stringify(loaded.problems));
  const reader = loaded.policy.roles.get("reader");
  if (reader === undefined) throw new Error("no role");
  const catalogue: Catalogue = {
    engine: "sqlite",
    version: "1",
    serverVersion: 3_053_002,
    relations: new Map(),
    types: new Map(),
  };
  const classified = { relations: new Map(), origins: { catalogue, views: new Map() } };
  const writer = { principal: "claude", role: reader, database: "shop", classified, writable };
  return [...writtenClasses(loaded.policy, writer)];
}

const ELSEWHERE = "writes: { other: { main.mails: { update: [sent_to] } } }\n";

/** All that the policy names of a database whose schema is not at hand. */
const ALL = ["value", "email"];

it("a database whose schema is not at hand counts as written wherever a role of the caller's may write in it [G-TOKEN-NOT-LOOKED-UP]", () => {
  expect(written(ELSEWHERE)).toEqual(ALL);
  expect(written("", ELSEWHERE)).toEqual(ALL);
  expect(written("", "", new Set(["shop", "other"]))).toEqual([]);
  expect(written("writes: { other: { main.mails: { update: [id] } } }\n")).toEqual(ALL);
});

it("nothing is written in a database that is open for reading alone [G-ORDINARY-SQL-PASSES]", () => {
  expect(written(ELSEWHERE, "", new Set(["shop"]))).toEqual([]);
  expect(written(ELSEWHERE, "", new Set(["other"]))).toEqual(ALL);
});
