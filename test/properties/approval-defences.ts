// Defences of what people decide on that are removed, one at a time: approvals, erasure, access for a time, break-glass and its review.
// As in product-defences.ts: `notices` opens what it needs of whatever modules are in place.

import Database from "better-sqlite3";
import type * as bytesModule from "../../src/adapters/sqlite-state/ledger/ledger-file.ts";
import type * as cryptoModule from "../../src/adapters/system/approval-crypto.ts";
import type * as grantModule from "../../src/core/approvals/access-grant.ts";
import type * as entryModule from "../../src/core/approvals/approval-entry.ts";
import type * as stateModule from "../../src/core/approvals/approval-state.ts";
import type * as decisionModule from "../../src/core/approvals/check-decision.ts";
import type * as quorumModule from "../../src/core/approvals/count-quorum.ts";
import type * as imagesModule from "../../src/core/approvals/effect/kept-images.ts";
import type * as erasureModule from "../../src/core/ledger/erasure.ts";
import type * as breakGlassModule from "../../src/core/policy/check/check-break-glass.ts";
import type * as signatureModule from "../../src/core/review/review-signature.ts";
import type * as observeModule from "../../src/gate/writing/asking/observe-write.ts";
import { makeTestKey, signText } from "../support/ssh-signer.ts";
import type { openWritingShop as open, WritingShop } from "../support/writing-shop.ts";
import { replaceExports } from "./defences.ts";
import type { ProductDefence } from "./product-defences.ts";

const alice = makeTestKey("ssh-ed25519");
const dora = makeTestKey("ssh-ed25519");

/** Approvals on which alice and dora decide on what claude, who is dora's, asked. */
async function withPorts(act: (ports: Awaited<ReturnType<typeof portsOf>>) => Promise<string | null>) {
  const ports = await portsOf();
  try {
    return await act(ports);
  } finally {
    await ports.ports.close();
  }
}

async function portsOf() {
  const { openPorts } = await import("../support/open-approval-ports.ts");
  const { sampleText } = await import("../support/sample-approval.ts");
  const { decideApproval } = await import("../../src/gate/approvals/decide-approval.ts");
  const { claimApproval } = await import("../../src/gate/approvals/claim-approval.ts");
  const ports = openPorts({ alice: [alice], dora: [dora] });
  const filed = await ports.fileSample();
  return {
    ports,
    filed,
    text: sampleText(filed),
    decide: (decision: { text: string; signature: string | null }) => decideApproval(filed.request.id, decision, ports),
    claim: () => claimApproval(filed.request.id, { owner: "probe", leaseMilliseconds: 1_000 }, ports),
  };
}

async function inShop(
  act: (shop: WritingShop) => Promise<string | null>,
  more: Parameters<typeof open>[1] = {},
): Promise<string | null> {
  const { openWritingShop } = await import("../support/writing-shop.ts");
  const shop = await openWritingShop("sqlite", more);
  try {
    return await act(shop);
  } finally {
    await shop.close();
  }
}

const rowsOf = (answer: object): string => JSON.stringify(Reflect.get(Reflect.get(answer, "result") ?? {}, "rows"));

/** With the clock later by so many minutes. */
function later(shop: WritingShop, minutes: number) {
  const { clock } = shop.opened.gatehouse;
  return {
    ...shop.opened.gatehouse,
    clock: { now: () => clock.now() + minutes * 60_000_000, monotonic: () => clock.monotonic() },
  };
}

/** A trigger whose effect hangs on what the caller may change without being asked. */
const BOXES = {
  risk: `rules: [{ id: looked-at, when: "write.table != 'main.counters'", reason: "Looked at." }]\n`,
  sql: `CREATE TABLE counters (id integer PRIMARY KEY, n integer); INSERT INTO counters VALUES (1, 10);
CREATE TABLE boxes (id integer PRIMARY KEY); INSERT INTO boxes VALUES (10), (11);
CREATE TABLE jobs (id integer PRIMARY KEY, state text); INSERT INTO jobs VALUES (1, 'open');
CREATE TRIGGER clear_box AFTER UPDATE ON jobs BEGIN DELETE FROM boxes WHERE id = (SELECT n FROM counters); END;`,
  relations: `  main.counters: { owners: [dora], columns: { id: internal, n: internal } }
  main.boxes: { owners: [dora], columns: { id: internal } }
  main.jobs: { owners: [dora], columns: { id: internal, state: internal } }
`,
  grants: "    main.counters: all\n    main.jobs: all\n",
};

export const APPROVAL_DEFENCES: readonly ProductDefence[] = [
  {
    area: "approvals",
    name: "the check of a decision's signature [G-APPROVAL-SIGNED]",
    remove: replaceExports<typeof cryptoModule>("adapters/system/approval-crypto.ts", ({ nodeApprovalCrypto }) => ({
      nodeApprovalCrypto: { ...nodeApprovalCrypto, verify: () => true },
    })),
    notices: () =>
      withPorts(async ({ text, decide }) => {
        const signature = signText(text.replace("decision approve", "decision deny"), alice);
        return (await decide({ text, signature })).kind === "decided" ? "a signature of another text approves" : null;
      }),
  },
  {
    area: "approvals",
    name: "that nobody decides on what their agent asked [G-APPROVAL-FOUR-EYES]",
    remove: replaceExports<typeof decisionModule>("core/approvals/check-decision.ts", ({ checkDecision }) => ({
      checkDecision: (decision, { filed, approverKeys }) => {
        const requester = { ...filed.request.requester, principal: "nobody", owner: null };
        return checkDecision(decision, { filed: { ...filed, request: { ...filed.request, requester } }, approverKeys });
      },
    })),
    notices: () =>
      withPorts(async ({ ports }) => {
        const { sampleText } = await import("../support/sample-approval.ts");
        const { decideApproval } = await import("../../src/gate/approvals/decide-approval.ts");
        const { SAMPLE_REQUEST } = await import("../support/sample-approval.ts");
        const filed = await ports.fileSample({ quorum: { ...SAMPLE_REQUEST.quorum, approvers: ["dora"] } });
        const text = sampleText(filed, { approver: "dora" });
        const decided = await decideApproval(filed.request.id, { text, signature: signText(text, dora) }, ports);
        return decided.kind === "decided" ? "the owner of an agent decides on what it asked" : null;
      }),
  },
  {
    area: "approvals",
    name: "the count of the signatures when it is carried out [G-APPROVAL-COUNTED-AT-EXECUTION]",
    remove: replaceExports<typeof quorumModule>("core/approvals/count-quorum.ts", ({ countQuorum }) => ({
      countQuorum: (...given) => ({ ...countQuorum(...given), verdict: "approved" }),
    })),
    notices: () =>
      withPorts(async ({ ports, text, decide, claim }) => {
        await decide({ text, signature: signText(text, alice) });
        ports.enrol({ alice: [], dora: [dora] });
        return (await claim()).kind === "claimed" ? "a key that was taken away still counts" : null;
      }),
  },
  {
    area: "approvals",
    name: "that a row is what its entries say [G-APPROVAL-ROWS-PROVE-NOTHING]",
    remove: replaceExports<typeof entryModule>("core/approvals/approval-entry.ts", () => ({
      isDescribedBy: () => true,
    })),
    notices: () =>
      withPorts(async ({ ports, filed }) => {
        const connection = new Database(ports.file);
        connection
          .prepare("UPDATE approvals SET state = 'approved', progress = json_set(progress, '$.state', 'approved')")
          .run();
        connection.close();
        const seen = await ports.approvals.read(filed.request.id).catch(() => null);
        return seen === null ? null : "a state that was written into the file is believed";
      }),
  },
  {
    area: "approvals",
    name: "the deadlines of a request [G-APPROVAL-STATES]",
    remove: replaceExports<typeof stateModule>("core/approvals/approval-state.ts", ({ advanceApproval, stateAt }) => ({
      advanceApproval: (progress, event, { deadlines }) => advanceApproval(progress, event, { now: "", deadlines }),
      stateAt: (state, { deadlines }) => stateAt(state, { now: "", deadlines }),
    })),
    notices: () =>
      withPorts(async ({ ports, text, decide, claim }) => {
        await decide({ text, signature: signText(text, alice) });
        ports.setTime("2031-01-01T00:00:00Z");
        return (await claim()).kind === "claimed" ? "a request is carried out years after its time" : null;
      }),
  },
  {
    area: "approvals",
    name: "that every row a write changed is one that was approved [G-WRITE-WHOLE-EFFECT]",
    remove: replaceExports<typeof observeModule>("gate/writing/asking/observe-write.ts", () => ({
      isObserved: () => true,
    })),
    notices: () =>
      inShop(async (shop) => {
        const { FiledWrites } = await import("../support/filed-writes.ts");
        await new FiledWrites(() => shop).carryOut("UPDATE jobs SET state = 'done' WHERE id = 1", () =>
          shop.query("UPDATE counters SET n = 11 WHERE id = 1"),
        );
        const left = JSON.stringify(await shop.raw("SELECT id FROM boxes ORDER BY id"));
        return left === "[[10],[11]]" ? null : "a trigger deletes another row than the one that people saw";
      }, BOXES),
  },
  {
    area: "approvals",
    name: "that images of rows are those of the committing entry [G-WRITE-IMAGES-BOUND]",
    remove: replaceExports<typeof imagesModule>("core/approvals/effect/kept-images.ts", () => ({
      areKept: () => true,
    })),
    notices: () =>
      inShop(async (shop) => {
        const { FiledWrites } = await import("../support/filed-writes.ts");
        const { forgeImages } = await import("../support/forged-images.ts");
        const { revertWrite } = await import("../../src/gate/writing/revert/revert-write.ts");
        const writes = new FiledWrites(() => shop);
        const { id } = await writes.file("UPDATE heap SET b = 'new'");
        await writes.approve(id);
        await shop.ask({ request: id });
        await forgeImages(shop.folder, id, (text) => text.replaceAll("one", "forged"));
        const back = await revertWrite({ id, reason: "back", waitSeconds: 0 }, shop.contextOf("dora"));
        await forgeImages(shop.folder, id, (text) => text.replaceAll("forged", "one"));
        return back.kind === "refused" ? null : "a value that was put into the state folder is written back";
      }),
  },
  {
    area: "erasure",
    name: "that what goes is overwritten [G-LEDGER-ERASABLE]",
    remove: replaceExports<typeof bytesModule>("adapters/sqlite-state/ledger/ledger-file.ts", ({ openForAppend }) => ({
      openForAppend: (file, sealing) => {
        const connection = openForAppend(file, sealing);
        connection.pragma("secure_delete = OFF");
        return connection;
      },
    })),
    notices: async () => {
      const { readSealed, withErasure } = await import("../support/erased-ledger.ts");
      return withErasure(async ({ file, sealed, erase }) => {
        await erase();
        return readSealed(file, sealed) ? "what was erased is still in the file" : null;
      });
    },
  },
  {
    area: "erasure",
    name: "that an erasure names what it took [G-LEDGER-ERASABLE]",
    remove: replaceExports<typeof erasureModule>("core/ledger/erasure.ts", () => ({ covers: () => true })),
    notices: async () => {
      const { withErasure, verdictOf } = await import("../support/erased-ledger.ts");
      return withErasure(async ({ file, erase }) => {
        await erase();
        const connection = new Database(file);
        connection.exec("DELETE FROM payloads");
        connection.close();
        return (await verdictOf(file)) === "altered" ? null : "what was taken away beside an erasure is called erased";
      });
    },
  },
  {
    area: "access",
    name: "the end of access [G-ACCESS-ENDS]",
    remove: replaceExports<typeof grantModule>("core/approvals/access-grant.ts", ({ grantOf }) => ({
      grantOf: (approval, scope) => grantOf(approval, { ...scope, now: approval.filed.request.createdAt }),
    })),
    notices: () =>
      inShop(async (shop) => {
        const { signedDecision } = await import("../support/signed-decision.ts");
        const { decideApproval } = await import("../../src/gate/approvals/decide-approval.ts");
        const { runQuery } = await import("../../src/gate/reading/run-query.ts");
        const asked = await shop.ask({ access: { columns: ["main.customers.full_name"], minutes: 5 }, reason: "x" });
        const id = String(Reflect.get(Reflect.get(asked, "result"), "request"));
        // dated when it was asked for, so that it has begun whichever moment it is looked at
        const { gatehouse } = shop.opened;
        const decision = await signedDecision(id, { by: "vera", shop });
        const created = (await gatehouse.approvals.read(id))?.filed.request.createdAt ?? "";
        const text = decision.text.replace(/^at .*$/m, `at ${created}`);
        const { vera } = shop.keys;
        if (vera === undefined) throw new Error("no key");
        await decideApproval(id, { text, signature: signText(text, vera) }, gatehouse);
        const context = { ...shop.contextOf(), gatehouse: later(shop, 6) };
        const read = { database: null, sql: "SELECT full_name FROM customers", parameters: [] };
        const answer = await runQuery(read, context);
        return rowsOf(answer).includes("Canary") ? "a column is in the clear after its minutes" : null;
      }),
  },
  {
    area: "access",
    name: "what the policies say of break-glasses [G-GLASS-BY-ROLE]",
    remove: replaceExports<typeof breakGlassModule>("core/policy/check/check-break-glass.ts", () => ({
      checkBreakGlass: () => null,
    })),
    notices: () =>
      inShop(async (shop) => {
        const { openGlass } = await import("../support/opened-glass.ts");
        await openGlass(shop, { classes: ["person-name"], minutes: 600 }).catch(() => undefined);
        const answer = await shop.query("SELECT full_name FROM customers");
        return rowsOf(answer).includes("Canary") ? "one is open for longer than any policy lets it" : null;
      }),
  },
  {
    area: "review",
    name: "the signature of a review [G-REVIEW-SIGNED]",
    remove: replaceExports<typeof signatureModule>("core/review/review-signature.ts", () => ({
      checkReviewSignature: () => ({ kind: "signed", key: "SHA256:none", assurance: 1 }),
    })),
    notices: () =>
      inShop(async (shop) => {
        const { openGlass } = await import("../support/opened-glass.ts");
        const { endOpening } = await import("../../src/gate/access/end-break-glass.ts");
        const { recordBreakGlassReview } = await import("../../src/gate/access/review-break-glass.ts");
        const { gatehouse } = shop.opened;
        const id = await openGlass(shop, { classes: ["person-name"] });
        await endOpening(id, { by: shop.contextOf("dana").caller, reason: "over", ports: gatehouse });
        const reviewed = await recordBreakGlassReview(
          { id, finding: "justified", reason: null },
          signText("nothing of the kind", alice, { namespace: "review@gatehouse" }),
          { by: shop.contextOf("carol").caller, ports: gatehouse },
        );
        return reviewed.kind === "reviewed" ? "a review counts that nobody signed" : null;
      }),
  },
];
