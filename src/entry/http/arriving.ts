// One request whose sender is known, and what it is answered with: whichever leg it goes to works with this.

import type { Role } from "../../core/policy/policy.ts";
import type { KeptOutcomes } from "../../gate/tasks.ts";
import type { CallGuard } from "../mcp/messages/call-guard.ts";
import type { Announced, Ready } from "../mcp/served.ts";
import type { Exchange } from "./exchange.ts";
import type { Session } from "./session-seal.ts";
import type { CallsUnderWay } from "./underway.ts";

export interface Arriving {
  readonly exchange: Exchange;
  readonly guard: CallGuard;
  readonly ready: Ready;
  readonly audience: Promise<Role>;
  readonly kept: KeptOutcomes;
  readonly underway: CallsUnderWay;
  /** As the client said who it is, in this session or in this request. */
  readonly announced: Pick<Announced, "client">;
  /** The header as it came; null for what opens no session of this caller's. */
  readonly sessionId: string | undefined;
  readonly session: Session | null;
  /** A header of the request. */
  header(name: string): string | undefined;
  /** Tells the client its session id, with the answer. `params` are those of initialize. */
  beginSession(params: unknown): void;
  /** The client has gone, or the answer has left. */
  whenClosed(told: () => void): void;
}
