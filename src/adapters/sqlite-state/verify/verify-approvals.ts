// The requests for approval that lie in the ledger's file, held against the entries that tell of them: each has its entries, each entry its
// request, and every row says what they say. With the key of the requests, what they were filed as is opened and held against it, too.
// Images of rows go by their age and without an entry: what is there has to open and be what the entry tells of, and one that is
// missing is not told from one that went.

import { STEP_KINDS } from "../../../core/approvals/approval-entry.ts";
import { areKept } from "../../../core/approvals/effect/kept-images.ts";
import type { NoteCrypto } from "../../../core/ledger/tree/note-crypto.ts";
import type { Wrong } from "../../../core/ledger/verify/verdict.ts";
import { Failure } from "../../../core/model/failure.ts";
import {
  imagesPlace,
  readApproval,
  rowFollowsEntries,
  summaryColumns,
  type Unsealing,
} from "../approvals/approval-rows.ts";
import { decrypt } from "../seal-payload.ts";
import type { StateConnection } from "../state-connection.ts";

interface Options {
  /** Entries before it are not asked for their requests anew. */
  readonly from: number;
  /** Opens the requests; null where it is not at hand. */
  readonly key: Uint8Array | null;
  readonly primitives: NoteCrypto;
}

export function findWrongApproval(connection: StateConnection, { from, key, primitives }: Options): Wrong | null {
  const told = requestsTold(connection, from);
  const stored = new Set(idsOf(connection, "approvals"));
  const lost = told.find((id) => !stored.has(id));
  if (lost !== undefined) return wrong(lost, "is not there, and entries tell of it");
  for (const table of ["approval_requests", "approval_approvers", "approval_images"]) {
    const stray = idsOf(connection, table).find((id) => !stored.has(id));
    if (stray !== undefined) return wrong(stray, `has something in ${table}, and was never filed`);
  }
  const places = successors(connection);
  const stray = places.find(({ successor }) => !stored.has(successor));
  if (stray !== undefined) return wrong(stray.successor, "stands for an older one, and was never filed");
  const replaced = new Map(places.map(({ id, successor }) => [successor, id]));
  const twice = places.find(({ id, successor }) => replaced.get(successor) !== id);
  if (twice !== undefined) return wrong(twice.successor, "stands for more than one");
  for (const id of stored) {
    const seen = { unsealing: key === null ? null : { key, primitives }, replaced: replaced.get(id) ?? null };
    if (!isSound(connection, id, seen)) return wrong(id, "is not what its entries say");
  }
  return null;
}

function wrong(id: string, what: string): Wrong {
  return { damage: "approval", index: null, message: `The request ${id} ${what}.` };
}

/** Ids of the requests that entries from `from` on tell of. */
function requestsTold(connection: StateConnection, from: number): readonly string[] {
  return connection
    .prepare<(number | string)[], string>(
      `SELECT DISTINCT correlation FROM entries WHERE idx >= ? AND kind IN (${STEP_KINDS.map(() => "?").join(", ")})`,
    )
    .pluck()
    .all(from, ...STEP_KINDS);
}

function successors(connection: StateConnection): readonly { readonly id: string; readonly successor: string }[] {
  const has = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'approval_successors'").get() !== undefined;
  return has
    ? connection.prepare<[], { id: string; successor: string }>("SELECT id, successor FROM approval_successors").all()
    : [];
}

function idsOf(connection: StateConnection, table: string): readonly string[] {
  const has = connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = ?").get(table) !== undefined;
  return has ? connection.prepare<[], string>(`SELECT id FROM ${table}`).pluck().all() : [];
}

interface Seen {
  readonly unsealing: Unsealing | null;
  /** What the file says that it replaces. */
  readonly replaced: string | null;
}

function isSound(connection: StateConnection, id: string, { unsealing, replaced }: Seen): boolean {
  try {
    const follows = rowFollowsEntries(connection, id);
    return follows && (unsealing === null || isAsFiled(connection, id, { unsealing, replaced }));
  } catch (error) {
    if (error instanceof Failure && error.code === "approval-altered") return false;
    throw error;
  }
}

function isAsFiled(
  connection: StateConnection,
  id: string,
  { unsealing, replaced }: Seen & { readonly unsealing: Unsealing },
): boolean {
  const seen = readApproval(connection, id, unsealing);
  if (seen === null) return true; // erased, and an entry says so: what is gone without one throws
  const { filed, progress } = seen;
  const row = connection.prepare<[string], Record<string, unknown>>("SELECT * FROM approvals WHERE id = ?").get(id);
  const approvers = connection
    .prepare<[string], string>("SELECT principal FROM approval_approvers WHERE id = ?")
    .pluck()
    .all(id);
  const images = connection
    .prepare<[string], { iv: Uint8Array; sealed: Uint8Array }>("SELECT iv, sealed FROM approval_images WHERE id = ?")
    .get(id);
  return (
    Object.entries(summaryColumns(filed)).every(([name, value]) => row?.[name] === value) &&
    sameMembers(approvers, new Set(filed.request.quorum.approvers)) &&
    (filed.request.replaces ?? null) === replaced &&
    (images === undefined || areThose(images, { id, told: progress.beforeImage, unsealing }))
  );
}

function areThose(
  images: { readonly iv: Uint8Array; readonly sealed: Uint8Array },
  { id, told, unsealing }: { id: string; told: string | null; unsealing: Unsealing },
): boolean {
  const plain = decrypt(images, { key: unsealing.key, place: imagesPlace(id) });
  return plain !== null && areKept(plain.toString("utf8"), told, unsealing.primitives);
}

function sameMembers(found: readonly string[], wanted: ReadonlySet<string>): boolean {
  return found.length === wanted.size && found.every((member) => wanted.has(member));
}
