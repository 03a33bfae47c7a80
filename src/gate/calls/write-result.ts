// What a caller is told of a write.

import type { Sample } from "../../core/approvals/approval-request.ts";
import type { MaskNote } from "../../core/masking/mask-notes.ts";
import type { JsonValue } from "../../core/model/json-value.ts";
import type { ResultColumn } from "../planning.ts";

export interface WriteEffect {
  /** Absent for a table that the caller does not see. Of `trigger` it is the table whose triggers may change more. */
  readonly table?: string;
  readonly verb: string;
  /** Rows of the statement's own; of a cascade only where the caller could count them. */
  readonly rows?: number;
  readonly cause: string;
}

export type WriteStatus =
  | "executed"
  | "not_needed"
  | "approved"
  | "pending_approval"
  | "approval_needed"
  | "denied"
  | "expired"
  | "cancelled"
  | "stale";

export interface WriteResult {
  readonly database: string;
  readonly status: WriteStatus;
  /** Id of the request, to ask for it later. */
  readonly request?: string;
  /** Of a stale one: id of the request that took its place, whose effect, risk and preview these are. */
  readonly replaced_by?: string;
  readonly effect: readonly WriteEffect[];
  /** The rules that hold, and why: what a person is asked about. */
  readonly risk?: readonly { readonly rule: string; readonly reason: string }[];
  /** Some of the rows, as you see them. */
  readonly preview?: Sample;
  /** How many people have to approve, and until when; without a request there is no time yet. */
  readonly approvals?: { readonly needed: number; readonly until?: string };
  /** Where masks had a say in which rows it chose; absent where they had none. */
  readonly mask_notes?: readonly MaskNote[];
  /** What RETURNING gives. */
  readonly columns: readonly ResultColumn[];
  readonly rows: readonly (readonly JsonValue[])[];
  readonly row_count: number;
  readonly truncated: boolean;
  readonly truncated_by?: "rows" | "bytes";
  /** What to do next; one sentence. */
  readonly next: string;
}
