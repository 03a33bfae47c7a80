// Where checkpoints go besides the ledger's file, as gatehouse.yaml says: files elsewhere, the log, collectors, witnesses.

import { resolve } from "node:path";
import { appendDurably } from "../../../adapters/files/write-durably.ts";
import { askWitness } from "../../../adapters/http/witness-client.ts";
import { nodeNoteCrypto as primitives } from "../../../adapters/system/note-crypto.ts";
import { writeCheckpoint } from "../../../core/ledger/export/export-lines.ts";
import { parseCheckpoint } from "../../../core/ledger/tree/checkpoint.ts";
import { checkSignature, formatSignature, type NoteKey, parseKey } from "../../../core/ledger/tree/signed-note.ts";
import { formatAddCheckpoint } from "../../../core/ledger/tree/witness.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { ConfigFile } from "../../../core/policy/schema/config-schema.ts";
import type { StoredCheckpoint } from "../../../gate/ports/checkpoints.ts";
import { collectorAnchor } from "./collector-anchor.ts";
import type { CheckpointAnchor } from "./keep-checkpoints.ts";
import type { SigningLedger } from "./sign-ledger.ts";

interface Places {
  /** Paths in the configuration are relative to it. */
  readonly folder: string;
  readonly ledger: SigningLedger;
  /** A line for whoever collects what the server prints. */
  readonly print: (line: string) => void;
}

export function checkpointAnchors(config: ConfigFile["ledger"], places: Places): readonly CheckpointAnchor[] {
  const files = config.checkpoints.files.map((path) => fileAnchor(resolve(places.folder, path)));
  const printed = config.checkpoints.print ? [printAnchor(places.print)] : [];
  const collectors = config.checkpoints.collectors.map(collectorAnchor);
  const witnesses = config.witnesses.map(({ url, key }) => witnessAnchor({ url, key: witnessKey(key) }, places.ledger));
  return [...files, ...printed, ...collectors, ...witnesses];
}

/** Throws a Failure `config-invalid`. */
function witnessKey(text: string): NoteKey {
  const key = parseKey(text, primitives);
  if (key?.type === "witness") return key;
  throw new Failure(
    "config-invalid",
    `${text} is no verifier key of a witness; copy it as gatehouse ledger witness prints it.`,
  );
}

function fileAnchor(path: string): CheckpointAnchor {
  return {
    name: path,
    publish: async ({ note }) => {
      try {
        appendDurably(path, `${writeCheckpoint(note)}\n`);
      } catch (cause) {
        throw new Failure("ledger-unavailable", `The file ${path} cannot be written; check its folder and rights.`, {
          cause,
        });
      }
    },
  };
}

function printAnchor(print: (line: string) => void): CheckpointAnchor {
  return { name: "the log", publish: async ({ note }) => print(writeCheckpoint(note)) };
}

/** Takes the last checkpoint, which may be newer than the one that is pending: a witness wants the latest alone. */
function witnessAnchor({ url, key }: { url: string; key: NoteKey }, { checkpoints }: SigningLedger): CheckpointAnchor {
  let known = 0;
  const submit = async (attempts: number): Promise<void> => {
    const last = await checkpoints.last(({ size }) => Math.min(known, size));
    if (last === null || hasCosigned(last.checkpoint, key)) return;
    const { checkpoint, first, proof } = last;
    const reply = await askWitness(url, formatAddCheckpoint({ old: first, proof, note: checkpoint.note }, primitives));
    if (reply.kind === "cosigned") {
      known = checkpoint.size;
      await checkpoints.addCosignatures(checkpoint.size, validLines(reply.lines, { checkpoint, key }));
      return;
    }
    if (reply.size > checkpoint.size) {
      throw new Failure(
        "ledger-altered",
        `The witness ${key.name} has seen ${reply.size} entries and the last checkpoint is of ${checkpoint.size}; run gatehouse ledger verify.`,
      );
    }
    known = reply.size;
    if (attempts > 0) await submit(attempts - 1);
  };
  return { name: key.name, publish: () => submit(2) };
}

function hasCosigned({ note }: StoredCheckpoint, key: NoteKey): boolean {
  const parsed = parseCheckpoint(note, primitives);
  return parsed !== null && checkSignature(parsed.note, key, primitives) === "signed";
}

/** The lines of the witness's own key, each of which has to verify. What others sent along is left out. */
function validLines(lines: string, { checkpoint, key }: { checkpoint: StoredCheckpoint; key: NoteKey }): string {
  const answered = parseCheckpoint(`${checkpoint.note}${lines}`, primitives);
  const own = answered?.note.signatures.filter((signature) => signature.name === key.name) ?? [];
  if (answered === null || checkSignature(answered.note, key, primitives) !== "signed") {
    throw new Failure(
      "witness-unavailable",
      `The answer of the witness ${key.name} is not signed by its key; check the key in gatehouse.yaml.`,
    );
  }
  return own.map((signature) => formatSignature(signature, primitives)).join("");
}
