import canonicalize from "canonicalize";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import type { EntryDraft } from "./entry-draft.ts";
import { RecordMaker, timeAfter } from "./entry-record.ts";

const text = fc.string({ unit: "grapheme" });
const texts = fc.array(text, { maxLength: 3 });
const nullable = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

const draftParts = {
  caller: nullable(fc.record({ principal: text, role: text, method: text, owner: nullable(text) })),
  agent: nullable(
    fc.record({ client: nullable(text), version: nullable(text), session: text, model: fc.constant(null) }),
  ),
  tool: nullable(text),
  target: nullable(fc.record({ database: text, engine: fc.constant("postgres" as const) })),
  statement: nullable(fc.record({ kind: text, fingerprint: text, normalised: text, parameters: fc.nat() })),
  touched: fc.array(
    fc.record({
      relation: text,
      access: fc.constantFrom("read" as const, "write" as const, "describe" as const),
      columns: texts,
      classes: texts,
      treatments: fc.dictionary(text, text),
      rowFilter: fc.boolean(),
    }),
    { maxLength: 2 },
  ),
  reason: nullable(text),
  policyDigest: nullable(text),
  detail: nullable(fc.dictionary(fc.stringMatching(/^[a-z]{1,8}$/), fc.oneof(text, fc.nat(), fc.boolean()))),
};

const place = {
  index: 7,
  time: "2026-01-01T00:00:00.000000Z",
  server: { instance: "i", version: "1", pid: 2 },
  sealed: null,
};

/** Without what is null, at the first two levels; what is empty of `touched` too. */
function omitAbsent(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, member]) => member !== null));
}

describe("RecordMaker", () => {
  it("writes the parts that drafts share as if each draft stood alone, in the canonical form of RFC 8785", () => {
    const records = new RecordMaker();
    fc.assert(
      fc.property(fc.record(draftParts), fc.array(fc.nat(), { minLength: 2, maxLength: 4 }), (parts, rows) => {
        for (const count of rows) {
          const result = {
            status: "ok" as const,
            rows: count,
            bytes: 1,
            truncated: false,
            sqlstate: null,
            digest: null,
            microseconds: 3,
          };
          const decision = { effect: "allow" as const, rule: "r", code: null };
          const draft: EntryDraft = { ...parts, kind: "call", correlation: "c", decision, result, sealed: null };
          const { policyDigest, touched, sealed: _, ...rest } = draft;
          const plain = omitAbsent({
            ...Object.fromEntries(
              Object.entries(rest).map(([name, part]) => [
                name,
                typeof part === "object" && part !== null ? omitAbsent(part) : part,
              ]),
            ),
            v: 1,
            index: place.index,
            time: place.time,
            server: place.server,
            policy: policyDigest,
            touched: touched.length === 0 ? null : touched,
          });
          expect(canonicalJson(records.makeRecord(draft, place))).toBe(canonicalize(plain));
        }
      }),
    );
  });
});

describe("timeAfter()", () => {
  const last = "2031-01-01T00:00:00.000000Z";
  const now = Date.UTC(2026, 0, 1) * 1_000;

  it("lets what only ever stops something be recorded, however far behind the clock is [G-LOCK-WHATEVER-THE-CLOCK]", () => {
    for (const kind of ["lock.set", "break-glass.ended", "approval.revoked", "approval.cancelled", "token.revoked"])
      expect(timeAfter(last, { now, kind })).toBe(last);
    for (const kind of ["call", "lock.lifted", "approval.decided", "break-glass.opened", "token.created"])
      expect(() => timeAfter(last, { now, kind })).toThrow(/clock/);
  });
});
