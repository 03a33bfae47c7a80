// The rewritten statement: the only thing that a database executes.
// INVARIANT: a plan is made only by a dialect's rewriting of an allowed decision (test/layers proves it).

import type { Allow, Limits } from "../../model/decision.ts";
import type { RelationName } from "../../model/relation-name.ts";

/** What is bound to $1, $2, … of the plan's text, in order. Never inlined. */
export type PlanParameter =
  /** The caller's own parameter, by its index from 0. */
  | { readonly kind: "caller"; readonly index: number }
  /** A constant of the caller's text, by its place among them from 0: the plan serves every text of its shape. */
  | {
      readonly kind: "constant";
      readonly index: number;
      /** True where it is bound as an integer, in engines whose texts do not say the type. */
      readonly integer?: boolean;
    }
  /** HMAC-SHA256 key pads (RFC 2104) of the caller's pseudonym key: 64 bytes each, XORed with 0x36 or 0x5c. */
  | { readonly kind: "inner-pad" }
  | { readonly kind: "outer-pad" }
  /** Ids of what the caller sees, as a text that the engine reads as a list of them. */
  | { readonly kind: "ids"; readonly text: string }
  /** An attribute of the identity; null when it has none of that name, or an empty one. */
  | {
      readonly kind: "attribute";
      readonly name: string;
      /** True where it is bound as a number, and as null when it is none, in engines whose texts do not say the type. */
      readonly number?: true;
    };

export interface Rewritten {
  readonly text: string;
  readonly parameters: readonly PlanParameter[];
  /** Base relations that the text opens; the second witness and the catalogue check hold it to exactly these. */
  readonly opens: readonly RelationName[];
  /** Views whose definitions stand in the text in their place. */
  readonly expands?: readonly RelationName[];
  /** Unqualified names of functions, fields and types in it: what bears them must be what the catalogue has. */
  readonly names?: readonly string[];
  /** The catalogue that the text was made for. */
  readonly catalogueVersion: string;
  /** True where it calls what is not the server's own, which finds its names by the database's own search path. */
  readonly ownPath?: boolean;
}

export class ExecutablePlan {
  readonly #made = true;
  readonly text: string;
  readonly parameters: readonly PlanParameter[];
  readonly opens: readonly RelationName[];
  readonly expands: readonly RelationName[];
  readonly names: readonly string[];
  readonly catalogueVersion: string;
  readonly ownPath: boolean;
  readonly limits: Limits;

  private constructor(rewritten: Rewritten, limits: Limits) {
    this.text = rewritten.text;
    this.parameters = rewritten.parameters;
    this.opens = rewritten.opens;
    this.expands = rewritten.expands ?? [];
    this.names = rewritten.names ?? [];
    this.catalogueVersion = rewritten.catalogueVersion;
    this.ownPath = rewritten.ownPath ?? false;
    this.limits = limits;
  }

  static of(rewritten: Rewritten, allow: Allow): ExecutablePlan {
    return new ExecutablePlan(rewritten, allow.limits);
  }

  get isPlanned(): boolean {
    return this.#made;
  }
}
