// What whatever meets the port to a ledger as it is kept has to do.

import { expect, test } from "vitest";
import { nodeNoteCrypto as primitives } from "../../src/adapters/system/note-crypto.ts";
import { uuidIds } from "../../src/adapters/system/system-clock.ts";
import { describeApproval } from "../../src/core/approvals/approval-entry.ts";
import { FILED } from "../../src/core/approvals/approval-state.ts";
import { formatProof, parseProof, verifyProof } from "../../src/core/ledger/tree/tlog-proof.ts";
import { ExportVerification } from "../../src/core/ledger/verify/verify-export.ts";
import { sampleFiled } from "../support/sample-approval.ts";
import { stepWith } from "./checkpoints.ts";
import { callEntry, type MakeState, openTwice } from "./state.ts";

const NO_TRUST = { logKeys: [], witnessKeys: [] };
const ENTRIES = 12;

export function storedLedgerContract(make: MakeState): void {
  const both = openTwice(make);
  const append = async (entries = ENTRIES) => {
    for (let count = 0; count < entries; count++) await both.one.ledger.append(callEntry());
  };
  const claimOf = async () => {
    const { size, root } = await both.one.ledger.head();
    return { size, root: Buffer.from(root, "base64"), by: "a receipt", weight: "outside" as const };
  };
  const exported = async (from: number) => {
    const lines: string[] = [];
    for await (const line of both.state.stored.lines(from)) lines.push(line);
    return lines;
  };

  test("where there is none, that is said of each question", async () => {
    const { stored } = both.state;
    const questions = [
      async () => stored.read(),
      async () => stored.verify({ claims: [], trust: NO_TRUST }),
      async () => exported(0),
      async () => stored.prove(0),
      async () => stored.reindex(),
    ];
    for (const ask of questions) await expect(ask()).rejects.toMatchObject({ code: "ledger-unreadable" });
  });

  test("it is verified against what left the house, and from where somebody vouched for it", async () => {
    await append();
    const claim = await claimOf();
    const { stored } = both.state;
    expect(await stored.verify({ claims: [], trust: NO_TRUST })).toMatchObject({ kind: "self-consistent" });
    expect(await stored.verify({ claims: [claim], trust: NO_TRUST })).toMatchObject({ kind: "whole", size: ENTRIES });
    await append(1);
    expect(await stored.verify({ claims: [claim], trust: NO_TRUST, from: claim.size })).toMatchObject({
      kind: "whole-to-anchor",
      covered: ENTRIES,
      size: ENTRIES + 1,
    });
    const another = { ...claim, root: new Uint8Array(32).fill(9) };
    expect(await stored.verify({ claims: [another], trust: NO_TRUST })).toMatchObject({ kind: "forked" });
  });

  test("its lines are an export that verifies by itself, from the first entry or a later one", async () => {
    await append();
    await both.one.checkpoints.make(stepWith());
    const claims = [await claimOf()];
    for (const from of [0, 5]) {
      const verification = new ExportVerification({ claims, trust: NO_TRUST, primitives });
      for (const line of await exported(from)) verification.push(line);
      expect(verification.conclude()).toMatchObject({ kind: "whole", size: ENTRIES + 1 });
    }
    await expect(exported(ENTRIES + 2)).rejects.toMatchObject({ code: "usage" });
  });

  test("one entry is proved by the last checkpoint that covers it", async () => {
    await append();
    const { stored } = both.state;
    await expect(stored.prove(3)).rejects.toMatchObject({ code: "usage" });
    await both.one.checkpoints.make(stepWith());
    await append(2);
    const text = formatProof(await stored.prove(3), primitives);
    const proof = parseProof(text, primitives, (bytes) => Buffer.from(bytes).toString("utf8"));
    if (proof === null) throw new Error("the proof cannot be read");
    expect(verifyProof(proof, { keys: [], primitives })).toMatchObject({ kind: "self-consistent", index: 3 });
    for (const wrong of [{ index: 4 }, { body: proof.body.replace("ann", "eve") }, { proof: proof.proof.slice(1) }])
      expect(verifyProof({ ...proof, ...wrong }, { keys: [], primitives }).kind).toBe("altered");
    await expect(stored.prove(ENTRIES + 1)).rejects.toMatchObject({ code: "usage" });
    await expect(stored.prove(999)).rejects.toMatchObject({ code: "usage" });
  });

  test("what searches rest on is made anew, and was not wrong", async () => {
    await append();
    const { entries, newest, wrong } = await both.state.stored.reindex();
    expect(entries + newest).toBe(ENTRIES);
    expect(wrong).toBe(0);
  });

  test("a data subject is found in what is sealed aside and in requests, and nobody else is", async () => {
    await append(2);
    const sealed = { statement: "SELECT * FROM people WHERE email = 'dora@example.com'", parameters: "[]" };
    const { index } = await both.one.ledger.append(callEntry({ sealed }));
    const filed = sampleFiled({ id: uuidIds.next(), reason: "dora@example.com asked for it" });
    await both.one.approvals.file(filed, describeApproval("approval.requested", { filed, next: FILED }));
    const { stored } = both.state;
    const found = await stored.findSubject({ subject: "DORA@example.com" });
    expect(found).toEqual({ indexes: [index, index + 1], unreadable: 0 });
    expect(await stored.findSubject({ subject: "DORA@example.com", caller: "ann" })).toMatchObject({
      indexes: [index],
    });
    expect(await stored.findSubject({ subject: "nora@example.com" })).toEqual({ indexes: [], unreadable: 0 });
    await expect(stored.findSubject({ subject: "--" })).rejects.toBeInstanceOf(RangeError);
  });
}
