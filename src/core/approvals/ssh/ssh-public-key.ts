// An OpenSSH public key, from a line of a .pub file or from the inside of a signature. The key types that ssh-keygen makes today.

import type { ApprovalCrypto, RawPublicKey } from "../approval-crypto.ts";
import { MalformedWire, WireReader } from "./ssh-wire.ts";
import { decodeBase64, encodeBase64 } from "./strict-base64.ts";

export const KEY_ALGORITHMS = [
  "ssh-ed25519",
  "ecdsa-sha2-nistp256",
  "ecdsa-sha2-nistp384",
  "ecdsa-sha2-nistp521",
  "ssh-rsa",
  "sk-ssh-ed25519@openssh.com",
  "sk-ecdsa-sha2-nistp256@openssh.com",
] as const;
export type KeyAlgorithm = (typeof KEY_ALGORITHMS)[number];

export interface SshPublicKey {
  readonly algorithm: KeyAlgorithm;
  /** `SHA256:…`, as ssh-keygen prints it. */
  readonly fingerprint: string;
  readonly raw: RawPublicKey;
  /** What a hardware key was made for, such as `ssh:`; null for a key in software. */
  readonly application: string | null;
  /** `algorithm base64`, without the comment. */
  readonly line: string;
}

const CURVES = {
  "ecdsa-sha2-nistp256": { name: "nistp256", curve: "P-256", size: 32 },
  "ecdsa-sha2-nistp384": { name: "nistp384", curve: "P-384", size: 48 },
  "ecdsa-sha2-nistp521": { name: "nistp521", curve: "P-521", size: 66 },
  "sk-ecdsa-sha2-nistp256@openssh.com": { name: "nistp256", curve: "P-256", size: 32 },
} as const;

/** RSA keys below this can be factored by those who want to. */
const SMALLEST_MODULUS_BYTES = 256;
const LARGEST_MODULUS_BYTES = 2_048;

/** `ssh-ed25519 AAAA… comment`; null when it is no key of a type that can sign decisions. */
export function parseKeyLine(line: string, primitives: Pick<ApprovalCrypto, "sha256">): SshPublicKey | null {
  const [algorithm, base64] = line.trim().split(/[ \t]+/);
  const blob = base64 === undefined ? null : decodeBase64(base64);
  const key = blob === null ? null : parseKeyBlob(blob, primitives);
  return key?.algorithm === algorithm ? key : null;
}

export function parseKeyBlob(blob: Uint8Array, primitives: Pick<ApprovalCrypto, "sha256">): SshPublicKey | null {
  try {
    const reader = new WireReader(blob);
    const written = reader.word();
    const algorithm = KEY_ALGORITHMS.find((known) => known === written);
    if (algorithm === undefined) return null;
    const raw = readRawKey(algorithm, reader);
    const application = algorithm.startsWith("sk-") ? reader.word() : null;
    reader.end();
    const fingerprint = `SHA256:${encodeBase64(primitives.sha256(blob)).replace(/=+$/, "")}`;
    return { algorithm, fingerprint, raw, application, line: `${algorithm} ${encodeBase64(blob)}` };
  } catch (error) {
    if (error instanceof MalformedWire) return null;
    throw error;
  }
}

function readRawKey(algorithm: KeyAlgorithm, reader: WireReader): RawPublicKey {
  switch (algorithm) {
    case "ssh-ed25519":
    case "sk-ssh-ed25519@openssh.com": {
      const point = reader.string();
      if (point.length !== 32) throw new MalformedWire("an Ed25519 key of another length");
      return { kind: "ed25519", point };
    }
    case "ssh-rsa": {
      const exponent = reader.positive();
      const modulus = reader.positive();
      if (modulus.length < SMALLEST_MODULUS_BYTES || modulus.length > LARGEST_MODULUS_BYTES)
        throw new MalformedWire("an RSA key of a length that is not accepted");
      return { kind: "rsa", modulus, exponent };
    }
    case "ecdsa-sha2-nistp256":
    case "ecdsa-sha2-nistp384":
    case "ecdsa-sha2-nistp521":
    case "sk-ecdsa-sha2-nistp256@openssh.com": {
      const { name, curve, size } = CURVES[algorithm];
      if (reader.word() !== name) throw new MalformedWire("another curve than the key type says");
      const point = reader.string();
      if (point.length !== 1 + 2 * size || point[0] !== 4) throw new MalformedWire("a point that is not uncompressed");
      return { kind: "ecdsa", curve, x: point.subarray(1, 1 + size), y: point.subarray(1 + size) };
    }
  }
}
