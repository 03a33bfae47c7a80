// Session ids that hold what a session is, so that nothing is kept of it and every replica opens it: who announced itself in `initialize`, and
// for whom and in which role. A client of 2025-11-25 or before sends it with each request; it grants nothing, and is opened for the holder that it was made
// for alone. INVARIANT: what is opened was sealed with the key of this state; whatever else is sent opens nothing.

import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { z } from "zod";
import type { Announced } from "../mcp/served.ts";

export interface Session {
  /** A UUID, as entries have it. */
  readonly id: string;
  readonly client: Announced["client"];
}

const LIFETIME_SECONDS = 7 * 86_400;
/** Far more than is ever sealed. */
const LONGEST = 2_048;

const sealedSchema = z.strictObject({
  s: z.uuid(),
  p: z.string(),
  c: z.strictObject({ name: z.string(), version: z.string() }).nullable(),
  e: z.int(),
});

export class SessionSeal {
  readonly #key: Uint8Array;
  readonly #seconds: () => number;

  /** `seconds` since the Unix epoch. */
  constructor(key: Uint8Array, seconds: () => number) {
    this.#key = key;
    this.#seconds = seconds;
  }

  /** Visible ASCII alone, as the header takes it. */
  seal(client: Announced["client"], holder: string): string {
    const sealed = { s: randomUUID(), p: holder, c: client, e: this.#seconds() + LIFETIME_SECONDS };
    const text = Buffer.from(JSON.stringify(sealed), "utf8").toString("base64url");
    return `${text}.${this.#mac(text).toString("base64url")}`;
  }

  /** Null for what is no session of this holder's. `sealed` is attacker-controlled. */
  open(sealed: string, holder: string): Session | null {
    const [text = "", mac = "", ...more] = sealed.length > LONGEST ? [] : sealed.split(".");
    const [given, wanted] = [Buffer.from(mac, "base64url"), this.#mac(text)];
    if (more.length > 0 || given.length !== wanted.length || !timingSafeEqual(given, wanted)) return null;
    const { s: id, p, c: client, e } = sealedSchema.parse(JSON.parse(Buffer.from(text, "base64url").toString("utf8")));
    return p === holder && e > this.#seconds() ? { id, client } : null;
  }

  /** For a caller without a session: the same UUID (version 8) for the same holder, from the same client. */
  unsealed(client: Announced["client"], holder: string): Session {
    const mac = this.#mac(JSON.stringify([holder, client?.name ?? null, client?.version ?? null]));
    mac[6] = ((mac[6] ?? 0) & 0x0f) | 0x80;
    mac[8] = ((mac[8] ?? 0) & 0x3f) | 0x80;
    const hex = mac.subarray(0, 16).toString("hex");
    const id = [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
    return { id, client };
  }

  #mac(text: string): Buffer {
    return createHmac("sha256", this.#key).update(text, "utf8").digest();
  }
}
