import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DigestedRequest } from "../../src/core/approvals/approval-request.ts";
import { type ApprovalProject, makeApprovalProject } from "../support/approval-project.ts";
import { readEntries } from "../support/ledger-entries.ts";
import { runProgram } from "../support/run-program.ts";
import { decide } from "../support/sample-approval.ts";
import { makeTestKey, signText } from "../support/ssh-signer.ts";

const alice = makeTestKey("ssh-ed25519");
const touch = makeTestKey("sk-ssh-ed25519@openssh.com");
const dora = makeTestKey("ssh-ed25519");
const stranger = makeTestKey("ssh-ed25519");
let project: ApprovalProject;
let filed: DigestedRequest;

beforeEach(async () => {
  project = await makeApprovalProject({ alice: [alice], carol: [touch], dora: [dora] });
  filed = await project.file();
});
afterEach(() => project.remove());

const run = (...args: readonly string[]) =>
  runProgram(["approvals", ...args, ...(/^(approve|deny)$/.test(args[0] ?? "") ? ["--yes"] : [])], project);
const runJson = (...args: readonly string[]) => {
  const { status, out } = run(...args, "--json");
  const said: unknown = JSON.parse(out);
  return { status, said };
};
const entries = (): readonly string[] => {
  return readEntries(join(project.folder, ".gatehouse", "ledger.db"))
    .filter(({ correlation }) => correlation === filed.request.id)
    .map(({ kind, decision }) => `${kind}${decision?.code === undefined ? "" : ` ${decision.code}`}`);
};
const id = (): string => filed.request.id;

describe("gatehouse approvals", () => {
  test("lists what waits, shows it by the end of its id, and approves it with the key at hand", () => {
    project.writeKey("id_ed25519", alice);
    const list = run("list");
    expect(list.out).toMatch(/pending +claude +shop +update +3 +0\/1 +UPDATE orders/);
    expect(run("show", id().slice(-12)).out).toContain(filed.digest);
    const approved = run("approve", id().slice(-8));
    expect(approved.out).toContain("approved by alice");
    expect(approved).toMatchObject({ status: 0, err: "" });
    expect(runJson("show", id()).said).toMatchObject({ state: "approved", verdict: "approved", missing: 0 });
    expect(entries()).toEqual(["approval.requested", "approval.decided"]);
  });

  test("the list says how old a request is, until when it waits and for whom, and why it was asked for", async () => {
    const list = (...more: readonly string[]) => run("list", ...more).out;
    expect(list()).toMatch(/asked just now, decide in (59|60) min {2}“.*”/);
    expect(list()).not.toContain("waits for you");
    expect(list("--as", "alice")).toMatch(/asked just now.* waits for you {2}“/);
    expect(list("--mine", "--as", "alice")).toContain("waits for you");
    expect(list("--mine", "--as", "dora")).toContain("Nothing waits");
    expect(run("list", "--mine").err).toMatch(/say who you are with --as/);
    filed = await project.file({ reason: "first\nsecond\u001b[2J" });
    expect(list()).toContain("“first‹U+000A›second‹U+001B›[2J”");
  });

  test("a request is named by the beginning or the end of its id", async () => {
    expect(run("show", id().slice(0, 30)).out).toContain(filed.digest);
    const other = await project.file({ reason: "another" });
    expect(run("show", id().slice(0, 4)).err).toMatch(/Several requests .* begins or ends so/);
    expect(run("show", "").err).toContain("Name the request");
    expect(run("show", other.request.id.slice(-6)).out).toContain(other.digest);
  });

  test("a revert names what it takes back, and shows no lists of parameters", async () => {
    const reverts = "019ab2c4-5d6e-7f80-9123-456789abcdef";
    const statement = {
      ...filed.request.statement,
      text: "UPDATE t SET a = v.a FROM unnest($1::text[]) AS v (a)",
      parameters: '[["x","y"]]',
    };
    filed = await project.file({ kind: "revert", reverts, statement });
    const { out } = run("show", id());
    expect(out).toContain(`reverts   ${reverts}`);
    expect(out).not.toMatch(/unnest|text\[\]|\["x"/);
    expect(out.indexOf("risk")).toBeGreaterThan(0);
    expect(out.indexOf("approvers")).toBeLessThan(out.indexOf("its rows are shown"));
  });

  test("denies with a reason, which is asked for and signed", () => {
    project.writeKey("id_ed25519", alice);
    expect(run("deny", id())).toMatchObject({ status: 2 });
    expect(runJson("deny", id(), "--reason", "Not on\na Friday").said).toMatchObject({
      state: "denied",
      approver: "alice",
    });
    expect(run("show", id()).out).toContain("Not on a Friday");
    expect(runJson("approve", id()).said).toMatchObject({ state: "refused", code: "approval-decided" });
  });

  test("prints the text for another machine, exactly, and takes its signature back", () => {
    const printed = run("approve", id(), "--as", "alice", "--print");
    expect(printed.out).toMatch(/^gatehouse-approval\/v1\nrequest .*\n(.*\n){4}ledger 1:\S+=\n$/);
    const path = join(project.folder, "decision.txt");
    writeFileSync(path, printed.out);
    writeFileSync(`${path}.sig`, signText(readFileSync(path, "utf8"), alice));
    expect(runJson("approve", id(), "--signature", `${path}.sig`)).toMatchObject({
      status: 0,
      said: { state: "approved", approver: "alice", assurance: 1 },
    });
  });

  test("a hardware key at hand is used before one in software", () => {
    project.writeKey("a", alice);
    project.writeKey("b", touch);
    expect(run("approve", id()).err).toContain("say who decides with --as: alice, carol");
    expect(runJson("approve", id(), "--as", "carol").said).toMatchObject({ approver: "carol", assurance: 3 });
  });

  test("who asked takes the request back, and nobody else", () => {
    expect(runJson("cancel", id(), "--as", "alice")).toMatchObject({ status: 1, said: { code: "approval-not-yours" } });
    expect(runJson("cancel", id(), "--as", "dora")).toMatchObject({ status: 0, said: { state: "cancelled" } });
    expect(run("list").out).toContain("Nothing waits");
    expect(run("list", "--all").out).toContain("cancelled");
  });

  test("[G-APPROVAL-SHOWN] a statement cannot command the terminal, nor hide a part of itself, and a model's words are marked as such", async () => {
    const text = "UPDATE orders SET n\u0430me = '\u001b[2J' -- \u202Ereversed\nWHERE id\u200b = 1";
    filed = await project.file({ reason: "trust\u001b]0;me\u0007", statement: { ...filed.request.statement, text } });
    const { out } = run("show", id());
    expect(out).not.toMatch(/[^\n\P{Cc}]|[\u202e\u200b]/u);
    for (const shown of [
      "‹U+001B›[2J",
      "‹U+202E›reversed",
      "id‹U+200B›",
      "‹U+0430›",
      "which nobody has checked",
      "trust‹U+001B›",
    ]) {
      expect(out).toContain(shown);
    }
  });

  test("[G-APPROVAL-SHOWN] JSON commands no terminal, and says the same", async () => {
    const reason = "c1\u009b31m bidi\u202e zero\u200b tag\u{e0041}";
    filed = await project.file({ reason });
    const { out } = run("show", id(), "--json");
    expect(out).not.toMatch(/[^\n\P{C}]/u);
    expect(JSON.parse(out)).toMatchObject({ request: { reason } });
  });

  test("[G-APPROVAL-SHOWN] the preview is masked for who looks", async () => {
    const samples = {
      requester: { columns: ["email"], rows: [{ before: ["email_9f2c"], after: ["email_0001"] }] },
      "data-owner": { columns: ["email"], rows: [{ before: ["ann@example.com"], after: ["bob@example.com"] }] },
    };
    filed = await project.file({ effect: { ...filed.request.effect, samples } });
    expect(run("show", id()).out).not.toContain("ann@example.com");
    expect(run("show", id(), "--as", "alice").out).toMatch(/- ann@example.com\n +\+ bob@example.com/);
    expect(JSON.stringify(runJson("show", id()).said)).not.toContain("ann@example.com");
  });
});

describe("[G-APPROVAL-FOUR-EYES] the commands refuse, with a code, a sentence and a remedy, and record it", () => {
  test.each([
    ["the requester's owner", () => runJson("approve", id(), "--as", "dora"), "approver-excluded"],
    [
      "a decision printed for the requester",
      () => runJson("approve", id(), "--as", "claude", "--print"),
      "approver-excluded",
    ],
    ["somebody who was not asked", () => runJson("approve", id(), "--as", "eve", "--print"), "approver-not-asked"],
    ["an unsigned decision", () => runJson("approve", id(), "--as", "alice", "--unsigned"), "signature-missing"],
    ["a stranger's signature", () => signed(decide(filed, { key: stranger })), "approver-key"],
    ["the owner's signature under another name", () => signed(decide(filed, { key: dora })), "approver-excluded"],
    [
      "an untouched hardware key",
      () => signed(decide(filed, { key: touch, approver: "carol", signing: { flags: 0 } })),
      "signature-invalid",
    ],
    [
      "another request's decision",
      () => signed(decide({ ...filed, digest: `sha256:${"0".repeat(64)}` }, { key: alice })),
      "decision-invalid",
    ],
    [
      "a text that is no decision",
      () => signed({ text: "yes\n", signature: signText("yes\n", alice) }),
      "decision-invalid",
    ],
  ])("%s", (_, attempt, code) => {
    project.writeKey("id_ed25519", dora);
    expect(attempt()).toMatchObject({
      status: 1,
      said: { state: "refused", code, message: expect.stringMatching(/\.$/), remedy: expect.stringMatching(/\.$/) },
    });
    expect(entries()).toEqual(["approval.requested", `approval.refused ${code}`]);
    expect(runJson("show", id()).said).toMatchObject({ state: "pending" });
  });

  function signed({ text, signature }: { text: string; signature: string | null }) {
    const path = join(project.folder, "forged");
    writeFileSync(path, text);
    writeFileSync(`${path}.sig`, signature ?? "");
    return runJson("approve", id(), "--signature", `${path}.sig`);
  }
});

describe("what could not be done says what to do", () => {
  test.each([
    ["an id that is none", () => run("show", "nothing"), "approvals list --all"],
    ["no key", () => run("approve", id()), "gatehouse keys enrol"],
    ["a key that is not there", () => run("approve", id(), "--key", "none"), "There is no public key at none"],
    [
      "a key without a private half",
      () => {
        writeFileSync(join(project.folder, ".ssh", "half.pub"), alice.line);
        return run("approve", id());
      },
      "signing-failed",
    ],
    [
      "no ssh-keygen",
      () => {
        project.writeKey("id_ed25519", alice);
        return runProgram(["approvals", "approve", id(), "--yes"], { ...project, env: { PATH: "/nowhere" } });
      },
      "--print gives the text",
    ],
    ["a state that is none", () => run("list", "--state", "open"), "it is one of pending"],
    ["a person who is none", () => run("show", id(), "--as", "zoe"), "The policies name no zoe"],
  ])("%s", (_, attempt, remedy) => {
    const { status, err } = attempt();
    expect(status).toBe(2);
    expect(err).toContain(remedy);
    expect(entries()).toEqual(["approval.requested"]);
  });
});

test("[G-APPROVAL-UNSIGNED] a policy for development takes unsigned decisions, and says so everywhere", async () => {
  await project.remove();
  project = await makeApprovalProject({ alice: [alice] }, { unsigned: true });
  filed = await project.file({ quorum: { ...filed.request.quorum, unsigned: true } });
  expect(run("show", id()).out).toContain("for development");
  expect(run("approve", id(), "--as", "alice", "--unsigned").out).toContain("UNSIGNED");
  expect(run("show", id()).out).toContain("UNSIGNED");
  expect(runProgram(["keys", "list"], project).out).toContain("for development");
});
