// A person at a real terminal: the queue, its keys, passphrases right and wrong, Ctrl-C, windows of any size, no colour.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { DigestedRequest } from "../../src/core/approvals/approval-request.ts";
import { type ApprovalProject, makeApprovalProject } from "../support/approval-project.ts";
import { KEYS, type OnTerminal, onTerminal, type TerminalOptions } from "../support/on-terminal.ts";
import { runProgram } from "../support/run-program.ts";
import { makeTestKey } from "../support/ssh-signer.ts";

const alice = makeTestKey("ssh-ed25519");
const PASSPHRASE = "correct horse";
let project: ApprovalProject;
let filed: DigestedRequest;

beforeEach(async () => {
  project = await makeApprovalProject({ alice: [alice] });
  project.writeKey("id_ed25519", alice, { passphrase: PASSPHRASE });
  filed = await project.file();
});
afterEach(() => project.remove());

const watch = (options: Partial<TerminalOptions> = {}) =>
  onTerminal(["approvals", "watch"], { ...project, ...options, env: { ...project.env, ...options.env } });
/** Once it shows how many requests wait. */
const watching = async (waiting: string, options: Partial<TerminalOptions> = {}): Promise<OnTerminal> => {
  const terminal = watch(options);
  await terminal.see(waiting);
  return terminal;
};
const sign = async (terminal: OnTerminal): Promise<void> => {
  await terminal.see("Enter passphrase");
  terminal.press(`${PASSPHRASE}\r`);
};
/** Back in the queue, and out of it. */
const quit = async (terminal: OnTerminal): Promise<void> => {
  terminal.press("q");
  expect(await terminal.ended).toBe(0);
};
const stateOf = ({ request }: DigestedRequest): unknown => {
  const said: unknown = JSON.parse(runProgram(["approvals", "show", request.id, "--json"], project).out);
  return typeof said === "object" && said !== null && "state" in said ? said.state : null;
};
/** The terminal is as it was: its own buffer, a cursor, lines, echo. */
const expectGivenBack = (raw: string): void => {
  expect(raw.lastIndexOf("\u001b[?1049l")).toBeGreaterThan(raw.lastIndexOf("\u001b[?1049h"));
  expect(raw.lastIndexOf("\u001b[?25h")).toBeGreaterThan(raw.lastIndexOf("\u001b[?25l"));
  const left = raw.slice(raw.lastIndexOf("left: "));
  expect(left).toMatch(/[ ;]icanon\b/);
  expect(left).toMatch(/[ ;]echo\b/);
};

describe("gatehouse approvals watch", () => {
  test("shows what waits, then the request, and approves it with a passphrase", async () => {
    const other = await project.file({ reason: "another one" });
    const terminal = await watching("2 requests wait");
    terminal.press(KEYS.down);
    await terminal.see(`> ${filed.request.id.slice(-12)}`);
    terminal.press(KEYS.enter);
    await terminal.see(filed.digest);
    terminal.press("a");
    await sign(terminal);
    await terminal.see("approved by alice");
    await quit(terminal);
    expectGivenBack(terminal.raw());
    expect([stateOf(filed), stateOf(other)]).toEqual(["approved", "pending"]);
  });

  test("a request that comes while it is open appears", async () => {
    const terminal = await watching("1 request waits");
    await project.file();
    await terminal.see("2 requests wait");
    await quit(terminal);
  });

  test("denies with a reason that is typed, corrected and signed", async () => {
    const terminal = await watching("1 request waits");
    terminal.press("d");
    await terminal.see(filed.digest);
    terminal.press("d");
    await terminal.see("Why?");
    terminal.press(KEYS.enter); // without a reason nothing happens
    terminal.press(`too widd${KEYS.backspace}e`);
    await terminal.see("> too wide_");
    terminal.press(KEYS.enter);
    await sign(terminal);
    await terminal.see("denied by alice");
    await quit(terminal);
    expect(runProgram(["approvals", "show", filed.request.id], project).out).toContain("too wide");
  });

  test("[G-APPROVAL-TERMINAL-GIVEN-BACK] a wrong passphrase decides nothing, and the queue comes back", async () => {
    const terminal = await watching("1 request waits");
    terminal.press("a");
    await terminal.see(filed.digest);
    terminal.press("a");
    await terminal.see("Enter passphrase");
    terminal.press("wrong\r");
    await terminal.see("signing-failed");
    await terminal.see("1 request waits");
    await quit(terminal);
    expectGivenBack(terminal.raw());
    expect(stateOf(filed)).toBe("pending");
  });

  test("[G-APPROVAL-TERMINAL-GIVEN-BACK] Ctrl-C ends it and gives the terminal back; at the passphrase it ends the signing alone", async () => {
    const terminal = await watching("1 request waits");
    terminal.press("a");
    await terminal.see(filed.digest);
    terminal.press("a");
    await terminal.see("Enter passphrase");
    terminal.press(KEYS.interrupt);
    await terminal.see("signing-failed");
    terminal.press(KEYS.interrupt);
    expect(await terminal.ended).toBe(130);
    expectGivenBack(terminal.raw());
    expect(stateOf(filed)).toBe("pending");
  });

  test("fits a narrow window, follows its size, and has a request read to its end before it is approved", async () => {
    const terminal = await watching("1 request waits", { columns: 24, rows: 9 });
    terminal.press(KEYS.enter);
    await terminal.see("more lines");
    expect(widest(terminal.screen())).toBeLessThanOrEqual(24);
    terminal.press("a");
    await terminal.see("There is more below");
    terminal.press(" ".repeat(20));
    await terminal.see(/^request [0-9a-f]{12}\n[^]*\nh --as\n/); // the last page: no more lines, and the last words
    expect(widest(terminal.screen())).toBeLessThanOrEqual(24);
    terminal.resize(70, 60);
    await terminal.see(/digest +sha256/);
    terminal.press("a");
    await sign(terminal);
    await terminal.see("approved by alice");
    await quit(terminal);
  });

  test("has no colour with NO_COLOR", async () => {
    const coloured = await watching("1 request waits");
    coloured.press("q");
    await coloured.ended;
    const bare = await watching("1 request waits", { env: { NO_COLOR: "1" } });
    bare.press(KEYS.enter);
    await bare.see(filed.digest);
    bare.press("qq");
    expect(await bare.ended).toBe(0);
    const colour = /\p{Cc}\[[0-9;]*m/u;
    expect(coloured.raw()).toMatch(colour);
    expect(bare.raw()).not.toMatch(colour);
  });

  test("wants a terminal", () => {
    expect(runProgram(["approvals", "watch"], project)).toMatchObject({
      status: 2,
      err: expect.stringContaining("needs a terminal"),
    });
  });
});

describe("gatehouse approvals approve at a terminal [G-ASKED-AT-TERMINAL]", () => {
  const question = /Approve this as alice, with the key SHA256:\S+ \(.*id_ed25519\)\? \[y\/N\]/;
  const approve = (...more: readonly string[]) =>
    onTerminal(["approvals", "approve", filed.request.id, ...more], project);

  test("asks before it signs, says as whom, and takes no for an answer", async () => {
    const terminal = approve();
    await terminal.see(question);
    terminal.press("\r");
    expect(await terminal.ended).toBe(1);
    expect(terminal.screen()).toContain("Nothing was decided.");
    expect(stateOf(filed)).toBe("pending");
  });

  test("signs when the answer is yes and the passphrase is right", async () => {
    const terminal = approve();
    await terminal.see(question);
    terminal.press("y\r");
    await sign(terminal);
    expect(await terminal.ended).toBe(0);
    expect(terminal.screen()).toContain("approved by alice");
    expect(stateOf(filed)).toBe("approved");
  });

  test("Ctrl-C at the question decides nothing", async () => {
    const terminal = approve();
    await terminal.see(question);
    terminal.press(KEYS.interrupt);
    expect(await terminal.ended).not.toBe(0);
    expect(stateOf(filed)).toBe("pending");
  });

  test.each(["| tail", "| cat", "> out.txt", "< /dev/null", "< /dev/null | tail > out.txt 2> err.txt"])(
    "asks all the same, and shows what it asks about, with %s",
    async (into) => {
      const terminal = onTerminal(["approvals", "approve", filed.request.id], { ...project, into });
      await terminal.see(question);
      expect(terminal.screen()).toContain(filed.digest);
      terminal.press("n\r");
      await terminal.ended;
      expect(stateOf(filed)).toBe("pending");
    },
  );

  test("asks with --json, too, and the answer stands alone in the results", async () => {
    const terminal = onTerminal(["approvals", "approve", filed.request.id, "--json"], {
      ...project,
      into: "> out.json",
    });
    await terminal.see(question);
    expect(terminal.screen()).toContain(filed.digest);
    terminal.press("\r");
    expect(await terminal.ended).toBe(1);
    expect(JSON.parse(readFileSync(join(project.folder, "out.json"), "utf8"))).toEqual({
      id: filed.request.id,
      state: "undecided",
    });
  });

  test("looks for the key before it asks", async () => {
    const terminal = approve("--key", "none");
    expect(await terminal.ended).toBe(2);
    expect(terminal.screen()).toContain("There is no public key at none");
    expect(terminal.screen()).not.toContain("[y/N]");
  });

  test("decides on several, each with a question of its own", async () => {
    const other = await project.file({ reason: "another one" });
    const terminal = onTerminal(["approvals", "approve", filed.request.id, other.request.id.slice(-8)], project);
    await terminal.see(question);
    terminal.press("n\r");
    await terminal.see(/Nothing was decided.[^]*Approve this as alice/);
    terminal.press("y\r");
    await sign(terminal);
    expect(await terminal.ended).toBe(1);
    expect([stateOf(filed), stateOf(other)]).toEqual(["pending", "approved"]);
  });

  test("--yes asks nothing", async () => {
    const terminal = onTerminal(["approvals", "approve", filed.request.id, "--yes"], { ...project, into: "| tail" });
    await terminal.see("Enter passphrase");
    expect(terminal.screen()).not.toContain("[y/N]");
    terminal.press(KEYS.interrupt);
    await terminal.ended;
  });
});

describe("what lets something happen is asked about, and without a terminal wants --yes [G-ASKED-AT-TERMINAL]", () => {
  const id = () => filed.request.id;
  const verbs: readonly (readonly [string, () => readonly string[]])[] = [
    ["approve", () => ["approvals", "approve", id()]],
    ["approve for scripts", () => ["approvals", "approve", id(), "--json"]],
    ["approve unsigned", () => ["approvals", "approve", id(), "--as", "alice", "--unsigned"]],
    ["deny", () => ["approvals", "deny", id(), "--reason", "no"]],
    ["reconcile", () => ["approvals", "reconcile", id(), "--found", "happened", "--reason", "seen", "--as", "alice"]],
  ];

  test.each(verbs)("%s", async (_, args) => {
    expect(runProgram(args(), project)).toMatchObject({
      status: 2,
      err: expect.stringMatching(/no terminal to ask at.*add --yes/),
    });
    const terminal = onTerminal(args(), { ...project, into: "| cat" });
    await terminal.see("[y/N]");
    terminal.press("\r");
    await terminal.ended;
    expect(stateOf(filed)).toBe("pending");
  });
});

function widest(screen: string): number {
  return Math.max(...screen.split("\n").map((line) => Array.from(line).length));
}
