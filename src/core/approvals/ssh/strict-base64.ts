// Base64 (RFC 4648, 4) that has one spelling for each value: no white space, no missing or superfluous padding, no stray bits.
// Lenient decoders accept several texts for one signature; a decision that is kept as evidence has to have one.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const VALUES: ReadonlyMap<string, number> = new Map(Array.from(ALPHABET, (letter, value) => [letter, value]));

export function encodeBase64(bytes: Uint8Array): string {
  let text = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const [first = 0, second, third] = bytes.subarray(at, at + 3);
    const group = (first << 16) | ((second ?? 0) << 8) | (third ?? 0);
    const letters = [18, 12, 6, 0].map((shift) => ALPHABET.charAt((group >> shift) & 63));
    text +=
      second === undefined
        ? `${letters.slice(0, 2).join("")}==`
        : third === undefined
          ? `${letters.slice(0, 3).join("")}=`
          : letters.join("");
  }
  return text;
}

/** Null for anything but the one spelling. */
export function decodeBase64(text: string): Uint8Array | null {
  if (text.length % 4 !== 0) return null;
  const padding = text.endsWith("==") ? 2 : text.endsWith("=") ? 1 : 0;
  const bytes = new Uint8Array((text.length / 4) * 3 - padding);
  for (let at = 0, to = 0; at < text.length; at += 4) {
    let group = 0;
    for (let place = at; place < at + 4; place++) {
      const value = place < text.length - padding ? VALUES.get(text.charAt(place)) : 0;
      if (value === undefined) return null;
      group = (group << 6) | value;
    }
    for (const shift of [16, 8, 0]) if (to < bytes.length) bytes[to++] = (group >> shift) & 255;
    if (at + 4 === text.length && padding > 0 && (group & (padding === 2 ? 0xffff : 0xff)) !== 0) return null;
  }
  return bytes;
}
