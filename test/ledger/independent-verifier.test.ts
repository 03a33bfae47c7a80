// Two implementations of docs/ledger-format.md, ours and one that shares no code with it, say the same of the same exports:
// whole ones, those that were tampered with in every kind of line, and those that begin in the middle.

import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { exportLedger } from "../../src/adapters/sqlite-state/ledger/ledger-export.ts";
import { base64 } from "../../src/adapters/system/base64.ts";
import type { Claim } from "../../src/core/ledger/verify/verify-ledger.ts";
import { verifyExport } from "../../src/entry/cli/ledger/verify-export-file.ts";
import { draftOf, fillLedger } from "./fill-ledger.ts";

const execute = promisify(execFile);
let folder: string;
let lines: readonly string[];
let early: { size: number; root: string };
let late: { size: number; root: string };

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "gatehouse-export-"));
  const file = join(folder, "ledger.db");
  early = await fillLedger(file, 300);
  late = await fillLedger(file, 33, {
    draft: (place) => draftOf(place, { reason: `because\u2028 of é "${place}" 🜚` }),
  });
  lines = [...exportLedger(file, { from: 0, base64 })];
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Said {
  readonly kind: string;
  readonly index?: number | null;
  readonly covered?: number;
  readonly root?: string;
}

async function ask(text: string, anchors: readonly { size: number; root: string }[]): Promise<[Said, Said]> {
  const file = join(folder, "export.jsonl");
  writeFileSync(file, text);
  const against = anchors.map(({ size, root }) => `${size}:${root}`);
  const claims = anchors.map(
    ({ size, root }): Claim => ({ size, root: Buffer.from(root, "base64"), by: "the anchor", weight: "outside" }),
  );
  const ours = verifyExport(file, { claims });
  const theirs = execute(process.execPath, [
    "test/ledger/independent-verifier.mjs",
    file,
    ...against.flatMap((anchor) => ["--against", anchor]),
  ]);
  const [one, other] = await Promise.all([ours, theirs]);
  return [JSON.parse(JSON.stringify(one)), JSON.parse(other.stdout)];
}

async function expectAgreement(
  text: string,
  expected: Partial<Said>,
  anchors: readonly { size: number; root: string }[] = [],
): Promise<void> {
  const [ours, theirs] = await ask(text, anchors);
  expect(ours).toMatchObject(expected);
  expect(theirs).toMatchObject(expected);
}

const joined = (some: readonly string[]) => some.map((line) => `${line}\n`).join("");
const edit = (line: number, change: (value: Record<string, unknown>) => void) =>
  joined(
    lines.map((text, place) => {
      if (place !== line) return text;
      const value: Record<string, unknown> = JSON.parse(text);
      change(value);
      return JSON.stringify(value);
    }),
  );

describe("an export, verified by two programs that share no code", () => {
  it("is whole, in part or all, against anchors, and consistent with itself without", async () => {
    await expectAgreement(joined(lines), { kind: "self-consistent", covered: 0, root: late.root });
    await expectAgreement(joined(lines), { kind: "whole", covered: 333 }, [late]);
    await expectAgreement(joined(lines), { kind: "whole-to-anchor", covered: 300 }, [early]);
    await expectAgreement(joined(lines), { kind: "forked" }, [{ ...early, root: late.root }]);
    await expectAgreement(joined(lines), { kind: "forked" }, [{ ...late, size: 334 }]);
  });

  it("that begins in the middle says the same root, and cannot speak for what is before", async () => {
    const file = join(folder, "ledger.db");
    for (const from of [1, 255, 256, 257, 300, 333]) {
      const part = joined([...exportLedger(file, { from, base64 })]);
      await expectAgreement(part, { kind: "whole", covered: 333, root: late.root }, [early, late]);
    }
    const part = joined([...exportLedger(file, { from: 301, base64 })]);
    await expectAgreement(part, { kind: "self-consistent", covered: 0 }, [early]);
  });

  it("is found altered at the same entry, whatever was done to a line", async () => {
    const respaced = (found: string, put: string) =>
      joined(lines.map((line, place) => (place === 8 ? line.replace(found, put) : line)));
    const swapped = [...lines.slice(0, 8), lines[9] ?? "", lines[8] ?? "", ...lines.slice(10)];
    const tampered: readonly (readonly [string, Partial<Said>])[] = [
      [edit(8, ({ entry }) => void (Object(entry)["reason"] = "another")), { kind: "altered", index: 7 }],
      [edit(8, ({ entry }) => void (Object(entry)["index"] = 8)), { kind: "altered", index: 7 }],
      [
        joined(lines.map((line, place) => (place === 8 ? line.replace('"bob"', '"eve"') : line))),
        { kind: "altered", index: 7 },
      ],
      [respaced('"v":1', '"v": 1'), { kind: "altered", index: 7 }],
      [respaced('"v":1', '"v":2'), { kind: "altered", index: 7 }],
      [respaced('{"', '{ "'), { kind: "unreadable" }],
      [joined(lines.toSpliced(8, 1)), { kind: "altered", index: 7 }],
      [joined(swapped), { kind: "altered", index: 7 }],
      [joined(lines.toSpliced(8, 0, lines[8] ?? "")), { kind: "altered", index: 8 }],
      [joined(lines.toSpliced(-2, 1)), { kind: "altered", index: 332 }],
      [joined(lines.slice(0, -1)), { kind: "unreadable" }],
      [joined(lines.slice(1)), { kind: "unreadable" }],
      [joined([...lines, lines[1] ?? ""]), { kind: "unreadable" }],
      [edit(0, (header) => void (header["origin"] = "gatehouse/other")), { kind: "unreadable" }],
      [edit(0, (header) => void (header["version"] = 2)), { kind: "unreadable" }],
      [
        edit(lines.length - 1, ({ head }) => void (Object(head)["root"] = early.root)),
        { kind: "altered", index: null },
      ],
      [edit(lines.length - 1, ({ head }) => void (Object(head)["size"] = 332)), { kind: "altered", index: 332 }],
      [edit(lines.length - 1, ({ head }) => void (Object(head)["time"] = "")), { kind: "altered", index: null }],
      [joined(["{}", ...lines]), { kind: "unreadable" }],
      ["", { kind: "unreadable" }],
    ];
    for (const [text, expected] of tampered) await expectAgreement(text, expected);
  });

  it("is judged alike by both when random bytes change", async () => {
    const text = joined(lines);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: text.length - 1 }),
        fc.constantFrom("x", "0", '"', "}", "\n", ""),
        async (at, put) => {
          const [ours, theirs] = await ask(`${text.slice(0, at)}${put}${text.slice(at + 1)}`, []);
          expect(ours.kind).toBe(theirs.kind);
          expect(ours.index ?? null).toBe(theirs.index ?? null);
          if (text[at] !== put) expect(ours.kind).not.toBe("self-consistent");
        },
      ),
      { numRuns: 25 },
    );
  });
});
