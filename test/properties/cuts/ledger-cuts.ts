// Texts of the ledger whose removal is noticed: appending, verifying, checkpoints, searching, erasing.

import type { CutDefence } from "./cut-defence.ts";

const STORE = "src/adapters/sqlite-state/ledger/ledger-store.test.ts";
const CONTRACTS = "test/contracts/sqlite-state.test.ts";
const APPEND = "adapters/sqlite-state/ledger/ledger-append.ts";
const REPLICAS = "test/state/replicas.test.ts";
const INSPECT = "core/ledger/entry/inspect-entry.ts";

export const LEDGER_CUTS: readonly CutDefence[] = [
  {
    guarantee: "G-LEDGER-EVERY-CALL",
    name: "the wait for calls under way before the ledger is closed",
    cuts: [
      ["entry/cli/begin-serving.ts", "await within(GOODBYE_MILLISECONDS, opened.gatehouse.openCalls.none());", ""],
    ],
    test: "src/entry/cli/begin-serving.test.ts",
  },
  {
    guarantee: "G-LEDGER-BEFORE-RELEASE",
    name: "the refusal where no entry could be written",
    cuts: [
      [
        "gate/calls/record-call.ts",
        `return { kind: "refused", refusal: refusalOfError(context, error), receipt: null };`,
        `return Released.with({ index: 0, size: 0, root: "" }, { result: outcome.result, json: JSON.stringify(outcome.result) });`,
      ],
    ],
    test: "src/gate/calls/record-call.test.ts",
  },
  {
    guarantee: "G-LEDGER-TAMPER-EVIDENT",
    name: "the chain from entry to entry",
    cuts: [[INSPECT, "if (!sameBytes(entry.chain, chain)) {", "if (false) {"]],
    test: STORE,
  },
  {
    guarantee: "G-LEDGER-TAMPER-EVIDENT",
    name: "the comparison of columns with what they repeat",
    cuts: [[INSPECT, "if (differing !== undefined)", "if (false)"]],
    test: STORE,
  },
  {
    guarantee: "G-LEDGER-TAMPER-EVIDENT",
    name: "the digest of what is sealed aside",
    cuts: [[INSPECT, "return entry.sealed.digest === record.sealed", "return true"]],
    test: STORE,
  },
  {
    guarantee: "G-LEDGER-TAMPER-EVIDENT",
    name: "the word of an anchor about entries that are gone",
    cuts: [["core/ledger/verify/verify-ledger.ts", "if (sameBytes(root, claim.root)) {", "if (true) {"]],
    test: STORE,
  },
  {
    guarantee: "G-LEDGER-COVERAGE-SAID",
    name: "that a verdict says how far an anchor speaks",
    cuts: [
      [
        "core/ledger/verify/verify-ledger.ts",
        `covered === 0 ? "self-consistent" : covered < size ? "whole-to-anchor" : "whole"`,
        `"whole"`,
      ],
    ],
    test: STORE,
  },
  {
    guarantee: "G-LEDGER-CHECKPOINTS-BIND",
    name: "that a checkpoint of another ledger is followed by none",
    cuts: [
      ["adapters/files/checkpoint-signer.ts", "if (last !== null && last.origin !== tree.origin) {", "if (false) {"],
    ],
    test: "test/ledger/bad-input.test.ts",
    slow: true,
  },
  {
    guarantee: "G-LEDGER-CHECKPOINTS-BIND",
    name: "the signature of a stored checkpoint",
    cuts: [
      ["core/ledger/tree/judge-checkpoints.ts", `states.filter(({ state }) => state === "signed")`, "states"],
      ["core/ledger/tree/judge-checkpoints.ts", `if (states.some(({ state }) => state === "forged"))`, "if (false)"],
    ],
    test: "src/core/ledger/tree/signed-note.test.ts",
  },
  {
    guarantee: "G-LEDGER-WITNESSED",
    name: "a witness's look at the proof that the ledger only grew",
    cuts: [
      [
        "core/ledger/tree/witness.ts",
        "return empty && isConsistent(last, checkpoint, request.proof, primitives.sha256)",
        "return empty",
      ],
    ],
    test: "test/ledger/tampering-owner.test.ts",
  },
  {
    guarantee: "G-LEDGER-ENTRY-PROVED",
    name: "the root that the hashes of a proof lead to",
    cuts: [
      ["core/ledger/tree/tlog-proof.ts", "if (root === null || !sameBytes(root, checkpoint.root)) {", "if (false) {"],
    ],
    test: CONTRACTS,
    titled: "one entry is proved",
  },
  {
    guarantee: "G-LEDGER-REVEAL-RECORDED",
    name: "that only roles that audit see what is sealed",
    cuts: [["entry/cli/ledger/show-entry.ts", "if (permitted) return;", "return;"]],
    test: "test/ledger/acts.test.ts",
    slow: true,
  },
  {
    guarantee: "G-LEDGER-SEARCH-COMPLETE",
    name: "the entries that the search index does not know yet",
    cuts: [
      [
        "adapters/sqlite-state/ledger/ledger-search.ts",
        "if (part.from >= part.to) continue;",
        "if (part.from >= part.to || part.read !== proposed) continue;",
      ],
    ],
    test: "src/adapters/sqlite-state/ledger/ledger-search.test.ts",
  },
  {
    guarantee: "G-LEDGER-SEARCH-COMPLETE",
    name: "that the text of an entry decides, and not the index",
    cuts: [
      [
        "adapters/sqlite-state/ledger/ledger-search.ts",
        "if (fitsFilter(entry.record, this.#filter)) this.entries.push(entry);",
        "this.entries.push(entry);",
      ],
    ],
    test: "src/adapters/sqlite-state/ledger/ledger-search.test.ts",
  },
  {
    guarantee: "G-ERASURE-APPROVED",
    name: "that nobody decides on the trace of their own calls",
    cuts: [["gate/auditing/request-erasure.ts", "(name) => name !== about && name !== owner,", "() => true,"]],
    test: "test/ledger/erasure.test.ts",
    slow: true,
  },
  {
    guarantee: "G-ERASURE-SUBJECT",
    name: "that finished requests go with what named the data subject",
    cuts: [
      [
        "adapters/sqlite-state/erasure/erasure-store.ts",
        `for (const table of requests.length === 0 ? [] : ["approval_requests", "approval_images"]) {`,
        "for (const table of []) {",
      ],
    ],
    test: CONTRACTS,
    titled: "a finished one goes with its entry",
  },
  {
    guarantee: "G-ERASURE-SUBJECT",
    name: "the search of requests for a data subject",
    cuts: [
      [
        "adapters/sqlite-state/erasure/find-subject.ts",
        "for (const { idx, text } of requests(connection, search)) look(idx, text);",
        "",
      ],
    ],
    test: CONTRACTS,
    titled: "a data subject is found",
  },
  {
    guarantee: "G-LEDGER-ONE-CHAIN",
    name: "that the head is read in the transaction that appends",
    cuts: [
      [APPEND, "const append = (drafts: readonly EntryDraft[]) => {", "let own;\nconst append = (drafts) => {"],
      [APPEND, "const before = head.get();", "const before = own ?? head.get();"],
      [
        APPEND,
        "return { from: before.size, size: frontier.size, root };",
        "own = { size: frontier.size, chain, frontier: Buffer.concat(frontier.roots), time };\nreturn { from: before.size, size: frontier.size, root };",
      ],
    ],
    test: CONTRACTS,
    titled: "stand in one row without a gap",
  },
  {
    guarantee: "G-ONE-STATE",
    name: "that a store which lost what a replica knows of is not gone on with",
    cuts: [
      ["adapters/postgres-state/pull-statement.ts", `if ((found ?? "") !== since.mark) return null;`, "void found;"],
    ],
    test: REPLICAS,
    titled: "nor one that went on past it",
  },
  {
    guarantee: "G-ONE-STATE",
    name: "the store's clock",
    cuts: [["adapters/postgres-state/postgres-state.ts", "this.#refuseClock(standing);", ""]],
    test: REPLICAS,
    titled: "a clock that is far from the store's",
  },
  {
    guarantee: "G-ONE-STATE",
    name: "that replicas have the same keys",
    cuts: [["adapters/sqlite-state/shared/shared-store.ts", "await this.#refuseOtherKeys();", ""]],
    test: REPLICAS,
    titled: "keys that differ between replicas",
  },
  {
    guarantee: "G-STATE-VERIFIED-AT-ITS-STORE",
    name: "the copy of what the store holds that is verified",
    cuts: [["entry/wiring/postgres-state.ts", "verify: (question) => onCopy(", "verify: (question) => onImage("]],
    test: REPLICAS,
  },
];
