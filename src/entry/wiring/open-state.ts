// What keeps the state of a project, chosen by what the project says. INVARIANT: everybody else in the entry knows it by its ports alone; another
// store is one more line here, and passes test/contracts.

import { isShared } from "../../core/policy/load/state-setting.ts";
import type { LedgerState, OpenOptions, State, StateStore } from "../../gate/ports/state.ts";
import type { StoredLedger } from "../../gate/ports/stored-ledger.ts";
import { type Copied, type CopyTarget, copyStateOf } from "./copy-state.ts";
import { postgresState } from "./postgres-state.ts";
import { sqliteLedgerAt, sqliteState } from "./sqlite-state.ts";
import type { StatePlace } from "./state-place.ts";

function chooseState(place: StatePlace): StateStore {
  const state = place.config?.state ?? "";
  return isShared(state) ? postgresState({ ...place, url: state }) : sqliteState(place);
}

/** All of it, to work with. Rejects as `StateStore.open` does. */
export function openState(place: StatePlace, options?: OpenOptions): Promise<State> {
  return chooseState(place).open(options);
}

/** For commands that append to the ledger and have nothing to do with requests. Rejects as `StateStore.openLedger` does. */
export function openLedgerState(place: StatePlace, options?: OpenOptions): Promise<LedgerState> {
  return chooseState(place).openLedger(options);
}

/** The ledger of a project as it is kept, to be read and checked. Opens nothing yet. */
export function storedLedgerOf(place: StatePlace): StoredLedger {
  return chooseState(place).stored;
}

/** A ledger that lies elsewhere as a file, as a copy of one does. Opens nothing yet. */
export function storedLedgerAt(file: string): StoredLedger {
  return sqliteLedgerAt(file);
}

/** Whether callers were answered: with pseudonyms, and digests of answers. Rejects where there is a ledger that cannot be read. */
export function wasCalled(place: StatePlace): Promise<boolean> {
  return chooseState(place).wasCalled();
}

/** All of it to another place. Rejects as `copyStateOf` does. */
export function copyState(place: StatePlace, target: CopyTarget): Promise<Copied> {
  return copyStateOf(place, target);
}
