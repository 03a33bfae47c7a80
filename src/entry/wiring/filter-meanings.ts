// Where a project keeps what its row filters meant when they were first used.

import { join } from "node:path";
import { keptMeanings } from "../../adapters/files/kept-meanings.ts";
import type { FilterMeanings } from "../../gate/ports/filter-meanings.ts";
import type { Project } from "./project.ts";

export function filterMeanings({ stateFolder }: Project, options: { adds: boolean }): FilterMeanings {
  return keptMeanings(join(stateFolder, "row-filters"), options);
}
