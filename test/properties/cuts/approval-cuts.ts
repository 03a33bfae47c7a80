// Texts of what people decide on whose removal is noticed: the request, its decisions, its states, the terminal.

import type { CutDefence } from "./cut-defence.ts";

const QUORUM = "src/core/approvals/count-quorum.test.ts";
const DECIDE = "src/gate/approvals/decide-approval.test.ts";
const CHECK = "core/approvals/check-decision.ts";

export const APPROVAL_CUTS: readonly CutDefence[] = [
  {
    guarantee: "G-APPROVAL-BOUND",
    name: "the effect in what is signed",
    cuts: [
      [
        "core/approvals/approval-request.ts",
        "canonicalJson(requestSchema.parse(request))",
        "canonicalJson({ ...requestSchema.parse(request), effect: null })",
      ],
    ],
    test: "src/core/approvals/approval-request.test.ts",
  },
  {
    guarantee: "G-APPROVAL-TOUCHED",
    name: "the look whether a hardware key was touched",
    cuts: [["core/approvals/ssh/ssh-signature.ts", "if (hardware !== null && !hardware.present)", "if (false)"]],
    test: "src/core/approvals/ssh/ssh-signature.test.ts",
  },
  {
    guarantee: "G-APPROVAL-TOUCHED",
    name: "that a rule that wants a hardware key takes no other",
    cuts: [[CHECK, `text.decision === "approve" && assurance < request.quorum.assurance`, "false"]],
    test: QUORUM,
  },
  {
    guarantee: "G-APPROVAL-SIGNED",
    name: "the purpose in a signature",
    cuts: [["core/approvals/ssh/ssh-signature.ts", "if (namespace !== wanted)", "if (false)"]],
    test: "src/core/approvals/ssh/ssh-signature.test.ts",
  },
  {
    guarantee: "G-APPROVAL-QUORUM",
    name: "that one key counts once",
    cuts: [
      [
        "core/approvals/count-quorum.ts",
        "|| (a.signed !== null && a.signed.fingerprint === b.signed?.fingerprint)",
        "",
      ],
    ],
    test: QUORUM,
  },
  {
    guarantee: "G-APPROVAL-QUORUM",
    name: "that one person counts once",
    cuts: [["core/approvals/count-quorum.ts", "a.text.approver === b.text.approver ||", ""]],
    test: QUORUM,
  },
  {
    guarantee: "G-APPROVAL-UNSIGNED",
    name: "that unsigned decisions count where the policies in force say so alone",
    cuts: [[CHECK, "approverKeys.unsigned && request.quorum.unsigned", "request.quorum.unsigned"]],
    test: QUORUM,
  },
  {
    guarantee: "G-APPROVAL-UNSIGNED",
    name: "that unsigned decisions count where the request says so alone",
    cuts: [[CHECK, "approverKeys.unsigned && request.quorum.unsigned", "approverKeys.unsigned"]],
    test: QUORUM,
  },
  {
    guarantee: "G-APPROVAL-FOUR-EYES",
    name: "the look for a key of who asked, under another name",
    cuts: [[CHECK, `if (own && request.kind !== "break-glass")`, "if (false)"]],
    test: QUORUM,
  },
  {
    guarantee: "G-APPROVAL-STATES",
    name: "the deadline of a claim",
    cuts: [
      [
        "core/approvals/approval-state.ts",
        `now > deadlines.executeBy) return expired("execute-by")`,
        "false) return null",
      ],
    ],
    test: "src/core/approvals/approval-state.test.ts",
  },
  {
    guarantee: "G-APPROVAL-ONE-CLAIM",
    name: "the compare-and-set of a step",
    cuts: [
      ["adapters/sqlite-state/approvals/approval-store.ts", "if (changes !== 1) return false;", ""],
      [
        "core/approvals/approval-state.ts",
        `approved: { claim: "executing",`,
        `executing: { claim: "executing" }, approved: { claim: "executing",`,
      ],
    ],
    test: DECIDE,
  },
  {
    guarantee: "G-APPROVAL-NO-TOOL",
    name: "that arguments which a tool does not have are refused",
    cuts: [["entry/mcp/tools/request-approval-tool.ts", "input: z.strictObject({", "input: z.looseObject({"]],
    test: "test/approvals/running.test.ts",
    slow: true,
  },
  {
    guarantee: "G-APPROVAL-SHOWN",
    name: "that letters of other alphabets are named",
    cuts: [["entry/cli/approvals/highlight-statement.ts", "if (foreign.length === 0) return name;", "return name;"]],
    test: "src/entry/cli/approvals/highlight-statement.test.ts",
  },
  {
    guarantee: "G-APPROVAL-SHOWN",
    name: "that the rows of a request are shown to those whom it names alone",
    cuts: [["entry/cli/approvals/shown-sample.ts", `own ? "requester" : undefined`, `"requester"`]],
    test: "src/entry/cli/approvals/shown-sample.test.ts",
  },
  {
    guarantee: "G-APPROVAL-TERMINAL-GIVEN-BACK",
    name: "that the terminal is given back as the queue ends",
    cuts: [["entry/cli/terminal/terminal.ts", "this.#output.write(LEAVE);", ""]],
    test: "test/approvals/terminal.test.ts",
    slow: true,
  },
  {
    guarantee: "G-ASKED-AT-TERMINAL",
    name: "the question before something may happen",
    cuts: [["entry/cli/terminal/is-agreed.ts", "if (yes === true) return true;", "return true;"]],
    test: "test/approvals/terminal.test.ts",
    slow: true,
  },
];
