// Keys and SSHSIG signatures for tests, made here so that no test needs ssh-keygen or a hardware key.
// A hardware key is stood in for by one in software that says of itself whatever a test wants: touched, verified, counter.

import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";

const SHAPES = {
  "ssh-ed25519": { curve: null, signature: "ssh-ed25519", hash: null },
  "ecdsa-sha2-nistp256": { curve: "nistp256", signature: "ecdsa-sha2-nistp256", hash: "sha256" },
  "ecdsa-sha2-nistp384": { curve: "nistp384", signature: "ecdsa-sha2-nistp384", hash: "sha384" },
  "ecdsa-sha2-nistp521": { curve: "nistp521", signature: "ecdsa-sha2-nistp521", hash: "sha512" },
  "ssh-rsa": { curve: null, signature: "rsa-sha2-512", hash: "sha512" },
  "sk-ssh-ed25519@openssh.com": { curve: null, signature: "sk-ssh-ed25519@openssh.com", hash: null },
  "sk-ecdsa-sha2-nistp256@openssh.com": {
    curve: "nistp256",
    signature: "sk-ecdsa-sha2-nistp256@openssh.com",
    hash: "sha256",
  },
} as const;

export type TestKeyType = keyof typeof SHAPES;

export interface TestKey {
  readonly type: TestKeyType;
  /** As in a .pub file. */
  readonly line: string;
  readonly blob: Buffer;
  readonly secret: KeyObject;
}

const CURVES = { nistp256: "P-256", nistp384: "P-384", nistp521: "P-521" } as const;

export function makeTestKey(type: TestKeyType, modulusLength = 2048): TestKey {
  const { curve } = SHAPES[type];
  const pair =
    type === "ssh-rsa"
      ? generateKeyPairSync("rsa", { modulusLength })
      : curve === null
        ? generateKeyPairSync("ed25519")
        : generateKeyPairSync("ec", { namedCurve: CURVES[curve] });
  const numbers = pair.publicKey.export({ format: "jwk" });
  const part = (name: "x" | "y" | "n" | "e"): Buffer => Buffer.from(numbers[name] ?? "", "base64url");
  const body =
    type === "ssh-rsa"
      ? [mpint(part("e")), mpint(part("n"))]
      : curve === null
        ? [wire(part("x"))]
        : [wire(curve), wire(Buffer.concat([Buffer.of(4), part("x"), part("y")]))];
  const blob = Buffer.concat([wire(type), ...body, ...(type.startsWith("sk-") ? [wire("ssh:")] : [])]);
  return { type, blob, secret: pair.privateKey, line: `${type} ${blob.toString("base64")} test` };
}

export interface SigningOptions {
  readonly namespace?: string;
  readonly hash?: "sha256" | "sha512";
  readonly reserved?: string;
  /** Of a hardware key: 1 touched, 4 verified. */
  readonly flags?: number;
  readonly counter?: number;
  /** Of RSA. */
  readonly algorithm?: "rsa-sha2-256" | "rsa-sha2-512" | "ssh-rsa";
  /** Bytes put after the signature, inside the armor. */
  readonly trailing?: Uint8Array;
  /** Bytes put after the raw signature, or after its numbers, inside the signature. */
  readonly after?: { readonly raw?: Uint8Array; readonly numbers?: Uint8Array };
}

/** An armored SSHSIG over `text`. */
export function signText(text: string, key: TestKey, options: SigningOptions = {}): string {
  const { namespace = "approve@gatehouse", hash = "sha512", reserved = "", flags = 1, counter = 7 } = options;
  const head = [Buffer.from("SSHSIG")];
  const digest = createHash(hash).update(text, "utf8").digest();
  const signed = Buffer.concat([...head, wire(namespace), wire(reserved), wire(hash), wire(digest)]);
  const isHardware = key.type.startsWith("sk-");
  const extra = Buffer.concat([Buffer.of(flags), uint32(counter)]);
  const sha256 = (bytes: Uint8Array): Buffer => createHash("sha256").update(bytes).digest();
  const covered = isHardware ? Buffer.concat([sha256(Buffer.from("ssh:")), extra, sha256(signed)]) : signed;
  const shape = SHAPES[key.type];
  const algorithm = options.algorithm ?? shape.signature;
  const signature = Buffer.concat([
    wire(algorithm),
    wire(Buffer.concat([rawSignature(covered, key, algorithm), options.after?.numbers ?? Buffer.alloc(0)])),
    ...(isHardware ? [extra] : []),
    options.after?.raw ?? Buffer.alloc(0),
  ]);
  const blob = Buffer.concat([
    ...head,
    uint32(1),
    wire(key.blob),
    wire(namespace),
    wire(reserved),
    wire(hash),
    wire(signature),
    options.trailing ?? Buffer.alloc(0),
  ]);
  return armor(blob);
}

export function armor(blob: Uint8Array): string {
  const lines =
    Buffer.from(blob)
      .toString("base64")
      .match(/.{1,70}/g) ?? [];
  return `-----BEGIN SSH SIGNATURE-----\n${lines.join("\n")}\n-----END SSH SIGNATURE-----\n`;
}

export function unarmor(armored: string): Buffer {
  return Buffer.from(armored.split("\n").slice(1, -2).join(""), "base64");
}

function rawSignature(message: Buffer, key: TestKey, algorithm: string): Buffer {
  const { curve, hash } = SHAPES[key.type];
  if (key.type === "ssh-rsa") {
    const hashes: Readonly<Record<string, string>> = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" };
    return sign(hashes[algorithm] ?? "sha1", message, key.secret);
  }
  if (curve === null) return sign(null, message, key.secret);
  const pair = sign(hash, message, { key: key.secret, dsaEncoding: "ieee-p1363" });
  return Buffer.concat([mpint(pair.subarray(0, pair.length / 2)), mpint(pair.subarray(pair.length / 2))]);
}

function wire(value: string | Uint8Array): Buffer {
  const bytes = typeof value === "string" ? Buffer.from(value, "utf8") : Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function mpint(number: Buffer): Buffer {
  const first = number.findIndex((byte) => byte !== 0);
  const bare = first < 0 ? Buffer.alloc(0) : number.subarray(first);
  return wire((bare[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), bare]) : bare);
}
