// A write as somebody asked for it: in a call, or in the document of a request.

import type { ApprovalRequest } from "../../../core/approvals/approval-request.ts";
import type { JsonValue } from "../../../core/model/json-value.ts";
import type { KeptRow } from "../../../core/sql/revert/revert-whole.ts";
import type { AskedStatement } from "../../planning.ts";

/** The write that is reverted. */
export interface Reverting {
  readonly id: string;
  /** How many rows the statements have to find. */
  readonly rows: number;
  /** Every row that it changed, and has to be what it was. */
  readonly kept: readonly KeptRow[];
  /** True where it changed more than its own rows: then every row has to be seen. */
  readonly further: boolean;
}

export interface AskedWrite extends AskedStatement {
  /** What is carried out with it, in order. */
  readonly further?: readonly AskedStatement[];
  readonly reason: string | null;
  readonly reverts?: Reverting;
  /** The stale request that this one takes the place of. */
  readonly replaces?: string;
}

/** The parameters of a request, as its document keeps them. */
export function readParameters(json: string): readonly JsonValue[] {
  const parsed: unknown = JSON.parse(json);
  return isJsonList(parsed) ? parsed : [];
}

function isJsonList(value: unknown): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** The further statements of a request, as they were asked for. */
export function furtherOf({ further }: ApprovalRequest["statement"]): Pick<AskedWrite, "further"> {
  if (further === undefined) return {};
  return { further: further.map(({ text, parameters }) => ({ sql: text, parameters: readParameters(parameters) })) };
}

/** Nobody is asked without one. */
export function hasReason(reason: string | null): boolean {
  return reason !== null && reason.trim() !== "";
}
