import { expect, test } from "vitest";
import { SAMPLE_REQUEST, sampleFiled } from "../../../test/support/sample-approval.ts";
import { nodeApprovalCrypto as primitives } from "../../adapters/system/approval-crypto.ts";
import { digestRequest, parseRequest } from "./approval-request.ts";

test("a request comes back from its text, with the same digest", () => {
  const filed = sampleFiled();
  expect(filed.digest).toMatch(/^sha256:[0-9a-f]{64}$/);
  expect(parseRequest(filed.text, primitives)).toEqual(filed);
});

test("[G-APPROVAL-BOUND] whatever is changed in a request changes its digest", () => {
  const digests = new Set<string>();
  const visit = (value: unknown, rebuild: (changed: unknown) => unknown): void => {
    if (Array.isArray(value)) {
      value.forEach((each, place) => {
        visit(each, (changed) => rebuild(value.with(place, changed)));
      });
    } else if (typeof value === "object" && value !== null) {
      for (const [name, each] of Object.entries(value))
        visit(each, (changed) => rebuild({ ...value, [name]: changed }));
    } else {
      const changed = rebuild(
        typeof value === "number" ? value + 1 : typeof value === "boolean" ? !value : `${String(value)}x`,
      );
      const text = JSON.stringify(changed);
      const parsed: typeof SAMPLE_REQUEST = JSON.parse(text);
      try {
        digests.add(digestRequest(parsed, primitives).digest);
      } catch {
        digests.add(text);
      }
    }
  };
  let leaves = 0;
  const count = (value: unknown): void => {
    if (typeof value === "object" && value !== null) Object.values(value).forEach(count);
    else leaves += 1;
  };
  count(SAMPLE_REQUEST);
  visit(SAMPLE_REQUEST, (changed) => changed);
  expect(digests.size).toBe(leaves);
  expect(digests).not.toContain(sampleFiled().digest);
});

test("a text that is not a request in its canonical form is none", () => {
  const { text } = sampleFiled();
  for (const bad of [
    "",
    "null",
    "{}",
    ` ${text}`,
    text.replace('"v":1', '"v":2'),
    text.replace("{", '{"a":1,'),
    text.replace('"rows":3', '"rows":3.5'),
  ]) {
    expect(parseRequest(bad, primitives)).toBeNull();
  }
});
