// Who calls, and with what. Every tool's function takes its request and this.

import type { Caller } from "../../core/model/caller.ts";
import type { Refusal } from "../../core/model/refusal.ts";
import type { Cancellation } from "../ports/cancellation.ts";
import type { Gatehouse } from "./gatehouse.ts";
import type { Answered } from "./lost-answers.ts";

export interface CallContext {
  readonly caller: Caller;
  readonly gatehouse: Gatehouse;
  /** Tells the client how a long call gets on, where it asked for that. */
  readonly progress?: (message: string) => void;
  /** The client follows what waits for people as a task: the call itself does not wait for them. */
  readonly asTask?: boolean;
  /** Aborted when the client cancels or goes away. */
  readonly cancellation: Cancellation;
  /**
   * Whether what the caller was known by still holds: a Refusal once it does not. Asked wherever locks are. Absent where it cannot end before
   * the server does. Rejects with a Failure where nobody can tell.
   */
  readonly admission?: () => Promise<Refusal | null>;
  /** Whether the answer left whole, once that is known. Absent where an answer is not lost but with the server. */
  readonly answered?: Answered;
}
