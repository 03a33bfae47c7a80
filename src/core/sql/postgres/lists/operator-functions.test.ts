// The lists of functions behind operators, held against the server that they are drawn from.

import pg from "pg";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { OPERATOR_FUNCTIONS, SUPPORT_FUNCTIONS } from "./operator-functions.ts";

const OVERLOADS = `
  SELECT p.proname AS name, p.provolatile AS volatility, p.prokind AS kind,
    EXISTS (SELECT 1 FROM pg_operator o WHERE o.oprcode = p.oid AND o.oprnamespace = 'pg_catalog'::regnamespace) AS operates,
    (SELECT coalesce(array_agg(t.typname::text), '{}') FROM pg_type t
      WHERE t.oid = p.prorettype OR t.oid = ANY (p.proargtypes)) AS types
  FROM pg_proc p WHERE p.pronamespace = 'pg_catalog'::regnamespace AND p.proname = ANY ($1)`;

/** Types whose values name objects of the catalogue or hold what only the server may make. */
const UNSAFE = /^(internal|cstring|aclitem|refcursor|xid8?|cid|tid|pg_.*)$|^_?reg(?!config|dictionary)/;

interface Overload {
  readonly name: string;
  readonly volatility: string;
  readonly kind: string;
  readonly operates: boolean;
  readonly types: readonly string[];
}

describe("functions behind operators", () => {
  const client = new pg.Client({ connectionString: inject("postgresUrl") });
  const overloadsOf = async (names: ReadonlySet<string>) =>
    (await client.query<Overload>(OVERLOADS, [[...names]])).rows;

  beforeAll(() => client.connect());
  afterAll(() => client.end());

  it("do what an operator does, in every overload [G-READ-ALLOW-LIST]", async () => {
    const overloads = await overloadsOf(OPERATOR_FUNCTIONS);
    expect(overloads.filter(({ operates }) => !operates)).toEqual([]);
    expect(overloads.length).toBeGreaterThan(600);
  });

  it.each([OPERATOR_FUNCTIONS, SUPPORT_FUNCTIONS])(
    "change nothing and name nothing of the catalogue [G-READ-ALLOW-LIST]",
    async (names) => {
      const unsafe = (await overloadsOf(names)).filter(
        ({ volatility, kind, types }) => volatility === "v" || kind !== "f" || types.some((type) => UNSAFE.test(type)),
      );
      expect(unsafe).toEqual([]);
    },
  );
});
