// What a connection's calls are answered with: the caller, as the client announced itself, and the gatehouse once it is open.

import type { ServerContext } from "@modelcontextprotocol/server";
import { z } from "zod";
import type { Caller } from "../../core/model/caller.ts";
import { Failure } from "../../core/model/failure.ts";
import { type CallContext, type Gatehouse, type Refused, refusalOfFailure } from "../../gate/calls.ts";
import type { Cancellation } from "../../gate/ports/cancellation.ts";
import type { KeptOutcomes } from "../../gate/tasks.ts";

export interface Served {
  readonly kind: "served";
  readonly caller: Caller;
  /** As CallContext has it. */
  readonly admission?: CallContext["admission"] & {};
  /** As CallContext has it. */
  readonly answered?: CallContext["answered"] & {};
  readonly gatehouse: Gatehouse;
}

/** What calls are answered with, once that is open. Rejects with a Failure while it cannot be opened. */
export type Ready = () => Promise<Served>;

/** One connection: the revision that it speaks, and what it keeps while it lasts. */
export interface Connection {
  readonly ready: Ready;
  /** `legacy`: 2025-11-25 and before. */
  readonly era: "legacy" | "modern";
  readonly kept: KeptOutcomes;
  announced(arrival: Arrival): Announced;
}

/** What a request came with besides its parameters, by whichever way. */
export interface Arrival {
  /** Aborted when the client cancels or goes away. */
  readonly signal: Cancellation;
  /** What a request of 2026-07-28 says of who sends it; undefined before. */
  readonly envelope: unknown;
  readonly meta: unknown;
  notify(message: { method: string; params: Record<string, unknown> }): Promise<void>;
}

export function arrivalOf({ mcpReq }: ServerContext): Arrival {
  const { signal, envelope } = mcpReq;
  return { signal, envelope, meta: Reflect.get(mcpReq, "_meta"), notify: (message) => mcpReq.notify(message) };
}

/** What a client says of itself; attacker-controlled. */
export interface Announced {
  readonly client: { readonly name: string; readonly version: string } | null;
  /** That it takes tasks for answers (the extension of 2026-07-28, in each request's own envelope). */
  readonly tasks: boolean;
}

/** Refused while nothing is open that could record it: without an entry, as when the ledger cannot be written. */
export async function servedOrRefused(ready: Ready): Promise<Served | Refused> {
  try {
    return await ready();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { kind: "refused", refusal: refusalOfFailure(error), receipt: null };
  }
}

export function contextOf(
  { caller, gatehouse, admission, answered }: Served,
  { announced, arrival }: { announced: Announced; arrival: Arrival },
): CallContext {
  const progress = progressOf(arrival);
  return {
    caller: caller.announcedAs(announced.client),
    gatehouse,
    cancellation: arrival.signal,
    ...(progress !== null && { progress }),
    ...(admission !== undefined && { admission }),
    ...(answered !== undefined && { answered }),
  };
}

const clientSchema = z.object({ name: z.string(), version: z.string() });
const CLIENT = "io.modelcontextprotocol/clientInfo";
const CAPABILITIES = "io.modelcontextprotocol/clientCapabilities";
export const TASKS = "io.modelcontextprotocol/tasks";
const tasksSchema = z.looseObject({ extensions: z.looseObject({ [TASKS]: z.looseObject({}) }) });

/** From a request's envelope (2026-07-28), or else from what was said in initialize (before). */
export function announcedIn(envelope: unknown, atInitialize: unknown): Announced {
  const part = (key: string): unknown =>
    typeof envelope === "object" && envelope !== null ? Reflect.get(envelope, key) : undefined;
  const client = clientSchema.safeParse(part(CLIENT) ?? atInitialize);
  const capabilities = part(CAPABILITIES);
  return {
    client: client.success ? { name: printable(client.data.name), version: printable(client.data.version) } : null,
    tasks: capabilities !== undefined && tasksSchema.safeParse(capabilities).success,
  };
}

const progressSchema = z.looseObject({ progressToken: z.union([z.string(), z.number()]) });

/** Tells the client how a call gets on, where it asked for that with a token; null where it did not. */
function progressOf(arrival: Arrival): ((message: string) => void) | null {
  if (arrival.meta === undefined) return null;
  const meta = progressSchema.safeParse(arrival.meta);
  if (!meta.success) return null;
  const { progressToken } = meta.data;
  let progress = 0;
  return (message) => {
    progress += 1;
    arrival
      .notify({ method: "notifications/progress", params: { progressToken, progress, message } })
      .catch(() => undefined); // the client is gone, and the call ends by its signal
  };
}

/** Attacker-controlled, and bound for the ledger and terminals. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?").slice(0, 100);
}
