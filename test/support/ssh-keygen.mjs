// Stands in for `ssh-keygen -Y sign` in tests: signs stdin with a key that the test made, after it asked for the passphrase at the terminal.
// A wrong passphrase is told on stderr and ends with 255, as OpenSSH does.

import { createHash, createPrivateKey, sign } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, writeSync } from "node:fs";
import { z } from "zod";

const args = process.argv.slice(2);
const path = (args[args.indexOf("-f") + 1] ?? "").replace(/\.pub$/, "");
const namespace = args[args.indexOf("-n") + 1] ?? "";
const text = readFileSync(0);
const key = z
  .object({ type: z.string(), line: z.string(), secret: z.string(), passphrase: z.string(), flags: z.number() })
  .parse(JSON.parse(readFileSync(path, "utf8")));

if (key.passphrase !== "" && askPassphrase() !== key.passphrase) {
  process.stderr.write("Load key: incorrect passphrase supplied to decrypt private key\n");
  process.exit(255);
}

/** @param {number} value */
const uint32 = (value) => Buffer.from([value >>> 24, (value >>> 16) & 255, (value >>> 8) & 255, value & 255]);
/** @param {string | Uint8Array} value */
const wire = (value) => Buffer.concat([uint32(Buffer.byteLength(value)), Buffer.from(value)]);
/** @param {string | Uint8Array} bytes */
const sha256 = (bytes) => createHash("sha256").update(bytes).digest();
const head = Buffer.from("SSHSIG");
const signed = Buffer.concat([
  head,
  ...[namespace, "", "sha512", createHash("sha512").update(text).digest()].map(wire),
]);
const hardware = key.type.startsWith("sk-") ? Buffer.from([key.flags, 0, 0, 0, 9]) : Buffer.alloc(0);
const covered = hardware.length > 0 ? Buffer.concat([sha256("ssh:"), hardware, sha256(signed)]) : signed;
const signature = Buffer.concat([wire(key.type), wire(sign(null, covered, createPrivateKey(key.secret))), hardware]);
const publicKey = Buffer.from(key.line.split(" ")[1] ?? "", "base64");
const blob = Buffer.concat([head, uint32(1), ...[publicKey, namespace, "", "sha512", signature].map(wire)]);
const lines = blob.toString("base64").match(/.{1,70}/g) ?? [];
process.stdout.write(`-----BEGIN SSH SIGNATURE-----\n${lines.join("\n")}\n-----END SSH SIGNATURE-----\n`);

function askPassphrase() {
  const terminal = openSync("/dev/tty", "r+");
  writeSync(terminal, `Enter passphrase for ${path}: `);
  const buffer = Buffer.alloc(200);
  const length = readSync(terminal, buffer);
  closeSync(terminal);
  return buffer
    .subarray(0, length)
    .toString("utf8")
    .replace(/[\r\n]+$/, "");
}
