// The keys port on node:crypto: pads by principal, and the commitment to what was released.

import { createHmac } from "node:crypto";
import { pseudonymPads } from "../../core/masking/pseudonym-key.ts";
import type { Keys, PseudonymPads } from "../../gate/ports/keys.ts";

const hmac = (key: Uint8Array, message: string): Uint8Array =>
  createHmac("sha256", key).update(message, "utf8").digest();

export function pseudonymKeys(master: Uint8Array): Keys {
  const pads = new Map<string, PseudonymPads>();
  const commitment = hmac(master, "gatehouse-result-v2");
  return {
    pseudonymPads: (principal) => {
      const known = pads.get(principal);
      if (known !== undefined) return known;
      const made = pseudonymPads(master, { principal, hmac });
      pads.set(principal, made);
      return made;
    },
    commit: (text, correlation) => ({
      digest: createHmac("sha256", commitment).update(`${correlation}\n`, "utf8").update(text, "utf8").digest("hex"),
      bytes: Buffer.byteLength(text, "utf8"),
    }),
  };
}
