// The caller's own pseudonym key: derived from the master key, so that two principals cannot join their results.
// HMAC-SHA256 is injected. The pads are what an HMAC (RFC 2104) of that key XORs the key with.

const BLOCK = 64;

export type Hmac = (key: Uint8Array, message: string) => Uint8Array;

export function pseudonymPads(
  master: Uint8Array,
  { principal, hmac }: { principal: string; hmac: Hmac },
): { readonly innerPad: Uint8Array; readonly outerPad: Uint8Array } {
  const key = hmac(master, `gatehouse-pseudonym-v1\n${principal}`);
  return { innerPad: pad(key, 0x36), outerPad: pad(key, 0x5c) };
}

function pad(key: Uint8Array, byte: number): Uint8Array {
  return Uint8Array.from({ length: BLOCK }, (_, index) => (key[index] ?? 0) ^ byte);
}
