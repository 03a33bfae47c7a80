// What of a statement is to be fenced or answered where it is rewritten.

import type { Struct } from "../parse/tree.ts";

/** `wrapper` is the node in the tree, with its kind. */
export type CatalogueUse =
  | {
      readonly kind: "call";
      readonly wrapper: unknown;
      readonly call: Struct;
      readonly name: string;
      /** The text that stands for it; empty where its arguments are fenced. */
      readonly answer: string;
    }
  | {
      readonly kind: "cast";
      readonly wrapper: unknown;
      readonly cast: Struct;
      readonly type: string;
      /** The text that is cast; null for anything else. */
      readonly constant: string | null;
    }
  | { readonly kind: "schema"; readonly wrapper: unknown; readonly location: unknown; readonly called: boolean };
