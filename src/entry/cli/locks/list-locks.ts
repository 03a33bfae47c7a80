// `gatehouse lock list`: the locks in force, each with the entry that says who set it, when and why.

import { formatLock } from "../../../core/model/lock.ts";
import { formatTable } from "../demo/format-table.ts";
import { ledgerAt } from "../ledger/ledger-at.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";

export async function listLocks(options: { config: string; json?: true }, io: Io): Promise<number> {
  const reader = await ledgerAt(options);
  try {
    const locks = reader.locks().map(({ kind, name, entry }) => {
      const record = reader.show(entry)?.record;
      const { time = null, reason = null } = record ?? {};
      return { kind, name, entry, by: record?.caller?.principal ?? null, time, reason };
    });
    if (options.json === true) io.json({ locks });
    else if (locks.length === 0) io.out("Nothing is locked.");
    else {
      const rows = locks.map((lock) => [formatLock(lock), lock.by, lock.time, lock.entry, lock.reason]);
      io.out(...formatTable(["locked", "by", "since", "entry", "reason"], rows).map((line) => paint(io, "red", line)));
    }
    return 0;
  } finally {
    reader.close();
  }
}
