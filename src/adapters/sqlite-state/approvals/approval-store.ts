// The approvals port on the ledger's SQLite file: each change is one transaction with its entry, by compare-and-set on the version.
// A crash before COMMIT leaves neither change nor entry; after it both are there, whether or not anybody was told.

import { setTimeout as sleep } from "node:timers/promises";
import type { Approval } from "../../../core/approvals/approval.ts";
import type { ApprovalCrypto } from "../../../core/approvals/approval-crypto.ts";
import { describeProgress, STEP_KINDS } from "../../../core/approvals/approval-entry.ts";
import type { DigestedRequest } from "../../../core/approvals/approval-request.ts";
import { FILED } from "../../../core/approvals/approval-state.ts";
import type { EntryDraft } from "../../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import type {
  ApprovalFilter,
  ApprovalStep,
  ApprovalSummary,
  Approvals,
  CallEntry,
  Filing,
  FilingOptions,
  Moved,
} from "../../../gate/ports/approvals.ts";
import type { Budgets, UnaskedBy, UnaskedWrites } from "../../../gate/ports/budgets.ts";
import type { Cancellation } from "../../../gate/ports/cancellation.ts";
import { KeptStatements } from "../kept-statements.ts";
import type { Append } from "../ledger/ledger-append.ts";
import { decrypt, encrypt } from "../seal-payload.ts";
import type { StateConnection } from "../state-connection.ts";
import type { StateTransactions } from "../state-transactions.ts";
import { listRows } from "./approval-list.ts";
import { APPROVAL_TABLES, altered, imagesPlace, readApproval, requestPlace, summaryColumns } from "./approval-rows.ts";

export interface ApprovalStoreOptions {
  /** 32 bytes: encrypts the requests. */
  readonly key: Uint8Array;
  readonly primitives: ApprovalCrypto;
  /** Milliseconds between two looks of somebody who waits. */
  readonly pollEvery?: number;
}

/** Lives as long as the ledger that it shares its file with. What was spent of budgets is counted from the requests themselves. */
export function openApprovals(ledger: StateTransactions, options: ApprovalStoreOptions): Approvals & Budgets {
  return new ApprovalStore(ledger, options);
}

/** What the ids (UUIDv7) of that millisecond begin with: they are in the order of time. */
function idAt(microseconds: number): string {
  const digits = Math.max(0, Math.floor(microseconds / 1_000))
    .toString(16)
    .padStart(12, "0");
  return `${digits.slice(0, 8)}-${digits.slice(8)}`;
}

const POLL_MILLISECONDS = 200;

class ApprovalStore implements Approvals, Budgets {
  readonly #ledger: StateTransactions;
  readonly #options: ApprovalStoreOptions;
  /** How many entries there were when they were counted: while there are no more, they are as many. */
  readonly #countedAt = new WeakMap<UnaskedWrites, number>();

  constructor(ledger: StateTransactions, options: ApprovalStoreOptions) {
    this.#ledger = ledger;
    this.#options = options;
  }

  async file(
    filed: DigestedRequest,
    entry: EntryDraft,
    { progress = FILED, mostPending, step, weighed }: FilingOptions = {},
  ): Promise<Filing> {
    const { id } = filed.request;
    checkEntry(entry, { id, next: progress });
    if (step !== undefined) checkEntry(step.entry, { id, next: step.next });
    const { result, receipts } = await this.#ledger.transact((connection, append) => {
      if (!hasTables(connection, LAST_TABLE)) connection.exec(APPROVAL_TABLES);
      const recent = weighed === undefined ? null : this.#countAgain(connection, weighed);
      if (recent !== null) return recent;
      if (mostPending !== undefined && countPending(connection, filed) >= mostPending) return "full";
      if (!succeeds(connection, filed)) return "replaced";
      this.#insert(connection, filed, progress);
      append(entry);
      if (step !== undefined) this.#step(connection, { id, version: 1 }, { step, append });
      return "filed";
    });
    if (typeof result !== "string") return { kind: "outweighed", recent: result };
    return result === "filed" ? { kind: "filed", receipt: lastOf(receipts) } : { kind: result };
  }

  /** Null where it is the same still. */
  #countAgain(
    connection: StateConnection,
    { by, recent }: NonNullable<FilingOptions["weighed"]>,
  ): UnaskedWrites | null {
    if (this.#countedAt.get(recent) === sizeOf(connection)) return null;
    const now = this.#count(connection, by);
    return now.writes === recent.writes && now.rows === recent.rows ? null : now;
  }

  successorOf(id: string): Promise<string | null> {
    return this.#ledger.read((connection) => {
      if (!hasTables(connection, LAST_TABLE)) return null;
      const found = connection
        .prepare<[string], { successor: string }>("SELECT successor FROM approval_successors WHERE id = ?")
        .get(id);
      return found?.successor ?? null;
    });
  }

  #insert(connection: StateConnection, filed: DigestedRequest, progress: Approval["progress"]): void {
    const { request, text } = filed;
    const { iv, sealed } = encrypt(Buffer.from(text, "utf8"), {
      key: this.#options.key,
      place: requestPlace(request.id),
    });
    const row = {
      id: request.id,
      version: 1,
      state: progress.state,
      progress: JSON.stringify(progress),
      approvals: 0,
      ...summaryColumns(filed),
    };
    const names = Object.keys(row);
    TABLES.prepare(
      connection,
      `INSERT INTO approvals (${names.join(", ")}) VALUES (${names.map(() => "?").join(", ")})`,
    ).run(...Object.values(row));
    TABLES.prepare(connection, "INSERT INTO approval_requests VALUES (?, ?, ?)").run(request.id, iv, sealed);
    const name = TABLES.prepare(connection, "INSERT INTO approval_approvers VALUES (?, ?)");
    for (const principal of new Set(request.quorum.approvers)) name.run(principal, request.id);
  }

  read(id: string): Promise<Approval | null> {
    return this.#ledger.read((connection) =>
      hasTables(connection) ? readApproval(connection, id, this.#options) : null,
    );
  }

  list(filter: ApprovalFilter, limit: number): Promise<readonly ApprovalSummary[]> {
    return this.#ledger.read((connection) => (hasTables(connection) ? listRows(connection, { filter, limit }) : []));
  }

  unaskedWrites(by: UnaskedBy): Promise<UnaskedWrites> {
    return this.#ledger.read((connection) => this.#count(connection, by));
  }

  #count(connection: StateConnection, { requester, database, since }: UnaskedBy): UnaskedWrites {
    const nothing = { writes: 0, rows: 0 };
    if (!hasTables(connection)) return nothing;
    const counted = COUNTS.prepare(
      connection,
      `SELECT count(*) AS writes, coalesce(sum(rows), 0) AS rows FROM approvals
       WHERE id > ? AND requester = ? AND database = ? AND wanted = 0 AND state IN ('executing', 'committing', 'executed', 'rolled-back', 'uncertain')`,
    ).get(idAt(since), requester, database);
    const recent = counted ?? nothing;
    this.#countedAt.set(recent, sizeOf(connection));
    return recent;
  }

  async move(seen: Approval, step: ApprovalStep, call?: CallEntry): Promise<Moved> {
    const { next, entry, decision } = step;
    const { id } = seen.filed.request;
    checkEntry(entry, { id, next });
    const { result, receipts } = await this.#ledger.transact((connection, append) => {
      if (!hasTables(connection)) return null;
      if (!this.#step(connection, { id, version: seen.version }, { step, append }))
        return readApproval(connection, id, this.#options);
      if (call !== undefined) append(call);
      return "moved";
    });
    if (result !== "moved") return { kind: "lost", approval: result };
    const decisions = decision === undefined ? seen.decisions : [...seen.decisions, decision];
    return {
      kind: "moved",
      approval: { filed: seen.filed, progress: next, decisions, version: seen.version + 1 },
      receipt: lastOf(receipts),
    };
  }

  /** False when it is no longer at that version; then nothing was written. */
  #step(
    connection: StateConnection,
    { id, version }: { id: string; version: number },
    { step, append }: { step: ApprovalStep; append: Append },
  ): boolean {
    const { next, entry, decision, images } = step;
    const { changes } = TABLES.prepare(
      connection,
      "UPDATE approvals SET version = version + 1, state = ?, progress = ?, approvals = approvals + ? WHERE id = ? AND version = ?",
    ).run(next.state, JSON.stringify(next), decision === undefined ? 0 : 1, id, version);
    if (changes !== 1) return false;
    append(entry);
    if (images !== undefined) this.#keepImages(connection, id, images);
    return true;
  }

  #keepImages(connection: StateConnection, id: string, { text, until }: NonNullable<ApprovalStep["images"]>): void {
    const { iv, sealed } = encrypt(Buffer.from(text, "utf8"), { key: this.#options.key, place: imagesPlace(id) });
    TABLES.prepare(connection, "INSERT OR REPLACE INTO approval_images VALUES (?, ?, ?, ?)").run(id, until, iv, sealed);
  }

  readImages(id: string): Promise<string | null> {
    return this.#ledger.read((connection) => {
      if (!hasTables(connection)) return null;
      const row = connection
        .prepare<[string], { iv: Uint8Array; sealed: Uint8Array }>(
          "SELECT iv, sealed FROM approval_images WHERE id = ?",
        )
        .get(id);
      if (row === undefined) return null;
      const plain = decrypt(row, { key: this.#options.key, place: imagesPlace(id) });
      if (plain === null) throw altered(id);
      return plain.toString("utf8");
    });
  }

  async purgeImages(now: string): Promise<number> {
    const { result } = await this.#ledger.transact((connection) =>
      hasTables(connection)
        ? connection.prepare("DELETE FROM approval_images WHERE kept_until < ?").run(now).changes
        : 0,
    );
    return result;
  }

  async renew(
    id: string,
    { owner, attempt, until }: { owner: string; attempt: number; until: string },
  ): Promise<boolean> {
    const { result } = await this.#ledger.transact((connection) => {
      if (!hasTables(connection)) return false;
      return (
        connection
          .prepare(
            `UPDATE approvals SET progress = json_set(progress, '$.claim.until', ?)
             WHERE id = ? AND progress ->> '$.claim.owner' = ? AND progress ->> '$.attempt' = ?`,
          )
          .run(until, id, owner, attempt).changes === 1
      );
    });
    return result;
  }

  async waitForChange(
    seen: Approval,
    cancellation: Cancellation,
    milliseconds = Number.POSITIVE_INFINITY,
  ): Promise<Approval | null> {
    const deadline = performance.now() + milliseconds;
    const { id } = seen.filed.request;
    const version = (connection: StateConnection): unknown =>
      hasTables(connection)
        ? connection.prepare("SELECT version FROM approvals WHERE id = ?").pluck().get(id)
        : undefined;
    while (!cancellation.aborted && (await this.#ledger.read(version)) === seen.version) {
      const left = deadline - performance.now();
      if (left <= 0) break;
      await pause(Math.min(left, this.#options.pollEvery ?? POLL_MILLISECONDS), cancellation);
    }
    return this.read(id);
  }

  head(): Promise<{ size: number; root: string }> {
    return this.#ledger.read((connection) => {
      const head = connection.prepare<[], { size: number; root: Uint8Array }>("SELECT size, root FROM head").get();
      if (head === undefined) throw new RangeError("a ledger without a head");
      return { size: head.size, root: Buffer.from(head.root).toString("base64") };
    });
  }
}

const TABLES = new KeptStatements<unknown>();
const COUNTS = new KeptStatements<UnaskedWrites>();
const SIZES = new KeptStatements<{ size: number }>();
/** Made after all the others. */
const LAST_TABLE = "approval_successors";

/** The tables come with the first request: a ledger that never had one stays as it is. */
function hasTables(connection: StateConnection, last = "approval_approvers"): boolean {
  return TABLES.prepare(connection, "SELECT 1 FROM sqlite_schema WHERE name = ?").get(last) !== undefined;
}

/** Those that wait for people still, whether or not anybody has written down that the time of others has passed. */
function countPending(connection: StateConnection, { request: { requester, createdAt } }: DigestedRequest): number {
  const counted = connection
    .prepare<[string, string], { n: number }>(
      "SELECT count(*) AS n FROM approvals WHERE state = 'pending' AND requester = ? AND approve_by >= ?",
    )
    .get(requester.principal, createdAt);
  return counted?.n ?? 0;
}

/** False when another request has taken that place. */
function succeeds(connection: StateConnection, { request: { id, replaces } }: DigestedRequest): boolean {
  if (replaces === undefined) return true;
  const placed = connection.prepare("INSERT OR IGNORE INTO approval_successors VALUES (?, ?)").run(replaces, id);
  return placed.changes === 1;
}

/** An entry that does not say where the step leads would make the request look edited. */
function checkEntry(entry: EntryDraft, { id, next }: { id: string; next: Approval["progress"] }): void {
  const described = Object.entries(describeProgress(next)).every(([name, value]) => entry.detail?.[name] === value);
  const kinds: readonly string[] = STEP_KINDS;
  if (entry.correlation !== id || !described || !kinds.includes(entry.kind)) {
    throw new RangeError("an entry that is not of this step");
  }
}

function sizeOf(connection: StateConnection): number {
  return SIZES.prepare(connection, "SELECT size FROM head").get()?.size ?? 0;
}

function lastOf(receipts: readonly LedgerReceipt[]): LedgerReceipt {
  const receipt = receipts.at(-1);
  if (receipt === undefined) throw new RangeError("a step without an entry");
  return receipt;
}

async function pause(milliseconds: number, cancellation: Cancellation): Promise<void> {
  const waiting = new AbortController();
  const stop = (): void => waiting.abort();
  cancellation.addEventListener("abort", stop, { once: true });
  await sleep(milliseconds, undefined, { signal: waiting.signal }).catch(() => undefined);
  cancellation.removeEventListener("abort", stop);
}
