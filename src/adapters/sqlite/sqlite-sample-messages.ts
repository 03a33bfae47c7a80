// What is said between the sampler and its process: names of the catalogue one way, counts the other.

import type { Tally } from "../../core/classification/values/tally-values.ts";

export type SampleRequest = { readonly id: number } & (
  | { readonly kind: "defaults" }
  | {
      readonly kind: "sample";
      readonly table: string;
      readonly columns: readonly string[];
      /** The name under which a row's rowid can be had; null in a table WITHOUT ROWID. */
      readonly rowid: string | null;
    }
);

export type SampleReply = { readonly id: number } & (
  | {
      readonly kind: "defaults";
      readonly defaults: readonly (readonly [table: string, column: string, text: string])[];
    }
  | { readonly kind: "tallied"; readonly columns: readonly (readonly [string, Tally])[] }
  | { readonly kind: "failed" }
);
