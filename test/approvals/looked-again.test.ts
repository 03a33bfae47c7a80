// An approver is told what a request would do now, before they sign: a sole approver does not sign what will be refused when it is carried out.
// While the terminal waits for its person, no transaction is open in the database.

import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { FiledWrites } from "../support/filed-writes.ts";
import { KEYS, onTerminal } from "../support/on-terminal.ts";
import { makeSshHome, type SshHome } from "../support/ssh-home.ts";
import { openWritingShop, type WritingShop } from "../support/writing-shop.ts";

const ALWAYS = `rules: [{ id: always, when: "true", reason: "Looked at." }]\napprovals: { pending: 1000 }\n`;

let shop: WritingShop;
let home: SshHome;
const filed = new FiledWrites(() => shop);

const terminal = (args: readonly string[], more: { url?: string; into?: string } = {}) =>
  onTerminal(args, {
    folder: shop.folder,
    env: { ...home.env, WRITING_URL: more.url ?? shop.place },
    rows: 80,
    columns: 160,
    ...(more.into !== undefined && { into: more.into }),
  });

async function stateOf(id: string): Promise<string | undefined> {
  return (await shop.opened.gatehouse.approvals.read(id))?.progress.state;
}

const successorIn = (text: string): string => /request\s+([0-9a-f-]{36})\s+took its place/.exec(text)?.[1] ?? "";

describe.each(["postgres", "sqlite"] as const)("on %s", (engine) => {
  beforeAll(async () => {
    shop = await openWritingShop(engine, { risk: ALWAYS });
    home = makeSshHome(shop.folder);
    const { dora } = shop.keys;
    if (dora !== undefined) home.writeKey("id_ed25519", dora);
  });
  afterAll(() => shop.close());

  it("what still holds is said to, and while the terminal asks nothing is held open [G-APPROVAL-LOOKED-AGAIN]", async () => {
    const { id } = await filed.file("UPDATE customers SET plan = 'a' WHERE id = 1");
    const asking = terminal(["approvals", "approve", id]);
    await asking.see("[y/N]");
    expect(asking.screen()).toContain("it would do exactly this");
    if (engine === "postgres") {
      const watching = new pg.Client({ connectionString: shop.place });
      await watching.connect();
      const open = await watching.query(
        "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL",
      );
      await watching.end();
      expect(open.rows).toEqual([]);
    } else await shop.raw("UPDATE archive SET what = 'x'");
    asking.press("y\r");
    expect(await asking.ended).toBe(0);
    expect(await stateOf(id)).toBe("approved");
  });

  it("what went stale is not signed: the terminal names the request that took its place [G-APPROVAL-LOOKED-AGAIN]", async () => {
    const { id } = await filed.file("UPDATE customers SET plan = 'b' WHERE id = 2");
    await shop.raw("UPDATE customers SET notes = 'moved' WHERE id = 2");
    const shown = terminal(["approvals", "show", id, "--as", "dora"]);
    expect(await shown.ended).toBe(0);
    expect(shown.screen()).toContain("it would no longer do this: the rows are not those that were approved");
    expect(await stateOf(id)).toBe("pending"); // looking decides nothing
    const asking = terminal(["approvals", "approve", id]);
    expect(await asking.ended).toBe(1);
    expect(asking.screen()).not.toContain("[y/N]");
    expect(asking.screen()).toContain("It would no longer do what was asked");
    const anew = successorIn(asking.screen());
    expect([await stateOf(id), await stateOf(anew)]).toEqual(["stale", "pending"]);
    const { gatehouse } = shop.opened;
    expect((await gatehouse.approvals.read(anew))?.filed.request.replaces).toBe(id);
    expect((await gatehouse.approvals.read(id))?.decisions).toEqual([]);
  });

  it("what the database would refuse by now is said with what refuses it", async () => {
    await shop.raw("INSERT INTO customers (id) VALUES (9)");
    const { id } = await filed.file("DELETE FROM customers WHERE id = 9");
    await shop.raw("INSERT INTO orders VALUES (60, 9, 1, 'EU', 'open', NULL)");
    const asking = terminal(["approvals", "approve", id, "--yes"]);
    expect(await asking.ended).toBe(1);
    expect(asking.screen()).toMatch(
      engine === "postgres"
        ? /the database refuses it now by orders_customer_id_fkey of\s+public.orders/
        : /the database refuses it now by FOREIGN KEY \(customer_id\) to customers of\s+main.orders/,
    );
    expect(await stateOf(id)).toBe("stale");
  });

  it("in watch it is said as the request is opened, and nothing stale is approved", async () => {
    const { id } = await filed.file("UPDATE customers SET plan = 'c' WHERE id = 1");
    await shop.raw("UPDATE customers SET notes = 'moved again' WHERE id = 1");
    const watching = terminal(["approvals", "watch"]);
    await watching.see(id.slice(-12));
    watching.press(KEYS.enter);
    await watching.see("it would no longer do this");
    watching.press("a");
    await watching.see("took its place");
    watching.press("q");
    expect(await watching.ended).toBe(0);
    expect(await stateOf(id)).toBe("stale");
  });

  it("a database that is not reached from the terminal is said to be so, and deciding stays possible", async () => {
    if (engine === "sqlite") return;
    const { id } = await filed.file("UPDATE customers SET plan = 'd' WHERE id = 2");
    const asking = terminal(["approvals", "approve", id], { url: "postgres://nobody@127.0.0.1:9/none" });
    await asking.see("[y/N]");
    expect(asking.screen()).toMatch(/could not be looked at from here \(database-unavailable\)/);
    asking.press("y\r");
    expect(await asking.ended).toBe(0);
    expect(await stateOf(id)).toBe("approved");
  });

  it("a terminal that reaches another database of that name ends no request", async () => {
    if (engine === "sqlite") return;
    const other = await openWritingShop(engine, { risk: ALWAYS });
    try {
      const { id } = await filed.file("UPDATE customers SET plan = 'e' WHERE id = 2");
      const asking = terminal(["approvals", "approve", id], { url: other.place });
      await asking.see("[y/N]");
      expect(asking.screen()).toContain("another database than the");
      asking.press("n\r");
      await asking.ended;
      expect(await stateOf(id)).toBe("pending");
    } finally {
      await other.close();
    }
  });
});
