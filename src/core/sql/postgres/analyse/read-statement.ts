// Starts a walk over one parsed statement: the caller's, a view's body, or a row filter in its frame.

import type { Catalogue, ColumnType } from "../../../model/catalogue.ts";
import { noteResult } from "../catalogue/read-catalogue.ts";
import type { Statement } from "../parse/parse-text.ts";
import { tooDeep } from "../parse/parse-text.ts";
import { typePath } from "../rewrite/quote.ts";
import { givenColumns, judgeCast } from "./casts-of-users.ts";
import { knownCte } from "./known-cte.ts";
import type { Output } from "./outputs.ts";
import type { Env } from "./place.ts";
import { obstruct, openReading, type Reading, type Walk } from "./reading.ts";
import { walkQuery, walkSelect } from "./walk-select.ts";

export interface ReadOptions {
  readonly catalogue: Catalogue;
  readonly functions: ReadonlySet<string> | "any-qualified";
  readonly attributesAllowed?: boolean;
  /** Whether it may be about the catalogue (pg_catalog and information_schema). */
  readonly readsCatalogue?: boolean;
  readonly merges?: boolean;
  readonly ownColumns?: ReadonlySet<string>;
  readonly ownTypes?: ReadonlySet<string>;
  /** Of a write: which of its outputs are stored, and the types, as format_type writes them, of the columns that they are stored in. */
  readonly stored?: readonly { readonly output: number; readonly type: ColumnType }[];
  /** Queries by whose names others may be read: they were read before, and stand in front of this one in the text that is run. */
  readonly before?: readonly QueryBefore[];
}

export interface QueryBefore {
  readonly name: string;
  /** Names of its columns; empty where they are those of its outputs. */
  readonly columns: readonly string[];
  readonly outputs: readonly Output[];
}

const NONE: ReadonlySet<string> = new Set();

/** Reads a SELECT; for another kind of statement the reading is empty. */
export function readStatement(statement: Statement, options: ReadOptions): Reading {
  const reading = openReading(statement);
  const walk: Walk = {
    attributesAllowed: false,
    readsCatalogue: false,
    ownColumns: NONE,
    ownTypes: NONE,
    ...options,
    reading,
    walkQuery,
  };
  if (statement.tree.kind !== "SelectStmt") return reading;
  refuseNewNumerals(walk);
  noteResult(walk, statement.tree.body);
  try {
    reading.outputs = walkSelect(walk, statement.tree.body, {
      env: envOf(options.before ?? []),
      parent: null,
      sink: null,
    });
    for (const { output, type } of options.stored ?? []) {
      // a star blurs which output is which
      const blurred = reading.outputs.some(({ fromStar, open }) => fromStar || open);
      const outputs = blurred ? reading.outputs : reading.outputs.slice(output, output + 1);
      judgeCast(walk, { given: givenColumns(walk, outputs), type: typePath(type).split(".") });
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    reading.obstacles.unshift(tooDeep());
  }
  return reading;
}

function envOf(before: readonly QueryBefore[]): Env | null {
  return before.reduce<Env | null>((next, query) => ({ cte: knownCte(query), next }), null);
}

/** Before PostgreSQL 16, `0xFF` and `1_000` are a number and an alias. */
function refuseNewNumerals(walk: Walk): void {
  if (walk.catalogue.serverVersion >= 160_000) return;
  const numeral = walk.reading.source.tokens.find(({ text }) => /^\.?\d.*_|^0[xob]/i.test(text));
  if (numeral === undefined) return;
  obstruct(walk, "unsupported-syntax", {
    message: "This server does not read numbers written with underscores or in hexadecimal, octal or binary.",
    remedy: "Write the number in plain decimal digits.",
    rule: "server-version",
  });
}
