// What entries say, told from an export alone by a program that shares no code with ours: a ledger with every kind of entry that a project
// writes, whole; and the same with each member of each signed entry changed, every hash made anew.

import { execFile, execFileSync } from "node:child_process";
import { appendFileSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import Database from "better-sqlite3";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportLedger } from "../../src/adapters/sqlite-state/ledger/ledger-export.ts";
import { base64 } from "../../src/adapters/system/base64.ts";
import { ENTRY_KINDS } from "../../src/core/ledger/entry/entry-draft.ts";
import { isErased, makeEveryKind } from "../support/every-kind.ts";
import { makeTestKey } from "../support/ssh-signer.ts";
import { edited, replaceEntries } from "./rewrite-ledger.ts";

const execute = promisify(execFile);

let folder: string;
let made: Awaited<ReturnType<typeof makeEveryKind>>;
let entries: readonly Entry[];

type Entry = Readonly<Record<string, unknown>> & { readonly kind: string; readonly detail?: Record<string, unknown> };

interface Said {
  readonly kind: string;
  readonly index?: number | null;
  readonly message?: string;
  readonly says?: Readonly<Record<string, unknown>>;
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-meaning-"));
  made = await makeEveryKind(folder);
  entries = made.lines.flatMap((line) => JSON.parse(line).entry ?? []);
}, 120_000);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What the other program says of each export. */
async function judge(exports: readonly (readonly string[])[], signers = made.signers): Promise<readonly Said[]> {
  const at = mkdtempSync(join(folder, "exports-"));
  mkdirSync(join(at, "files"));
  exports.forEach((lines, place) =>
    writeFileSync(join(at, "files", String(place).padStart(5, "0")), lines.map((line) => `${line}\n`).join("")),
  );
  writeFileSync(join(at, "signers"), signers);
  const words = ["test/ledger/independent-verifier.mjs", join(at, "files"), "--signers", join(at, "signers")];
  const { stdout } = await execute(process.execPath, words, { maxBuffer: 1e9 });
  return stdout
    .trimEnd()
    .split("\n")
    .map((line): Said => JSON.parse(line));
}

/** An export of the ledger with other entries in it, every hash made anew: what its owner could hand over. */
function remade(change: (all: Entry[]) => Entry[]): readonly string[] {
  const file = join(folder, "remade.db");
  copyFileSync(made.file, file);
  const connection = new Database(file);
  connection.exec("DELETE FROM checkpoints");
  replaceEntries(
    connection,
    change(structuredClone([...entries])).map((entry) => JSON.stringify(entry)),
  );
  connection.close();
  const lines = [...exportLedger(file, { from: 0, base64 })];
  rmSync(file);
  return lines;
}

const changed = (index: number, change: (entry: Entry) => Entry) =>
  remade((all) => all.map((entry, place) => (place === index ? change(entry) : entry)));

/** With one member of `detail` set to something else. */
const withDetail = (entry: Entry, name: string, value: unknown): Entry => ({
  ...entry,
  detail: { ...entry.detail, [name]: value },
});

describe("an export with every kind of entry", () => {
  it("is what the page says, to a program that was written from the page", async () => {
    const kinds = new Set(entries.map(({ kind }) => kind));
    expect(ENTRY_KINDS.filter((kind) => !kinds.has(kind))).toEqual([]);
    const [said] = await judge([made.lines]);
    expect(said).toMatchObject({
      kind: "self-consistent",
      says: {
        locks: ["role analyst"],
        requests: made.states,
        erased: made.erased,
        signatures: entries.filter(({ detail }) => typeof detail?.["signature"] === "string" && detail["signed"])
          .length,
      },
    });
    expect(made.erased.every((index) => isErased(made.file, index))).toBe(true);
    expect(new Set(Object.values(made.states))).toEqual(
      new Set(["executed", "denied", "revoked", "cancelled", "expired", "stale", "pending", "reconciled"]),
    );
  });

  it("shows an edit of any member of any kind of entry", async () => {
    const first = new Map(entries.map((entry, index) => [entry.kind, { entry, index }] as const).toReversed());
    const edits = [...first.values()].flatMap(({ entry, index }) =>
      edited(entry).map((other) => ({
        index,
        // a line without its index is none
        kind: Number.isInteger(Object(other).index) ? "altered" : "unreadable",
        lines: made.lines.map((line) =>
          line.includes(`"index":${index},`) && JSON.parse(line).entry?.index === index
            ? `${line.slice(0, line.indexOf(',"entry":'))},"entry":${JSON.stringify(other)}}`
            : line,
        ),
      })),
    );
    expect(edits.length).toBeGreaterThan(500);
    const said = await judge(edits.map(({ lines }) => lines));
    const missed = said.filter(({ kind, index }, place) => {
      const edit = edits[place];
      return kind !== edit?.kind || (kind === "altered" && index !== edit.index);
    });
    expect(missed).toEqual([]);
  });
});

describe("with every hash made anew by its owner", () => {
  it("a signed entry cannot be changed in anything that was signed for", async () => {
    const signed = entries.flatMap((entry, index) => (typeof entry.detail?.["signed"] === "string" ? [index] : []));
    const members = ["signed", "signature", "digest", "decision", "key", "assurance", "algorithm", "state", "attempt"];
    const own = ["review", "from", "to", "nonce", "request", "finding", "approval", "approvals"];
    const cases = signed.flatMap((index) => {
      const entry = entries[index];
      const detail = entry?.detail ?? {};
      // of a key in software the policies say how much it proves: nobody signs that
      const put = (value: unknown) => (typeof value === "number" ? value + 2 : `${String(value)}x`);
      const text = String(detail["signed"]);
      return [
        ...[...members, ...own]
          .filter((name) => detail[name] !== undefined)
          .map((name) => ({ index, what: name, change: (each: Entry) => withDetail(each, name, put(detail[name])) })),
        // every line of the text that was signed, set to something that could stand there
        ...text
          .split("\n")
          .flatMap((line, place) =>
            line === ""
              ? []
              : [
                  text
                    .split("\n")
                    .with(
                      place,
                      line.replace(/.$/, (last) => (last === "1" ? "2" : "1")),
                    )
                    .join("\n"),
                ],
          )
          .map((other, line) => ({
            index,
            what: `line ${line}`,
            change: (each: Entry) => withDetail(each, "signed", other),
          })),
        {
          index,
          what: "who signed",
          change: (each: Entry) => ({ ...each, caller: { ...Object(each["caller"]), principal: "mallory" } }),
        },
      ];
    });
    expect(cases.length).toBeGreaterThan(100);
    const said = await judge(cases.map(({ index, change }) => changed(index, change)));
    const missed = said.flatMap(({ kind, index, message }, place) => {
      const { what, index: at } = cases[place] ?? {};
      return kind === "contradicts" && index === at ? [] : [{ what, at, kind, index, message }];
    });
    expect(missed).toEqual([]);
  });

  it("whoever signed later speaks against every change before it", async () => {
    const last = entries.findLastIndex(({ detail }) => String(detail?.["signed"]).includes("\nledger "));
    const seen = Number(/\nledger (\d+):/.exec(String(entries[last]?.detail?.["signed"]))?.[1]);
    const places = Array.from({ length: 12 }, (_, place) => Math.floor((place * seen) / 12));
    const said = await judge(places.map((index) => changed(index, (entry) => ({ ...entry, correlation: "another" }))));
    expect(said.map(({ kind }) => kind)).toEqual(places.map(() => "contradicts"));
  });

  it("steps, locks and erasures that nobody took cannot be put in, nor those that count taken out", async () => {
    const at = (kind: string, more: (entry: Entry) => boolean = () => true) =>
      entries.findIndex((entry) => entry.kind === kind && more(entry));
    const without = (index: number) => remade((all) => all.toSpliced(index, 1));
    const mallory = makeTestKey("ssh-ed25519");
    const approved = at("approval.decided", ({ detail }) => detail?.["state"] === "approved");
    const cases = [
      without(at("approval.requested")),
      without(approved),
      without(at("write.committing")),
      without(at("lock.set", ({ decision }) => Object(decision).effect === "allow")),
      without(at("review.made")),
      without(at("break-glass.opened")),
      changed(at("write.outcome"), (entry) => withDetail(entry, "state", "uncertain-x")),
      changed(at("write.outcome"), (entry) => withDetail(entry, "beforeImage", `sha256:${"0".repeat(64)}`)),
      changed(at("write.committing"), (entry) => withDetail(entry, "attempt", 2)),
      changed(at("lock.set"), (entry) => withDetail(entry, "lock", "nothing")),
      changed(
        at("erasure", ({ detail }) => detail?.["request"] !== undefined),
        (entry) => withDetail(entry, "approvers", "mallory"),
      ),
      changed(
        at("erasure", ({ detail }) => detail?.["request"] !== undefined),
        (entry) => withDetail(entry, "request", "nobody's"),
      ),
      changed(at("checkpoint"), (entry) => withDetail(entry, "root", base64.encode(new Uint8Array(32)))),
      // a decision that was given once is given again
      remade((all) => all.toSpliced(approved + 1, 0, all[approved] ?? { kind: "none" })),
    ];
    expect((await judge(cases)).map(({ kind }) => kind)).toEqual(cases.map(() => "contradicts"));
    // and a key that is somebody else's, under an approver's name
    const others = made.signers.replace(/^dora .*$/m, `dora ${mallory.line.split(" ").slice(0, 2).join(" ")}`);
    expect(await judge([made.lines], others)).toMatchObject([{ kind: "contradicts", message: /not one of dora/ }]);
  });
});

const KEYGEN = (() => {
  try {
    execFileSync("ssh-keygen", ["-?"], { stdio: "ignore" });
    return true;
  } catch (error) {
    return Object(error).code !== "ENOENT";
  }
})();

describe.runIf(KEYGEN)("ssh-keygen, as the page shows it", () => {
  it("verifies what people signed, from the export, and nothing else", () => {
    const page = made.page; // the block of docs/ledger-format.md
    appendFileSync(join(folder, "allowed_signers"), made.signers);
    writeFileSync(join(folder, "ledger.jsonl"), made.lines.map((line) => `${line}\n`).join(""));
    const signed = entries.flatMap((entry, index) =>
      typeof entry.detail?.["signature"] === "string" ? [{ index, entry }] : [],
    );
    expect(signed.length).toBeGreaterThan(5);
    for (const { index, entry } of signed) {
      const who = String(Object(entry["caller"]).principal);
      const namespace = entry.kind.endsWith(".signed") || entry.kind.endsWith(".reviewed") ? "review" : "approve";
      const script = page
        .replace("ledger.jsonl 17", `ledger.jsonl ${index}`)
        .replace("-I dora -n approve@", `-I ${who} -n ${namespace}@`);
      expect(execFileSync("/bin/sh", ["-ec", script], { cwd: folder, encoding: "utf8" })).toContain("Good ");
      const other = script.replace("< signed.txt", "< signed.txt.sig");
      expect(() => execFileSync("/bin/sh", ["-ec", other], { cwd: folder, stdio: "pipe" })).toThrow();
    }
  });
});
