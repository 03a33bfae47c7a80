// The state of a replica that shares it with others: computed on an image of its own, made the next version of the store by compare-and-set.
// INVARIANT: the image holds what the store has acknowledged and nothing else; a receipt is given once the store has said that its version is
// durable. Who loses a race holds the store for the second try, so that nobody starves.

import type { EntryDraft } from "../../../core/ledger/entry/entry-draft.ts";
import type { LedgerReceipt } from "../../../core/ledger/receipt.ts";
import { Failure } from "../../../core/model/failure.ts";
import type { Lock } from "../../../core/model/lock.ts";
import type { BreakGlass } from "../../../core/review/break-glass.ts";
import type { SharedState, StateTable, StateVersion } from "../../../core/state/shared-state.ts";
import type { LedgerHead } from "../../../gate/ports/ledger.ts";
import { AppendQueue, closedFailure } from "../ledger/append-queue.ts";
import { readBreakGlassEntries } from "../ledger/break-glass-entries.ts";
import {
  type Append,
  type AppendOptions,
  type DraftMaker,
  LedgerAppender,
  receiptsFor,
} from "../ledger/ledger-append.ts";
import { continues, type Head, headOf, ledgerHeadOf } from "../ledger/ledger-continues.ts";
import { beginLedger, failureOf, originOf, refuseOtherKey } from "../ledger/ledger-file.ts";
import { readCoverage } from "../ledger/read-coverage.ts";
import { lockTable } from "../locks/lock-table.ts";
import { keyCheck, sealingCheck } from "../seal-payload.ts";
import type { StateConnection } from "../state-connection.ts";
import type { StateTransactions, Transacted } from "../state-transactions.ts";
import { type Captured, ChangeCapture } from "./change-capture.ts";
import { connectImage, ImageWriter, NOTHING, versionOf } from "./state-image.ts";
import { untilFree } from "./until-free.ts";

export interface SharedOptions extends AppendOptions {
  readonly shared: SharedState;
  /** The image's. */
  readonly file: string;
  readonly tables: readonly StateTable[];
  /** Keys beside the one that seals, as they are when the store is first reached: every replica has to have the same. */
  readonly keys: () => Promise<readonly { readonly name: string; readonly key: Uint8Array }[]>;
  /** Throws a Failure where a new state must not be begun. */
  readonly mayBegin: () => void;
  /** Told the ledger's size after each commit of appends. */
  readonly appended?: (size: number) => void;
}

interface Open {
  /** What reads it, and brings it from version to version. */
  readonly image: StateConnection;
  readonly writer: ImageWriter;
  /** Where transactions are tried. */
  readonly trial: StateConnection;
  readonly capture: ChangeCapture;
}

interface Tried<T> extends Captured<T> {
  readonly from: StateVersion;
}

type Pulls = Pick<SharedState, "pull">;

/** Held once it is won; where transactions are serializable, holding it can be lost as well. */
const MOST_HOLDS = 5;
/** What was erased elsewhere does not stay here, also where nobody asks. */
const LOOK_MILLISECONDS = 15_000;

/** Opens nothing yet: a store that cannot be reached fails each call until it can. */
export function openSharedStore(options: SharedOptions): SharedStore {
  return new SharedStore(options);
}

export class SharedStore implements StateTransactions {
  readonly #options: SharedOptions;
  readonly #queue: AppendQueue;
  #opening: Promise<Open> | null = null;
  #appender: LedgerAppender | null = null;
  #acknowledged: Head | null = null;
  /** The last of those that change something: one after the other. */
  #turn: Promise<unknown> = Promise.resolve();
  #catching: Promise<unknown> = Promise.resolve();
  #nextCatch: Promise<Open> | null = null;
  #looking: NodeJS.Timeout | null = null;
  #closed = false;

  constructor(options: SharedOptions) {
    this.#options = options;
    this.#queue = new AppendQueue({
      commit: async (makers) => {
        return receiptsFor(await this.#commit(({ appender }) => appender.commit(makers)));
      },
      failureOf: (error) => failureOf(error, options.file),
      appended: options.appended,
    });
  }

  append(draft: EntryDraft): Promise<LedgerReceipt> {
    return this.appendUnderLocks(() => draft);
  }

  appendUnderLocks(make: DraftMaker): Promise<LedgerReceipt> {
    return this.#queue.append(make);
  }

  async transact<T>(act: (connection: StateConnection, append: Append) => T): Promise<Transacted<T>> {
    const { results, appended } = await this.#commit(({ trial, appender }) => {
      const done: T[] = [];
      return { results: done, appended: appender.transact((append) => done.push(act(trial, append))) };
    });
    const [result] = results;
    if (result === undefined) throw new RangeError("a transaction that came to nothing");
    const receipts = receiptsFor(appended);
    const last = receipts.at(-1);
    if (last !== undefined) this.#options.appended?.(last.size);
    return { result, receipts };
  }

  async read<T>(act: (connection: StateConnection) => T): Promise<T> {
    const { image } = await this.#fresh();
    const found: { readonly result: T }[] = [];
    await untilFree(() => image.transaction(() => found.push({ result: act(image) }))());
    const [only] = found;
    if (only === undefined) throw new RangeError("a reading that came to nothing");
    return only.result;
  }

  /** And the store gives back what was erased. */
  async outside<T>(act: (connection: StateConnection) => T): Promise<T> {
    const { image } = await this.#fresh();
    const result = await untilFree(() => act(image));
    await this.#options.shared.forget();
    return result;
  }

  /** The image is brought to the newest version. */
  async catchUp(): Promise<void> {
    await this.#fresh();
  }

  head(): Promise<LedgerHead> {
    return this.read((connection) => ledgerHeadOf(connection, this.#options.file));
  }

  locks(): Promise<readonly Lock[]> {
    return this.read((connection) => lockTable(connection).list());
  }

  reviewedAt(): Promise<string | null> {
    return this.read((connection) => readCoverage(connection)?.until ?? null);
  }

  breakGlass(): Promise<readonly BreakGlass[]> {
    return this.read(readBreakGlassEntries);
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    await this.#queue.close();
    this.#closed = true;
    if (this.#looking !== null) clearInterval(this.#looking);
    await Promise.allSettled([this.#turn, this.#catching]);
    await this.#forget();
    await this.#options.shared.close();
  }

  /** Durable when it resolves. Rejects with whatever `act` throws. */
  async #commit<T>(act: (open: { trial: StateConnection; appender: LedgerAppender }) => T): Promise<T> {
    const run = this.#turn.then(() => this.#change(act));
    this.#turn = run.catch(() => undefined);
    return run.catch((error: unknown) => this.#fail(error));
  }

  #fail(error: unknown): never {
    throw error instanceof RangeError ? error : failureOf(error, this.#options.file); // a bug is none of the world's
  }

  async #change<T>(act: (open: { trial: StateConnection; appender: LedgerAppender }) => T): Promise<T> {
    if (this.#closed) throw closedFailure();
    const { shared } = this.#options;
    const open = await this.#opened();
    const appender = this.#appenderOf(open);
    const attempt = () => this.#try(open, () => act({ trial: open.trial, appender }));
    const first = await this.#tryFresh(open, attempt);
    if (first.changes.length === 0) return first.result;
    const pushed = await shared.push(first.from, first.changes);
    if (pushed !== null) return this.#take(open, first, pushed);
    for (let tries = 1; tries <= MOST_HOLDS; tries++) {
      const held = await shared.hold(async (store) => {
        await this.#catchUp(open, store);
        const tried = await attempt();
        return { tried, to: tried.changes.length === 0 ? tried.from : await store.push(tried.from, tried.changes) };
      });
      if (held.to !== null) return this.#take(open, held.tried, held.to);
    }
    throw new Failure("ledger-unavailable", "The state is being changed by many replicas at once; call again.");
  }

  /** What comes to nothing, or is refused, is tried again where the image was not of the newest version. */
  async #tryFresh<T>(open: Open, attempt: () => Promise<Tried<T>>): Promise<Tried<T>> {
    const before = versionOf(open.image);
    const tried = await attempt().catch((error: unknown) => ({ error }));
    if (!("error" in tried) && tried.changes.length > 0) return tried;
    await this.#catchUp(open, this.#options.shared);
    if (versionOf(open.image).mark !== before.mark) return attempt();
    if ("error" in tried) throw tried.error;
    return tried;
  }

  #try<T>({ trial, capture }: Open, act: () => T): Promise<Tried<T>> {
    return untilFree(() => {
      const { result, changes } = capture.run(() => ({ from: versionOf(trial), result: act() }));
      return { ...result, changes };
    });
  }

  /** What was tried is the store's newest version now, and the image's. */
  async #take<T>(open: Open, { from, result, changes }: Tried<T>, to: StateVersion): Promise<T> {
    if (to !== from) await untilFree(() => open.writer.apply({ from, to, changes }));
    this.#acknowledged = headOf(open.image, this.#options.file);
    return result;
  }

  /** Those that ask while nothing is on its way share the next question. */
  #fresh(): Promise<Open> {
    if (this.#closed) return Promise.reject(closedFailure());
    this.#nextCatch ??= this.#catching.then(async () => {
      this.#nextCatch = null;
      const open = await this.#opened();
      await this.#catchUp(open, this.#options.shared);
      return open;
    });
    const asked = this.#nextCatch;
    this.#catching = asked.catch(() => undefined);
    return asked.catch((error: unknown) => this.#fail(error));
  }

  async #catchUp(open: Open, from: Pulls): Promise<void> {
    const { file } = this.#options;
    for (let more = true; more; ) {
      const since = versionOf(open.image);
      const pulled = await from.pull(since);
      if (pulled.version.number === since.number && pulled.version.mark === since.mark) return;
      await untilFree(() => open.writer.apply({ from: since, to: pulled.version, changes: pulled.changes }));
      more = pulled.more || versionOf(open.image).number < pulled.version.number; // another process may have been on its way
    }
    if (this.#acknowledged !== null && !continues(open.image, this.#acknowledged, file)) {
      throw new Failure(
        "ledger-altered",
        `The state that is shared is not the one of before: it does not hold the ${this.#acknowledged.size} entries that this server knows of; nothing is answered until people have looked at it.`,
      );
    }
    if (versionOf(open.image).number > 0) this.#acknowledged = headOf(open.image, file);
  }

  #opened(): Promise<Open> {
    this.#opening ??= this.#connect().catch((error: unknown) => {
      this.#opening = null; // the next call tries anew
      throw error;
    });
    return this.#opening;
  }

  async #connect(): Promise<Open> {
    const { file, tables, shared, sealingKey, mayBegin } = this.#options;
    const image = await untilFree(() => connectImage(file));
    const trial = await untilFree(() => connectImage(file)).catch((error: unknown) => {
      image.close();
      throw error;
    });
    try {
      const capture = new ChangeCapture(trial, tables);
      const open = { image, writer: new ImageWriter(image, tables), trial, capture };
      const sealing = (origin: string) => sealingCheck(sealingKey, origin);
      await this.#catchUp(open, shared);
      if (versionOf(image).number === 0) {
        mayBegin();
        const begun = await this.#try(open, () => beginLedger(trial, sealing));
        const to = await shared.push(NOTHING, begun.changes);
        if (to !== null) await this.#take(open, begun, to);
        else await this.#catchUp(open, shared); // another replica has begun it
      }
      refuseOtherKey(image, { file, sealing });
      await this.#refuseOtherKeys();
      this.#looking ??= setInterval(() => void this.#fresh().catch(() => undefined), LOOK_MILLISECONDS).unref();
      return open;
    } catch (error) {
      trial.close();
      image.close();
      throw error;
    }
  }

  async #refuseOtherKeys(): Promise<void> {
    const keys = await this.#options.keys();
    const checks = keys.map(({ name, key }) => ({ name, check: keyCheck(key, name) }));
    const [other] = await this.#options.shared.disagree(checks);
    if (other === undefined) return;
    throw new Failure(
      "key-missing",
      `The key ${other} is not the one of the other servers that share this state; copy theirs, nothing is answered until then.`,
    );
  }

  #appenderOf({ image, trial }: Open): LedgerAppender {
    this.#appender ??= new LedgerAppender(trial, { ...this.#options, origin: originOf(image, this.#options.file) });
    return this.#appender;
  }

  async #forget(): Promise<void> {
    const open = await this.#opening?.catch(() => null);
    open?.trial.close();
    open?.image.close();
    this.#opening = null;
  }
}
