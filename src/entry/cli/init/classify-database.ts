// Every column of a database, classified by its catalogue and by what else is known of it.

import { type ClassifiedTable, classifyColumns } from "../../../core/classification/classify-columns.ts";
import { openSamplerOf } from "../../wiring/open-databases.ts";
import { type Gathering, gatherEvidence } from "./gather-evidence.ts";

type Place = Parameters<typeof openSamplerOf>[1];

export async function classifyDatabase(
  name: string,
  { settings, folder, gathering }: Place & { gathering: Gathering },
): Promise<readonly ClassifiedTable[]> {
  const sampler = await openSamplerOf(name, { settings, folder });
  try {
    const tables = await sampler.tables();
    return classifyColumns(tables, await gatherEvidence(sampler, { tables, gathering }));
  } finally {
    await sampler.close();
  }
}
