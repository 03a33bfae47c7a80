// What a database is given to execute, and what it answers.

import type { JsonValue } from "../../core/model/json-value.ts";
import type { UnfitParameter } from "../../core/model/unfit-value.ts";

/** What fills a plan's parameter slots. */
export interface Binding {
  readonly parameters: readonly JsonValue[];
  /** The constants of the caller's text, in order. */
  readonly constants: readonly string[];
  /** 64 bytes each: the caller's pseudonym key, padded as RFC 2104 says. */
  readonly innerPad: Uint8Array;
  readonly outerPad: Uint8Array;
  readonly attributes: Readonly<Record<string, string>>;
}

export type Execution =
  | {
      readonly kind: "rows";
      readonly columns: readonly { readonly name: string; readonly type: string }[];
      readonly rows: readonly (readonly JsonValue[])[];
      /** Which cap ended the result; null when it is whole. */
      readonly truncated: "rows" | "bytes" | null;
    }
  /** The database refused the statement. `message` is the server's primary message, and only where it cannot hold a value (SQLSTATE class 42); else null. */
  | {
      readonly kind: "database-error";
      readonly sqlstate: string;
      readonly message: string | null;
      /** The parameter that was not even sent, where it is for that. */
      readonly unfit?: UnfitParameter;
    }
  /** The relations are no longer what the plan was made for; nothing was released. Plan again with a fresh catalogue. */
  | { readonly kind: "schema-changed" }
  /** The engine's own account of what the statement opens differs from the plan's. */
  | { readonly kind: "witness-disagrees" };
