// JSON as it stands inside a string of JSON: it holds no control characters, so that quotes and backslashes are all that is escaped.

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** `json` is compact JSON in UTF-8. */
export function escapeAgain(json: Uint8Array): Uint8Array {
  let escapes = 0;
  for (let at = 0; at < json.length; at++) if (json[at] === QUOTE || json[at] === BACKSLASH) escapes += 1;
  const escaped = Buffer.allocUnsafeSlow(json.length + escapes);
  for (let at = 0, to = 0; at < json.length; at++) {
    const byte = json[at] ?? 0;
    if (byte === QUOTE || byte === BACKSLASH) escaped[to++] = BACKSLASH;
    escaped[to++] = byte;
  }
  return escaped;
}
