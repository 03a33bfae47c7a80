// The state that replicas share, in PostgreSQL: each works on an image of it in its state folder, which holds the keys as well. What this file
// gives are ports.

import { createHash } from "node:crypto";
import { mkdir, mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { postgresState as sharedInPostgres } from "../../adapters/postgres-state/postgres-state.ts";
import { claimsOf, openLedgerAudit } from "../../adapters/sqlite-state/ledger/ledger-audit.ts";
import { holdsCalls, holdsRequests } from "../../adapters/sqlite-state/ledger/ledger-uses.ts";
import { storedLedger } from "../../adapters/sqlite-state/ledger/stored-ledger.ts";
import { copyState } from "../../adapters/sqlite-state/shared/copy-state.ts";
import { openSharedStore, type SharedStore } from "../../adapters/sqlite-state/shared/shared-store.ts";
import { NOTHING } from "../../adapters/sqlite-state/shared/state-image.ts";
import { stateTables } from "../../adapters/sqlite-state/shared/state-tables.ts";
import { nodeNoteCrypto } from "../../adapters/system/note-crypto.ts";
import { systemClock, uuidIds } from "../../adapters/system/system-clock.ts";
import { readConnection } from "../../core/connection/read-connection.ts";
import { Failure } from "../../core/model/failure.ts";
import { STATE_SCHEMA } from "../../core/policy/load/state-setting.ts";
import type { SharedState } from "../../core/state/shared-state.ts";
import type { LedgerReader } from "../../gate/ports/ledger-reader.ts";
import type { OpenOptions, State, StateStore } from "../../gate/ports/state.ts";
import type { StoredLedger } from "../../gate/ports/stored-ledger.ts";
import { trustProject } from "./checkpoints/trust-project.ts";
import {
  approvalsKeyFor,
  keysAtHand,
  ledgerStateOf,
  refuseLost,
  requestsOf,
  sealingKeyFor,
  sharedKeys,
} from "./state-parts.ts";
import type { StatePlace } from "./state-place.ts";
import { VERSION } from "./version.ts";

interface SharedPlace extends StatePlace {
  /** A postgres:// URL. */
  readonly url: string;
  /** Where the tables are; `gatehouse` when absent. */
  readonly schema?: string;
}

/** Opens nothing yet. */
export function postgresState(place: SharedPlace): StateStore {
  return {
    open: (options = {}) => openState(place, options),
    openLedger: async (options = {}) => {
      const { store, instance } = await openStore(place, options);
      return ledgerStateOf(store, { file: imageFile(place), instance });
    },
    stored: storedOf(place),
    wasCalled: async () => (await copy(place, imageFile(place))) && holdsCalls(imageFile(place)),
  };
}

async function openState(place: SharedPlace, options: OpenOptions): Promise<State> {
  const file = imageFile(place);
  const { store, shared, instance, sealingKey } = await openStore(place, options);
  // what cannot be reached says so with each call; but then nobody knows whether a key that is not there was used
  const unknown = await copyState(shared, { file, tables: stateTables() }).then(
    () => null,
    (error: unknown) => ({ error }),
  );
  const approvalsKey = await approvalsKeyFor(place, file, () => {
    if (unknown !== null) throw unknown.error;
    return holdsRequests(file);
  }).catch(async (error: unknown) => {
    await store.close();
    throw error;
  });
  const audit = openLedgerAudit({
    file,
    indexFile: searchIndexFile(place),
    sealingKey,
    approvalsKey,
    trust: () => trustProject(place),
    primitives: nodeNoteCrypto,
  });
  return {
    ...ledgerStateOf(store, { file, instance }),
    ...requestsOf(store, approvalsKey),
    audit: {
      search: async (filter, page) => {
        await store.catchUp();
        return audit.search(filter, page);
      },
      verify: (heads) => storedOf(place).verify({ claims: claimsOf(heads), trust: trustProject(place) }),
    },
  };
}

async function openStore(
  place: SharedPlace,
  options: OpenOptions,
): Promise<{ store: SharedStore; shared: SharedState; instance: string; sealingKey: Uint8Array }> {
  await removeOtherImages(place);
  const shared = sharedStateAt(place.url, place.schema);
  const used = async () => (await shared.pull(NOTHING)).version.number > 0;
  const sealingKey = await sealingKeyFor(place, used).catch(async (error: unknown) => {
    await shared.close();
    throw error;
  });
  const instance = uuidIds.next();
  const store = openSharedStore({
    shared,
    file: imageFile(place),
    tables: stateTables(),
    keys: () => sharedKeys(place),
    mayBegin: () => refuseLost(place, "The ledger of the state in PostgreSQL"),
    server: { instance, version: VERSION, pid: process.pid },
    now: systemClock.now,
    sealingKey,
    ...options,
  });
  return { store, shared, instance, sealingKey };
}

/** What is read is read from the image, brought up to date; what is verified is a copy that is made for it, of what the store itself holds. */
function storedOf(place: SharedPlace): StoredLedger {
  const at = (file: string) =>
    storedLedger({ file, indexFile: searchIndexFile(place), keys: keysAtHand(place), primitives: nodeNoteCrypto });
  return {
    read: (options) => readFresh(place, (file) => at(file).read(options)),
    verify: (question) => onCopy(place, (file) => at(file).verify(question)),
    lines: (from) => linesOf(place, (file) => at(file).lines(from)),
    prove: (index) => onImage(place, (file) => at(file).prove(index)),
    reindex: () => onImage(place, (file) => at(file).reindex()),
    findSubject: (search) => onImage(place, (file) => at(file).findSubject(search)),
  };
}

async function onImage<T>(place: SharedPlace, read: (file: string) => Promise<T>): Promise<T> {
  const file = imageFile(place);
  if (!(await copy(place, file))) throw noLedger();
  return read(file);
}

async function onCopy<T>(place: SharedPlace, read: (file: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "gatehouse-copy-"));
  const file = join(folder, "ledger.db");
  try {
    if (!(await copy(place, file))) throw noLedger();
    return await read(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A reader whose every answer is of the newest version. */
async function readFresh(place: SharedPlace, read: (file: string) => Promise<LedgerReader>): Promise<LedgerReader> {
  const file = imageFile(place);
  const shared = sharedStateAt(place.url, place.schema);
  const fresh = () => copyState(shared, { file, tables: stateTables() });
  try {
    if (!(await fresh())) throw noLedger();
    const reader = await read(file);
    const first = async <T>(ask: () => Promise<T>): Promise<T> => {
      await fresh();
      return ask();
    };
    return {
      origin: reader.origin,
      size: () => first(() => reader.size()),
      entry: (index) => first(() => reader.entry(index)),
      unseal: (index) => first(() => reader.unseal(index)),
      search: (filter, page) => first(() => reader.search(filter, page)),
      values: (kind) => first(() => reader.values(kind)),
      kindsFrom: (index) => first(() => reader.kindsFrom(index)),
      locks: () => first(() => reader.locks()),
      coverage: () => first(() => reader.coverage()),
      breakGlass: () => first(() => reader.breakGlass()),
      approvalsNamed: (given) => first(() => reader.approvalsNamed(given)),
      rootAt: (size) => first(() => reader.rootAt(size)),
      close: async () => {
        await reader.close();
        await shared.close();
      },
    };
  } catch (error) {
    await shared.close();
    throw error;
  }
}

function noLedger(): Failure {
  return new Failure(
    "ledger-unreadable",
    "There is no ledger in the state in PostgreSQL; it is made by the first recorded call.",
  );
}

async function* linesOf(
  place: SharedPlace,
  lines: (file: string) => Iterable<string> | AsyncIterable<string>,
): AsyncIterable<string> {
  const file = await onImage(place, async (image) => image);
  yield* lines(file);
}

/** False where nothing was ever written. */
async function copy(place: SharedPlace, file: string): Promise<boolean> {
  await mkdir(place.stateFolder, { recursive: true, mode: 0o700 });
  const shared = sharedStateAt(place.url, place.schema);
  try {
    return await copyState(shared, { file, tables: stateTables() });
  } finally {
    await shared.close();
  }
}

/** Whoever has it ends it. */
export function sharedStateAt(url: string, schema = STATE_SCHEMA): SharedState {
  return sharedInPostgres({
    url,
    environment: process.env,
    schema,
    tables: stateTables(),
    now: systemClock.now,
  });
}

/** One for each place that the state was ever kept in, whoever reaches it by which password. Derived, and made again when it is not there. */
function imageFile({ stateFolder, url, schema = STATE_SCHEMA }: SharedPlace): string {
  const target = readConnection(url);
  const where = target.kind === "target" ? [target.host, target.port, target.database, schema] : [schema];
  const name = createHash("sha256").update(JSON.stringify(where)).digest("hex").slice(0, 12);
  return join(stateFolder, `image-${name}.db`);
}

/** What is erased from now on would stay in them. */
async function removeOtherImages(place: SharedPlace): Promise<void> {
  const own = basename(imageFile(place), ".db");
  const files = await readdir(place.stateFolder).catch(() => []);
  for (const file of files)
    if (/^image-[0-9a-f]{12}[-.]/.test(file) && !file.startsWith(own))
      await rm(join(place.stateFolder, file), { force: true });
}

function searchIndexFile(place: SharedPlace): string {
  return imageFile(place).replace(/\.db$/, "-search.db");
}
