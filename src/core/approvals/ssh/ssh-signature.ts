// Our own verification of SSHSIG (OpenSSH's PROTOCOL.sshsig and PROTOCOL.u2f): strict armor, no trailing bytes, one namespace,
// and, unlike `ssh-keygen -Y verify`, no hardware key that was not touched. Message and signature are attacker-controlled.

import type { ApprovalCrypto, RawPublicKey } from "../approval-crypto.ts";
import { type KeyAlgorithm, parseKeyBlob, type SshPublicKey } from "./ssh-public-key.ts";
import { asciiBytes, concatBytes, MalformedWire, WireReader, wireString, wireUint32 } from "./ssh-wire.ts";
import { decodeBase64 } from "./strict-base64.ts";

export const SIGNATURE_NAMESPACE = "approve@gatehouse";

export interface VerifiedSignature {
  readonly kind: "verified";
  readonly key: SshPublicKey;
  /** `SHA256:…` */
  readonly fingerprint: string;
  /** Of the signature: `ssh-ed25519`, `rsa-sha2-512`, … */
  readonly algorithm: string;
  /** Null for a key in software. `present`: touched; `verified`: the key also asked for its PIN or a finger. */
  readonly hardware: { readonly present: boolean; readonly verified: boolean; readonly counter: number } | null;
}

export type SignatureFault = "armor" | "format" | "namespace" | "algorithm" | "not-touched" | "not-of-this-text";

export interface FaultySignature {
  readonly kind: "faulty";
  readonly fault: SignatureFault;
}

const BEGIN = "-----BEGIN SSH SIGNATURE-----";
const END = "-----END SSH SIGNATURE-----";
const MAGIC = asciiBytes("SSHSIG");
const LONGEST_ARMOR = 16_384;

/** Whether `armored` is a signature over exactly `message`, by whichever key it names. Whose key that is, the caller asks the policies. */
export function verifySignature(
  armored: string,
  options: { message: Uint8Array; primitives: ApprovalCrypto; namespace?: string },
): VerifiedSignature | FaultySignature {
  const blob = readArmor(armored);
  if (blob === null) return { kind: "faulty", fault: "armor" };
  try {
    return verifyBlob(new WireReader(blob), options);
  } catch (error) {
    if (error instanceof MalformedWire) return { kind: "faulty", fault: "format" };
    throw error;
  }
}

function readArmor(armored: string): Uint8Array | null {
  if (armored.length > LONGEST_ARMOR || !armored.endsWith(`\n${END}\n`) || !armored.startsWith(`${BEGIN}\n`))
    return null;
  const lines = armored.slice(BEGIN.length + 1, -END.length - 2).split("\n");
  const width = lines[0]?.length ?? 0;
  const even = lines.every((line, place) =>
    place < lines.length - 1 ? line.length === width : line.length > 0 && line.length <= width,
  );
  return even ? decodeBase64(lines.join("")) : null;
}

function verifyBlob(
  reader: WireReader,
  {
    message,
    primitives,
    namespace: wanted = SIGNATURE_NAMESPACE,
  }: { message: Uint8Array; primitives: ApprovalCrypto; namespace?: string },
): VerifiedSignature | FaultySignature {
  const faulty = (fault: SignatureFault): FaultySignature => ({ kind: "faulty", fault });
  if (!sameBytes(reader.take(MAGIC.length), MAGIC) || reader.uint32() !== 1) return faulty("format");
  const key = parseKeyBlob(reader.string(), primitives);
  const namespace = reader.word();
  const reserved = reader.string();
  const hash = reader.word();
  const signature = reader.string();
  reader.end();
  if (key === null) return faulty("algorithm");
  if (namespace !== wanted) return faulty("namespace");
  if (reserved.length > 0) return faulty("format");
  if (hash !== "sha256" && hash !== "sha512") return faulty("algorithm");

  const signed = concatBytes(
    MAGIC,
    wireString(asciiBytes(namespace)),
    wireString(reserved),
    wireString(asciiBytes(hash)),
    wireString(hash === "sha256" ? primitives.sha256(message) : primitives.sha512(message)),
  );
  const inner = new WireReader(signature);
  const algorithm = inner.word();
  const scheme = SCHEMES[key.algorithm].find(({ name }) => name === algorithm);
  if (scheme === undefined) return faulty("algorithm");
  const raw = readRawSignature(inner.string(), key.raw);
  const hardware = key.application === null ? null : readHardware(inner);
  inner.end();
  const covered =
    hardware === null || key.application === null
      ? signed
      : concatBytes(
          primitives.sha256(asciiBytes(key.application)),
          Uint8Array.of(hardware.flags),
          wireUint32(hardware.counter),
          primitives.sha256(signed),
        );
  if (!primitives.verify(key.raw, { message: covered, signature: raw, hash: scheme.hash }))
    return faulty("not-of-this-text");
  if (hardware !== null && !hardware.present) return faulty("not-touched");
  return {
    kind: "verified",
    key,
    fingerprint: key.fingerprint,
    algorithm,
    hardware: hardware && { present: hardware.present, verified: hardware.verified, counter: hardware.counter },
  };
}

interface Scheme {
  readonly name: string;
  /** Ed25519 hashes by itself. */
  readonly hash: "sha256" | "sha384" | "sha512";
}

/** How a key of each type may sign. RSA with SHA-1 (`ssh-rsa`) is none of them. */
const SCHEMES: Readonly<Record<KeyAlgorithm, readonly Scheme[]>> = {
  "ssh-ed25519": [{ name: "ssh-ed25519", hash: "sha512" }],
  "ecdsa-sha2-nistp256": [{ name: "ecdsa-sha2-nistp256", hash: "sha256" }],
  "ecdsa-sha2-nistp384": [{ name: "ecdsa-sha2-nistp384", hash: "sha384" }],
  "ecdsa-sha2-nistp521": [{ name: "ecdsa-sha2-nistp521", hash: "sha512" }],
  "ssh-rsa": [
    { name: "rsa-sha2-256", hash: "sha256" },
    { name: "rsa-sha2-512", hash: "sha512" },
  ],
  "sk-ssh-ed25519@openssh.com": [{ name: "sk-ssh-ed25519@openssh.com", hash: "sha512" }],
  "sk-ecdsa-sha2-nistp256@openssh.com": [{ name: "sk-ecdsa-sha2-nistp256@openssh.com", hash: "sha256" }],
};

function readRawSignature(blob: Uint8Array, key: RawPublicKey): Uint8Array {
  switch (key.kind) {
    case "ed25519":
      if (blob.length !== 64) throw new MalformedWire("an Ed25519 signature of another length");
      return blob;
    case "rsa":
      if (blob.length !== key.modulus.length) throw new MalformedWire("an RSA signature of another length");
      return blob;
    case "ecdsa": {
      const numbers = new WireReader(blob);
      const [r, s] = [numbers.positive(), numbers.positive()];
      numbers.end();
      return concatBytes(padNumber(r, key.x.length), padNumber(s, key.x.length));
    }
  }
}

function padNumber(number: Uint8Array, size: number): Uint8Array {
  if (number.length > size) throw new MalformedWire("a number larger than the curve");
  return concatBytes(new Uint8Array(size - number.length), number);
}

/** Flags as in FIDO's authenticator data: bit 0 says touched, bit 2 says PIN or finger. */
function readHardware(inner: WireReader) {
  const flags = inner.byte();
  return { flags, present: (flags & 0x01) !== 0, verified: (flags & 0x04) !== 0, counter: inner.uint32() };
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, place) => byte === b[place]);
}
