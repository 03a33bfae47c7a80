// Texts of the way in of PostgreSQL's clients whose removal is noticed. The tests run the program as it is built.

import type { CutDefence } from "./cut-defence.ts";

const SERVED = "test/wire/serve-wire.test.ts";

export const WIRE_CUTS: readonly CutDefence[] = [
  {
    guarantee: "G-WIRE-GOVERNED",
    name: "the content scan of rows for the wire",
    cuts: [["adapters/postgres/reading/wire-rows.ts", "if (found === 0) continue;", "continue;"]],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-WIRE-BOUNDED",
    name: "the wait for a client that does not read",
    cuts: [["entry/wire/wire-connection.ts", "!this.#over && !this.#socket.writableNeedDrain", "!this.#over"]],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-WIRE-WHOLE",
    name: "the error where a cap ended the result",
    cuts: [["gate/reading/run-for-wire.ts", "if (truncated !== null) return refuseCut(truncated);", ""]],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-WIRE-SETTINGS",
    name: "the refusal of a setting that says something else",
    cuts: [
      [
        "entry/wire/session-settings.ts",
        "return isSame(key, { value, now }) ? null : refuseSetting(name);",
        "return null;",
      ],
    ],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-WIRE-TOKENS",
    name: "the proof of the password",
    cuts: [
      [
        "entry/wire/scram-exchange.ts",
        "[...verifiers, NOBODYS].find((each) => provesPassword(proof, each, authMessage))",
        "verifiers[0]",
      ],
    ],
    test: SERVED,
    slow: true,
  },
  {
    guarantee: "G-WIRE-ENCRYPTED",
    name: "the refusal of a start without TLS",
    cuts: [["entry/wire/wire-connection.ts", "if (encrypt !== null) return this.#fatal(UNENCRYPTED);", ""]],
    test: SERVED,
    slow: true,
  },
];
