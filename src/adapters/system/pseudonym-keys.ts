// The keys port on node:crypto: pads by principal, and the commitment to what was released.

import { createHmac } from "node:crypto";
import { pseudonymPads } from "../../core/masking/pseudonym-key.ts";
import { piecesOf } from "../../core/model/json-text.ts";
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
    commit: (json, correlation) => {
      const hash = createHmac("sha256", commitment).update(`${correlation}\n`, "utf8");
      let bytes = 0;
      for (const piece of piecesOf(json)) {
        if (typeof piece === "string") hash.update(piece, "utf8");
        else hash.update(piece.bytes);
        bytes += typeof piece === "string" ? Buffer.byteLength(piece, "utf8") : piece.bytes.length;
      }
      return { digest: hash.digest("hex"), bytes };
    },
  };
}
