// The locks port on the ledger's own file: a lock and the entry that records it are one transaction.

import type { Locks } from "../../../gate/ports/locks.ts";
import type { StateTransactions } from "../state-transactions.ts";
import { lockTable } from "./lock-table.ts";

export function openLocks(ledger: StateTransactions): Locks {
  return {
    change: async (choose) => {
      const { receipts } = await ledger.transact((connection, append) => {
        const table = lockTable(connection);
        const { entry, change } = choose(table.list());
        const index = Number(connection.prepare("SELECT size FROM head").pluck().get());
        if (change !== null) {
          if ("set" in change) table.set(change.set, index);
          else table.lift(change.lift);
        }
        append(entry);
        return index;
      });
      const [receipt] = receipts;
      if (receipt === undefined) throw new RangeError("a change of the locks without an entry");
      return receipt;
    },
  };
}
