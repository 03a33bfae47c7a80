// `gatehouse ledger witness`: a small witness (c2sp.org/tlog-witness) for the ledgers of others, on another machine or as another user.
// It keeps a key and the last checkpoint of each log, nothing else, and cosigns what it is shown to continue that one.

import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { replaceDurably } from "../../../adapters/files/write-durably.ts";
import { serveWitness, type WitnessHandlers } from "../../../adapters/http/witness-server.ts";
import { nodeNoteCrypto as primitives, signingKey } from "../../../adapters/system/note-crypto.ts";
import { parseCheckpoint } from "../../../core/ledger/tree/checkpoint.ts";
import type { SigningKey } from "../../../core/ledger/tree/note-crypto.ts";
import {
  cosignature,
  cosignedMessage,
  formatKey,
  formatNote,
  formatSignature,
  type NoteKey,
  noteKey,
  parseKey,
} from "../../../core/ledger/tree/signed-note.ts";
import { answerAddCheckpoint } from "../../../core/ledger/tree/witness.ts";
import { Failure } from "../../../core/model/failure.ts";
import { keyTexts } from "../../wiring/checkpoints/read-trust.ts";
import { stateKey } from "../../wiring/state-key.ts";
import type { Io } from "../terminal/io.ts";

interface WitnessOptions {
  readonly name: string;
  readonly key: readonly string[];
  readonly directory: string;
  readonly host: string;
  readonly port: number;
}

/** Until a signal comes. */
export async function runWitness(options: WitnessOptions, io: Io): Promise<number> {
  const logs = keyTexts(options.key).map((text) => {
    const key = parseKey(text, primitives);
    if (key?.type !== "log") {
      throw new Failure("usage", `${text} is no verifier key of a log; copy it as gatehouse ledger key prints it.`);
    }
    return key;
  });
  if (/[\s+]/.test(options.name) || options.name === "") {
    throw new Failure("usage", "A witness's name has no spaces and no +; write it like witness.example/w1.");
  }
  mkdirSync(options.directory, { recursive: true, mode: 0o700 });
  const { own, key } = await ownKey(options);
  const server = await serveWitness(options, handlersOf({ own, key, logs, directory: options.directory }));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;
  io.err(
    `witness for ${logs.length} ${logs.length === 1 ? "log" : "logs"} on http://${options.host}:${port}; its key:`,
  );
  await io.exact([formatKey(key, primitives)]);
  await new Promise<void>((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.once(signal, () => resolve());
  });
  await new Promise((resolve) => server.close(resolve));
  return 0;
}

/** Others trust a witness by its key: one that was given out or has cosigned is never replaced in silence. */
async function ownKey({ name, directory }: WitnessOptions): Promise<Pick<Witness, "own" | "key">> {
  const known = join(directory, "witness.vkey");
  const seed = await stateKey(join(directory, "witness.key"), {
    used: () => readdirSync(directory).some((file) => file === "witness.vkey" || file.endsWith(".checkpoint")),
    without: "what is cosigned by a new one is believed by nobody who trusts this witness",
  });
  const own = signingKey(seed);
  const key = noteKey(name, { type: "witness", publicKey: own.publicKey }, primitives);
  if (readText(known) === null) replaceDurably(known, `${formatKey(key, primitives)}\n`);
  return { own, key };
}

interface Witness {
  readonly own: SigningKey;
  readonly key: NoteKey;
  readonly logs: readonly NoteKey[];
  readonly directory: string;
}

function handlersOf({ own, key, logs, directory }: Witness): WitnessHandlers {
  const path = (originHash: string) => join(directory, `${originHash}.checkpoint`);
  const hashOf = (origin: string) => Buffer.from(primitives.sha256(primitives.utf8(origin))).toString("hex");
  return {
    addCheckpoint: (body) => {
      const known = (origin: string) => {
        const keys = logs.filter(({ name }) => name === origin);
        return keys.length === 0 ? null : { keys, last: readLast(path(hashOf(origin))) };
      };
      const answer = answerAddCheckpoint(body, { known, primitives });
      if (answer.kind === "conflict") return { status: 409, type: "text/x.tlog.size", text: `${answer.size}\n` };
      if (answer.kind === "refused") return { status: answer.status, type: "text/plain", text: `${answer.text}\n` };
      const { note, origin } = answer.checkpoint;
      const seconds = Math.floor(Date.now() / 1_000);
      const bytes = cosignature(seconds, own.sign(primitives.utf8(cosignedMessage(note.text, seconds))));
      const signature = { name: key.name, id: key.id, bytes };
      const signatures = [...note.signatures.filter(({ name }) => name === origin), signature];
      replaceDurably(path(hashOf(origin)), formatNote({ text: note.text, signatures }, primitives)); // before the answer
      return { status: 200, type: "text/plain; charset=utf-8", text: formatSignature(signature, primitives) };
    },
    lastCheckpoint: (originHash) => {
      const text = readText(path(originHash));
      return text === null
        ? { status: 404, type: "text/plain", text: "No checkpoint of that log was cosigned here.\n" }
        : { status: 200, type: "text/plain; charset=utf-8", text };
    },
  };
}

function readLast(path: string): { size: number; root: Uint8Array } | null {
  const text = readText(path);
  if (text === null) return null;
  const last = parseCheckpoint(text, primitives);
  if (last === null) throw new Failure("key-missing", `The file ${path} is damaged; restore it from a copy.`);
  return last;
}

function readText(path: string): string | null {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return null;
    throw new Failure("key-missing", `The file ${path} cannot be read; check its rights.`, { cause });
  }
}
