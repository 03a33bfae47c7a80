// Policies and configuration that change under a process which nothing tells of it: behind symbolic links, and where no file system events
// come. What decides is what the files say when people decide, when a request is claimed, and when a call is made.

import { mkdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { DecisionVerb } from "../../src/core/approvals/approval-decision.ts";
import { openGatehouse } from "../../src/entry/wiring/open-gatehouse.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import type { Answer } from "../../src/gate/calls/answer.ts";
import { decideOn } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ALWAYS = `rules: [{ id: agents, when: "caller.kind == 'agent'", reason: "Looked at." }]\n`;
const UPDATE = "UPDATE orders SET status = 'new' WHERE id = 1";
let shop: WritingShop;

const inPolicies = (name: string) => join(shop.folder, "policies", name);
const said = (answer: Answer<object>) =>
  answer.kind === "refused" ? answer.refusal.code : String(Reflect.get(answer.result, "status") ?? "rows");

async function change(path: string, edit: (text: string) => string): Promise<void> {
  const text = await readFile(path, "utf8");
  const edited = edit(text);
  expect(edited).not.toBe(text);
  await writeFile(path, edited);
}

async function filed(): Promise<string> {
  const asked = await shop.query(UPDATE, { reason: "for the test" });
  expect(said(asked)).toBe("pending_approval");
  return asked.kind === "released" && "request" in asked.result ? (asked.result.request ?? "") : "";
}

const decide = (id: string, by = "dora", decision: DecisionVerb = "approve") => decideOn(id, { by, shop, decision });

/** The file lies elsewhere, and a link to it among the policies. */
async function linkOut(path: string): Promise<string> {
  const elsewhere = join(shop.folder, "elsewhere");
  await mkdir(elsewhere, { recursive: true });
  const moved = join(elsewhere, path.replaceAll("/", "-"));
  await rename(join(shop.folder, path), moved);
  await symlink(moved, join(shop.folder, path));
  return moved;
}

const withoutDora = (text: string) => text.replace(/ {2}dora: .*\n/, "  dora: { kind: human, roles: [data-owner] }\n");

// nothing watches here: `followPolicies` was not called
beforeEach(async () => {
  shop = await openWritingShop("sqlite", { risk: ALWAYS });
});
afterEach(() => shop.close());

describe("a key that is removed behind a link", () => {
  it("decides nothing any more, at once [G-POLICY-AS-FILES]", async () => {
    const file = await linkOut("policies/identities.yaml");
    const id = await filed();
    await change(file, withoutDora);
    expect(await decide(id)).toMatch(/approver-key|approval-stale|signature/);
    expect((await shop.opened.gatehouse.approvals.read(id))?.progress.state).not.toBe("approved");
  });

  it("carries nothing out, where it had signed before [G-POLICY-AS-FILES] [G-APPROVAL-COUNTED-AT-EXECUTION]", async () => {
    const file = await linkOut("policies/identities.yaml");
    const id = await filed();
    expect(await decide(id)).toBe("decided");
    await change(file, withoutDora);
    expect(said(await shop.ask({ request: id }))).not.toBe("executed");
    expect(await shop.raw("SELECT status FROM orders WHERE id = 1")).toEqual([["open"]]);
  });

  it("counts no more in a folder that is a link and is led elsewhere [G-POLICY-AS-FILES]", async () => {
    const id = await filed();
    expect(await decide(id)).toBe("decided");
    const folder = join(shop.folder, "policies");
    await rename(folder, `${folder}-1`);
    await symlink(`${folder}-1`, folder);
    expect(said(await shop.query("SELECT id FROM orders"))).toBe("rows");
    await rename(`${folder}-1`, `${folder}-2`);
    await change(`${folder}-2/identities.yaml`, withoutDora);
    await rm(folder);
    await symlink(`${folder}-2`, folder);
    expect(said(await shop.ask({ request: id }))).not.toBe("executed");
  });
});

describe("what else the files say", () => {
  it("holds for the next call: roles, masks, rules of risk, a file that is added [G-POLICY-AS-FILES]", async () => {
    const role = await linkOut("policies/roles/maintainer.yaml");
    const risk = await linkOut("policies/risk.yaml");
    const emails = async () => {
      const answer = await shop.query("SELECT email FROM customers WHERE id = 1");
      return answer.kind === "released" && "rows" in answer.result ? answer.result.rows : said(answer);
    };
    expect(JSON.stringify(await emails())).toMatch(/redacted|email_/);
    await change(role, (text) => text.replace("email: token", "email: hide"));
    expect(await emails()).toBe("unknown-column");
    await change(risk, () => "rules: []\n");
    expect(said(await shop.query(UPDATE))).toBe("executed");
    const role2 = await readFile(inPolicies("roles/access-controller.yaml"), "utf8");
    await writeFile(inPolicies("roles/extra.yaml"), role2.replace("role: access-controller", "role: extra"));
    await shop.query("SELECT id FROM orders");
    expect(shop.opened.gatehouse.policy().roles.has("extra")).toBe(true);
    await change(inPolicies("identities.yaml"), (text) => text.replace(/ {2}claude: .*\n/, ""));
    expect(said(await shop.query("SELECT id FROM orders"))).toBe("unknown-identity");
  });

  it("stays as it was where it has problems, and then nobody's approval counts, and a denial does [G-POLICY-LOADS-WHOLE] [G-POLICY-AS-FILES]", async () => {
    const [first, second] = [await filed(), ""];
    await change(inPolicies("risk.yaml"), () => "rules: [{ id: }]\n");
    expect(said(await shop.query("SELECT id FROM orders"))).toBe("rows");
    await expect(decide(first)).rejects.toMatchObject({ code: "policy-invalid" });
    expect(await decide(first, "erik", "deny")).toBe("decided");
    expect(second).toBe("");
    await writeFile(inPolicies("risk.yaml"), ALWAYS);
    const id = await filed();
    expect(await decide(id)).toBe("decided");
    await rm(inPolicies("identities.yaml"));
    expect(said(await shop.ask({ request: id }))).toBe("policy-invalid");
    expect(await shop.raw("SELECT status FROM orders WHERE id = 1")).toEqual([["open"]]);
  });

  it("takes a database away that gatehouse.yaml no longer has so [G-POLICY-AS-FILES]", async () => {
    const file = await linkOut("gatehouse.yaml");
    await change(file, (text) => `${text}# a remark\n`);
    expect(said(await shop.query("SELECT id FROM orders"))).toBe("rows");
    const id = await filed();
    expect(await decide(id)).toBe("decided");
    await change(file, (text) => text.replace("writes: governed", "writes: none"));
    expect(said(await shop.ask({ request: id }))).toBe("unknown-database");
    expect(said(await shop.query("SELECT id FROM orders"))).toBe("unknown-database");
  });
});

describe("another set of policies on the same state folder", () => {
  it("is refused at start, and ends no grant of the first [G-STATE-OF-ONE-POLICY]", async () => {
    const id = await filed();
    expect(await decide(id)).toBe("decided");
    const other = join(shop.folder, "other");
    await mkdir(join(other, "policies", "data"), { recursive: true });
    await writeFile(
      join(other, "gatehouse.yaml"),
      (await readFile(join(shop.folder, "gatehouse.yaml"), "utf8")).replace("./shop.db", "../shop.db") +
        "state: ../.gatehouse\n",
    );
    for (const name of ["identities.yaml", "risk.yaml", "data/shop.yaml"]) {
      await writeFile(join(other, "policies", name), await readFile(inPolicies(name), "utf8"));
    }
    await symlink(inPolicies("roles"), join(other, "policies", "roles"));
    await change(join(other, "policies", "identities.yaml"), (text) => text.replace("[maintainer]", "[analyst]"));
    const project = await readProject(join(other, "gatehouse.yaml"));
    if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
    await expect(openGatehouse(project, () => undefined)).rejects.toMatchObject({
      code: "config-invalid",
      message: expect.stringMatching(/belongs to the policies in .*`state` of its own, or remove /),
    });
    expect(said(await shop.ask({ request: id }))).toBe("executed");
  });

  it("takes it over where the first is no more, and shares it by another way to the same folder", async () => {
    await symlink(join(shop.folder, "policies"), join(shop.folder, "same"));
    const file = join(shop.folder, "gatehouse.yaml");
    const opens = async () => {
      const project = await readProject(file);
      if (project.kind === "problems") throw new Error(JSON.stringify(project.problems));
      await (await openGatehouse(project, () => undefined)).close();
    };
    await change(file, (text) => `${text}policies: same\n`);
    await opens();
    await rm(join(shop.folder, "same"));
    await rename(join(shop.folder, "policies"), join(shop.folder, "moved"));
    await change(file, (text) => text.replace("policies: same", "policies: moved"));
    await opens();
  });
});
