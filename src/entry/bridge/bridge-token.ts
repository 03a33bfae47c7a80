// The bridge's one secret: its token, from a file that nobody else may read, or from the environment; never from the command line, which every
// process of the machine can read.

import { readFileSync, statSync } from "node:fs";
import { Failure } from "../../core/model/failure.ts";

const OTHERS_READ = 0o077;

export class BridgeToken {
  readonly #read: () => string;
  /** For sentences to people. */
  readonly from: string;
  #value: string;

  /** Throws a Failure where there is none, or where others can read it. */
  constructor(file: string | undefined, environment: string | undefined) {
    if (file === undefined && (environment === undefined || environment === "")) {
      throw new Failure("usage", "There is no token; name its file with --token-file, or set GATEHOUSE_TOKEN.");
    }
    this.from = file === undefined ? "GATEHOUSE_TOKEN" : `the file ${file}`;
    this.#read = () => (file === undefined ? (environment ?? "").trim() : readTokenFile(file));
    this.#value = this.#read();
    if (!/^[\x21-\x7e]+$/.test(this.#value)) {
      throw new Failure("usage", `There is no token in ${this.from}; gatehouse token create prints one.`);
    }
  }

  get value(): string {
    return this.#value;
  }

  /** Whether there is another one by now. */
  renew(): boolean {
    try {
      const before = this.#value;
      const now = this.#read();
      if (!/^[\x21-\x7e]+$/.test(now)) return false;
      this.#value = now;
      return now !== before;
    } catch {
      return false;
    }
  }
}

function readTokenFile(file: string): string {
  try {
    if (process.platform !== "win32" && (statSync(file).mode & OTHERS_READ) !== 0) {
      throw new Failure("usage", `The token file ${file} can be read by others; run chmod 600 on it.`);
    }
    return readFileSync(file, "utf8").trim();
  } catch (cause) {
    if (cause instanceof Failure) throw cause;
    throw new Failure("usage", `The token file ${file} cannot be read; correct --token-file.`, { cause });
  }
}
