// The second terminal of the demo: the very commands that a person types, run as processes of their own.

import { execFile } from "node:child_process";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PACKAGE_ROOT } from "../../wiring/package-root.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";
import type { DemoKey } from "./demo-key.ts";

const MAIN = fileURLToPath(new URL("bin/gatehouse.js", PACKAGE_ROOT));
const execute = promisify(execFile);

export class Approver {
  readonly #folder: string;
  readonly #key: DemoKey;
  readonly #io: Io;

  constructor({ folder, key, io }: { folder: string; key: DemoKey; io: Io }) {
    this.#folder = folder;
    this.#key = key;
    this.#io = io;
  }

  /** Runs a command and shows it with what it said. */
  async type(...args: readonly string[]): Promise<string> {
    const shown = args.map((arg) => (/^[\w./:-]+$/.test(arg) ? arg : `'${arg}'`)).join(" ");
    this.#io.out(paint(this.#io, "dim", `$ gatehouse ${shown}`));
    const { stdout } = await this.#run(args);
    this.#io.out(
      ...stdout
        .trimEnd()
        .split("\n")
        .map((line) => `  ${line}`),
    );
    return stdout;
  }

  /** Prints the text of the decision, signs it, and gives the signature back: as one does with a key on another machine. */
  async approve(id: string, ...more: readonly string[]): Promise<void> {
    this.#io.out(paint(this.#io, "dim", `$ gatehouse approvals approve ${id} --as olivia --print > decision.txt`));
    const { stdout: text } = await this.#run(["approvals", "approve", id, "--as", "olivia", "--print"]);
    const file = join(this.#folder, "decision.txt");
    await writeFile(file, text);
    await writeFile(`${file}.sig`, this.#key.sign(text));
    await this.type("approvals", "approve", id, "--signature", `${file}.sig`, ...more);
  }

  #run(args: readonly string[]): Promise<{ stdout: string }> {
    const config = ["--config", join(this.#folder, "gatehouse.yaml")];
    return execute(process.execPath, [MAIN, ...args, ...config], { env: { ...process.env, NO_COLOR: "1" } });
  }
}
