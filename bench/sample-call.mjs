// A call as the benchmarks of the ledger record it, with the size of an ordinary one.

import { canonicalJson } from "../dist/core/ledger/entry/canonical-json.js";
import { RecordMaker } from "../dist/core/ledger/entry/entry-record.js";

export const SERVER = { instance: "0198c0de-0000-7000-8000-000000000001", version: "0.1.0", pid: 1 };

const records = new RecordMaker();

/** The text of an entry: of a draft, at a place of the ledger. */
export function sampleText(draft, place, sealed = null) {
  const beside = { index: place, time: "2026-11-21T08:00:00.000000Z", server: SERVER, sealed };
  return canonicalJson(records.makeRecord(draft, beside));
}

const SQL = "SELECT id, full_name, email, country FROM customers WHERE id = 4711 ORDER BY id LIMIT 1";
const hex = (character) => character.repeat(64);

/** The `place`-th of them. `caller`, `session` and `sql`, as it was sent, may differ from call to call. */
export function sampleCall(
  place,
  { caller = "claude", session = "0198c0de-0000-7000-8000-0000000000aa", sql = SQL } = {},
) {
  return {
    kind: "call",
    correlation: `0198c0de-0000-7000-8000-${String(place).padStart(12, "0")}`,
    caller: { principal: caller, role: "analyst", method: "configured", owner: "alice" },
    agent: { client: "claude-code", version: "2.1.0", session, model: null },
    tool: "query",
    target: { database: "shop", engine: "postgres" },
    statement: {
      kind: "read",
      fingerprint: hex("f"),
      normalised: "SELECT id, full_name, email, country FROM customers WHERE id = ? ORDER BY id LIMIT ?",
      parameters: 0,
    },
    touched: [
      {
        relation: "public.customers",
        access: "read",
        columns: ["id", "full_name", "email", "country"],
        classes: ["person-name", "email"],
        treatments: { full_name: "redact", email: "token" },
        rowFilter: false,
      },
    ],
    decision: { effect: "allow", rule: "role analyst", code: null },
    result: {
      status: "ok",
      rows: 1,
      bytes: 212,
      truncated: false,
      sqlstate: null,
      digest: hex("d"),
      microseconds: 730,
    },
    reason: null,
    policyDigest: hex("9"),
    detail: null,
    sealed: { statement: sql, parameters: "[]" },
  };
}
