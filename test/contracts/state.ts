// What a store of Gatehouse's own state has to be able to do for the contracts of the ports: be opened, by several at once, and be removed.
// A contract holds for whatever meets its port. It knows the port alone: nothing here looks into a file or a table.

import { afterEach, beforeEach, expect } from "vitest";
import { uuidIds } from "../../src/adapters/system/system-clock.ts";
import { administrativeEntry } from "../../src/core/ledger/entry/administrative-entry.ts";
import type { EntryDraft } from "../../src/core/ledger/entry/entry-draft.ts";
import { readFilter } from "../../src/core/ledger/search/ledger-filter.ts";
import type { LockTarget } from "../../src/core/model/lock.ts";
import type { LockStep } from "../../src/gate/ports/locks.ts";
import type { State } from "../../src/gate/ports/state.ts";
import type { StoredLedger } from "../../src/gate/ports/stored-ledger.ts";

/** One state, empty at first. */
export interface StateUnderContract {
  /** Once more, beside those that have it open. */
  open(): Promise<State>;
  /** The same one, to be read and checked. */
  readonly stored: StoredLedger;
  /** Closes whatever was opened, and removes it. */
  remove(): Promise<void>;
}

export type MakeState = () => Promise<StateUnderContract>;

/** An entry with something that is sealed aside. */
export function callEntry(changes: Partial<EntryDraft> = {}): EntryDraft {
  const entry = administrativeEntry("call", { correlation: uuidIds.next(), detail: null });
  return {
    ...entry,
    caller: { principal: "ann", role: "analyst", method: "configured", owner: null },
    sealed: { statement: "SELECT 'raw value'", parameters: "[]" },
    ...changes,
  };
}

/** A lock that is set or lifted, with its entry. */
export function lockStep(act: "set" | "lift", target: LockTarget): LockStep {
  const kind = act === "set" ? "lock.set" : "lock.lifted";
  const detail = { lock: target.kind, name: target.name };
  const entry: EntryDraft = {
    ...administrativeEntry(kind, { correlation: uuidIds.next(), detail }),
    decision: { effect: "allow", rule: "role incident-responder", code: null },
  };
  return { entry, change: act === "set" ? { set: target } : { lift: target } };
}

/** Entries of the whole ledger, by the auditors' port. */
export async function countEntries({ audit }: State): Promise<number> {
  const verdict = await audit.verify([]);
  return "size" in verdict ? verdict.size : Number.NaN;
}

/** Everything that is stored, looked at again. */
export async function checkEverything(state: State): Promise<void> {
  expect(await state.audit.verify([])).toMatchObject({ kind: "self-consistent" });
  for (const { id } of await state.approvals.list({}, 1_000)) await state.approvals.read(id);
}

/** A state of each test's own, opened twice: what one does, the other sees. */
export function openTwice(make: MakeState): {
  readonly state: StateUnderContract;
  readonly one: State;
  readonly other: State;
} {
  let state: StateUnderContract;
  let opened: readonly [State, State];
  beforeEach(async () => {
    state = await make();
    opened = [await state.open(), await state.open()];
  });
  afterEach(() => state.remove());
  return {
    get state() {
      return state;
    },
    get one() {
      return opened[0];
    },
    get other() {
      return opened[1];
    },
  };
}

export const EVERYTHING = readFilter({});
