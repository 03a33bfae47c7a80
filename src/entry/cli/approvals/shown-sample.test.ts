import { describe, expect, test } from "vitest";
import { SAMPLE_REQUEST } from "../../../../test/support/sample-approval.ts";
import { shownParameters, shownSample } from "./shown-sample.ts";

const sampleAs = (name: string | null, roles: readonly string[]) =>
  shownSample(SAMPLE_REQUEST, { name, roles })?.as ?? null;

describe("shownSample() [G-APPROVAL-SHOWN]", () => {
  test("shows an approver the rows as their role sees them", () => {
    expect(sampleAs("alice", ["analyst", "data-owner"])).toBe("data-owner");
  });

  test("shows who asks, and who answers for them, the rows as they were asked for", () => {
    expect(sampleAs("claude", ["model-maintainer"])).toBe("requester");
    expect(sampleAs("dora", ["data-owner"])).toBe("requester");
  });

  test("shows nobody else any, whatever their role is called", () => {
    expect(sampleAs("eve", ["data-owner"])).toBeNull();
    expect(sampleAs("eve", ["requester"])).toBeNull();
    expect(sampleAs("carol", ["compliance-auditor"])).toBeNull();
    expect(sampleAs(null, [])).toBeNull();
  });
});

describe("shownParameters() [G-APPROVAL-SHOWN]", () => {
  test("shows what who asks sent, and never the whole rows that a revert carries", () => {
    expect(shownParameters(SAMPLE_REQUEST)).toEqual(["open"]);
    expect(shownParameters({ ...SAMPLE_REQUEST, kind: "revert" })).toBeNull();
  });
});
