// A second implementation of docs/ledger-format.md: it verifies a JSON Lines export with nothing but Node's own hashes and signatures.
// It shares no code with the product, so that the format is what the page says and not what our code does.
// node independent-verifier.mjs EXPORT [--against SIZE:ROOT]... [--key VKEY]... [--signers FILE]   -> one JSON line: { kind, index?, … }
// EXPORT may be a folder of exports: a line each. With --signers, what the entries say is held together, too (independent-meaning.mjs).

import { createHash, createPublicKey, verify } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readMeaning } from "./independent-meaning.mjs";

const sha256 = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};

class Problem extends Error {
  constructor(kind, index, message) {
    super(message);
    this.kind = kind;
    this.index = index;
  }
}

/** "Canonical form": the one text of a value. */
function canonical(value) {
  if (typeof value === "string" || typeof value === "boolean") return JSON.stringify(value);
  if (typeof value === "number") {
    if (!Number.isSafeInteger(value)) throw new Error("a number that entries cannot hold");
    return String(value);
  }
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (value === null || typeof value !== "object") throw new Error("a value that entries cannot hold");
  const names = Object.keys(value).sort((a, b) => {
    for (let place = 0; place < Math.min(a.length, b.length); place++) {
      const difference = a.charCodeAt(place) - b.charCodeAt(place);
      if (difference !== 0) return difference;
    }
    return a.length - b.length;
  });
  return `{${names.map((name) => `${canonical(name)}:${canonical(value[name])}`).join(",")}}`;
}

/** "Tree": RFC 9162, 2.1.1, by halves, over the hashes of the leaves. */
function treeHash(leaves) {
  if (leaves.length === 0) return sha256();
  if (leaves.length === 1) return leaves[0];
  let left = 1;
  while (left * 2 < leaves.length) left *= 2;
  return sha256(Buffer.of(1), treeHash(leaves.slice(0, left)), treeHash(leaves.slice(left)));
}

/** The root over a frontier of `first` leaves and the leaves after them: the frontier's subtrees stand for their leaves. */
function treeAfter(frontier, first, leaves, size) {
  let rest = first;
  const parts = frontier.map((hash) => {
    let count = 1;
    while (count * 2 <= rest) count *= 2;
    rest -= count;
    return { count, hash };
  });
  for (const hash of leaves.slice(0, size - first)) {
    parts.push({ count: 1, hash });
    for (
      let right = parts.at(-1), left = parts.at(-2);
      left?.count === right.count;
      right = parts.at(-1), left = parts.at(-2)
    ) {
      parts.splice(-2, 2, { count: left.count * 2, hash: sha256(Buffer.of(1), left.hash, right.hash) });
    }
  }
  if (parts.length === 0) return sha256();
  return parts.slice(0, -1).reduceRight((right, left) => sha256(Buffer.of(1), left.hash, right), parts.at(-1).hash);
}

const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/;

/** "Entry": the members that a reader may rely on. A name with `?` may be absent; others than these may be there. */
const ENTRY = {
  v: (value) => value === 1,
  index: (value) => value >= 0,
  time: (value) => typeof value === "string" && TIME.test(value),
  kind: "string",
  correlation: "string",
  server: { instance: "string", version: "string" },
  "caller?": { principal: "string", role: "string", method: "string", "owner?": "string" },
  "agent?": { session: "string", "client?": "string", "version?": "string", "model?": "string" },
  "tool?": "string",
  "target?": { database: "string", engine: "string" },
  "statement?": { normalised: "string", kind: "string", fingerprint: "string" },
  "touched?": [
    {
      relation: "string",
      access: "string",
      columns: ["string"],
      classes: ["string"],
      treatments: (value) => isObject(value) && Object.values(value).every((each) => typeof each === "string"),
      rowFilter: "boolean",
    },
  ],
  "decision?": { effect: "string", rule: "string", "code?": "string" },
  "result?": {
    status: "string",
    rows: "number",
    bytes: "number",
    truncated: "boolean",
    "sqlstate?": "string",
    microseconds: "number",
  },
  "reason?": "string",
  "detail?": (value) => isObject(value) && Object.values(value).every((each) => typeof each !== "object"),
  "policy?": "string",
  "sealed?": "string",
};

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function fits(value, shape) {
  if (typeof shape === "string") return typeof value === shape;
  if (typeof shape === "function") return shape(value);
  if (Array.isArray(shape)) return Array.isArray(value) && value.every((each) => fits(each, shape[0]));
  if (!isObject(value)) return false;
  return Object.entries(shape).every(([name, inner]) => {
    const plain = name.replace("?", "");
    return value[plain] === undefined ? name !== plain : fits(value[plain], inner);
  });
}

function hashOf(text) {
  const bytes = Buffer.from(String(text), "base64");
  if (bytes.length !== 32 || bytes.toString("base64") !== text) throw new Problem("unreadable", null, "no hash");
  return bytes;
}

/** "Checkpoint": { size, root, signed } of a note, or a problem. */
function readCheckpoint(note, origin, keys) {
  const split = note.lastIndexOf("\n\n");
  const text = note.slice(0, split + 1);
  const [name, size, root, ...more] = text.split("\n");
  if (split < 0 || name !== origin || !/^(0|[1-9][0-9]*)$/.test(size) || more.length !== 1) {
    throw new Problem("altered", null, "a checkpoint that is none");
  }
  let signed = false;
  for (const line of note
    .slice(split + 2)
    .split("\n")
    .slice(0, -1)) {
    const [, signer, encoded] = /^— (\S+) (\S+)$/.exec(line) ?? [];
    const bytes = Buffer.from(encoded ?? "", "base64");
    const key = keys.find((each) => each.name === signer && each.id === bytes.subarray(0, 4).toString("hex"));
    if (key === undefined) continue;
    if (!verify(null, Buffer.from(text), key.key, bytes.subarray(4))) {
      throw new Problem("altered", null, "a checkpoint with a forged signature");
    }
    signed = true;
  }
  return { size: Number(size), root: hashOf(root), signed };
}

function readKey(vkey) {
  const [, name, id, encoded] = /^([^+]+)\+([0-9a-f]{8})\+(.+)$/.exec(vkey);
  const raw = Buffer.from(encoded, "base64");
  const der = Buffer.concat([Buffer.from("302a300506032b6570032100", "hex"), raw.subarray(1)]);
  return { name, id, key: createPublicKey({ key: der, format: "der", type: "spki" }) };
}

function verifyExport(file, { anchors, keys, signers }) {
  const text = readFileSync(file, "utf8");
  const lines = text.split("\n");
  if (lines.pop() !== "") throw new Problem("unreadable", null, "the last line has no end");
  const values = lines.map((line) => {
    try {
      return JSON.parse(line);
    } catch {
      return null;
    }
  });
  const [header] = values;
  if (header?.export !== "gatehouse-ledger" || header.version !== 1) throw new Problem("unreadable", null, "no export");
  const start = sha256(`gatehouse-chain-v1\n${header.origin}`);
  let chain = hashOf(header.chain);
  let time = header.time;
  const { first } = header;
  const frontier = header.frontier.map(hashOf);
  if (first === 0 && (!chain.equals(start) || time !== "" || frontier.length > 0))
    throw new Problem("unreadable", null, "header");
  const checkpoints = [];
  let at = 1;
  for (; typeof values[at]?.checkpoint === "string"; at++) checkpoints.push(values[at].checkpoint);
  const leaves = [];
  for (; at < lines.length && values[at]?.head === undefined; at++) {
    const index = first + leaves.length;
    const { chain: written, entry, ...others } = values[at] ?? {};
    if (typeof entry !== "object" || !Number.isSafeInteger(entry?.index) || Object.keys(others).length > 0) {
      throw new Problem("unreadable", null, "a line that is no entry");
    }
    const prefix = `{"chain":"${written}","entry":`;
    if (!lines[at].startsWith(prefix) || !lines[at].endsWith("}"))
      throw new Problem("unreadable", null, "no entry line");
    const body = lines[at].slice(prefix.length, -1);
    const expected = hashOf(written);
    if (entry.index !== index) throw new Problem("altered", index, "another entry stands here");
    let same = false;
    try {
      same = canonical(entry) === body;
    } catch {}
    if (!same || !fits(entry, ENTRY)) throw new Problem("altered", index, "not canonical, or not of the format");
    const leaf = sha256(Buffer.of(0), Buffer.from(body, "utf8"));
    leaves.push(leaf);
    chain = sha256(chain, leaf);
    if (!chain.equals(expected)) throw new Problem("altered", index, "not what was chained");
    if (entry.time < time && entry.kind !== "clock.set-back") throw new Problem("altered", index, "time goes back");
    time = entry.time;
  }
  const end = values[at]?.head;
  if (end === undefined) throw new Problem("unreadable", null, "no end");
  if (at !== lines.length - 1) throw new Problem("unreadable", null, "something after the end");
  const size = first + leaves.length;
  if (end.size < size) throw new Problem("altered", end.size, "more entries than the head counts");
  if (end.size > size) throw new Problem("altered", size, "fewer entries than the head counts");
  const root = first === 0 ? treeHash(leaves) : treeAfter(frontier, first, leaves, size);
  const claims = [...anchors, ...checkpoints.map((note) => readCheckpoint(note, header.origin, keys))];
  for (const claim of claims) {
    if (claim.size === 0 || claim.size > size || claim.size < first) continue;
    const then = treeAfter(frontier, first, leaves, claim.size);
    if (!then.equals(claim.root)) throw new Problem("forked", undefined, `another ledger at ${claim.size}`);
  }
  if (!hashOf(end.root).equals(root) || !hashOf(end.chain).equals(chain) || end.time !== time) {
    throw new Problem("altered", null, "the head is not theirs");
  }
  if (claims.some((claim) => claim.size > size)) throw new Problem("forked", undefined, "cut short");
  const covered = Math.max(0, ...anchors.map((anchor) => anchor.size).filter((at) => at >= first));
  const kind = covered === 0 ? "self-consistent" : covered < size ? "whole-to-anchor" : "whole";
  const sound = { kind, size, root: root.toString("base64"), covered };
  if (signers === null) return sound;
  if (first > 0) throw new Problem("unreadable", null, "what entries say is told from the first on");
  const entries = values.flatMap((value) => (value.entry === undefined ? [] : [value.entry]));
  // each size is asked for once or twice, in order
  const rootAt = (asked) => (asked > size ? null : treeHash(leaves.slice(0, asked)).toString("base64"));
  const meaning = readMeaning(entries, { signers, rootAt });
  return meaning.kind === "consistent" ? { ...sound, says: meaning } : meaning;
}

const [place, ...words] = process.argv.slice(2);
const anchors = [];
const keys = [];
let signers = null;
for (let at = 0; at < words.length; at += 2) {
  const value = words[at + 1];
  if (words[at] === "--key") keys.push(readKey(value));
  else if (words[at] === "--signers") signers = readFileSync(value, "utf8").split("\n").filter(Boolean);
  else
    anchors.push({
      size: Number(value.slice(0, value.indexOf(":"))),
      root: hashOf(value.slice(value.indexOf(":") + 1)),
    });
}
const names = statSync(place).isDirectory() ? readdirSync(place).sort() : null;
for (const file of names === null ? [place] : names.map((name) => join(place, name))) {
  let result;
  try {
    result = verifyExport(file, { anchors, keys, signers });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    result = { kind: error.kind, index: error.index, message: error.message };
  }
  process.stdout.write(`${JSON.stringify(result)}\n`);
}
