// Calls on their way to a handler: a bounded number is under way at once, and no two of one id, so that neither's answer can be taken for
// the other's. The others wait here, in order, and whoever reads the input stops while too much of it waits.

import type { JSONRPCMessage, JSONRPCRequest, RequestId } from "@modelcontextprotocol/server";

interface Waiting {
  readonly call: JSONRPCRequest;
  readonly bytes: number;
  /** What was said of it while it waited. */
  readonly after: JSONRPCMessage[];
}

/** Far more than databases take at once. */
const MOST_UNDER_WAY = 64;
const MOST_WAITING = 1_000;
/** Of the lines of what waits. */
const MOST_BYTES = 8 * 1_048_576;

export class CallQueue {
  readonly #deliver: (message: JSONRPCMessage) => void;
  readonly #mayBegin: () => boolean;
  readonly #underWay = new Set<RequestId>();
  #waiting: Waiting[] = [];
  #bytes = 0;

  /** `mayBegin` is false while answers wait to be read: what begins then would only add to them. */
  constructor(deliver: (message: JSONRPCMessage) => void, mayBegin: () => boolean) {
    this.#deliver = deliver;
    this.#mayBegin = mayBegin;
  }

  /** True while no more should be read. */
  get isFull(): boolean {
    return this.#bytes > MOST_BYTES || this.#waiting.length > MOST_WAITING;
  }

  take(call: JSONRPCRequest, bytes: number): void {
    this.#waiting.push({ call, bytes, after: [] });
    this.#bytes += bytes;
    this.advance();
  }

  /** True when the message is about a call that waits, and goes after it. */
  holds(message: JSONRPCMessage, about: unknown): boolean {
    const waiting = this.#waiting.find(({ call }) => call.id === about);
    waiting?.after.push(message);
    return waiting !== undefined;
  }

  /** A call came to its end. */
  ended(id: RequestId): void {
    if (this.#underWay.delete(id)) this.advance();
  }

  /** The calls that are not begun any more. */
  close(): readonly JSONRPCRequest[] {
    const left = this.#waiting.map(({ call }) => call);
    this.#waiting = [];
    this.#bytes = 0;
    return left;
  }

  /** Begins what there is room for. */
  advance(): void {
    for (let place = 0; place < this.#waiting.length && this.#hasRoom(); ) {
      const next = this.#waiting[place];
      if (next === undefined) return;
      if (this.#underWay.has(next.call.id)) {
        place += 1;
        continue;
      }
      this.#waiting.splice(place, 1);
      this.#bytes -= next.bytes;
      this.#underWay.add(next.call.id);
      this.#deliver(next.call);
      for (const message of next.after) this.#deliver(message);
    }
  }

  #hasRoom(): boolean {
    return this.#underWay.size < MOST_UNDER_WAY && this.#mayBegin();
  }
}
