// A key that the demo makes for a person who is not there, and signatures by it in SSH's own format (OpenSSH, PROTOCOL.sshsig).
// In real life the key is the person's own and never leaves their machine: `gatehouse approvals approve` has ssh-keygen sign with it.

import { createHash, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { SIGNATURE_NAMESPACE } from "../../../core/approvals/ssh/ssh-signature.ts";

const TYPE = "ssh-ed25519";

export class DemoKey {
  readonly #secret: KeyObject;
  readonly #blob: Buffer;

  constructor() {
    const { publicKey, privateKey } = generateKeyPairSync("ed25519");
    this.#secret = privateKey;
    const point = Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url");
    this.#blob = Buffer.concat([field(TYPE), field(point)]);
  }

  /** As in a .pub file. */
  get line(): string {
    return `${TYPE} ${this.#blob.toString("base64")} demo`;
  }

  /** The armored signature of a text. */
  sign(text: string): string {
    const digest = createHash("sha512").update(text, "utf8").digest();
    const frame = [field(SIGNATURE_NAMESPACE), field(""), field("sha512")];
    const signed = Buffer.concat([Buffer.from("SSHSIG"), ...frame, field(digest)]);
    const version = Buffer.from([0, 0, 0, 1]);
    const signature = Buffer.concat([field(TYPE), field(sign(null, signed, this.#secret))]);
    const blob = Buffer.concat([Buffer.from("SSHSIG"), version, field(this.#blob), ...frame, field(signature)]);
    const lines = blob.toString("base64").match(/.{1,70}/g) ?? [];
    return ["-----BEGIN SSH SIGNATURE-----", ...lines, "-----END SSH SIGNATURE-----", ""].join("\n");
  }
}

/** A length in four bytes, then the bytes. */
function field(value: string | Uint8Array): Buffer {
  const bytes = Buffer.from(value);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
