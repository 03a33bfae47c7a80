// What `gatehouse ledger export` takes.

import type { FilterOptions } from "./filter-options.ts";

export interface ExportOptions extends FilterOptions {
  readonly format: string;
  readonly from?: number;
  readonly cursor?: string;
  readonly follow?: true;
  readonly columns?: string;
}
