import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { draftOf } from "../../../../test/ledger/fill-ledger.ts";
import { type Canonical, canonicalJson } from "../entry/canonical-json.ts";
import { RecordMaker } from "../entry/entry-record.ts";
import { recordSchema } from "../entry/ledger-record.ts";
import { parseCanonical } from "../entry/parse-canonical.ts";
import { PlainReader, type Span } from "./plain-reader.ts";

const server = { instance: "i", version: "1", pid: 1 };
const reader = new PlainReader();

const textOf = (place: number, more: Parameters<typeof draftOf>[1] = {}): string =>
  canonicalJson(
    new RecordMaker().makeRecord(draftOf(place, more), {
      index: place,
      time: "2026-11-21T08:00:00.000000Z",
      server,
      sealed: "c2Vh",
    }),
  );

/** What the reader makes of a text; null when it is not plain. */
function read(bytes: Buffer): Record<string, string | number | null> | null {
  const line = Buffer.concat([bytes, Buffer.from("\n")]);
  if (!reader.read(line, 0) || reader.next !== line.length) return null; // more than one line
  const text = ({ from, to, escaped }: Span) => {
    const written = line.subarray(from, to).toString("utf8");
    return from < 0 ? null : escaped ? String(JSON.parse(`"${written}"`)) : written;
  };
  const { index, time, kind, correlation, principal, sealed } = reader;
  return {
    index,
    time: text(time),
    kind: text(kind),
    correlation: text(correlation),
    principal: text(principal),
    sealed: text(sealed),
  };
}

/** What parsing, the canonical form and the schema make of it; null when it is no entry. */
function parse(bytes: Buffer): Record<string, string | number | null> | null {
  const parsed = recordSchema.safeParse(parseCanonical(bytes.toString("utf8")));
  if (!parsed.success) return null;
  const { index, time, kind, correlation, caller, sealed = null } = parsed.data;
  return { index, time, kind, correlation, principal: caller?.principal ?? null, sealed };
}

/** Nothing is plain that is no entry, and what is plain says the same both ways. */
function agree(text: string): "plain" | "not plain" {
  const bytes = Buffer.from(text, "utf8");
  const plain = read(bytes);
  if (plain !== null) expect([text, plain]).toEqual([text, parse(bytes)]);
  return plain === null ? "not plain" : "plain";
}

describe("PlainReader.read()", () => {
  it("finds entries plain that are ordinary, and reads of them what parsing reads", () => {
    for (let place = 0; place < 20; place++) expect(agree(textOf(place))).toBe("plain");
    const odd = {
      caller: { principal: 'OFFICE\\"ann"', role: "müller", method: "configured", owner: null },
      statement: { kind: "read", fingerprint: "f", normalised: 'SELECT "ä\n\t\u0001😀" ?', parameters: 2 },
      detail: { before: "x", entry: -3, loud: true, none: 0 },
    };
    expect(agree(textOf(3, odd))).toBe("plain");
    expect(agree(textOf(3, { caller: null, agent: null, touched: [] }))).toBe("plain");
  });

  it("finds nothing plain that another spelling, kind, order or member makes no entry", () => {
    const text = textOf(7);
    const others = [
      text.replace(":", ": "),
      `${text} `,
      ` ${text}`,
      text.slice(0, -1),
      `${text}}`,
      text.replace('"index":7', '"index":7.0'),
      text.replace('"index":7', '"index":07'),
      text.replace('"index":7', '"index":-0'),
      text.replace('"index":7', '"index":-7'),
      text.replace('"index":7', '"index":7e0'),
      text.replace('"index":7', '"index":"7"'),
      text.replace('"index":7,', ""),
      text.replace('"index":7', '"index":7,"index":7'),
      text.replace('"index":7', '"index":null'),
      text.replace('"v":1', '"v":2'),
      text.replace('"v":1', '"v":1,"w":null'),
      text.replace('"v":1', '"v":1,"__proto__":1'),
      text.replace('"v":1', '"v":1,"u":1'),
      text.replace('"v":1', '"v":1,"w":9007199254740993'),
      text.replace("read", "re\\u0061d"),
      text.replace("read", "re\\/ad"),
      text.replace("read", "re\\u000Aad"),
      text.replace("read", "re\\u001Fad"),
      text.replace("read", "re\u0001ad"),
      text.replace("read", "re\\ud83dad"),
      text.replace('"truncated":false', '"truncated":"false"'),
      text.replace('"truncated":false', '"truncated":falsy'),
      text.replace(',"truncated":false', ""),
      text.replace('["email"]', '"email"'),
      text.replace('["email"]', '["email",1]'),
      text.replace('["email"]', '["email",]'),
      "",
      "{}",
      "[]",
      "1",
    ];
    for (const other of others) expect([other, agree(other)]).toEqual([other, "not plain"]);
  });

  it("takes members that it does not know, whatever canonical value they hold", () => {
    const text = textOf(7).replace('"v":1', '"v":1,"w":[{},[],{"a":[1,-2,"x",true,false,{"b":"c"}]}],"x":""');
    expect(agree(text)).toBe("plain");
  });

  it("calls nothing plain that parsing does not read alike, whatever bytes are changed", () => {
    const pieces = fc.constantFrom(
      ...Array.from('{}[]",:\\-0129eE.tfnul \n\u0000é😀'),
      '"a":',
      "null",
      "true",
      '\\"',
      "\\u001f",
      ',"',
    );
    const texts = fc.nat({ max: 30 }).map((place) => textOf(place));
    fc.assert(
      fc.property(texts, fc.nat(), fc.nat({ max: 4 }), fc.array(pieces, { maxLength: 2 }), (text, at, gone, put) => {
        const place = at % (text.length + 1);
        agree(`${text.slice(0, place)}${put.join("")}${text.slice(place + gone)}`);
      }),
      { numRuns: 3_000 },
    );
  });

  it("calls nothing plain that parsing does not read alike, whatever members an entry has", () => {
    const member = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: "small" },
        fc.string({ unit: "binary" }).filter((text) => text.isWellFormed()),
        fc.maxSafeInteger(),
        fc.boolean(),
        fc.array(tie("value"), { maxLength: 3 }),
        fc.dictionary(
          fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("a", "1", "10", "2", "ｅ", "😀")),
          tie("value"),
          {
            maxKeys: 4,
          },
        ),
      ),
    })).value;
    const names = fc.constantFrom(
      "agent",
      "caller",
      "detail",
      "index",
      "kind",
      "result",
      "sealed",
      "time",
      "touched",
      "v",
      "zz",
      "a",
    );
    fc.assert(
      fc.property(fc.nat({ max: 30 }), fc.dictionary(names, member, { maxKeys: 3 }), (place, more) => {
        const value: Canonical = { ...JSON.parse(textOf(place)), ...JSON.parse(JSON.stringify(more)) };
        try {
          agree(canonicalJson(value));
        } catch (error) {
          if (!(error instanceof RangeError)) throw error; // nothing that is canonical
        }
      }),
      { numRuns: 2_000 },
    );
  });
});
