// A statement of a client of PostgreSQL's own protocol: governed and recorded as the tool `query`, and answered in the protocol's rows.
// INVARIANT: what such a client is given is whole. It has no field that says `truncated`, so a result beyond a cap is refused.

import type { MaskNote } from "../../core/masking/mask-notes.ts";
import type { JsonBytes } from "../../core/model/json-text.ts";
import { type Refusal, refuse } from "../../core/model/refusal.ts";
import type { Answer, CallContext } from "../calls.ts";
import type { Prepared } from "../planning.ts";
import type { WireField } from "../ports/execution.ts";
import type { WriteResult } from "../writing.ts";
import { wireFormatOf } from "./row-format.ts";
import { type Delivery, runStatement, type StatementRequest } from "./run-statement.ts";

export interface WireResult {
  readonly fields: readonly WireField[];
  /** DataRow messages, one after the other. */
  readonly rows: Uint8Array;
  readonly count: number;
  readonly notes: readonly MaskNote[];
  /** Columns in which the content scan replaced something. */
  readonly redacted: readonly string[];
}

export interface WireDelivery {
  /** The formats of the result's columns, as Bind has them. */
  readonly codes: readonly number[];
  /** The statement stands in a transaction of the client's, in which a write has no place. */
  readonly readsAlone: boolean;
}

export function runForWire(
  request: StatementRequest,
  called: CallContext,
  delivery: WireDelivery,
): Promise<Answer<WireResult | WriteResult>> {
  return runStatement(request, called, deliverOnWire(delivery));
}

function deliverOnWire({ codes, readsAlone }: WireDelivery): Delivery<WireResult> {
  return {
    refuse: (planned) => refuseOnWire(planned) ?? (readsAlone && planned.kind !== "planned" ? WITHIN : null),
    formatOf: ({ marks }, engine) => wireFormatOf(marks, engine, codes),
    conclude: async (executed, { notes }) => {
      const { written, truncated } = executed;
      if (written?.fields === undefined) throw new RangeError("rows that were not written for the wire");
      if (truncated !== null) return refuseCut(truncated);
      const { fields, count, redactions } = written;
      const json = typeof written.json === "string" ? NO_ROWS : written.json;
      const redacted = fields.filter((_, column) => (redactions[column] ?? 0) > 0).map(({ name }) => name);
      const result = { fields, rows: json.bytes, count, notes, redacted };
      return { kind: "written", json: [json], read: () => result, rows: count, truncated: false };
    },
  };
}

const NO_ROWS: JsonBytes = { bytes: new Uint8Array(0), text: "" };

const WITHIN = refuse("write-not-possible", "Each write is weighed and carried out on its own.", {
  rule: "protocol",
  remedy: "Send it alone and outside of a transaction block (autocommit).",
  sqlstate: "25006",
});

/** What this protocol has no answer to. */
export function refuseOnWire(planned: Prepared["planned"]): Refusal | null {
  const { facts } = planned;
  if (facts?.explains !== undefined) {
    return refuse("statement-kind", "EXPLAIN is not available over this protocol.", {
      rule: "protocol",
      remedy: "Ask for plans over MCP, where a role may be granted them.",
    });
  }
  return null;
}

function refuseCut(by: "rows" | "bytes"): Refusal {
  return refuse("result-too-large", `The result has more ${by} than the role may be given at once.`, {
    rule: "limits",
    remedy: "Ask for fewer rows, as with LIMIT, or for fewer columns.",
    sqlstate: "54000",
  });
}
