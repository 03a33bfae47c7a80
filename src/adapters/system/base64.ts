// Base64 (RFC 4648, section 4), read strictly: a text that is not exactly what its bytes are written as is not accepted.

import type { Base64 } from "../../core/ledger/export/export-lines.ts";

export const base64: Base64 = {
  encode: (bytes) => Buffer.from(bytes).toString("base64"),
  decode: (text) => {
    const bytes = Buffer.from(text, "base64");
    return bytes.toString("base64") === text ? new Uint8Array(bytes) : null;
  },
};
