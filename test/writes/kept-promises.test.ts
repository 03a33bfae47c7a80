// Keys by which no upsert can find rows, denials that are no approvals, and a first request on a file that was never written to.

import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { decideApproval } from "../../src/gate/approvals/decide-approval.ts";
import { FiledWrites, said } from "../support/filed-writes.ts";
import { signedDecision } from "../support/signed-decision.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const RISK = `rules: [{ id: always, when: "true", reason: "Looked at." }]\n`;

let shop: WritingShop;
const filed = new FiledWrites(() => shop);

describe("keys that ON CONFLICT cannot go by, on PostgreSQL", () => {
  beforeAll(async () => {
    shop = await openWritingShop("postgres", {
      risk: "rules: []\n",
      sql: `CREATE TABLE late (id integer PRIMARY KEY, code text UNIQUE DEFERRABLE, other text UNIQUE, v integer);
INSERT INTO late VALUES (1, 'a', 'x', 1);
DO $$ BEGIN IF current_setting('server_version_num')::int >= 180000 THEN
  EXECUTE 'CREATE TABLE booked (room int4range, during int4range, v integer, PRIMARY KEY (room, during))';
  EXECUTE 'CREATE TABLE overlapping (room int4range, during int4range, v integer, PRIMARY KEY (room, during WITHOUT OVERLAPS))';
END IF; END $$;`,
      relations: `  public.late: { owners: [dora], columns: { id: internal, code: internal, other: internal, v: internal } }
  public.booked: { owners: [dora], columns: { room: internal, during: internal, v: internal } }
  public.overlapping: { owners: [dora], columns: { room: internal, during: internal, v: internal } }
`,
      grants: "    public.late: all\n    public.booked: all\n    public.overlapping: all\n",
    });
  });
  afterAll(() => shop.close());

  it("a deferrable key is refused before anything runs, and the nearest key that is checked at once is not", async () => {
    const upsert = (key: string) =>
      `INSERT INTO late VALUES (1, 'a', 'x', 2) ON CONFLICT (${key}) DO UPDATE SET v = excluded.v`;
    expect(said(await shop.query(upsert("code")))).toMatch(
      /^(construct-not-allowed|unsupported-syntax|invalid-statement|unknown-key|write-not-possible)$/,
    );
    expect(await shop.raw("SELECT v FROM late")).toEqual([[1]]);
    expect(said(await shop.query(upsert("other")))).toBe("executed");
    expect(said(await shop.query(upsert("id")))).toBe("executed");
  });

  const periods = inject("postgresVersion") >= 180_000 ? ["WITHOUT OVERLAPS"] : [];
  it.each(periods)("a key %s is refused before anything runs, and the nearest ordinary one is not", async () => {
    const upsert = (table: string) =>
      `INSERT INTO ${table} VALUES ('[1,2)', '[1,5)', 2) ON CONFLICT (room, during) DO UPDATE SET v = excluded.v`;
    expect(said(await shop.query(upsert("overlapping")))).toMatch(
      /^(construct-not-allowed|unsupported-syntax|invalid-statement|unknown-key|write-not-possible)$/,
    );
    expect(await shop.raw("SELECT count(*) FROM overlapping")).toEqual([["0"]]);
    expect(said(await shop.query(upsert("booked")))).toBe("executed");
  });
});

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  beforeAll(async () => {
    shop = await openWritingShop(engine, { risk: RISK });
  });
  afterAll(() => shop.close());

  it("a first call that asks for approval is answered as any other, on a file that was never written to", async () => {
    const asked = await shop.ask({ sql: "UPDATE orders SET status = 'first' WHERE id = 1", reason: "first of all" });
    expect(said(asked)).toBe("pending_approval");
  });

  it("a denial is no vote for it, in any list", async () => {
    const { id } = await filed.file("UPDATE orders SET status = 'denied' WHERE id = 1");
    const decision = await signedDecision(id, { by: "dora", shop, decision: "deny" });
    expect(await decideApproval(id, decision, shop.opened.gatehouse)).toMatchObject({ kind: "decided" });
    const [listed] = (await shop.opened.gatehouse.approvals.list({ states: ["denied"] }, 10)).filter(
      (each) => each.id === id,
    );
    expect(listed).toMatchObject({ state: "denied", approvals: 0, wanted: 1 });
  });
});
