// A home with SSH keys, and an ssh-keygen for tests first in the path: one that signs with keys made here and asks for their passphrase at
// the terminal. So no test depends on what the machine has installed.

import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { TestKey } from "./ssh-signer.ts";

export interface SshHome {
  /** PATH and HOME, and no agent. */
  readonly env: Readonly<Record<string, string>>;
  /** Writes a key into ~/.ssh, public and private; answers with the path of the private one. `flags`: what a hardware key says of itself. */
  writeKey(name: string, key: TestKey, more?: { passphrase?: string; flags?: number }): string;
}

export function makeSshHome(folder: string): SshHome {
  const bin = join(folder, "bin");
  mkdirSync(bin);
  const program = join(bin, "ssh-keygen");
  writeFileSync(program, `#!/bin/sh\nexec "${process.execPath}" "${resolve("test/support/ssh-keygen.mjs")}" "$@"\n`);
  chmodSync(program, 0o755);
  mkdirSync(join(folder, ".ssh"), { mode: 0o700 });
  return {
    env: { PATH: `${bin}:${process.env["PATH"] ?? ""}`, HOME: folder, SSH_AUTH_SOCK: "" },
    writeKey: (name, key, { passphrase = "", flags = 1 } = {}) => {
      const path = join(folder, ".ssh", name);
      const secret = key.secret.export({ type: "pkcs8", format: "pem" });
      writeFileSync(`${path}.pub`, `${key.line}\n`);
      writeFileSync(path, JSON.stringify({ type: key.type, line: key.line, secret, passphrase, flags }), {
        mode: 0o600,
      });
      return path;
    },
  };
}
