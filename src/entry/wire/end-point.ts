// The channel binding tls-server-end-point (RFC 5929, section 4.1): the hash of the server's certificate, by the hash of its signature, and
// SHA-256 where that is MD5 or SHA-1.

import { createHash, X509Certificate } from "node:crypto";

/** By the last two numbers of the signature's object identifier, as DER has them, behind those of RSA (PKCS #1) or ECDSA (X9.62). */
const RSA = "2a864886f70d0101";
const ECDSA = "2a8648ce3d0403";
const HASHES: Readonly<Record<string, string>> = {
  [`${RSA}04`]: "sha256",
  [`${RSA}05`]: "sha256",
  [`${RSA}0b`]: "sha256",
  [`${RSA}0c`]: "sha384",
  [`${RSA}0d`]: "sha512",
  [`${ECDSA}02`]: "sha256",
  [`${ECDSA}03`]: "sha384",
  [`${ECDSA}04`]: "sha512",
};

/** Null where the RFC defines none: of signatures that have no single hash, such as Ed25519. `certificate` is PEM. */
export function endPointOf(certificate: string): Uint8Array | null {
  const { raw } = new X509Certificate(certificate);
  const hash = HASHES[signatureOf(raw)];
  return hash === undefined ? null : createHash(hash).update(raw).digest();
}

/** The object identifier of the algorithm: Certificate ::= SEQUENCE { tbsCertificate, signatureAlgorithm SEQUENCE { OID, … }, … }. */
function signatureOf(der: Buffer): string {
  const signed = valueAt(der, valueAt(der, 0).from);
  const algorithm = valueAt(der, signed.to);
  const { from, to } = valueAt(der, algorithm.from);
  return der.toString("hex", from, to);
}

/** Where the value of the element at `at` lies. */
function valueAt(der: Buffer, at: number): { from: number; to: number } {
  const first = der[at + 1] ?? 0;
  if (first < 0x80) return { from: at + 2, to: at + 2 + first };
  const bytes = first & 0x7f;
  const from = at + 2 + bytes;
  return { from, to: from + der.readUIntBE(at + 2, bytes) };
}
