// Signing with a person's own SSH key: ssh-keygen asks the agent, the passphrase or the hardware key. The private key is never read here.
// What it gives back is verified like any other signature.

import { spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Failure } from "../../core/model/failure.ts";

/** A file (private, or public with its private half beside it or in the agent), or a public key that the agent holds. */
export type SigningKey = { readonly path: string } | { readonly line: string };

/** The armored signature. Rejects with a Failure `signing-failed`: no ssh-keygen, a wrong passphrase, no touch. */
export async function signWithSshKeygen(
  text: string,
  { key, namespace }: { key: SigningKey; namespace: string },
): Promise<string> {
  if ("path" in key) return sign(text, { path: key.path, namespace });
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-key-"));
  try {
    const path = join(folder, "key.pub");
    await writeFile(path, `${key.line}\n`, { mode: 0o600 });
    return await sign(text, { path, namespace });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function sign(text: string, { path, namespace }: { path: string; namespace: string }): Promise<string> {
  // Its questions go to the terminal itself, and its notices (a touch is wanted) to ours.
  const { status, out } = await run("ssh-keygen", ["-q", "-Y", "sign", "-n", namespace, "-f", path], {
    input: text,
    errors: "inherit",
  });
  if (status === 0) return out;
  throw new Failure(
    "signing-failed",
    "The key did not sign: a wrong passphrase, no touch, or no such key; nothing was decided, try again.",
  );
}

/** Public key lines that the ssh-agent holds; none when there is no agent. */
export async function listAgentKeys(): Promise<readonly string[]> {
  if ((process.env["SSH_AUTH_SOCK"] ?? "") === "") return [];
  try {
    const { status, out } = await run("ssh-add", ["-L"], { input: "", errors: "ignore" });
    return status === 0 ? out.split("\n").filter((line) => line !== "") : [];
  } catch (error) {
    if (error instanceof Failure) return []; // no ssh-add: then no agent that could be used
    throw error;
  }
}

function run(
  command: string,
  args: readonly string[],
  options: { input: string; errors: "inherit" | "ignore" },
): Promise<{ status: number | null; out: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: ["pipe", "pipe", options.errors] });
    const parts: Buffer[] = [];
    child.stdout.on("data", (part: Buffer) => parts.push(part));
    child.stdin.on("error", () => undefined); // it may end before it has read everything
    child.on("error", (cause) => {
      const message = `${command} cannot be started; install OpenSSH, or sign on another machine: --print gives the text, --signature takes it back.`;
      reject(new Failure("signing-failed", message, { cause }));
    });
    child.on("close", (status) => resolve({ status, out: Buffer.concat(parts).toString("utf8") }));
    child.stdin.end(options.input);
  });
}
