// The tables of the approvals, in the ledger's own file, and one request read back from them and from its ledger entries.
// INVARIANT: a row is an index and the point of compare-and-set, never the word on anything: the request is its sealed text, decisions
// stand in the ledger's entries, and a row that says otherwise than the last entry is an edited one.

import { z } from "zod";
import type { Approval } from "../../../core/approvals/approval.ts";
import type { ApprovalCrypto } from "../../../core/approvals/approval-crypto.ts";
import type { ApprovalDecision } from "../../../core/approvals/approval-decision.ts";
import { isDescribedBy, STEP_KINDS } from "../../../core/approvals/approval-entry.ts";
import { type DigestedRequest, parseRequest } from "../../../core/approvals/approval-request.ts";
import { APPROVAL_STATES, type ApprovalProgress } from "../../../core/approvals/approval-state.ts";
import { covers } from "../../../core/ledger/erasure.ts";
import { leafHash } from "../../../core/ledger/tree/merkle.ts";
import { Failure } from "../../../core/model/failure.ts";
import { readErasures } from "../ledger/proof-entries.ts";
import { decrypt } from "../seal-payload.ts";
import { sha256 } from "../sha256.ts";
import type { StateConnection } from "../state-connection.ts";

export const APPROVAL_TABLES = `
CREATE TABLE IF NOT EXISTS approvals (
  id TEXT PRIMARY KEY, version INTEGER NOT NULL, state TEXT NOT NULL, progress TEXT NOT NULL,
  kind TEXT NOT NULL, requester TEXT NOT NULL, role TEXT NOT NULL, session TEXT NOT NULL, database TEXT NOT NULL,
  statement TEXT NOT NULL, normalised TEXT NOT NULL, rows INTEGER NOT NULL, approvals INTEGER NOT NULL, wanted INTEGER NOT NULL,
  created_at TEXT NOT NULL, approve_by TEXT NOT NULL, execute_by TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS approval_requests (id TEXT PRIMARY KEY, iv BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS approvals_by_state ON approvals (state, id);
CREATE TABLE IF NOT EXISTS approval_approvers (principal TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (principal, id)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS approval_images (id TEXT PRIMARY KEY, kept_until TEXT NOT NULL, iv BLOB NOT NULL, sealed BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS approval_successors (id TEXT PRIMARY KEY, successor TEXT NOT NULL) STRICT, WITHOUT ROWID;
`;

/** Of `entries`: it is the first of a request's life, and stands for all that is sealed of the request. */
export const FIRST_STEP = `entries.idx = (SELECT min(step.idx) FROM entries step WHERE step.correlation = entries.correlation AND step.kind IN (${STEP_KINDS.map((kind) => `'${kind}'`).join(", ")}))`;

/** The tables come with the first request: a ledger that never had one stays as it is. */
export function hasApprovals(connection: StateConnection): boolean {
  return connection.prepare("SELECT 1 FROM sqlite_schema WHERE name = 'approval_approvers'").get() !== undefined;
}

interface ApprovalRow {
  readonly id: string;
  readonly version: number;
  readonly state: string;
  readonly progress: string;
  /** Null when the request itself is gone. */
  readonly iv: Uint8Array | null;
  readonly sealed: Uint8Array | null;
}

/** `approvals` counts decisions of either kind. */
type StepRow = Pick<ApprovalRow, "id" | "version" | "state" | "progress"> & { readonly approvals: number };

const LONGEST_LINE = 400;

const progressSchema = z.strictObject({
  state: z.enum(APPROVAL_STATES),
  attempt: z.int().min(0),
  claim: z.strictObject({ owner: z.string(), until: z.string() }).nullable(),
  pendingCommit: z
    .strictObject({
      xid: z.string(),
      system: z.string(),
      timeline: z.int().nullable(),
      pid: z.int().nullable(),
    })
    .nullable(),
  rows: z.int().nullable(),
  beforeImage: z.string().nullable(),
  why: z.string().nullable(),
}) satisfies z.ZodType<ApprovalProgress>;

const entrySchema = z.looseObject({
  kind: z.enum(STEP_KINDS),
  detail: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
});

type Entry = z.infer<typeof entrySchema>;

export interface Unsealing {
  readonly key: Uint8Array;
  readonly primitives: Pick<ApprovalCrypto, "sha256" | "utf8">;
}

/** Null for one that was erased. Throws a Failure `approval-altered` when row, sealed request and entries do not agree. */
export function readApproval(connection: StateConnection, id: string, unsealing: Unsealing): Approval | null {
  const row = connection
    .prepare<[string], ApprovalRow>(
      "SELECT id, version, state, progress, iv, sealed FROM approvals LEFT JOIN approval_requests USING (id) WHERE id = ?",
    )
    .get(id);
  if (row === undefined || (row.iv === null && isErased(connection, id))) return null;
  const filed = openRequest(row, unsealing);
  const entries = readEntries(connection, id);
  const progress = progressOf(row, entries);
  const agrees =
    filed !== null &&
    entries[0]?.kind === (filed.request.quorum.count === 0 ? "write.executing" : "approval.requested") &&
    entries.every(({ detail }) => detail["digest"] === filed.digest);
  if (!agrees || progress === null) throw altered(id);
  return { filed, progress, version: row.version, decisions: entries.flatMap(decisionOf) };
}

/** What can be said without the key of the requests: that the row says what its entries say. */
export function rowFollowsEntries(connection: StateConnection, id: string): boolean {
  const row = connection
    .prepare<[string], StepRow>("SELECT id, version, state, progress, approvals FROM approvals WHERE id = ?")
    .get(id);
  if (row === undefined) return false;
  const entries = readEntries(connection, id);
  return progressOf(row, entries) !== null && entries.flatMap(decisionOf).length === row.approvals;
}

/** What the entries and the row agree on; null when they do not. */
function progressOf(
  row: Pick<ApprovalRow, "version" | "state" | "progress">,
  entries: readonly Entry[],
): ApprovalProgress | null {
  const progress = progressSchema.safeParse(parseJson(row.progress));
  const last = entries.at(-1);
  const agrees =
    progress.success &&
    row.state === progress.data.state &&
    row.version === entries.length &&
    last !== undefined &&
    isDescribedBy(progress.data, last.detail);
  return agrees ? progress.data : null;
}

/** What the queue shows of a request without opening it, as it was filed. */
export function summaryColumns({ request }: DigestedRequest): Readonly<Record<string, string | number>> {
  return {
    kind: request.kind,
    requester: request.requester.principal,
    role: request.requester.role,
    session: request.requester.session,
    database: request.target.database,
    statement: request.statement.kind,
    normalised: request.statement.normalised.slice(0, LONGEST_LINE),
    rows: request.effect.relations.reduce((rows, relation) => rows + relation.rows, 0),
    wanted: request.quorum.count,
    created_at: request.createdAt,
    approve_by: request.approveBy,
    execute_by: request.executeBy,
  };
}

/** A finished request may be gone, where an entry says that it was erased; what is gone without one was taken away. */
function isErased(connection: StateConnection, id: string): boolean {
  const first = connection
    .prepare<[string], { index: number; time: string; principal: string | null }>(
      `SELECT idx AS "index", time, principal FROM entries WHERE correlation = ? AND ${FIRST_STEP}`,
    )
    .get(id);
  if (first === undefined) return false;
  return readErasures(connection).some((erasure) => covers(erasure, first));
}

/** Binds a sealed request to its row: under another id it does not open. */
export function requestPlace(id: string): string {
  return `approval ${id}`;
}

export function imagesPlace(id: string): string {
  return `images ${id}`;
}

function openRequest({ id, iv, sealed }: ApprovalRow, { key, primitives }: Unsealing): DigestedRequest | null {
  const plain = iv === null || sealed === null ? null : decrypt({ iv, sealed }, { key, place: requestPlace(id) });
  const filed = plain === null ? null : parseRequest(plain.toString("utf8"), primitives);
  return filed?.request.id === id ? filed : null;
}

function readEntries(connection: StateConnection, id: string): readonly Entry[] {
  const rows = connection
    .prepare<string[], { body: string; leaf: Uint8Array }>(
      `SELECT body, leaf FROM entries WHERE correlation = ? AND kind IN (${STEP_KINDS.map(() => "?").join(", ")}) ORDER BY idx`,
    )
    .all(id, ...STEP_KINDS);
  return rows.map(({ body, leaf }) => {
    const entry = entrySchema.safeParse(parseJson(body));
    if (!entry.success || !Buffer.from(leafHash(Buffer.from(body, "utf8"), sha256)).equals(leaf)) throw altered(id);
    return entry.data;
  });
}

function decisionOf({ detail }: Entry): readonly ApprovalDecision[] {
  const { signed, signature } = detail;
  return typeof signed === "string"
    ? [{ text: signed, signature: typeof signature === "string" ? signature : null }]
    : [];
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

export function altered(id: string): Failure {
  return new Failure(
    "approval-altered",
    `The request ${id} is not what the ledger says of it, so it approves nothing; run gatehouse ledger verify and keep the file as evidence.`,
  );
}
