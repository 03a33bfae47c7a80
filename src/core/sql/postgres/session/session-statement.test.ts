import { loadModule } from "libpg-query";
import { beforeAll, describe, expect, it } from "vitest";
import { splitStatements } from "./session-statement.ts";

beforeAll(() => loadModule());

describe("splitStatements()", () => {
  it("cuts a text into its statements, whatever stands in them", () => {
    const text = "SELECT 'é;𝒳' ; SET datestyle TO ISO, MDY;-- and\n UPDATE t SET a = 'ü;' ;";
    expect(splitStatements(text)).toEqual([
      { text: "SELECT 'é;𝒳'", command: null },
      { text: "SET datestyle TO ISO, MDY", command: { kind: "set", name: "datestyle", value: "iso, mdy" } },
      { text: "UPDATE t SET a = 'ü;'", command: null },
    ]);
  });

  it.each([
    ["", []],
    [" ; ;", []],
    ["SELEC 1; SELECT 2", [null]],
    ["select ';' from t", [null]],
    ["BEGIN", [{ kind: "begin", modes: [] }]],
    [
      "START TRANSACTION ISOLATION LEVEL SERIALIZABLE, READ ONLY",
      [
        {
          kind: "begin",
          modes: [
            { name: "transaction_isolation", value: "serializable" },
            { name: "transaction_read_only", value: "1" },
          ],
        },
      ],
    ],
    [
      "ROLLBACK TO a; COMMIT AND CHAIN",
      [
        { kind: "rollback-to", name: "a" },
        { kind: "commit", chain: true },
      ],
    ],
    ["SHOW TimeZone", [{ kind: "show", name: "timezone" }]],
    [
      "SET x.y = 3.5; RESET x.y",
      [
        { kind: "set", name: "x.y", value: "3.5" },
        { kind: "set", name: "x.y", value: null },
      ],
    ],
    [
      "DISCARD ALL; DEALLOCATE ALL; DEALLOCATE a",
      [
        { kind: "discard", all: true },
        { kind: "deallocate", name: null },
        { kind: "deallocate", name: "a" },
      ],
    ],
    ["COPY t FROM STDIN", [{ kind: "unavailable", what: "COPY" }]],
    ["CREATE TABLE t (a int)", [null]],
  ])("of %j makes %j", (text, commands) => {
    expect(splitStatements(text).map(({ command }) => command)).toEqual(commands);
  });
});
