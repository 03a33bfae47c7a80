// The tokens port on the ledger's own file: a token and the entry that records it are one transaction.

import type { Tokens } from "../../../gate/ports/tokens.ts";
import type { StateTransactions } from "../state-transactions.ts";
import { tokenTable } from "./token-table.ts";

export function openTokens(ledger: StateTransactions): Tokens {
  return {
    change: async (choose) => {
      const { receipts } = await ledger.transact((connection, append) => {
        const table = tokenTable(connection);
        const { entry, change } = choose(table.list());
        const index = Number(connection.prepare("SELECT size FROM head").pluck().get());
        if ("add" in change) table.add(change.add, index);
        else table.revoke(change.revoke);
        append(entry);
        return index;
      });
      const [receipt] = receipts;
      if (receipt === undefined) throw new RangeError("a change of the tokens without an entry");
      return receipt;
    },
    list: () => ledger.read((connection) => tokenTable(connection).list()),
    find: (digest) => ledger.read((connection) => tokenTable(connection).find(digest)),
  };
}
