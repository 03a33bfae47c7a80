// `gatehouse lock list`: the locks in force, each with the entry that says who set it, when and why.

import { formatLock } from "../../../core/model/lock.ts";
import { formatTable } from "../demo/format-table.ts";
import { ledgerAt } from "../ledger/ledger-at.ts";
import type { Io } from "../terminal/io.ts";
import { paint } from "../terminal/paint.ts";

export async function listLocks(options: { config: string; json?: true }, io: Io): Promise<number> {
  const { stored } = await ledgerAt(options);
  const reader = await stored.read();
  try {
    const told = (await reader.locks()).map(async ({ kind, name, entry }) => {
      const record = (await reader.entry(entry))?.record;
      const { time = null, reason = null } = record ?? {};
      return { kind, name, entry, by: record?.caller?.principal ?? null, time, reason };
    });
    const locks = await Promise.all(told);
    if (options.json === true) io.json({ locks });
    else if (locks.length === 0) io.out("Nothing is locked.");
    else {
      const rows = locks.map((lock) => [formatLock(lock), lock.by, lock.time, lock.entry, lock.reason]);
      io.out(...formatTable(["locked", "by", "since", "entry", "reason"], rows).map((line) => paint(io, "red", line)));
    }
    return 0;
  } finally {
    await reader.close();
  }
}
