// What somebody does to a ledger who knows its format: any edit of an entry, and everything after it made to fit.

import type Database from "better-sqlite3";
import { z } from "zod";
import { nodeNoteCrypto } from "../../src/adapters/system/note-crypto.ts";
import { type Canonical, canonicalJson } from "../../src/core/ledger/entry/canonical-json.ts";
import { deriveColumns } from "../../src/core/ledger/entry/ledger-record.ts";
import { chainNext, chainStart } from "../../src/core/ledger/tree/chain.ts";
import {
  appendSubtree,
  EMPTY_FRONTIER,
  frontierRoot,
  isStoredLevel,
  leafHash,
} from "../../src/core/ledger/tree/merkle.ts";

const { sha256, utf8 } = nodeNoteCrypto;

const membersSchema = z.record(z.string(), z.custom<Canonical>());
/** Whatever else was done to the entry. */
const columnsSchema = z.object({
  time: z.string().catch(""),
  kind: z.string().catch(""),
  correlation: z.string().catch(""),
  caller: z.object({ principal: z.string() }).optional().catch(undefined),
});

/** The value with one member changed, taken away or added, for every member at any depth. */
export function edited(value: unknown): readonly unknown[] {
  if (typeof value === "string") return [`${value}x`];
  if (typeof value === "number") return [value + 1];
  if (typeof value === "boolean") return [!value];
  if (Array.isArray(value)) {
    const list: readonly unknown[] = value;
    return [
      [...list, "x"],
      ...list.flatMap((member, place) => edited(member).map((other): unknown => list.with(place, other))),
    ];
  }
  if (typeof value !== "object" || value === null) return [];
  return [
    { ...value, zz: 1 },
    ...Object.entries(value).flatMap(([name, member]) => [
      Object.fromEntries(Object.entries(value).filter(([other]) => other !== name)),
      ...edited(member).map((other) => ({ ...value, [name]: other })),
    ]),
  ];
}

/** What somebody does who can write the file and knows the format: an edit, and everything after it made to fit. */
export function rewrite(
  connection: Database.Database,
  { from, change }: { from: number; change: (body: string) => string },
): void {
  const bodies = connection.prepare<[], string>("SELECT body FROM entries ORDER BY idx").pluck().all();
  replaceEntries(
    connection,
    bodies.map((body, idx) => (idx === from ? change(body) : body)),
  );
}

/** Likewise for all of them: they are numbered anew. */
export function replaceEntries(
  connection: Database.Database,
  bodies: readonly string[],
): { size: number; root: Uint8Array; texts: readonly string[] } {
  const origin = String(connection.prepare("SELECT value FROM meta WHERE name = 'origin'").pluck().get());
  let chain = chainStart(origin, { sha256, utf8 });
  let frontier = EMPTY_FRONTIER;
  let time = "";
  const texts: string[] = [];
  connection.exec("DELETE FROM nodes; DELETE FROM entries");
  const node = connection.prepare("INSERT INTO nodes VALUES (?, ?, ?)");
  const entry = connection.prepare(
    "INSERT INTO entries (idx, body, leaf, chain, time, kind, correlation, principal) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
  );
  for (const [index, body] of bodies.entries()) {
    const value = membersSchema.parse(JSON.parse(body));
    const text = canonicalJson({ ...value, index });
    const leaf = leafHash(utf8(text), sha256);
    chain = chainNext(chain, { leaf, sha256 });
    frontier = appendSubtree(frontier, {
      leaves: 1,
      root: leaf,
      sha256,
      completed: ({ level, index: place, root }) => void (isStoredLevel(level) && node.run(level, place, root)),
    });
    const columns = deriveColumns(columnsSchema.parse(JSON.parse(text)));
    time = columns.time;
    entry.run(index, text, leaf, chain, columns.time, columns.kind, columns.correlation, columns.principal);
    texts.push(text);
  }
  const root = frontierRoot(frontier, sha256);
  connection
    .prepare("UPDATE head SET size = ?, root = ?, chain = ?, frontier = ?, time = ?")
    .run(frontier.size, root, chain, Buffer.concat(frontier.roots), time);
  return { size: frontier.size, root, texts };
}
