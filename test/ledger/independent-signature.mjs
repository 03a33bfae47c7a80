// Reads and checks SSH signatures with nothing but Node's own cryptography, from OpenSSH's description of them: what a second implementation
// of docs/ledger-format.md needs besides the page.

import { createHash, createPublicKey, verify } from "node:crypto";

/** OpenSSH, PROTOCOL.sshsig. */
export function readSignature(armored) {
  const [, body] =
    /^-----BEGIN SSH SIGNATURE-----\n([A-Za-z0-9+/=\n]+)\n-----END SSH SIGNATURE-----\n$/.exec(armored ?? "") ?? [];
  if (body === undefined) return null;
  const whole = reader(Buffer.from(body, "base64"));
  if (whole.bytes(6).toString() !== "SSHSIG" || whole.number() !== 1) return null;
  const [blob, namespace, reserved, hash, signed] = [
    whole.text(),
    whole.text(),
    whole.text(),
    whole.text(),
    whole.text(),
  ];
  const key = reader(blob);
  const type = key.text().toString();
  const inner = reader(signed);
  const [algorithm, raw] = [inner.text().toString(), inner.text()];
  const hardware = type.startsWith("sk-");
  const flags = hardware ? inner.bytes(1) : Buffer.alloc(0);
  const counter = hardware ? inner.bytes(4) : Buffer.alloc(0);
  const fingerprint = `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
  return {
    blob,
    type,
    key,
    namespace: namespace.toString(),
    reserved,
    hash: hash.toString(),
    algorithm,
    raw,
    hardware,
    flags,
    counter,
    fingerprint,
  };
}

/** Whether it is a signature of this text, by the key that it names; by hardware, that it was touched. */
export function isSigned(text, { type, key, namespace, reserved, hash, algorithm, raw, hardware, flags, counter }) {
  if (hash !== "sha512" && hash !== "sha256") return false;
  const parts = [namespace, reserved, hash, createHash(hash).update(text, "utf8").digest()].map(string);
  let message = Buffer.concat([Buffer.from("SSHSIG"), ...parts]);
  let signature = raw;
  let jwk;
  let digest = null;
  if (type.includes("ed25519")) jwk = { kty: "OKP", crv: "Ed25519", x: key.text().toString("base64url") };
  else if (type.includes("ecdsa")) {
    const curve = key.text().toString();
    const point = key.text();
    const size = (point.length - 1) / 2;
    const [x, y] = [point.subarray(1, 1 + size), point.subarray(1 + size)].map((each) => each.toString("base64url"));
    jwk = { kty: "EC", crv: curve.replace("nistp", "P-"), x, y };
    digest = { nistp256: "sha256", nistp384: "sha384", nistp521: "sha512" }[curve];
    const numbers = reader(raw);
    const padded = () => {
      const number = numbers.text();
      const bare = number[0] === 0 ? number.subarray(1) : number;
      return Buffer.concat([Buffer.alloc(size - bare.length), bare]);
    };
    signature = Buffer.concat([padded(), padded()]);
  } else {
    const [e, n] = [key.text(), key.text()].map((each) => each.toString("base64url"));
    jwk = { kty: "RSA", e, n };
    digest = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" }[algorithm];
    if (digest === undefined) return false;
  }
  if (hardware) {
    if ((flags[0] & 1) === 0) return false;
    const application = key.text();
    const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
    message = Buffer.concat([sha256(application), flags, counter, sha256(message)]);
  }
  return verify(
    digest,
    message,
    { key: createPublicKey({ key: jwk, format: "jwk" }), dsaEncoding: "ieee-p1363" },
    signature,
  );
}

function reader(bytes) {
  let at = 0;
  const take = (length) => {
    at += length;
    return bytes.subarray(at - length, at);
  };
  return { bytes: take, number: () => take(4).readUInt32BE(), text: () => take(take(4).readUInt32BE()) };
}

function string(value) {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
