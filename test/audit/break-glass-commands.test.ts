// Break-glass from the terminal: opened with a key, seen by the server that is running, listed, ended, reviewed, reported.

import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { type AuditedShop, makeAuditedShop } from "../support/audited-shop.ts";
import { connect } from "../support/project.ts";
import { type Ran, runProgram } from "../support/run-program.ts";
import { makeSshHome, type SshHome } from "../support/ssh-home.ts";
import { makeTestKey, signText, type TestKey } from "../support/ssh-signer.ts";

let shop: AuditedShop;
let home: SshHome;
let carol: TestKey;
let dana: TestKey;

beforeEach(async () => {
  shop = await makeAuditedShop();
  home = makeSshHome(shop.folder);
  dana = makeTestKey("ssh-ed25519");
  carol = makeTestKey("ssh-ed25519");
  const file = join(shop.folder, "policies", "identities.yaml");
  const enrolled = readFileSync(file, "utf8")
    .replace("[incident-responder] }\n  rita", `[incident-responder], keys: ["${dana.line}"] }\n  rita`)
    .replace("[compliance-auditor] }", `[compliance-auditor], keys: ["${carol.line}"] }`);
  writeFileSync(file, enrolled);
  home.writeKey("id_ed25519", dana);
});
afterEach(() => shop.remove());

const run = (...args: readonly string[]): Ran =>
  runProgram([...args, "--config", join(shop.folder, "gatehouse.yaml")], { folder: shop.folder, env: home.env });
const open = (...args: readonly string[]) =>
  run("break-glass", "open", "--for", "claude", "--reason", "INC-7: whom did we write to", "--as", "dana", ...args);
const idOf = ({ out }: Ran): string => /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(out)?.[0] ?? "none";
const READ = { sql: "SELECT email FROM people ORDER BY id" };

describe("gatehouse break-glass", () => {
  it("opens to a session that is under way, says so in its answers, ends at once, and stands in report and review [G-GLASS-LOUD]", async () => {
    const served = await connect(shop.folder);
    try {
      const masked = (await served.call("query", READ)).body["rows"];
      const opened = open("--class", "email", "--lasting", "20m", "--yes");
      expect(opened).toMatchObject({ status: 0, out: expect.stringContaining("gatehouse break-glass review") });
      const id = idOf(opened);
      const answer = await served.call("query", READ);
      expect(answer.body).toMatchObject({
        rows: [["canary-1@x.example"], ["canary-2@x.example"]],
        break_glass: [{ request: id }],
      });
      expect(run("break-glass", "list").out).toMatch(/OPEN .*dana .*claude \(analyst\).*INC-7/);
      expect(run("ledger", "list", "--rule", "break-glass", "--json").out).toContain(id);
      expect(run("break-glass", "end", id.slice(-12), "--reason", "found it", "--as", "rita").status).toBe(0);
      expect((await served.call("query", READ)).body).toMatchObject({ rows: masked });
      const report = run("ledger", "report", "--since", "2026-01-01", "--format", "markdown").out;
      expect(report).toMatch(/Not reviewed in time: 0\. Waiting for their review: 1/);
      expect(report).toMatch(/found it.*1 call, 2 rows/);
      expect(report).toMatch(/Decided by whoever asked, or by the person who answers for them: 0/);

      const review = (...more: readonly string[]) =>
        run("break-glass", "review", id, "--finding", "justified", "--as", "carol", ...more);
      const { out: text } = review("--print");
      writeFileSync(join(shop.folder, "review.txt.sig"), signText(text, carol, { namespace: "review@gatehouse" }));
      expect(review("--unsigned", "--yes")).toMatchObject({
        status: 1,
        err: expect.stringContaining("signature-missing"),
      });
      expect(review("--signature", join(shop.folder, "review.txt.sig"))).toMatchObject({ status: 0 });
      expect(run("break-glass", "list").out).toContain("nothing waits");
      expect(run("break-glass", "list", "--all").out).toContain("justified");
      expect(run("review", "make", "--since", "2026-01-01", "--format", "markdown").out).toMatch(/justified, by carol/);
      expect(run("ledger", "timeline", "--approval", id).out).toMatch(/break-glass.opened[\s\S]*break-glass.reviewed/);
    } finally {
      await served.close();
    }
  });

  it("opens nothing that is not signed for, and leaves nothing waiting that nobody signs [G-GLASS-SIGNED]", async () => {
    const elsewhere = { ...home.env, HOME: join(shop.folder, "policies") };
    const args = ["break-glass", "open", "--for", "claude", "--class", "email", "--reason", "x", "--as", "dana"];
    const without = runProgram([...args, "--config", join(shop.folder, "gatehouse.yaml")], {
      folder: shop.folder,
      env: elsewhere,
    });
    expect(without).toMatchObject({ status: 2, err: expect.stringContaining("There is no key here") });
    expect(open("--class", "email", "--unsigned", "--yes")).toMatchObject({
      status: 1,
      err: expect.stringContaining("signature-missing"),
    });
    expect(run("approvals", "list").out).toContain("Nothing waits");
    expect(open("--class", "email", "--as", "alice")).toMatchObject({
      status: 1,
      err: expect.stringContaining("break-glass-not-possible"),
    });
    expect(open("--class", "email", "--lasting", "61m")).toMatchObject({
      status: 1,
      err: expect.stringContaining("60 minutes"),
    });
    expect(open()).toMatchObject({ status: 2, err: expect.stringContaining("--column") });
    expect(open("--column", "main.people.nothing")).toMatchObject({
      status: 1,
      err: expect.stringContaining("unknown-column"),
    });
    expect(run("break-glass", "list", "--all").out).toContain("Nothing is open");
  });

  it("is signed on another machine where the key is there", async () => {
    const printed = open("--class", "email", "--print");
    const text = join(shop.folder, "text");
    writeFileSync(text, printed.out);
    writeFileSync(`${text}.sig`, signText(printed.out, dana));
    const signed = run("approvals", "approve", idOf(printed), "--signature", `${text}.sig`);
    expect(signed).toMatchObject({ status: 0, out: expect.stringContaining("It is open from now on") });
  });

  it("a lock ends what it keeps out, and lifting it opens nothing again [G-GLASS-ENDS]", async () => {
    expect(open("--class", "email", "--yes").status).toBe(0);
    expect(run("lock", "role", "analyst", "--reason", "INC-7", "--as", "rita").status).toBe(0);
    expect(run("unlock", "role", "analyst", "--yes", "--reason", "over", "--as", "rita").status).toBe(0);
    expect(run("break-glass", "list").out).toMatch(/to review/);
    expect(run("ledger", "list", "--kind", "break-glass.ended", "--json").out).toContain("lock role analyst");
  });

  it("opens without a signature where the policies are for development alone", async () => {
    appendFileSync(join(shop.folder, "policies", "risk.yaml"), "rules: []\napprovals: { unsigned: true }\n");
    expect(open("--class", "email", "--unsigned", "--yes")).toMatchObject({
      status: 0,
      out: expect.stringContaining("UNSIGNED"),
    });
  });
});
