// What is kept of one connection that reads: which plans it has prepared, what its witness has said, and what runs on it.

import type pg from "pg";
import { PreparedStatements } from "../connection/prepared-statements.ts";
import { MessageSizeWatch } from "../connection/watch-message-size.ts";
import { CalmWitness } from "./calm-witness.ts";
import type { PlanRun } from "./plan-run.ts";

/** A single message beyond this cannot be part of any result: the connection is given up rather than the memory. */
const LARGEST_MESSAGE = 8 * 1_048_576;

export interface ReadSession {
  readonly prepared: PreparedStatements;
  readonly calm: CalmWitness;
  running: PlanRun | null;
  /** Ends the connection at once; the server notices when it next writes to it. */
  destroy: () => void;
}

export class ReadSessions {
  readonly #known = new WeakMap<object, ReadSession>();

  of(client: pg.PoolClient): ReadSession {
    const known = this.#known.get(client);
    if (known !== undefined) return known;
    const session: ReadSession = {
      prepared: new PreparedStatements(),
      calm: new CalmWitness(),
      running: null,
      destroy: () => undefined,
    };
    this.#known.set(client, session);
    watchStream(client, session);
    return session;
  }
}

/** Gives a connection up as soon as it announces a message that no result can hold. */
function watchStream(client: pg.PoolClient, session: ReadSession): void {
  const connection: unknown = Reflect.get(client, "connection");
  const stream: unknown =
    typeof connection === "object" && connection !== null ? Reflect.get(connection, "stream") : null;
  if (!isSocket(stream)) return;
  session.destroy = () => stream.destroy();
  const watch = new MessageSizeWatch(LARGEST_MESSAGE, () => session.running?.stopAtBytes());
  stream.prependListener("data", (chunk) => watch.push(chunk));
}

interface Socket {
  prependListener(event: "data", listener: (chunk: Buffer) => void): unknown;
  destroy(): void;
}

function isSocket(value: unknown): value is Socket {
  return typeof value === "object" && value !== null && "prependListener" in value && "destroy" in value;
}
