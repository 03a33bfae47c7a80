// A copy of the state that is shared, in a SQLite file: whoever reads it finds the tables of a state that was kept there.

import type { SharedState, StateTable } from "../../../core/state/shared-state.ts";
import { connectImage, ImageWriter, versionOf } from "./state-image.ts";
import { untilFree } from "./until-free.ts";

/** Makes the copy, or brings one that is there to the newest version. False where nothing was ever written. */
export async function copyState(
  shared: Pick<SharedState, "pull">,
  { file, tables }: { file: string; tables: readonly StateTable[] },
): Promise<boolean> {
  const connection = await untilFree(() => connectImage(file));
  try {
    const writer = new ImageWriter(connection, tables);
    for (let more = true; more; ) {
      const from = versionOf(connection);
      const pulled = await shared.pull(from);
      if (pulled.version.mark !== from.mark || pulled.version.number !== from.number)
        await untilFree(() => writer.apply({ from, to: pulled.version, changes: pulled.changes }));
      more = pulled.more || versionOf(connection).number < pulled.version.number;
    }
    return versionOf(connection).number > 0;
  } finally {
    connection.close();
  }
}

/** Like `copyState`, into a file that is not there yet; how many rows. It is a state of its own from then on. */
export async function unshareState(
  shared: Pick<SharedState, "pull">,
  { file, tables, progress }: { file: string; tables: readonly StateTable[]; progress: (rows: number) => void },
): Promise<number> {
  await copyState(shared, { file, tables });
  const connection = connectImage(file);
  try {
    connection.exec("DROP TABLE image");
    const counts = tables.map(({ name }) => Number(connection.prepare(`SELECT count(*) FROM ${name}`).pluck().get()));
    const rows = counts.reduce((sum, count) => sum + count, 0);
    progress(rows);
    return rows;
  } finally {
    connection.close();
  }
}
