// The JSON Lines export of a ledger (docs/ledger-format.md, "Export"): a line that says where it begins, the checkpoints, each entry with
// its chain hash, and a line that says where it ends. Every line is canonical JSON, so that an entry's own text stands in its line.

import { z } from "zod";
import { canonicalJson } from "../entry/canonical-json.ts";
import type { Frontier } from "../tree/merkle.ts";

export interface ExportHeader {
  readonly origin: string;
  /** Index of the first entry; what follows is of the tree before it. */
  readonly first: number;
  readonly frontier: readonly Uint8Array[];
  readonly chain: Uint8Array;
  readonly time: string;
}

export interface ExportEnd {
  readonly size: number;
  readonly root: Uint8Array;
  readonly chain: Uint8Array;
  readonly time: string;
}

export interface Base64 {
  readonly encode: (bytes: Uint8Array) => string;
  /** Null when the text is not exactly the base64 of some bytes. */
  readonly decode: (text: string) => Uint8Array | null;
}

const EXPORT_VERSION = 1;

export function writeHeader({ origin, first, frontier, chain, time }: ExportHeader, { encode }: Base64): string {
  const roots = frontier.map(encode);
  return canonicalJson({
    export: "gatehouse-ledger",
    version: EXPORT_VERSION,
    origin,
    first,
    frontier: roots,
    chain: encode(chain),
    time,
  });
}

export function writeEntry(body: string, chain: Uint8Array, { encode }: Base64): string {
  return `{"chain":"${encode(chain)}","entry":${body}}`;
}

export function writeCheckpoint(note: string): string {
  return canonicalJson({ checkpoint: note });
}

export function writeEnd({ size, root, chain, time }: ExportEnd, { encode }: Base64): string {
  return canonicalJson({ head: { size, root: encode(root), chain: encode(chain), time } });
}

export type ExportLine =
  | { readonly kind: "header"; readonly header: ExportHeader }
  | { readonly kind: "entry"; readonly body: string; readonly index: number; readonly chain: Uint8Array }
  | { readonly kind: "checkpoint"; readonly note: string }
  | { readonly kind: "end"; readonly end: ExportEnd }
  | { readonly kind: "newer" }
  | { readonly kind: "unknown" };

const headerSchema = z.strictObject({
  export: z.literal("gatehouse-ledger"),
  version: z.literal(EXPORT_VERSION),
  origin: z.string().min(1),
  first: z.int().min(0),
  frontier: z.array(z.string()),
  chain: z.string(),
  time: z.string(),
});
const newerSchema = z.looseObject({ export: z.literal("gatehouse-ledger"), version: z.int().min(EXPORT_VERSION + 1) });
const entrySchema = z.strictObject({ chain: z.string(), entry: z.looseObject({ index: z.int() }) });
const checkpointSchema = z.strictObject({ checkpoint: z.string() });
const endSchema = z.strictObject({
  head: z.strictObject({ size: z.int().min(0), root: z.string(), chain: z.string(), time: z.string() }),
});

/** Attacker-controlled: whatever does not fit is `unknown`. */
export function readExportLine(text: string, base64: Base64): ExportLine {
  const value = parseJson(text);
  const entry = entrySchema.safeParse(value);
  if (entry.success) {
    const chain = hashOf(entry.data.chain, base64);
    const body = text.slice(`{"chain":"${entry.data.chain}","entry":`.length, -1);
    const index = entry.data.entry.index;
    return chain === null || writeEntry(body, chain, base64) !== text
      ? { kind: "unknown" }
      : { kind: "entry", body, index, chain };
  }
  const note = checkpointSchema.safeParse(value);
  if (note.success) return { kind: "checkpoint", note: note.data.checkpoint };
  const header = headerSchema.safeParse(value);
  if (header.success) {
    const { origin, first, frontier, chain, time } = header.data;
    const roots = frontier.map((root) => hashOf(root, base64));
    const before = hashOf(chain, base64);
    const known = roots.filter((root) => root !== null);
    if (before === null || known.length !== roots.length) return { kind: "unknown" };
    return { kind: "header", header: { origin, first, frontier: known, chain: before, time } };
  }
  const end = endSchema.safeParse(value);
  if (end.success) {
    const root = hashOf(end.data.head.root, base64);
    const chain = hashOf(end.data.head.chain, base64);
    return root === null || chain === null
      ? { kind: "unknown" }
      : { kind: "end", end: { size: end.data.head.size, root, chain, time: end.data.head.time } };
  }
  return newerSchema.safeParse(value).success ? { kind: "newer" } : { kind: "unknown" };
}

/** The frontier of `first` entries as a whole number of tiles of 2^8 leaves, and what stands after them; null when it does not fit. */
export function splitFrontier(
  { first, frontier }: Pick<ExportHeader, "first" | "frontier">,
  tile: number,
): { whole: Frontier; rest: Frontier } | null {
  const restSize = first % tile;
  const restCount = bitsOf(restSize);
  const wholeCount = bitsOf(first - restSize);
  if (frontier.length !== wholeCount + restCount) return null;
  return {
    whole: { size: first - restSize, roots: frontier.slice(0, wholeCount) },
    rest: { size: restSize, roots: frontier.slice(wholeCount) },
  };
}

function bitsOf(value: number): number {
  let bits = 0;
  for (let rest = value; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}

function hashOf(text: string, { decode }: Base64): Uint8Array | null {
  const bytes = decode(text);
  return bytes !== null && bytes.length === 32 ? bytes : null;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
