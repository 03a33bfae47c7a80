// Puts a key into the text of identities.yaml, or takes one out. Comments and everything else stay; the result is loaded before it is written.

import { type Document, isMap, isNode, isSeq, parseDocument, stringify, type YAMLMap } from "yaml";
import type { ApprovalCrypto } from "../../approvals/approval-crypto.ts";
import { parseKeyLine } from "../../approvals/ssh/ssh-public-key.ts";

export interface NewKey {
  readonly identity: string;
  /** A line of a .pub file. */
  readonly line: string;
  readonly assurance: 1 | 2;
  readonly verifyRequired: boolean;
}

/** Null when the text names no such identity. */
export function addKey(text: string, { identity, line, assurance, verifyRequired }: NewKey): string | null {
  const document = parseDocument(text);
  const person = findPerson(document, identity);
  if (person === null) return null;
  const plain = assurance === 1 && !verifyRequired;
  const written = plain
    ? line
    : { key: line, ...(assurance === 2 && { assurance }), ...(verifyRequired && { "verify-required": true }) };
  const keys = person.get("keys", true);
  if (isSeq(keys)) {
    keys.flow = false;
    keys.add(document.createNode(written));
  } else person.set("keys", document.createNode([written]));
  return writePerson(text, { document, identity });
}

/** Null when the identity holds no key of that fingerprint. */
export function removeKey(
  text: string,
  {
    identity,
    fingerprint,
    primitives,
  }: { identity: string; fingerprint: string; primitives: Pick<ApprovalCrypto, "sha256"> },
): string | null {
  const document = parseDocument(text);
  const person = findPerson(document, identity);
  const keys = person?.get("keys", true);
  if (person === null || !isSeq(keys)) return null;
  const place = keys.items.findIndex((_, index) => {
    const line: unknown = isMap(keys.get(index)) ? keys.getIn([index, "key"]) : keys.get(index);
    return typeof line === "string" && parseKeyLine(line, primitives)?.fingerprint === fingerprint;
  });
  if (place < 0) return null;
  keys.delete(place);
  if (keys.items.length === 0) person.delete("keys");
  return writePerson(text, { document, identity });
}

function findPerson(document: Document, name: string): YAMLMap | null {
  const person: unknown = document.getIn(["identities", name], true);
  return isMap(person) ? person : null;
}

/** The text with this identity written anew, in a block of its own, and with every other line as it was. */
function writePerson(text: string, { document, identity }: { document: Document; identity: string }): string {
  const identities: unknown = document.get("identities", true);
  const pair = isMap(identities) ? identities.items.find(({ key }) => String(key) === identity) : undefined;
  if (!isMap(identities) || identities.flow === true || pair === undefined || !isNode(pair.key) || !isMap(pair.value)) {
    return document.toString({ lineWidth: 0 });
  }
  const [start = 0] = pair.key.range ?? [];
  const end = pair.value.range?.[1] ?? start;
  const indent = " ".repeat(start - (text.lastIndexOf("\n", start - 1) + 1));
  pair.value.flow = false; // a key is too long for a line that says more
  pair.value.comment = null; // it stands behind the part that is replaced, and stays there
  const block = stringify(pair.value, { lineWidth: 0 }).trimEnd();
  const name = text.slice(start, pair.key.range?.[1]);
  const written = [`${name}:`, ...block.split("\n").map((line) => `${indent}  ${line}`)].join("\n");
  return `${text.slice(0, start)}${written}${text.slice(0, end).endsWith("\n") ? "\n" : ""}${text.slice(end)}`;
}
