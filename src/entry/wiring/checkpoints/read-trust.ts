// What a verification is held against: anchors as they are given on the command line or in files, and the keys whose signatures count.

import { readFileSync } from "node:fs";
import { nodeNoteCrypto as primitives } from "../../../adapters/system/note-crypto.ts";
import { readExportLine } from "../../../core/ledger/export/export-lines.ts";
import { parseCheckpoint } from "../../../core/ledger/tree/checkpoint.ts";
import type { Trust } from "../../../core/ledger/tree/judge-checkpoints.ts";
import { checkSignature, parseKey } from "../../../core/ledger/tree/signed-note.ts";
import type { Claim } from "../../../core/ledger/verify/verify-ledger.ts";
import { Failure } from "../../../core/model/failure.ts";

/** Of keys as they are given: each as it is, or the lines of the file that is named. */
export function keyTexts(given: readonly string[]): readonly string[] {
  return given.flatMap((text) => {
    if (parseKey(text.trim(), primitives) !== null) return [text.trim()];
    try {
      return readFileSync(text, "utf8")
        .split(/\r?\n/)
        .filter((line) => line.trim() !== "");
    } catch {
      return [text];
    }
  });
}

/** Throws a Failure `usage`. Several of either kind. */
export function readTrust(given: readonly string[]): Trust {
  const keys = keyTexts(given).map((text) => {
    const key = parseKey(text.trim(), primitives);
    if (key === null) {
      throw new Failure(
        "usage",
        `${text} is no verifier key; copy it as gatehouse ledger key or the witness prints it.`,
      );
    }
    return key;
  });
  return {
    logKeys: keys.filter(({ type }) => type === "log"),
    witnessKeys: keys.filter(({ type }) => type === "witness"),
  };
}

/** `size:root` of a receipt, or a file: a checkpoint's note, or the lines that an anchor file holds. Throws a Failure `usage`. */
export function readAnchors(text: string, trust: Trust): readonly Claim[] {
  const [, size, encoded] = /^(\d{1,16}):([A-Za-z0-9+/]{43}=)$/.exec(text) ?? [];
  const root = encoded === undefined ? null : primitives.base64.decode(encoded);
  if (size !== undefined && root !== null) {
    return [{ size: Number(size), root, by: `the anchor ${text}`, weight: "outside" }];
  }
  const content = readText(text);
  const lines = content.split("\n").filter((line) => line.startsWith('{"checkpoint":'));
  const notes = lines.flatMap((line) => {
    const read = readExportLine(line, primitives.base64);
    return read.kind === "checkpoint" ? [read.note] : [];
  });
  return (notes.length > 0 ? notes : [content]).map((note) => readNote(note, { text, trust }));
}

function readNote(note: string, { text, trust }: { text: string; trust: Trust }): Claim {
  const checkpoint = parseCheckpoint(note, primitives);
  if (checkpoint === null) {
    throw new Failure(
      "usage",
      `The file ${text} holds no checkpoint; give one that gatehouse ledger checkpoint or an anchor wrote.`,
    );
  }
  const keys = [...trust.logKeys, ...trust.witnessKeys];
  const signed = keys.some((key) => checkSignature(checkpoint.note, key, primitives) === "signed");
  if (keys.length > 0 && !signed) {
    throw new Failure(
      "usage",
      `The checkpoint of ${checkpoint.size} entries in ${text} is not signed by a key that was given; it proves nothing.`,
    );
  }
  const { origin, size, root } = checkpoint;
  return { origin, size, root, by: `the checkpoint of ${size} entries in ${text}`, weight: "outside" };
}

function readText(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (cause) {
    throw new Failure(
      "usage",
      `${path} is neither an anchor, written size:root as in a tool result, nor a file that can be read.`,
      {
        cause,
      },
    );
  }
}
