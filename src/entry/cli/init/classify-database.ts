// Every column of a database, classified by its catalogue and by what else is known of it.

import { type ClassifiedTable, classifyColumns } from "../../../core/classification/classify-columns.ts";
import { openDatabaseOf, openSamplerOf } from "../../wiring/open-databases.ts";
import { type Gathering, gatherEvidence } from "./gather-evidence.ts";

type Place = Parameters<typeof openDatabaseOf>[1];

export async function classifyDatabase(
  name: string,
  { settings, folder, gathering }: Place & { gathering: Gathering },
): Promise<readonly ClassifiedTable[]> {
  const database = await openDatabaseOf(name, { settings, folder });
  try {
    const catalogue = await database.catalogue();
    const sampler = await openSamplerOf(name, { settings, folder });
    try {
      return classifyColumns(catalogue, await gatherEvidence(sampler, { catalogue, gathering }));
    } finally {
      await sampler.close();
    }
  } finally {
    await database.close();
  }
}
