// A project in which everything happened that the ledger has a kind of entry for, through the gate and the commands' own functions: what an
// auditor is handed as an export, with the public keys of those who signed.

import { copyFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import Database from "better-sqlite3";
import { exportLedger } from "../../src/adapters/sqlite-state/ledger/ledger-export.ts";
import { base64 } from "../../src/adapters/system/base64.ts";
import { administrativeEntry } from "../../src/core/ledger/entry/administrative-entry.ts";
import { formatBreakGlassReview } from "../../src/core/review/break-glass-review.ts";
import { openState } from "../../src/entry/wiring/open-state.ts";
import { readProject } from "../../src/entry/wiring/project.ts";
import { runErasure } from "../../src/entry/wiring/terminal/run-erasure.ts";
import { changeLock } from "../../src/gate/access/change-lock.ts";
import { endOpening } from "../../src/gate/access/end-break-glass.ts";
import { recordBreakGlassReview } from "../../src/gate/access/review-break-glass.ts";
import { cancelApproval } from "../../src/gate/approvals/cancel-approval.ts";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { expireApprovals, moveApproval } from "../../src/gate/approvals/move-approval.ts";
import { describeCaller } from "../../src/gate/calls/describe-call.ts";
import { fileFinding } from "../../src/gate/writing/reconcile-write.ts";
import { recoverWrites } from "../../src/gate/writing/recover-writes.ts";
import { revertWrite } from "../../src/gate/writing/revert/revert-write.ts";
import { FiledWrites } from "./filed-writes.ts";
import { readEntries } from "./ledger-entries.ts";
import { openGlass } from "./opened-glass.ts";
import { runProgram } from "./run-program.ts";
import { signedDecision } from "./signed-decision.ts";
import { makeTestKey, signText } from "./ssh-signer.ts";
import { openWritingShop, type WritingShop } from "./writing-shop.ts";

export interface EveryKind {
  /** A copy of the ledger. */
  readonly file: string;
  /** The export of it. */
  readonly lines: readonly string[];
  /** As `ssh-keygen -Y verify` wants them. */
  readonly signers: string;
  /** The state of each request at the end, by id. */
  readonly states: Readonly<Record<string, string>>;
  /** Entries whose sealed details were erased. */
  readonly erased: readonly number[];
  /** How docs/ledger-format.md checks a signature: the shell's part of it. */
  readonly page: string;
}

export async function makeEveryKind(folder: string): Promise<EveryKind> {
  const shop = await openWritingShop("sqlite");
  try {
    await everything(shop);
    const ledger = join(shop.folder, ".gatehouse", "ledger.db");
    const file = join(folder, "ledger.db");
    const connection = new Database(ledger);
    connection.pragma("wal_checkpoint(TRUNCATE)");
    connection.close();
    copyFileSync(ledger, file);
    const { approvals } = shop.opened.gatehouse;
    const all = await approvals.list({}, 1_000);
    const known = new Map(all.map(({ id, state }) => [id, state]));
    const signers = Object.entries(shop.keys).map(
      ([name, { line }]) => `${name} ${line.split(" ").slice(0, 2).join(" ")}\n`,
    );
    return {
      file,
      lines: [...exportLedger(file, { from: 0, base64 })],
      signers: signers.join(""),
      states: Object.fromEntries(known),
      erased: readEntries(file).flatMap((entry) =>
        "sealed" in entry && isErased(file, entry.index) ? [entry.index] : [],
      ),
      page: shellOfPage(),
    };
  } finally {
    await shop.close();
  }
}

/** Nothing is sealed for the entry any more. */
export function isErased(file: string, index: number): boolean {
  const connection = new Database(file, { readonly: true });
  const found = connection.prepare("SELECT 1 FROM payloads WHERE idx = ?").get(index);
  connection.close();
  return found === undefined;
}

/** The block that shows how, but for the export itself, which is at hand. */
function shellOfPage(): string {
  const [, block = ""] =
    /```sh\n(gatehouse ledger export > ledger\.jsonl\n[^`]*)```/.exec(readFileSync("docs/ledger-format.md", "utf8")) ??
    [];
  return block.slice(block.indexOf("\n") + 1);
}

async function everything(shop: WritingShop): Promise<void> {
  const { gatehouse, record } = shop.opened;
  const { caller } = shop.contextOf("claude");
  const writes = new FiledWrites(() => shop);
  const decide = async (id: string, by: string, decision: "approve" | "deny" = "approve") => {
    const decided = await decideApproval(id, await signedDecision(id, { by, shop, decision }), gatehouse);
    if (decided.kind === "refusal") throw new Error(`${decided.code}: ${decided.message}`);
  };

  await record("server.start", { principal: "claude", role: "maintainer" });
  await shop.query("SELECT email FROM customers");
  await shop.query("SELECT ssn FROM customers");
  await shop.query("UPDATE archive SET what = 'x' WHERE id = 1");
  await shop.query("INSERT INTO heap VALUES (7, 'seven')");
  await writes.carryOut("DELETE FROM customers WHERE id = 2");
  await decide((await writes.file("DELETE FROM orders WHERE id = 1")).id, "dora", "deny");
  const revoked = await writes.file("UPDATE customers SET plan = 'none'");
  await decide(revoked.id, "dora");
  await decide(revoked.id, "erik", "deny");
  const cancelled = await writes.file("DELETE FROM orders WHERE id = 5");
  await cancelApproval(cancelled.id, describeCaller(caller), gatehouse);
  await writes.carryOut("UPDATE orders SET total = total + 1 WHERE id = 1 OR true", () =>
    shop.raw("UPDATE orders SET total = 7 WHERE id = 5"),
  );
  const refused = await writes.file("DELETE FROM order_items");
  const stranger = { ...shop, keys: { ...shop.keys, dora: makeTestKey("ssh-ed25519") } };
  await decideApproval(refused.id, await signedDecision(refused.id, { by: "dora", shop: stranger }), gatehouse);

  // taken back
  const done = await writes.file("UPDATE customers SET country = 'AT'");
  await decide(done.id, "dora");
  await shop.ask({ request: done.id });
  const reverted = await revertWrite({ id: done.id, reason: "back", waitSeconds: 0 }, shop.contextOf("erik"));
  if (reverted.kind === "refused") throw new Error(reverted.refusal.code);

  // a COMMIT of which nobody knows, reconciled by two
  const lost = await writes.file("DELETE FROM heap");
  await decide(lost.id, "dora");
  const approved = await gatehouse.approvals.read(lost.id);
  if (approved === null) throw new Error("no request");
  const claim = { kind: "claim", owner: "elsewhere/1/dead", until: "2000-01-01T00:00:00.000000Z" } as const;
  const claimed = await moveApproval(approved, claim, { ports: gatehouse });
  if (claimed.kind !== "moved") throw new Error("not claimed");
  const pendingCommit = { xid: "1", system: "another file", timeline: null, pid: null };
  await moveApproval(
    claimed.approval,
    { kind: "commit", pendingCommit, beforeImage: null, rows: 1 },
    { ports: gatehouse },
  );
  await recoverWrites(gatehouse);
  const erik = shop.contextOf("erik");
  const finding = await fileFinding(
    { id: lost.id, happened: false, reason: "they are there" },
    { caller: erik.caller, ports: gatehouse },
  );
  if ("code" in finding) throw new Error(finding.code);
  await decide(finding.id, "dora");
  await shop.ask({ request: finding.id, as: "erik" });

  // access, and an emergency
  const access = await shop.ask({
    access: { columns: ["main.customers.email"], minutes: 5 },
    reason: "to write to them",
  });
  const granted = access.kind === "released" ? String(Reflect.get(access.result, "request")) : "";
  await decide(granted, "vera");
  await shop.query("SELECT email FROM customers");
  const glass = await openGlass(shop, { classes: ["person-name"] });
  await shop.query("SELECT full_name FROM customers");
  await endOpening(glass, { by: shop.contextOf("dana").caller, reason: "found", ports: gatehouse });
  const seen = await gatehouse.approvals.read(glass);
  const carol = shop.contextOf("carol").caller;
  const opening = { request: glass, digest: seen?.filed.digest ?? "" };
  const { carol: key } = shop.keys;
  if (key === undefined) throw new Error("no key");
  await recordBreakGlassReview(
    { id: glass, finding: "justified", reason: "as said" },
    signText(formatBreakGlassReview({ opening, finding: "justified", reviewer: "carol" }), key, {
      namespace: "review@gatehouse",
    }),
    { by: carol, ports: gatehouse },
  );

  // time that runs out
  await writes.file("DELETE FROM audited WHERE true");
  const later = {
    now: () => gatehouse.clock.now() + 90 * 86_400_000_000,
    monotonic: () => gatehouse.clock.monotonic(),
  };
  await expireApprovals({ ...gatehouse, clock: later });
  await writes.file("DELETE FROM audited");

  await locks(shop);
  await policies(shop);
  await commands(shop);
  await gatehouse.ledger.append({
    ...administrativeEntry("clock.set-back", {
      correlation: gatehouse.ids.next(),
      policyDigest: gatehouse.policy().digest,
      detail: { from: "2026-11-21T08:00:00.000000Z", behind_seconds: 60, account: "test" },
    }),
    ...describeCaller(carol),
    reason: "it was ahead",
  });
  await record("http.refused", { refused: 3, "no-credentials": 3, sources: 1, source: "192.0.2.7" });
  for (const kind of ["session.opened", "session.closed"] as const) {
    await gatehouse.ledger.append({
      ...administrativeEntry(kind, {
        correlation: gatehouse.ids.next(),
        policyDigest: gatehouse.policy().digest,
        detail:
          kind === "session.opened"
            ? { database: "shop", role: "auditor", source: "192.0.2.7" }
            : { database: "shop", statements: 3 },
      }),
      ...describeCaller(carol),
    });
  }
  await record("session.refused", { refused: 1, "not-accepted": 1, sources: 1, source: "192.0.2.7" });
  await record("server.stop", {});
}

async function locks(shop: WritingShop): Promise<void> {
  const read = await readProject(join(shop.folder, "gatehouse.yaml"));
  if (read.kind === "problems") throw new Error("problems");
  const state = await openState(read);
  const { gatehouse } = shop.opened;
  const change = (action: "set" | "lift", target: { kind: "caller" | "role"; name: string }, by = "dana") =>
    changeLock(
      { action, target, reason: "INC-7" },
      {
        caller: shop.contextOf(by).caller,
        policy: gatehouse.policy(),
        locks: state.locks,
        ids: gatehouse.ids,
        account: "test",
      },
    ).catch(() => null);
  await shop.query("SELECT id FROM customers", { as: "other" });
  await change("set", { kind: "caller", name: "other" });
  await shop.query("SELECT id FROM customers", { as: "other" });
  await change("lift", { kind: "caller", name: "other" }, "claude"); // may not
  await change("lift", { kind: "caller", name: "other" });
  await change("set", { kind: "role", name: "analyst" });
  await state.ledger.close();
}

/** Policies that change, and that cannot be read. */
async function policies(shop: WritingShop): Promise<void> {
  const { gatehouse } = shop.opened;
  const file = join(shop.folder, "policies", "risk.yaml");
  const change = async (text: string) => {
    writeFileSync(file, text);
    await gatehouse.renewPolicy("read").catch(() => undefined);
  };
  await change("rules: nonsense\n");
  await change("rules: []\n");
}

/** What only commands do: reviews, keys, checkpoints, exports, reports, reading what is sealed, and erasing it. */
async function commands(shop: WritingShop): Promise<void> {
  const { gatehouse } = shop.opened;
  const run = (...words: string[]) => {
    const ran = runProgram([...words, "--config", join(shop.folder, "gatehouse.yaml")], { folder: shop.folder });
    if (ran.status !== 0 && ran.status !== 3) throw new Error(`${words.join(" ")}: ${ran.err}`);
    return ran.out;
  };
  const { entry } = JSON.parse(run("review", "make", "--format", "json"));
  const text = run("review", "sign", String(entry), "--as", "carol", "--reason", "as it should be", "--print");
  const signed = join(shop.folder, "review.txt");
  const { carol } = shop.keys;
  if (carol === undefined) throw new Error("no key");
  writeFileSync(signed, text);
  writeFileSync(`${signed}.sig`, signText(text, carol, { namespace: "review@gatehouse" }));
  run("review", "sign", String(entry), "--as", "carol", "--reason", "as it should be", "--signature", `${signed}.sig`);
  const key = makeTestKey("ssh-ed25519");
  writeFileSync(join(shop.folder, "new.pub"), `${key.line}\n`);
  run("keys", "enrol", "--as", "erik", "--key", join(shop.folder, "new.pub"));
  const fingerprint = readEntries(join(shop.folder, ".gatehouse", "ledger.db"), "key.enrolled").at(-1)?.detail?.["key"];
  run("keys", "revoke", String(fingerprint));
  const made: { id: string } = JSON.parse(run("token", "create", "--as", "other", "--json"));
  run("token", "revoke", made.id);
  run("ledger", "checkpoint");
  run("ledger", "rotate-key");
  run("ledger", "verify");
  run("ledger", "export");
  run("ledger", "report", "--since", "2026-01-01", "--format", "markdown");
  run("ledger", "show", "1", "--reveal", "--as", "carol");
  const asked: { request: string } = JSON.parse(
    run("ledger", "erase", "--caller", "other", "--reason", "asked for", "--as", "dora", "--yes", "--json"),
  );
  await gatehouse.renewPolicy("read");
  await decideApproval(asked.request, await signedDecision(asked.request, { by: "carol", shop }), gatehouse);
  const project = await readProject(join(shop.folder, "gatehouse.yaml"));
  if (project.kind === "problems") throw new Error("problems");
  const erased = await runErasure(asked.request, project);
  if (erased.kind !== "executed") throw new Error(erased.code);
}
