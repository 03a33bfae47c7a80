import fc from "fast-check";
import { expect, test } from "vitest";
import { sampleFiled, sampleText } from "../../../test/support/sample-approval.ts";
import { oneLineReason, parseDecision } from "./approval-decision.ts";

const text = sampleText(sampleFiled(), { decision: "deny", reason: "The WHERE is too wide." });

test("the text is plain, one field a line, and comes back", () => {
  expect(text.replace(/sha256:.*/, "sha256:…")).toBe(`gatehouse-approval/v1
request 01980f00-0000-7000-8000-000000000001
digest sha256:…
decision deny
approver alice
at 2026-11-21T08:30:00.000000Z
ledger 12:${"A".repeat(43)}=
reason The WHERE is too wide.
`);
  expect(parseDecision(text)).toMatchObject({ decision: "deny", approver: "alice", reason: "The WHERE is too wide." });
});

test("a text that differs in anything but a field's value is none", () => {
  const lines = text.split("\n");
  const bad = [
    text.trimEnd(),
    `${text}\n`,
    ` ${text}`,
    text.replaceAll("\n", "\r\n"),
    text.replace("v1", "v2"),
    text.replace("deny", "DENY"),
    text.replace("sha256", "SHA256"),
    text.replace("approver alice", "approver"),
    text.replace("approver alice", "approver al\u202eice"),
    text.replace("ledger 12", "ledger 012"),
    text.replace(/reason .*/, "reason "),
    text.replace(/reason .*/, "reason a\u0007b"),
    text.replace("decision deny", "decision deny\ndecision approve"),
    [...lines.slice(0, 3), lines[4], lines[3], ...lines.slice(5)].join("\n"),
  ];
  for (const each of bad) expect(parseDecision(each), each).toBeNull();
});

test("words become a reason that fits, or none", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 700 }), (words) => {
      const reason = oneLineReason(words);
      if (reason !== null) expect(parseDecision(sampleText(sampleFiled(), { reason }))?.reason).toBe(reason);
    }),
  );
  expect(oneLineReason(" \n\u202e ")).toBeNull();
  expect(oneLineReason("too\n wide")).toBe("too wide");
});
